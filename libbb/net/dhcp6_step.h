/* SPDX-License-Identifier: MIT */
/*
 * The IPv6 client as a state machine: routers (RFC 4861), addresses the kernel makes of what they
 * say (RFC 4862), and DHCPv6 (RFC 8415). Pure, like dhcp4_step: events and the time go in, actions
 * come out; the driver calls it with DHCP6_TIMER once `wake` is reached.
 */
#ifndef NET_DHCP6_STEP_H
#define NET_DHCP6_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "net/dhcp6_message.h"
#include "net/lease.h"
#include "net/ra.h"

enum dhcp6_way {
	DHCP6_AS_TOLD,		/* as routers tell */
	DHCP6_STATEFUL,		/* an address of DHCPv6, whatever they tell */
	DHCP6_AUTOMATIC,	/* no DHCPv6 */
};

struct dhcp6_config {
	uint8_t mac[6];
	struct dhcp6_id id;		/* DUID, RFC 8415 section 11 */
	uint32_t iaid;
	const char *vendor_class, *user_class;
	uint16_t arch;			/* RFC 5970, section 3.3 */
	enum dhcp6_way way;
	bool assign;			/* give addresses to the interface; a dry run does not */
};

enum dhcp6_state {
	DHCP6_IDLE, DHCP6_SOLICITING, DHCP6_REQUESTING, DHCP6_INFORMING, DHCP6_CHECKING,
	DHCP6_BOUND, DHCP6_RENEWING, DHCP6_REBINDING,
};

enum dhcp6_problem {
	DHCP6_NO_LINK_LOCAL, DHCP6_NO_ANSWER, DHCP6_NO_PREFIX, DHCP6_SILENT, DHCP6_REFUSED,
	DHCP6_IN_USE,
};

/* What became of an address of the interface; the kernel tells. */
enum dhcp6_address_state { DHCP6_TENTATIVE, DHCP6_READY, DHCP6_DUPLICATE, DHCP6_REMOVED };

struct dhcp6_client {
	const struct dhcp6_config *config;
	uint64_t wake;			/* when DHCP6_TIMER is due, 0: never */
	enum dhcp6_state state;
	struct lease lease;
	enum dhcp6_problem problem;
	char problem_text[128];

	/* The machine's own. */
	uint64_t random;
	bool carrier, has_link_local, has_ra, got, informed, made;
	uint8_t link_local[16];
	struct ra ra;
	struct ip_address automatic;	/* made of a router's prefix, usable */
	uint64_t router_wake, dhcp_wake, patience, fallback;
	unsigned router_sent, sent, others;
	uint32_t xid;
	uint64_t began, bound_at;
	struct dhcp6_message offer, info;	/* the best ADVERTISE; the last REPLY */
	struct dhcp6_id blamed;			/* of the server that did not keep its word */
	struct ip_address server;		/* of offer or info */
	struct ip_address refused;		/* in use by another */
};

enum dhcp6_event_kind {
	DHCP6_CARRIER, DHCP6_NO_CARRIER,
	DHCP6_ROUTER,		/* an advertisement */
	DHCP6_MESSAGE,		/* from a DHCPv6 server */
	DHCP6_ADDRESS,		/* of the interface, its state */
	DHCP6_TIMER,
};

struct dhcp6_event {
	enum dhcp6_event_kind kind;
	const struct ra *ra;
	const struct dhcp6_message *message;
	struct ip_address from;			/* whom the message came from */
	struct ip_address address;
	enum dhcp6_address_state address_state;
};

enum dhcp6_action {
	DHCP6_SOLICIT_ROUTER = 1,	/* from link_local when has_link_local, else from nobody */
	DHCP6_SEND = 2,			/* to all servers of the link */
	DHCP6_ASSIGN = 4,		/* give lease.address to the interface, and watch it */
	DHCP6_UNASSIGN = 8,		/* take lease.address away again */
	DHCP6_GOT = 16,			/* lease can be used */
	DHCP6_LOST = 32,		/* the address got before may be used no longer */
};

struct dhcp6_actions {
	unsigned what;
	struct dhcp6_packet packet;
};

void dhcp6_start(struct dhcp6_client *client, const struct dhcp6_config *config, uint64_t random);

/* now: milliseconds. Fills actions; what was there before is forgotten. */
void dhcp6_step(struct dhcp6_client *client, const struct dhcp6_event *event, uint64_t now,
		struct dhcp6_actions *actions);

/* The message of this type that the client sends; dhcp6_step() calls it. */
void dhcp6_build(const struct dhcp6_client *client, uint8_t type, uint64_t now,
		 struct dhcp6_packet *packet);

/* dhcp6_lease.c: what routers and servers said, as a lease; `stateful`: its address is DHCPv6's. */
void dhcp6_lease(struct dhcp6_client *client, bool stateful);

/* Why there is no IPv6 lease. */
void dhcp6_problem_text(const struct dhcp6_client *client, struct buffer *out);

#endif
