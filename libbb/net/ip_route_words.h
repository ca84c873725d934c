/* SPDX-License-Identifier: MIT */
/* The words behind `ip route add`, as attributes. */
#ifndef NET_IP_ROUTE_WORDS_H
#define NET_IP_ROUTE_WORDS_H

#include <linux/rtnetlink.h>

#include "net/address.h"
#include "net/ip.h"

struct ip_route_change {
	struct ip *ip;
	struct rtnl_message *message;
	struct rtmsg header;
	struct rtnl_message metrics;	/* RTA_METRICS' contents */
	uint32_t locks;
	const char *device;
	bool has_gateway, has_target, has_scope, has_table, has_hops, has_hop_id, deletes;
};

/* Take all of them; the header is complete then, and device and metrics are added. */
int ip_route_words(struct ip_route_change *change, struct ip_words *words, const char *help);

/* [ FAMILY ] ADDRESS behind `via`: as RTA_GATEWAY, or RTA_VIA when families differ. */
int ip_route_gateway(struct ip_words *words, uint8_t *family, const char *value,
		     struct rtnl_message *message);

#endif
