/* SPDX-License-Identifier: MIT */
/* One request and its answer: connection, head, body block by block. No redirects, no retries. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/connection.h"
#include "http/message.h"
#include "http/url.h"

struct request {
	const struct url *url;
	const char *method;
	bool trusted;		/* where the user sent us: he may have secrets for it */
	bool ranged;		/* Range: bytes=from- (to `to` unless 0) */
	uint64_t from, to;
	const char *if_range;	/* an ETag or a date, or NULL */
};

struct exchange {
	struct connection *connection;	/* NULL: not begun */
	struct http_head head;
	struct http_framing framing;
	struct http_chunks chunks;
	uint64_t left;		/* of HTTP_LENGTH */
	bool ended;		/* the body has been taken whole */
};

/* Connect (or use the connection kept), send, read the head. Nothing to end after failure. */
int exchange_begin(struct fetch *job, struct exchange *exchange, const struct request *request);
/* The next bytes of the body, good until the next call: their count, 0 at the end, negative after
 * fail(): "cut off" where the connection ended too early. */
ssize_t exchange_block(struct fetch *job, struct exchange *exchange, const void **block);
/* Keep the connection when it can be used again, or close it. */
void exchange_end(struct fetch *job, struct exchange *exchange);

/* Bytes that may be spliced straight from the socket now, 0: take blocks. */
uint64_t exchange_spliceable(const struct exchange *exchange);
/* So many were. At an early or regular end of the connection: exchange_block() tells which. */
void exchange_spliced(struct exchange *exchange, uint64_t count);

/* The request as sent; pure, for the exchange and its unit test. */
struct buffer request_text(const struct fetch *job, const struct request *request,
			   const struct url *proxy);

#endif
