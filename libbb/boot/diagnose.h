/* SPDX-License-Identifier: MIT */
/*
 * Where, on the way from the card to a server, the network ends; each answer one line, with what to
 * try next. netdiag goes the whole way by hand, ramroot names the place where it failed.
 */
#ifndef BOOT_DIAGNOSE_H
#define BOOT_DIAGNOSE_H

#include <stdint.h>

#include "core/text.h"

enum diagnosis {
	DIAGNOSIS_FINE,
	DIAGNOSIS_NO_CARD,
	DIAGNOSIS_NO_CARRIER,
	DIAGNOSIS_NO_OFFER,	/* carrier, but no server answers */
	DIAGNOSIS_REFUSED,	/* one answers, but gives no address */
	DIAGNOSIS_NO_ADDRESS,	/* one would give an address, if asked in earnest */
	DIAGNOSIS_NO_ROUTE,
	DIAGNOSIS_NO_DNS,	/* no name server, or none answers */
	DIAGNOSIS_NO_NAME,	/* it answers that there is no such name */
	DIAGNOSIS_NO_SERVER,
};

struct diagnose {
	const char *target;	/* URL, HOST or HOST:PORT; NULL: no further than DNS */
	uint64_t dhcp_ms;	/* how long servers are waited for, when there is no address */
	void (*passed)(const char *line);	/* told what is in order; may be NULL */
};

/* From the card on. `line` gets what is wrong, without newline; nothing when all is fine. */
enum diagnosis diagnose_network(const struct diagnose *diagnose, struct buffer *line);

/* From the address on: routes, DNS, server. */
enum diagnosis diagnose_way(const struct diagnose *diagnose, struct buffer *line);

/* After a card was waited for in vain: the failure, and the driver that is missing. */
enum diagnosis diagnose_card(struct buffer *line);

/* After dhcp_run() failed: its failure, and what to try next. */
enum diagnosis diagnose_dhcp(struct buffer *line);

#endif
