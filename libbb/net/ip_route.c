/* SPDX-License-Identifier: MIT */
/* `ip route`: see ip-route(8). */
#include <linux/rtnetlink.h>

#include "net/ip_route_list.h"
#include "net/ip_route_words.h"

static const char help[] =
	"Usage: ip route [ show | flush ] [ [ to ] [ root | match | exact ] PREFIX ] [ dev DEV ]\n"
	"                [ table TABLE | all | cache ] [ via ADDRESS ] [ src PREFIX ]\n"
	"                [ from [ root | match | exact ] PREFIX ] [ type TYPE ] [ scope SCOPE ]\n"
	"                [ proto PROTOCOL ] [ metric NUMBER ] [ tos TOS ] [ realms REALMS ]\n"
	"       ip route get ADDRESS [ from ADDRESS [ iif DEV ] ] [ oif DEV ] [ mark NUMBER ]\n"
	"                [ tos TOS ] [ uid NUMBER ] [ fibmatch ] [ sport N ] [ dport N ]\n"
	"                [ ipproto NUMBER ]\n"
	"       ip route { add | del | change | append | prepend | replace | test }\n"
	"                [ TYPE ] PREFIX\n"
	"                [ via [ inet | inet6 ] ADDRESS ] [ dev DEV ] [ onlink ] [ src ADDRESS ]\n"
	"                [ metric NUMBER ] [ table TABLE ] [ proto PROTOCOL ] [ scope SCOPE ]\n"
	"                [ tos TOS ] [ from PREFIX ] [ realms REALMS ] [ nhid NUMBER ]\n"
	"                [ expires SECONDS ] [ pref low | medium | high ]\n"
	"                [ ttl-propagate enabled | disabled ] [ METRIC [ lock ] NUMBER ]...\n"
	"                [ nexthop [ via ADDRESS ] [ dev DEV ] [ weight N ] [ onlink ] ]...\n"
	"TYPE: unicast local broadcast multicast throw unreachable prohibit blackhole\n"
	"METRIC: mtu advmss hoplimit rtt rttvar rto_min reordering window cwnd initcwnd initrwnd\n"
	"        ssthresh features quickack congctl fastopen_no_cookie\n";

static int modify(struct ip *ip, struct ip_words *words, uint16_t type, uint16_t flags)
{
	struct rtnl_message message;
	struct ip_route_change change = { .ip = ip, .message = &message, .header = {
		.rtm_family = ip->family, .rtm_table = RT_TABLE_MAIN,
		.rtm_scope = RT_SCOPE_NOWHERE } };
	int result;

	change.deletes = type == RTM_DELROUTE;
	if (!change.deletes) {
		change.header.rtm_protocol = RTPROT_BOOT;
		change.header.rtm_scope = RT_SCOPE_UNIVERSE;
		change.header.rtm_type = RTN_UNICAST;
	}
	rtnl_begin(&message, type, flags, &change.header, sizeof(change.header));
	result = ip_route_words(&change, words, help);
	if (result < 0)
		return result;
	*(struct rtmsg *)rtnl_header(&message) = change.header;
	return ip_ask(&message, NULL);
}

static int add(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_NEWROUTE, flags);
}

static int delete(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_DELROUTE, flags);
}

static int list(struct ip *ip, struct ip_words *words, unsigned flush)
{
	return ip_route_list(ip, words, flush, help);
}

static int get(struct ip *ip, struct ip_words *words, unsigned number)
{
	(void)number;
	return ip_route_get(ip, words, help);
}

int ip_route_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, list, 0 },
		{ "add", false, add, NLM_F_CREATE | NLM_F_EXCL },
		{ "change", false, add, NLM_F_REPLACE },
		{ "chg", true, add, NLM_F_REPLACE },
		{ "replace", false, add, NLM_F_CREATE | NLM_F_REPLACE },
		{ "prepend", false, add, NLM_F_CREATE },
		{ "append", false, add, NLM_F_CREATE | NLM_F_APPEND },
		{ "test", false, add, NLM_F_EXCL },
		{ "delete", false, delete, 0 },
		{ "show", false, list, 0 },
		{ "lst", false, list, 0 },
		{ "get", false, get, 0 },
		{ "flush", false, list, 1 },
		{ 0 }
	};

	return ip_command_run(ip, words, commands, "route", help);
}
