/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1.1 answers (RFC 9110, RFC 9112): heads taken apart, how the body is framed, chunks.
 * Pure: bytes in, structs out; whatever the bytes are.
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Heads, interim ones included, and trailers are refused beyond this many bytes. */
enum { HTTP_HEAD_LONGEST = 300 * 1024 };

struct http_head {
	int minor;		/* 0: HTTP/1.0, 1: later */
	int status;		/* 100 to 599 and what else has three digits */
	char reason[64];	/* printable */
	char *fields;		/* name NUL value NUL ... NUL: see http_field() */
};

/*
 * Bytes of the head that begins `data`, its empty line included; 0: not complete yet; negative
 * after fail(): this can be no HTTP answer.
 */
long http_head_length(const char *data, size_t length);
/* Take a complete head apart. What it found is freed by http_head_free(), after failure too. */
int http_head_parse(const char *data, size_t length, struct http_head *head);
void http_head_free(struct http_head *head);

/* The first value of this field after `previous` (NULL: the first), or NULL. */
const char *http_field(const struct http_head *head, const char *name, const char *previous);
/* Is this token among the comma-separated ones of the field? */
bool http_field_has(const struct http_head *head, const char *name, const char *token);

enum http_body { HTTP_NO_BODY, HTTP_LENGTH, HTTP_CHUNKED, HTTP_UNTIL_CLOSE };
struct http_framing {
	enum http_body kind;
	uint64_t length;	/* of HTTP_LENGTH */
	bool keep_alive;	/* the connection can serve another request after the body */
};
/* RFC 9112, 6.3. Fails for lengths that contradict one another or codings nobody asked for. */
int http_framing(const struct http_head *head, bool head_request, struct http_framing *framing);

/* "bytes 5-9/10": total UINT64_MAX for '*'; "bytes *" "/10" (of a 416) gives first > last. */
int http_content_range(const char *value, uint64_t *first, uint64_t *last, uint64_t *total);

/* Seconds since 1970 of a date in any of RFC 9110's three forms, 0 when it is none. */
int64_t http_date(const char *text);
/* "Sun, 06 Nov 1994 08:49:37 GMT" */
void http_date_text(int64_t seconds, char text[32]);
/* Retry-After: seconds or a date, as milliseconds from now (seconds since 1970); 0: none. */
uint64_t http_retry_after(const char *value, int64_t now);

/* The chunked coding, byte by byte. Zero-initialised is its beginning. */
struct http_chunks {
	enum { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, CHUNK_DATA_END, CHUNK_TRAILER,
	       CHUNK_TRAILER_LINE, CHUNK_DONE } state;
	uint64_t left;		/* of the chunk's data */
	unsigned digits, overhead;	/* bytes since the last data that were none */
};
/*
 * Take from data: *used bytes are consumed, of which the last *payload are content; both 0 only
 * for length 0. Call until all is used or the state is CHUNK_DONE. Negative after fail().
 */
int http_chunks_take(struct http_chunks *chunks, const char *data, size_t length, size_t *used,
		     size_t *payload);

#endif
