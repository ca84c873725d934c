/* SPDX-License-Identifier: MIT */
/* Segments: plain ones are archives, and what is none must be compressed. */
#include "boot/initrd_segments.h"

#include "core/error.h"
#include "core/text.h"
#include "dev/unpack.h"

static int give(void *data, const void *bytes, size_t length)
{
	ssize_t taken = newc_take(data, bytes, length);

	if (taken < 0)
		return -1;
	return (size_t)taken == length ? 0 :
	       fail_plain("damaged: what it unpacks to is no archive");
}

static int read_segment(const void *bytes, size_t length, struct newc *newc, size_t *used)
{
	int result = unpack(bytes, length, used, give, newc);

	if (result == UNPACK_PLAIN)
		return fail_plain("damaged: what begins there is no archive, nor compressed");
	return result;
}

int initrd_read_segments(const void *bytes, size_t length, struct newc *newc)
{
	const uint8_t *at = bytes, *end = at + length;
	int result = 0;

	while (at < end && result == 0) {
		ssize_t taken = newc_take(newc, at, end - at);
		size_t used = 0;

		result = taken < 0 ? -1 : 0;
		at += MAX(taken, 0);
		if (result < 0 || at == end)
			break;
		result = read_segment(at, end - at, newc, &used);
		if (result == 0 && !newc_is_whole(newc))
			result = fail_plain("a segment ends within a file");
		newc->state = NEWC_BETWEEN;
		at += result == 0 ? used : 0;
	}
	if (result < 0)
		return fail_in("at byte %zu", (size_t)(at - (const uint8_t *)bytes));
	if (result == 0 && !newc_is_whole(newc))
		return fail_plain("it is cut off within %s", newc->state == NEWC_IN_CONTENT ?
				  newc->text : "a header");
	return result == UNPACK_UNKNOWN;
}
