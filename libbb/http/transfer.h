/* SPDX-License-Identifier: MIT */
/*
 * A file on its way in: from whichever protocol, block by block, from any position on; knows which
 * version it is of, and never gives bytes of two. The retries around it are fetch.c's.
 */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include "http/exchange.h"
#include "http/version.h"

struct tftp;

struct transfer {
	struct fetch *job;
	/* Go back to the file's beginning: NULL or negative after fail() when it cannot. */
	int (*rewind)(void *sink);
	void *sink;

	uint64_t position;	/* of the file's next byte */
	uint64_t until;		/* no further than to here, 0: to the file's end */
	uint64_t skip;		/* bytes of the body to pass over before that */
	struct version known;	/* the version that is being fetched */
	bool checked;		/* a digest will be compared at the end */
	bool started;		/* start() was called */
	bool joined;		/* what is before ->position came from several servers at once */
	bool only_range;	/* what is before ->position is not to come again */
	uint64_t retry_after;	/* ms the server asked us to wait, 0: it did not */

	/* The open source. */
	struct exchange exchange;
	int file;		/* local, else -1 */
	struct tftp *tftp;
	char *buffer;		/* of the local file */

	/* How fast it goes. */
	uint64_t began_ms, began_at;	/* of this body: limit_rate */
	uint64_t window_ms, window_at;	/* the slowest rate is measured over */
};

void transfer_init(struct transfer *transfer, struct fetch *job);
/*
 * Ask for the rest of the file from ->position on. 0: blocks come; 1: there is nothing more to
 * fetch (HEAD, 304, all is there); negative after fail().
 */
int transfer_open(struct transfer *transfer, const char *url);
/* The next bytes: count, 0 at the file's end or ->until, negative after fail(). */
ssize_t transfer_block(struct transfer *transfer, const void **block);
/* Count bytes that came (by block or splice): position, pace, slowness. */
int transfer_count(struct transfer *transfer, uint64_t count);
void transfer_close(struct transfer *transfer);
void transfer_free(struct transfer *transfer);

/* For the protocols: size, type and position are known: refuse, or begin with the sink. */
int transfer_start(struct transfer *transfer);
/* For the protocols: the version is another: back to the beginning. */
int transfer_rewind(struct transfer *transfer);

/* The protocols' opens. */
int http_open(struct transfer *transfer, const char *url);
int tftp_open(struct transfer *transfer, const struct url *url);

#endif
