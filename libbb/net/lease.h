/* SPDX-License-Identifier: MIT */
/*
 * A lease: all that a network told us, from whichever protocol. DHCP makes one, ramroot and
 * dhclient apply it, stage 2 reads it from /run/ramroot/lease.
 */
#ifndef NET_LEASE_H
#define NET_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"
#include "net/address.h"

#define LEASE_PATH "/run/ramroot/lease"

struct lease_route {
	struct ip_address to;	/* prefix 0: the default route */
	struct ip_address via;	/* not set: directly reachable on the link */
};

struct lease {
	char interface[16];
	struct ip_address address;	/* with the network's prefix */
	struct ip_address broadcast;	/* not set for IPv6 and /31, /32 */
	struct ip_address server;	/* who gave it */
	struct lease_route routes[32];	/* in the order in which the kernel takes them */
	unsigned route_count;
	struct ip_address dns[8];
	unsigned dns_count;
	struct ip_address ntp[4];
	unsigned ntp_count;
	char search[512];		/* blank-separated */
	char hostname[64], domain[256];
	unsigned mtu;			/* 0: not told */
	bool automatic;			/* the kernel itself makes it of a router's word */
	uint32_t seconds;		/* 0: no end */
	uint32_t preferred;		/* of them, for new connections; 0: all */
	uint32_t renew, rebind;		/* seconds from its start; 0 when it has no end */
	char boot_server[256];		/* option 66 or siaddr as text */
	char boot_file[512];		/* option 67 or the header's field; a URL with IPv6 */
	char root_path[256];
	uint8_t vendor[256];		/* option 43, not interpreted */
	unsigned vendor_length;
	uint8_t client_id[64];		/* as sent, for renewal and release by another process */
	unsigned client_id_length;
	uint8_t server_id[130];		/* DHCPv6's, when the address is from there */
	unsigned server_id_length;
};

/*
 * Link up, address, MTU, routes, /etc/resolv.conf (when there are name servers; with those of the
 * other family's lease, see lease_record()), and the host's name when it has none yet. An older
 * address of the same family goes, unless it is this one, and so do routes of its older lease.
 * Returns 1, with a text, when the address is there but a route or the resolver's file is not.
 */
int lease_apply(const struct lease *lease);

/* Take its address from the interface again; its routes go with it. */
int lease_remove(const struct lease *lease);

/*
 * KEY=value lines that a shell may source, OBTAINED=SECONDS since 1970 last. The folder is made,
 * the file is replaced as a whole.
 */
int lease_write(const struct lease *lease, const char *path);
/* What lease_write() wrote: interface, address, servers, resolvers, routes and identifiers. */
int lease_read(struct lease *lease, const char *path);

/* The same as the one lease of its family on its interface, which lease_path() names. */
int lease_record(const struct lease *lease);
char *lease_path(char path[64], const char *interface, int family);

/* The shell lines that do what lease_apply() does. Pure. */
void lease_lines(const struct lease *lease, struct buffer *out);
/* "eth0: 192.168.77.50/24 via 192.168.77.1, lease 3600 s from 192.168.77.1". Pure. */
void lease_summary(const struct lease *lease, struct buffer *out);
/* The KEY=value lines. Pure. */
void lease_values(const struct lease *lease, struct buffer *out);
/* The lines of resolv.conf(5); nothing without name servers. Pure. */
void lease_resolver(const struct lease *lease, struct buffer *out);

/* The first default route's gateway, or NULL. */
const struct ip_address *lease_gateway(const struct lease *lease);

#endif
