/* SPDX-License-Identifier: MIT */
/* Messages of the kernel as ip(8) shows them. Pure, but for names of interfaces not yet known. */
#ifndef NET_IP_SHOW_H
#define NET_IP_SHOW_H

#include <linux/if_addr.h>
#include <linux/if_link.h>

#include "net/address.h"
#include "net/ip.h"
#include "net/link_kind.h"
#include "net/rtnl_message.h"

/* Which interfaces and addresses; what is zero does not matter. */
struct ip_filter {
	int index, family, group;	/* group: less 1, so that 0 means any */
	int master;			/* -1: none */
	bool up;
	const char *label, *kind, *port_kind;
	bool by_scope;
	unsigned scope;
	uint32_t flags, flag_mask;	/* IFA_F_* */
	struct ip_address within;
	bool queue;			/* show qlen */
	bool link;			/* of `ip link` */
	bool numbered;			/* the interface before each address */
};

/* 1: shown; 0: shown briefly, addresses may follow; -1: left out. */
int ip_show_link(struct ip *ip, const struct ip_filter *filter, const struct rtnl_reply *reply);
void ip_show_link_statistics(struct ip *ip, const struct rtnl_reply *reply);
/* What -d adds of the kind: bond, bridge... */
void ip_show_kind(struct ip *ip, const struct rtnl_attribute *linkinfo);
void ip_show_statistics(struct ip *ip, const struct rtnl_attribute *table);

void ip_show_address(struct ip *ip, const struct ip_filter *filter,
		     const struct rtnl_reply *reply);
/* Does the filter take this address? */
bool ip_filter_address(const struct ip_filter *filter, struct ip *ip,
		       const struct rtnl_reply *reply);
/* Flags of addresses by name: the mask, 0 for unknown names. */
uint32_t ip_address_flag(const char *name, bool *fixed, bool *only_v6);

/* Names of flags, within <> in text and an array in JSON. */
struct ip_flag {
	uint32_t bit;
	const char *name;
};
void ip_show_flags(struct printer *p, const char *key, const char *before, uint32_t flags,
		   const struct ip_flag *names, size_t count, const char *after);

#endif
