/* SPDX-License-Identifier: MIT */
/* RTM_NEWROUTE as `ip route` shows it. */
#ifndef NET_IP_ROUTE_SHOW_H
#define NET_IP_ROUTE_SHOW_H

#include <linux/rtnetlink.h>

#include "net/address.h"
#include "net/ip.h"

/* A number that routes must have. What is asked for is not shown. */
struct ip_wanted {
	bool is;
	uint32_t value;
};

/* A prefix that routes' prefixes lie in (root), hold (match), or both. Family 0: of either. */
struct ip_within {
	bool is;
	struct ip_address prefix;
};

struct ip_route_filter {
	int family;
	uint32_t table;			/* 0: every one */
	bool cloned, either;		/* cached ones; those and others */
	struct ip_wanted protocol, scope, type, tos, iif, oif, mark, metric;

	uint32_t realm, realm_mask;
	struct ip_within root, match, from_root, from_match;
	struct ip_address via, source;
	bool flush;
};

/* Is it one of those? */
bool ip_filter_route(const struct ip_route_filter *filter, const struct rtnl_reply *reply);
void ip_show_route(struct ip *ip, const struct ip_route_filter *filter,
		   const struct rtnl_reply *reply);

/* RTA_METRICS, by number; NULL for those without a name. */
const char *ip_metric_name(unsigned number);

#endif
