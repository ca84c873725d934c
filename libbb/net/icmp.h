/* SPDX-License-Identifier: MIT */
/* ICMP echo, RFC 792 and 4443: messages, what errors mean, and the figures of ping(8). Pure. */
#ifndef NET_ICMP_H
#define NET_ICMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

struct icmp_echo {			/* RFC 792, page 14; RFC 4443, section 4.1 */
	uint8_t type, code;
	uint16_t checksum, id, sequence;
};
_Static_assert(sizeof(struct icmp_echo) == 8, "RFC 792, page 14");

/* A request with so many bytes behind its header; the checksum is the kernel's with IPv6. */
size_t icmp_request(uint8_t *packet, int family, uint16_t id, uint16_t sequence, size_t size);

/* What the receiver of a request or reply sees of it. */
struct icmp_reply {
	uint16_t id, sequence;
	size_t size;			/* with the header */
};

/*
 * False when it is no echo reply (`request`: no echo request, as errors return it), is too short
 * or has a wrong checksum. With `ip_header`, raw IPv4 sockets' header comes first.
 */
bool icmp_parse(const uint8_t *bytes, size_t length, int family, bool ip_header, bool request,
		struct icmp_reply *reply);

/* "Destination Host Unreachable" in the words of ping(8). */
void icmp_error_text(int family, unsigned type, unsigned code, uint32_t info, struct buffer *out);

/* What ping counts. Times in microseconds. */
struct icmp_figures {
	uint64_t sent, received, duplicates, errors;
	uint64_t shortest, longest, sum, squares, smoothed;
	uint64_t timed;			/* replies that had a time */
	bool untimed;			/* the caller's wish: no times */
	uint64_t outstanding;		/* at most, at once */
	struct icmp_sent {
		uint64_t at;
		uint64_t number;
		bool answered;
	} last[1024];
};

/* The number of the next request; its low 16 bits are its sequence. */
uint64_t icmp_count_sent(struct icmp_figures *figures, uint64_t now);
/*
 * A reply: its round trip in *took, negative when the request is too old to know. Returns whether
 * it is a duplicate.
 */
bool icmp_count_reply(struct icmp_figures *figures, uint16_t sequence, uint64_t now, int64_t *took);

/* "0.121", "12.3": fewer digits the longer it took. */
void icmp_time_text(uint64_t microseconds, struct buffer *out);
/* The lines of ping(8) at its end; `paced`: replies set the pace (-f, -A). */
void icmp_summary(const struct icmp_figures *figures, const char *name, uint64_t elapsed,
		  bool paced, struct buffer *out);

#endif
