/* SPDX-License-Identifier: MIT */
/* Names to addresses to a connected socket, all within deadlines. */
#ifndef HTTP_CONNECT_H
#define HTTP_CONNECT_H

#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>

#include "http/fetch.h"

enum { ADDRESSES_MOST = 16 };

struct addresses {
	unsigned count;
	struct sockaddr_storage list[ADDRESSES_MOST];
	socklen_t lengths[ADDRESSES_MOST];
};

/* Record why a job failed; passes the result on: return because(job, FETCH_FILE, fail("x")). */
static inline int because(struct fetch *job, enum fetch_failure why, int result)
{
	job->failure = why;
	return result;
}

/* now_ms() + ms, but no later than the whole job may take. */
uint64_t job_deadline(const struct fetch *job, uint32_t ms);
/* Give printable text to the job's log, if it has one. */
void job_log(const struct fetch *job, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sleep, unless it is cancelled or over before. */
int job_sleep(struct fetch *job, uint64_t ms);
/* poll() until a descriptor is ready: the number of them; 0 when `until` has passed; negative
 * after fail(): cancelled. */
int job_poll(struct fetch *job, struct pollfd *polled, unsigned count, uint64_t until);

/* The host's addresses by getaddrinfo(3), families in turn. Literals need no name server. */
int resolve_host(struct fetch *job, const char *host, uint16_t port, int socket_type,
		 struct addresses *addresses);
/* The address as text, an IPv6 one without brackets. */
const char *address_text(const struct addresses *addresses, unsigned i, char text[64]);

/*
 * Connect to whichever address answers first, the next one started 250 ms after the last
 * (RFC 8305's idea). Returns a non-blocking socket.
 */
int connect_host(struct fetch *job, const char *host, uint16_t port);

#endif
