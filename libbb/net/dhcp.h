/* SPDX-License-Identifier: MIT */
/* Ask for an address on every interface at once; the first lease wins. */
#ifndef NET_DHCP_H
#define NET_DHCP_H

#include <stdbool.h>
#include <stdint.h>

#include "net/dhcp6_step.h"
#include "net/lease.h"

struct dhcp_request {
	const char *interfaces;	/* names or regular expressions, blank-separated; NULL: all wired */
	uint64_t timeout_ms;	/* 0: 60 s */
	unsigned tries;		/* how often the timeout may pass; 0: once */
	int verbose;		/* 1: each message; 2: its options too */
	const char *hostname;	/* option 12, NULL: none */
	const char *vendor_class;	/* option 60, NULL: a PXE client's of this machine */
	const char *user_class;	/* option 77, NULL: "RAMsteam" */
	const char *client_id;	/* option 61: text, or hex bytes with colons; NULL: type 1, MAC */
	bool broadcast;		/* always ask for answers by broadcast */
	bool dry_run;		/* ask, but change nothing for good */
	bool ipv4, ipv6;	/* neither: both, raced */
	bool both;		/* after the first family, wait some seconds for the second */
	bool keep;		/* stay, renew until SIGTERM; the lease is written to LEASE_PATH */
	bool background;	/* return with the lease, a child keeps it */
	enum dhcp6_way way6;	/* what of IPv6 */
	void (*amend)(void *data, struct lease *lease);	/* before it is applied; may be NULL */
	void (*say)(void *data, const char *line);	/* NULL: silent */
	void (*got)(void *data, const struct lease *lease);	/* once applied; may be NULL */
	void *data;
};

/*
 * Brings up every matching link, and those that appear while it runs, asks on all at once as each
 * gets carrier; the first lease wins and is applied (unless dry_run), links it raised in vain are
 * put down again. On failure the text names the cause: no card, no carrier, no offer, a refusal.
 * SIGINT and SIGTERM end it as a failure with errno EINTR.
 */
int dhcp_run(const struct dhcp_request *request, struct lease *lease);

/* How far the last dhcp_run() came that failed: the furthest of its interfaces. */
enum dhcp_cause {
	DHCP_NO_CARD, DHCP_NO_CARRIER, DHCP_UNANSWERED, DHCP_TURNED_DOWN,
	DHCP_BROKEN,	/* nothing of the network: a socket, a signal, a mistake */
};
enum dhcp_cause dhcp_cause(void);

/* End the process that keeps a lease; `release` also gives the address back. */
int dhcp_stop(const char *interface, bool release);

/* End every such process; the leases stay, and what is known of them, in lease_path(). */
void dhcp_stop_all(void);

#endif
