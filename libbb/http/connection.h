/* SPDX-License-Identifier: MIT */
/* A connection to a server or a proxy, plain or TLS, with what was received and not yet used. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "http/fetch.h"
#include "http/tls.h"

/* Room for the longest head; received in smaller pieces, so that little of it is ever touched. */
enum { CONNECTION_BUFFER = 320 * 1024, CONNECTION_PIECE = 128 * 1024 };

struct connection {
	int fd;
	struct tls *tls;	/* NULL: plain */
	char *key;		/* where it leads: what may use it again */
	bool reused;		/* it has served a request before */
	char *buffer;		/* CONNECTION_BUFFER bytes */
	size_t at, end;		/* received and not used: buffer[at..end) */
};

struct connection *connection_new(int fd);
void connection_free(struct connection *connection);

int connection_send(struct fetch *job, struct connection *connection, const void *data,
		    size_t length);
/*
 * Receive more behind what is there, within `ms` (job->timeouts.stall's kind). The bytes, 0 at the
 * end, negative after fail(). There must be room: at most CONNECTION_BUFFER unused bytes.
 */
ssize_t connection_fill(struct fetch *job, struct connection *connection, uint32_t ms);

/* Keep it for a next request to the same place; only one is kept. */
void connection_keep(struct connection *connection);
/* The one kept for this place, if it is still alive, or NULL. */
struct connection *connection_kept(const char *key);

#endif
