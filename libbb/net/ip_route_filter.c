/* SPDX-License-Identifier: MIT */
/* Which routes `ip route show` shows, and `flush` takes away. */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "core/text.h"
#include "net/ip_route_show.h"

static bool is(const struct ip_wanted *wanted, uint32_t value)
{
	return !wanted->is || wanted->value == value;
}

/* An absent address is all zeros. */
static struct ip_address address_of(const struct rtnl_attribute *attribute, int family,
				    unsigned prefix)
{
	struct ip_address address = { 0 };

	if (attribute->data)
		ip_address_from_bytes(attribute->data, attribute->length, &address);
	address.family = family;
	address.prefix = prefix;
	return address;
}

/* Every address of `inner` is one of `outer`. */
static bool holds(const struct ip_address *outer, const struct ip_address *inner)
{
	struct ip_address network = *outer;

	if (!outer->family)
		return inner->prefix >= outer->prefix;
	network.family = outer->family;
	return inner->prefix >= outer->prefix && ip_network_has(&network, inner);
}

static bool is_within(const struct ip_within *root, const struct ip_within *match,
		      const struct ip_address *address)
{
	if (root->is && !holds(&root->prefix, address))
		return false;
	if (!match->is)
		return true;
	/* "default": only what is as short. */
	if (!match->prefix.family)
		return address->prefix <= match->prefix.prefix;
	return holds(address, &match->prefix);
}

static bool has_gateway(const struct ip_address *wanted, const struct rtmsg *route,
			const struct rtnl_attribute *table)
{
	const struct rtnl_attribute *via = &table[RTA_VIA], *gateway = &table[RTA_GATEWAY];
	struct ip_address found = { 0 };

	if (!wanted->family)
		return true;
	if (via->data && via->length > sizeof(struct rtvia))
		ip_address_from_bytes(via->data + sizeof(struct rtvia),
				      via->length - sizeof(struct rtvia), &found);
	else
		found = address_of(gateway, route->rtm_family, 0);
	return found.family == wanted->family && ip_network_has(wanted, &found);
}

static bool has_source(const struct ip_address *wanted, const struct rtmsg *route,
		       const struct rtnl_attribute *table)
{
	struct ip_address found = address_of(&table[RTA_PREFSRC], route->rtm_family, 0);

	return !wanted->family ||
	       (found.family == wanted->family && ip_network_has(wanted, &found));
}

/* The kernel's own last resort of IPv6 cannot be removed. */
static bool is_null_route(const struct rtmsg *route, const struct rtnl_attribute *table)
{
	return route->rtm_family == AF_INET6 && route->rtm_dst_len == 0 &&
	       route->rtm_type == RTN_UNREACHABLE &&
	       rtnl_u32(&table[RTA_PRIORITY]) == UINT32_MAX;
}

bool ip_filter_route(const struct ip_route_filter *filter, const struct rtnl_reply *reply)
{
	struct rtnl_attribute table[RTA_MAX + 1];
	struct ip_address to, from;
	struct rtmsg route;
	uint32_t number;

	if (!rtnl_parse(reply, &route, sizeof(route), table, ARRAY_SIZE(table)))
		return false;
	number = table[RTA_TABLE].data ? rtnl_u32(&table[RTA_TABLE]) : route.rtm_table;
	to = address_of(&table[RTA_DST], route.rtm_family, route.rtm_dst_len);
	from = address_of(&table[RTA_SRC], route.rtm_family, route.rtm_src_len);
	if ((filter->family && filter->family != route.rtm_family) ||
	    (!filter->either && filter->cloned != !!(route.rtm_flags & RTM_F_CLONED)) ||
	    (filter->table && filter->table != number))
		return false;
	return is(&filter->protocol, route.rtm_protocol) && is(&filter->scope, route.rtm_scope) &&
	       is(&filter->type, route.rtm_type) && is(&filter->tos, route.rtm_tos) &&
	       is(&filter->iif, rtnl_u32(&table[RTA_IIF])) &&
	       is(&filter->oif, rtnl_u32(&table[RTA_OIF])) &&
	       is(&filter->mark, rtnl_u32(&table[RTA_MARK])) &&
	       is(&filter->metric, rtnl_u32(&table[RTA_PRIORITY])) &&
	       !((rtnl_u32(&table[RTA_FLOW]) ^ filter->realm) & filter->realm_mask) &&
	       is_within(&filter->root, &filter->match, &to) &&
	       is_within(&filter->from_root, &filter->from_match, &from) &&
	       has_gateway(&filter->via, &route, table) &&
	       has_source(&filter->source, &route, table) &&
	       !(filter->flush && is_null_route(&route, table));
}
