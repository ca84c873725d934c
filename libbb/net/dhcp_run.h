/* SPDX-License-Identifier: MIT */
/* One run of dhcp_run(): its interfaces, sockets, and where they meet. For dhcp*.c alone. */
#ifndef NET_DHCP_RUN_H
#define NET_DHCP_RUN_H

#include <sys/socket.h>

#include "core/loop.h"
#include "net/dhcp.h"
#include "net/dhcp4_step.h"
#include "net/dhcp6_step.h"
#include "net/link.h"

/* An interface that is asked on. */
struct dhcp_port {
	struct link link;
	bool raised;		/* by us: put down again unless it wins */
	char trouble[128];	/* why it cannot be asked on, "" when it can */
	struct dhcp4_config config;
	struct dhcp4_client v4;
	struct dhcp6_config config6;
	struct dhcp6_client v6;
};

/* How the loop ends. */
enum dhcp_end { DHCP_GOT = 1, DHCP_TIMEOUT, DHCP_INTERRUPTED, DHCP_GONE };

struct dhcp_run {
	const struct dhcp_request *request;
	struct lease *lease;
	struct loop loop;
	struct dhcp_port **ports;
	size_t count;
	struct dhcp_port *winner;
	uint64_t deadline;	/* 0: none */
	uint64_t seconds;	/* until the deadline, from the beginning */
	int timer;
	int monitor, udp, arp, renewal;	/* descriptors, -1: closed */
	int routers, udp6, addresses;	/* the same, of IPv6 */
	bool with4, with6;
	bool keeping;		/* there was a lease, now it is kept */
	struct lease held[2];	/* then: of IPv4, of IPv6; without an address: not yet */
	char vendor_class[64];
	uint8_t machine_id[16];
	bool has_machine_id;
	uint16_t arch;
};

/* dhcp_config.c: what this machine tells of itself. */
void dhcp_know_machine(struct dhcp_run *run);
int dhcp_configure(struct dhcp_run *run, struct dhcp_port *port);
uint64_t dhcp_random(void);
uint32_t dhcp6_iaid(const uint8_t mac[6]);

/* dhcp_port.c: which interfaces, up and down. */
int dhcp_ports_begin(struct dhcp_run *run);
int dhcp_ports_watch(struct dhcp_run *run);	/* the loop's handler of link events calls it */
void dhcp_ports_end(struct dhcp_run *run);	/* put down what was raised, but the winner */
bool dhcp_is_own_mac(const uint8_t mac[6]);	/* of whatever interface of this host */
struct dhcp_port *dhcp_port_by_index(const struct dhcp_run *run, int index);
void dhcp_ports_problem(const struct dhcp_run *run, struct buffer *out);
enum dhcp_cause dhcp_ports_cause(const struct dhcp_run *run);

/* Which of held a family's lease is. */
static inline bool dhcp_is_6(const struct lease *lease)
{
	return lease->address.family == AF_INET6;
}

/* dhcp.c: an event for a port's clients; the loop's return value. */
int dhcp_carrier(struct dhcp_run *run, struct dhcp_port *port, bool carrier);
int dhcp_set_timer(struct dhcp_run *run);
int dhcp_got(struct dhcp_run *run, struct dhcp_port *port, const struct lease *lease);
int dhcp_event(struct dhcp_run *run, struct dhcp_port *port, enum dhcp4_event_kind kind,
	       const struct dhcp4_message *message);
void dhcp_say(const struct dhcp_run *run, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* dhcp6.c: the same for IPv6. */
int dhcp6_open(struct dhcp_run *run);
void dhcp6_close(struct dhcp_run *run);
int dhcp6_event(struct dhcp_run *run, struct dhcp_port *port, const struct dhcp6_event *event);
int dhcp6_carrier(struct dhcp_run *run, struct dhcp_port *port, bool carrier);
int dhcp6_send(int fd, int ifindex, const struct dhcp6_packet *packet);
int dhcp6_open_udp(void);

/* dhcp_keep.c: after the lease. */
int dhcp_keep(struct dhcp_run *run);
int dhcp_renewed(struct dhcp_run *run, const struct lease *lease);
void dhcp_lost(struct dhcp_run *run, int family);
int dhcp_give_up_other(struct dhcp_run *run);	/* the family that did not follow in time */
int dhcp_send_renewal(struct dhcp_run *run, const struct dhcp4_packet *packet);

#endif
