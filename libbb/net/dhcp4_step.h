/* SPDX-License-Identifier: MIT */
/*
 * The DHCPv4 client as a state machine, RFC 2131 section 4.4. Pure: an event and the time go in,
 * actions come out; no descriptors, no clock. The driver calls it with DHCP4_TIMER once `wake` is
 * reached, whatever else happened before.
 */
#ifndef NET_DHCP4_STEP_H
#define NET_DHCP4_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "net/dhcp4_message.h"
#include "net/lease.h"

/* What does not change while a client lives; the texts are the caller's. */
struct dhcp4_config {
	uint8_t mac[16];
	unsigned mac_length;
	uint8_t hardware;		/* ARPHRD_*, which is also BOOTP's htype */
	uint8_t client_id[64];
	unsigned client_id_length;
	const char *hostname;		/* NULL: not told */
	const char *vendor_class, *user_class;
	uint16_t arch;			/* RFC 4578, section 2.1 */
	uint8_t machine_id[16];		/* SMBIOS's, RFC 4578 section 2.3 */
	bool has_machine_id;
	bool broadcast;			/* always ask for answers by broadcast */
	bool probe;			/* look by ARP whether somebody has the address */
	bool ipv6_too;			/* an answer "IPv6 only" may be heeded, RFC 8925 */
};

enum dhcp4_state {
	DHCP4_IDLE, DHCP4_WAITING, DHCP4_SELECTING, DHCP4_REQUESTING, DHCP4_PROBING,
	DHCP4_BOUND, DHCP4_RENEWING, DHCP4_REBINDING, DHCP4_REBOOTING,
};

/* Why there is no lease yet, for the person who waits. */
enum dhcp4_problem {
	DHCP4_NO_OFFER, DHCP4_BAD_OFFER, DHCP4_SILENT, DHCP4_REFUSED, DHCP4_IN_USE,
	DHCP4_IPV6_PREFERRED,
};

struct dhcp4_client {
	const struct dhcp4_config *config;
	enum dhcp4_state state;
	uint64_t wake;			/* when DHCP4_TIMER is due, 0: never */
	struct lease lease;		/* from DHCP4_PROBING on */
	enum dhcp4_problem problem;
	struct ip_address problem_address, problem_server;
	char problem_text[128];		/* what the server said, or what was wrong */

	/* The machine's own. */
	uint64_t random, began, bound_at, held_until;
	uint32_t xid;
	uint16_t secs;
	unsigned sent, restarts;
	bool broadcast, bootp, has_held;
	struct lease offer, held, proxy;
	uint8_t in_use[8][4];
	unsigned in_use_count;
	struct dhcp4_blame {
		uint8_t server[4];
		unsigned faults;
	} blamed[8];
};

enum dhcp4_event_kind {
	DHCP4_CARRIER,		/* the link can be used (again) */
	DHCP4_NO_CARRIER,
	DHCP4_MESSAGE,		/* a reply came */
	DHCP4_CONFLICT,		/* somebody else has the probed address */
	DHCP4_TIMER,
	DHCP4_GIVE_BACK,	/* release the lease */
};

struct dhcp4_event {
	enum dhcp4_event_kind kind;
	const struct dhcp4_message *message;	/* of DHCP4_MESSAGE */
};

enum dhcp4_action {
	DHCP4_SEND = 1,		/* broadcast the packet */
	DHCP4_SEND_TO = 2,	/* send it to the lease's server, from the lease's address */
	DHCP4_PROBE = 4,	/* ask by ARP for lease.address */
	DHCP4_ANNOUNCE = 8,	/* tell by ARP that lease.address is ours */
	DHCP4_GOT = 16,		/* lease is to be applied, for the first time or anew */
	DHCP4_LOST = 32,	/* the address applied before may be used no longer */
};

struct dhcp4_actions {
	unsigned what;
	enum dhcp4_message_type sent;
	struct dhcp4_packet packet;
};

/* `random` seeds identifiers and jitter. */
void dhcp4_start(struct dhcp4_client *client, const struct dhcp4_config *config, uint64_t random);

/* now: milliseconds. Fills actions; what was there before is forgotten. */
void dhcp4_step(struct dhcp4_client *client, const struct dhcp4_event *event, uint64_t now,
		struct dhcp4_actions *actions);

/* The message this client sends in its state; dhcp4_step() calls it. */
void dhcp4_build(const struct dhcp4_client *client, enum dhcp4_message_type type,
		 struct dhcp4_packet *packet);

/* Why there is no lease, after so many seconds. */
void dhcp4_problem_text(const struct dhcp4_client *client, const char *interface,
			uint64_t seconds, struct buffer *out);

#endif
