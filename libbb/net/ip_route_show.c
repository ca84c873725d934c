/* SPDX-License-Identifier: MIT */
/* RTM_NEWROUTE as `ip route` shows it. */
#include "net/ip_route_show.h"

#include <linux/icmpv6.h>
#include <linux/in_route.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/text.h"
#include "net/ip_names.h"

struct shown {
	struct rtmsg route;
	struct rtnl_attribute table[RTA_MAX + 1];
	unsigned host_bits;
};

static const char *const metric_names[RTAX_MAX + 1] = {
	[RTAX_MTU] = "mtu", [RTAX_WINDOW] = "window", [RTAX_RTT] = "rtt",
	[RTAX_RTTVAR] = "rttvar", [RTAX_SSTHRESH] = "ssthresh", [RTAX_CWND] = "cwnd",
	[RTAX_ADVMSS] = "advmss", [RTAX_REORDERING] = "reordering",
	[RTAX_HOPLIMIT] = "hoplimit", [RTAX_INITCWND] = "initcwnd",
	[RTAX_FEATURES] = "features", [RTAX_RTO_MIN] = "rto_min",
	[RTAX_INITRWND] = "initrwnd", [RTAX_QUICKACK] = "quickack", [RTAX_CC_ALGO] = "congctl",
	[RTAX_FASTOPEN_NO_COOKIE] = "fastopen_no_cookie",
};

const char *ip_metric_name(unsigned number)
{
	return number < ARRAY_SIZE(metric_names) ? metric_names[number] : NULL;
}

static void show_flags(struct printer *p, unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{ RTNH_F_DEAD, "dead" }, { RTNH_F_ONLINK, "onlink" },
		{ RTNH_F_PERVASIVE, "pervasive" }, { RTNH_F_OFFLOAD, "offload" },
		{ RTNH_F_TRAP, "trap" }, { RTM_F_NOTIFY, "notify" },
		{ RTNH_F_LINKDOWN, "linkdown" }, { RTNH_F_UNRESOLVED, "unresolved" },
		{ RTM_F_OFFLOAD, "rt_offload" }, { RTM_F_TRAP, "rt_trap" },
		{ RTM_F_OFFLOAD_FAILED, "rt_offload_failed" },
	};

	print_open_array(p, "flags");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (flags & names[i].bit)
			print_item(p, "", names[i].name, " ");
	}
	print_close_array(p);
}

static void show_address(struct ip *ip, int family, const char *key, const char *before,
			 const struct rtnl_attribute *attribute)
{
	char text[256];

	if (!attribute->data)
		return;
	print_plain(&ip->out, before);
	ip->out.color = ip_family_color(family);
	print_text(&ip->out, key, "", ip_host_text(ip, attribute, text), " ");
}

/* A gateway of the other family, IPv4 by IPv6. */
static void show_via(struct ip *ip, const struct rtnl_attribute *attribute)
{
	struct rtnl_attribute address = { 0 };
	struct rtvia via;
	char text[256];

	if (!rtnl_struct(attribute, &via, sizeof(via)) || attribute->length < sizeof(via))
		return;
	address.data = attribute->data + sizeof(via);
	address.length = attribute->length - sizeof(via);
	print_open_object(&ip->out, "via");
	print_text(&ip->out, "family", "via ", ip_family_name(via.rtvia_family), " ");
	ip->out.color = ip_family_color(via.rtvia_family);
	print_text(&ip->out, "host", "", ip_host_text(ip, &address, text), " ");
	print_close_object(&ip->out);
}

static void show_interface(struct ip *ip, const char *key, uint32_t index)
{
	char text[16], before[16];

	snprintf(before, sizeof(before), "%s ", key);
	print_plain(&ip->out, before);
	ip->out.color = COLOR_NAME;
	print_text(&ip->out, key, "", ip_link_name(ip, index, text), " ");
}

static void show_realms(struct ip *ip, uint32_t realms)
{
	struct printer *p = &ip->out;
	char text[16];

	print_open_object(p, "flow");
	print_plain(p, realms >> 16 ? "realms " : "realm ");
	if (realms >> 16)
		print_text(p, "from", "", ip_name_of(IP_REALM, realms >> 16, ip->numeric, text),
			   "/");
	print_text(p, "to", "", ip_name_of(IP_REALM, realms & 0xffff, ip->numeric, text), " ");
	print_close_object(p);
}

/* "10.0.0.0/8", a lone address without a length, "default". */
static const char *prefix_text(struct ip *ip, const struct shown *shown, unsigned attribute,
			       unsigned bits, char text[300])
{
	char host[256];

	if (!shown->table[attribute].data) {
		snprintf(text, 300, bits ? "0/%u" : "default", bits);
		return text;
	}
	snprintf(text, 300, bits == shown->host_bits ? "%s" : "%s/%u",
		 ip_host_text(bits == shown->host_bits ? ip : NULL, &shown->table[attribute],
			      host), bits);
	return text;
}

static void show_ends(struct ip *ip, const struct ip_route_filter *filter,
		      const struct shown *shown)
{
	const struct rtmsg *route = &shown->route;
	struct printer *p = &ip->out;
	char text[300];

	if (route->rtm_type != RTN_UNICAST || ip->details)
		print_text(p, "type", "",
			   ip_name_of(IP_ROUTE_TYPE, route->rtm_type, ip->numeric, text), " ");
	if (shown->table[RTA_DST].data)
		p->color = ip_family_color(route->rtm_family);
	print_text(p, "dst", "", prefix_text(ip, shown, RTA_DST, route->rtm_dst_len, text),
		   shown->table[RTA_DST].data || !route->rtm_dst_len ? " " : "  ");
	if (shown->table[RTA_SRC].data)
		p->color = ip_family_color(route->rtm_family);
	if (shown->table[RTA_SRC].data || route->rtm_src_len)
		print_text(p, shown->table[RTA_SRC].data ? "from" : "src", "from ",
			   prefix_text(ip, shown, RTA_SRC, route->rtm_src_len, text), " ");
	if (shown->table[RTA_NH_ID].data)
		print_number(p, "nhid", "nhid ", rtnl_u32(&shown->table[RTA_NH_ID]), " ");
	show_address(ip, route->rtm_family, "to", "as to ", &shown->table[RTA_NEWDST]);
	if (route->rtm_tos && !filter->tos.is)
		print_text(p, "tos", "tos ",
			   ip_name_of(IP_DSFIELD, route->rtm_tos, ip->numeric, text), " ");
	if (filter->via.prefix != shown->host_bits || !filter->via.family)
		show_address(ip, route->rtm_family, "gateway", "via ", &shown->table[RTA_GATEWAY]);
	show_via(ip, &shown->table[RTA_VIA]);
}

static void show_origin(struct ip *ip, const struct ip_route_filter *filter,
			const struct shown *shown)
{
	const struct rtnl_attribute *table = shown->table;
	const struct rtmsg *route = &shown->route;
	struct printer *p = &ip->out;
	uint32_t number = table[RTA_TABLE].data ? rtnl_u32(&table[RTA_TABLE]) : route->rtm_table;
	bool cloned = route->rtm_flags & RTM_F_CLONED;
	char text[16], host[256];

	if (table[RTA_OIF].data && !filter->oif.is)
		show_interface(ip, "dev", rtnl_u32(&table[RTA_OIF]));
	if (number && (number != RT_TABLE_MAIN || ip->details) && !filter->table)
		print_text(p, "table", "table ", ip_name_of(IP_TABLE, number, ip->numeric, text),
			   " ");
	if (!cloned && !filter->protocol.is && (route->rtm_protocol != RTPROT_BOOT || ip->details))
		print_text(p, "protocol", "proto ",
			   ip_name_of(IP_PROTOCOL, route->rtm_protocol, ip->numeric, text), " ");
	if (!cloned && !filter->scope.is &&
	    (route->rtm_scope != RT_SCOPE_UNIVERSE || ip->details))
		print_text(p, "scope", "scope ",
			   ip_name_of(IP_SCOPE, route->rtm_scope, ip->numeric, text), " ");
	if (table[RTA_PREFSRC].data &&
	    (filter->source.prefix != shown->host_bits || !filter->source.family)) {
		print_plain(p, "src ");
		p->color = ip_family_color(route->rtm_family);
		/* It is ours: its name would tell nothing. */
		print_text(p, "prefsrc", "", ip_host_text(NULL, &table[RTA_PREFSRC], host), " ");
	}
	if (table[RTA_PRIORITY].data && !filter->metric.is)
		print_number(p, "metric", "metric ", rtnl_u32(&table[RTA_PRIORITY]), " ");
}

static void show_mark(struct printer *p, uint32_t mark)
{
	if (!mark)
		return;
	if (p->json || mark < 16)
		print_number(p, "mark", "mark ", mark, " ");
	else
		print_hex(p, NULL, "mark ", mark, " ");
}

static void show_cache_flags(struct printer *p, unsigned flags)
{
	static const struct ip_flag_name {
		unsigned bit;
		const char *name;
	} names[] = {
		{ RTCF_LOCAL, "local" }, { RTCF_REJECT, "reject" }, { RTCF_MULTICAST, "mc" },
		{ RTCF_BROADCAST, "brd" }, { RTCF_DNAT, "dst-nat" }, { RTCF_SNAT, "src-nat" },
		{ RTCF_MASQ, "masq" }, { RTCF_DIRECTDST, "dst-direct" },
		{ RTCF_DIRECTSRC, "src-direct" }, { RTCF_REDIRECTED, "redirected" },
		{ RTCF_DOREDIRECT, "redirect" }, { RTCF_FAST, "fastroute" },
		{ RTCF_NOTIFY, "notify" }, { RTCF_TPROXY, "proxy" },
	};
	char text[16];

	flags &= ~0xffffU;
	print_open_array(p, "cache");
	print_line(p);
	print_plain(p, flags ? "    cache <" : "    cache ");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(flags & names[i].bit))
			continue;
		flags &= ~names[i].bit;
		print_item(p, "", names[i].name, flags ? "," : "> ");
	}
	snprintf(text, sizeof(text), "%x", flags);
	if (flags)
		print_item(p, "", text, ">");
	print_close_array(p);
}

static void show_cache(struct ip *ip, const struct rtnl_attribute *attribute)
{
	struct rta_cacheinfo cache;
	struct printer *p = &ip->out;
	long hertz = sysconf(_SC_CLK_TCK);

	if (!rtnl_struct(attribute, &cache, sizeof(cache)))
		return;
	if (cache.rta_expires)
		print_signed(p, "expires", "expires ", (int)cache.rta_expires / hertz, "sec ");
	if (cache.rta_error)
		print_number(p, "error", "error ", cache.rta_error, " ");
	if (ip->statistics && cache.rta_clntref)
		print_number(p, "users", "users ", cache.rta_clntref, " ");
	if (ip->statistics && cache.rta_used)
		print_number(p, "used", "used ", cache.rta_used, " ");
	if (ip->statistics && cache.rta_lastuse)
		print_number(p, "age", "age ", cache.rta_lastuse / hertz, "sec ");
	if (cache.rta_id)
		print_hex(p, "ipid", "ipid ", cache.rta_id, " ");
	if (cache.rta_ts || cache.rta_tsage) {
		print_hex(p, "ts", "ts ", cache.rta_ts, "");
		print_number(p, "tsage", "tsage ", cache.rta_tsage, "sec ");
	}
}

/* Milliseconds, of which the kernel keeps eighths or quarters. */
static void show_time(struct printer *p, const char *name, uint32_t value)
{
	char text[32];

	snprintf(text, sizeof(text), value >= 1000 ? "%gs" : "%gms",
		 value >= 1000 ? value / 1e3 : value);
	if (p->json)
		print_number(p, name, "", value, "");
	else
		print_text(p, NULL, "", text, " ");
}

static void show_metric(struct printer *p, unsigned number, const struct rtnl_attribute *found,
			bool locked)
{
	const char *name = ip_metric_name(number);
	uint32_t value = rtnl_u32(found);
	char text[32];

	if (name)
		snprintf(text, sizeof(text), "%s ", name);
	else
		snprintf(text, sizeof(text), "metric %u ", number);
	print_plain(p, text);
	print_plain(p, locked ? "lock " : "");
	switch (number) {
	case RTAX_FEATURES:
		if (value & RTAX_FEATURE_ECN)
			print_null(p, "ecn", "ecn ");
		if (value & ~RTAX_FEATURE_ECN)
			print_hex(p, "features", "", value, " ");
		break;
	case RTAX_RTT:
		show_time(p, name, value / 8);
		break;
	case RTAX_RTTVAR:
		show_time(p, name, value / 4);
		break;
	case RTAX_RTO_MIN:
		show_time(p, name, value);
		break;
	case RTAX_CC_ALGO:
		print_text(p, "congestion", "", rtnl_text(found), " ");
		break;
	default:
		print_number(p, name ? name : "metric", "", value, " ");
	}
}

static void show_metrics(struct printer *p, const struct rtnl_attribute *nest)
{
	struct rtnl_attribute table[RTAX_MAX + 1];
	uint32_t locks;

	if (!nest->data)
		return;
	rtnl_nested(nest, table, ARRAY_SIZE(table));
	locks = rtnl_u32(&table[RTAX_LOCK]);
	print_open_array(p, "metrics");
	print_open_object(p, NULL);
	for (unsigned i = RTAX_LOCK + 1; i <= RTAX_MAX; i++) {
		bool locked = locks & 1U << i;

		/* A hop limit of -1 is the system's. */
		if ((table[i].data || locked) &&
		    (i != RTAX_HOPLIMIT || rtnl_u32(&table[i]) != UINT32_MAX))
			show_metric(p, i, &table[i], locked);
	}
	print_close_object(p);
	print_close_array(p);
}

static void show_hop(struct ip *ip, const struct shown *shown, const struct rtnexthop *hop,
		     const uint8_t *data, size_t length, bool first)
{
	bool multicast = shown->route.rtm_flags & RTM_F_CLONED &&
			 shown->route.rtm_type == RTN_MULTICAST;
	struct rtnl_attribute table[RTA_MAX + 1];
	struct printer *p = &ip->out;
	char text[16];

	if (multicast) {
		print_plain(p, first ? "Oifs: " : " ");
	} else {
		print_line(p);
		print_plain(p, "\tnexthop ");
	}
	rtnl_attributes(data, length, table, ARRAY_SIZE(table));
	show_address(ip, shown->route.rtm_family, "to", "as to ", &table[RTA_NEWDST]);
	show_address(ip, shown->route.rtm_family, "gateway", "via ", &table[RTA_GATEWAY]);
	show_via(ip, &table[RTA_VIA]);
	if (table[RTA_FLOW].data)
		show_realms(ip, rtnl_u32(&table[RTA_FLOW]));
	print_text(p, "dev", multicast ? "" : "dev ", ip_link_name(ip, hop->rtnh_ifindex, text),
		   multicast ? "" : " ");
	if (!multicast)
		print_number(p, "weight", "weight ", hop->rtnh_hops + 1, " ");
	else if (hop->rtnh_hops != 1)
		print_number(p, "ttl", "(ttl>", hop->rtnh_hops, ")");
	print_plain(p, multicast ? " " : "");
	show_flags(p, hop->rtnh_flags);
}

static void show_hops(struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *list = &shown->table[RTA_MULTIPATH];
	struct rtnexthop hop;

	if (!list->data)
		return;
	print_open_array(&ip->out, "nexthops");
	for (size_t at = 0; at <= list->length && list->length - at >= sizeof(hop);
	     at += RTNH_ALIGN((size_t)hop.rtnh_len)) {
		memcpy(&hop, list->data + at, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > list->length - at)
			break;
		print_open_object(&ip->out, NULL);
		show_hop(ip, shown, &hop, list->data + at + sizeof(hop),
			 hop.rtnh_len - sizeof(hop), at == 0);
		print_close_object(&ip->out);
	}
	print_close_array(&ip->out);
}

static void show_preference(struct printer *p, const struct rtnl_attribute *attribute)
{
	static const char *const names[] = {
		[ICMPV6_ROUTER_PREF_LOW] = "low", [ICMPV6_ROUTER_PREF_MEDIUM] = "medium",
		[ICMPV6_ROUTER_PREF_HIGH] = "high",
	};
	unsigned value = rtnl_u8(attribute);

	if (!attribute->data)
		return;
	if (value < ARRAY_SIZE(names) && names[value])
		print_text(p, "pref", "pref ", names[value], "");
	else
		print_number(p, "pref", "", value, "");
}

static void show_rest(struct ip *ip, const struct ip_route_filter *filter,
		      const struct shown *shown)
{
	const struct rtnl_attribute *table = shown->table;
	struct printer *p = &ip->out;

	show_flags(p, shown->route.rtm_flags);
	show_mark(p, rtnl_u32(&table[RTA_MARK]));
	if (table[RTA_FLOW].data && filter->realm_mask != UINT32_MAX)
		show_realms(ip, rtnl_u32(&table[RTA_FLOW]));
	if (table[RTA_UID].data)
		print_number(p, "uid", "uid ", rtnl_u32(&table[RTA_UID]), " ");
	if (shown->route.rtm_family == AF_INET && shown->route.rtm_flags & RTM_F_CLONED)
		show_cache_flags(p, shown->route.rtm_flags);
	show_cache(ip, &table[RTA_CACHEINFO]);
	show_metrics(p, &table[RTA_METRICS]);
	if (table[RTA_IIF].data && !filter->iif.is)
		show_interface(ip, "iif", rtnl_u32(&table[RTA_IIF]));
	show_preference(p, &table[RTA_PREF]);
	if (table[RTA_TTL_PROPAGATE].data && p->json)
		print_json_value(p, "ttl-propogate",
				 rtnl_u8(&table[RTA_TTL_PROPAGATE]) ? "true" : "false");
	else if (table[RTA_TTL_PROPAGATE].data)
		print_text(p, NULL, "ttl-propogate ",
			   rtnl_u8(&table[RTA_TTL_PROPAGATE]) ? "enabled" : "disabled", "");
	show_hops(ip, shown);
}

void ip_show_route(struct ip *ip, const struct ip_route_filter *filter,
		   const struct rtnl_reply *reply)
{
	struct shown shown;

	if (!rtnl_parse(reply, &shown.route, sizeof(shown.route), shown.table, RTA_MAX + 1))
		return;
	shown.host_bits = shown.route.rtm_family == AF_INET6 ? 128 : 32;
	print_open_object(&ip->out, NULL);
	if (reply->type == RTM_DELROUTE)
		print_flag(&ip->out, "deleted", "Deleted ");
	show_ends(ip, filter, &shown);
	show_origin(ip, filter, &shown);
	show_rest(ip, filter, &shown);
	print_plain(&ip->out, "\n");
	print_close_object(&ip->out);
}
