/* SPDX-License-Identifier: MIT */
/* The chunked transfer coding: RFC 9112, section 7.1. */
#include <ctype.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "http/message.h"

/* A size line; extensions and trailers together: what no sensible server reaches. */
enum { DIGITS_MOST = 16, OVERHEAD_MOST = HTTP_HEAD_LONGEST };

static int take_digit(struct http_chunks *chunks, char c)
{
	int digit = isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;

	if (!isxdigit((unsigned char)c)) {
		if (!chunks->digits || !strchr("\r\n; \t", c) || !c)
			return fail_plain("malformed chunk size");
		chunks->state = CHUNK_EXTENSION;
		return 0;
	}
	if (++chunks->digits > DIGITS_MOST || chunks->left >> 59)
		return fail_plain("chunk size too large");
	chunks->left = chunks->left << 4 | digit;
	return 0;
}

/* One byte that is no content. */
static int take_byte(struct http_chunks *chunks, char c)
{
	if (++chunks->overhead > OVERHEAD_MOST)
		return fail_plain("chunk extensions or trailers without end");
	if (chunks->state == CHUNK_SIZE && take_digit(chunks, c) < 0)
		return -1;
	switch (chunks->state) {
	case CHUNK_EXTENSION:
		if (c == '\n')
			chunks->state = chunks->left ? CHUNK_DATA : CHUNK_TRAILER;
		break;
	case CHUNK_DATA_END:
		if (c != '\r' && c != '\n')
			return fail_plain("a chunk is longer than its size");
		if (c == '\n') {
			chunks->digits = 0;
			chunks->state = CHUNK_SIZE;
		}
		break;
	case CHUNK_TRAILER:
		if (c == '\n')
			chunks->state = CHUNK_DONE;
		else if (c != '\r')
			chunks->state = CHUNK_TRAILER_LINE;
		break;
	case CHUNK_TRAILER_LINE:
		if (c == '\n')
			chunks->state = CHUNK_TRAILER;
		break;
	default:
		break;
	}
	return 0;
}

int http_chunks_take(struct http_chunks *chunks, const char *data, size_t length, size_t *used,
		     size_t *payload)
{
	*used = *payload = 0;
	while (*used < length && chunks->state != CHUNK_DATA && chunks->state != CHUNK_DONE)
		if (take_byte(chunks, data[(*used)++]) < 0)
			return -1;
	if (chunks->state != CHUNK_DATA)
		return 0;
	*payload = MIN(chunks->left, length - *used);
	*used += *payload;
	chunks->left -= *payload;
	if (*payload)
		chunks->overhead = 0;
	if (!chunks->left)
		chunks->state = CHUNK_DATA_END;
	return 0;
}
