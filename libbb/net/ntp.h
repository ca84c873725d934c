/* SPDX-License-Identifier: MIT */
/* SNTP, RFC 4330: the question, and what an answer says of this clock. Pure. */
#ifndef NET_NTP_H
#define NET_NTP_H

#include <stddef.h>
#include <stdint.h>

enum { NTP_PACKET = 48, NTP_PORT = 123 };

struct ntp_answer {
	double offset;		/* seconds that this clock is behind the server's */
	double delay;		/* seconds on the way, there and back */
	unsigned stratum;	/* 1: it has a clock of its own; 2 to 15: it asked others */
};

/* Ask: `cookie` comes back in the answer, and is better no time at all (RFC 9769's reason). */
void ntp_question(uint64_t cookie, unsigned char packet[NTP_PACKET]);
/*
 * Take an answer apart. sent, received: seconds since 1970 by this clock. Fails with what is wrong:
 * another's answer, a server that is not synchronised, or that wants to be left alone.
 */
int ntp_take(const void *packet, size_t length, uint64_t cookie, double sent, double received,
	     struct ntp_answer *answer);

#endif
