/* SPDX-License-Identifier: MIT */
/* Network interfaces over rtnetlink: read, watch, change, make. Like ip-link(8). */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
	int index;
	char name[16];
	unsigned flags;		/* IFF_*, those above 16 bits too (IFF_LOWER_UP) */
	unsigned type;		/* ARPHRD_* */
	unsigned mtu;
	uint8_t mac[32];
	unsigned mac_length;
	bool carrier;		/* up, and the cable has a signal */
	int master;		/* index of its bridge or bond, 0: none */
	int parent;		/* index of what a vlan or macvlan sits on, 0: none */
	unsigned char operstate;	/* IF_OPER_* */
	char kind[16];		/* "vlan", "bond", "bridge", "veth"...; "" for hardware */
};

/* Every interface in the kernel's order. Caller frees the list. */
int links_read(struct link **list, size_t *count);

/* By name or alternative name. Fails with `Device "foo" does not exist`. */
int link_find(const char *name, struct link *link);
int link_find_index(int index, struct link *link);

int link_set_up(const char *name, bool up);
int link_set_mtu(const char *name, unsigned mtu);
int link_set_mac(const char *name, const uint8_t *mac, size_t length);
int link_set_name(const char *name, const char *new_name);
/* NULL: out of its bridge or bond. A bond takes an interface that is down only. */
int link_set_master(const char *name, const char *master);
int link_delete(const char *name);

/* A card a DHCP server may be behind: Ethernet, no loopback, no radio, nothing made of others. */
bool link_is_wired(const struct link *link);

/* What dracut's vlan=, bridge= and bond= need. An existing name fails with EEXIST in errno. */
int link_add_vlan(const char *name, const char *parent, unsigned id);
int link_add_bridge(const char *name);
/* The options as in "mode=active-backup miimon=100"; NULL: none. */
int link_add_bond(const char *name, const char *options);
int link_add_veth(const char *name, const char *peer);
int link_add_dummy(const char *name);
int link_add_macvlan(const char *name, const char *parent);

/* A non-blocking socket for struct loop that tells of every change of an interface. */
int link_monitor_open(void);
/*
 * 1: one message taken, `gone` when the interface was removed; 0: no more now; negative: failed.
 * Nobody misses a change: when messages were lost, each interface is told anew. One at a time.
 */
int link_monitor_next(int fd, struct link *link, bool *gone);

/* "52:54:00:12:34:56" of any length to bytes; returns their count or negative. */
int link_mac_parse(const char *text, uint8_t *bytes, size_t size);
/* Returns text. */
const char *link_mac_text(const uint8_t *bytes, size_t length, char text[96]);

#endif
