/* SPDX-License-Identifier: MIT */
/* `ip address`: see ip-address(8). */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_list.h"
#include "net/ip_names.h"

static const char help[] =
	"Usage: ip address [ show [ [ dev ] IFNAME ] [ scope SCOPE ] [ to PREFIX ] [ FLAG ]...\n"
	"                  [ label PATTERN ] [ up ] [ master DEV | nomaster ] [ type TYPE ] ]\n"
	"       ip address { add | change | replace } ADDRESS[/LENGTH] dev IFNAME\n"
	"                  [ peer PREFIX ] [ broadcast ADDRESS | + | - ] [ label NAME ]\n"
	"                  [ scope SCOPE ] [ metric NUMBER ] [ valid_lft SECONDS | forever ]\n"
	"                  [ preferred_lft SECONDS | forever ] [ FLAG ]...\n"
	"       ip address delete ADDRESS[/LENGTH] dev IFNAME\n"
	"       ip address flush [ dev IFNAME ] [ scope SCOPE ] [ to PREFIX ] [ FLAG ]...\n"
	"SCOPE: global | site | link | host | NUMBER\n"
	"FLAG: permanent dynamic secondary primary tentative deprecated dadfailed temporary\n"
	"      home nodad optimistic mngtmpaddr noprefixroute autojoin\n";

enum { FOREVER = UINT32_MAX };

struct change {
	struct ip *ip;
	struct rtnl_message message;
	int family;
	const char *device, *typed;
	struct ip_address local, peer;
	char broadcast;			/* '+', '-', or 'x' when given as an address */
	bool scoped, has_times, has_prefix;
	uint32_t scope, flags;
	struct ifa_cacheinfo times;
};

static int take_address(struct change *change, const char *value, unsigned attribute)
{
	struct ip_address address;
	int result = ip_host(value, change->family, &address);

	if (result < 0)
		return result;
	change->family = address.family;
	rtnl_add(&change->message, attribute, address.bytes, ip_address_size(&address));
	return 0;
}

static int take_peer(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;
	int result = ip_prefix(value, change->family, &change->peer);

	if (result < 0)
		return result;
	if (!change->family)
		change->family = change->peer.family;
	rtnl_add(&change->message, row->number, change->peer.bytes,
		 ip_address_size(&change->peer));
	return 0;
}

static int take_broadcast(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	if (strcmp(value, "+") == 0 || strcmp(value, "-") == 0) {
		change->broadcast = *value;
		return 0;
	}
	change->broadcast = 'x';
	return take_address(change, value, row->number);
}

static int take_anycast(void *state, const struct ip_row *row, const char *value)
{
	return take_address(state, value, row->number);
}

static int take_scope(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	if (!ip_name_parse(IP_SCOPE, value, &change->scope))
		return ip_wrong(value, row->wrong);
	change->scoped = true;
	return 0;
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct change *)state)->device = value;
	return 0;
}

static int take_label(void *state, const struct ip_row *row, const char *value)
{
	rtnl_add_text(&((struct change *)state)->message, row->number, value);
	return 0;
}

static int take_metric(void *state, const struct ip_row *row, const char *value)
{
	uint32_t metric;

	if (!ip_u32(value, &metric))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&((struct change *)state)->message, row->number, metric);
	return 0;
}

/* number: whether it is the valid one or the preferred one. */
static int take_lifetime(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;
	uint32_t seconds = FOREVER;

	if (strcmp(value, "forever") != 0 && !ip_u32(value, &seconds))
		return ip_wrong(value, row->wrong);
	*(row->number ? &change->times.ifa_valid : &change->times.ifa_prefered) = seconds;
	change->has_times = true;
	return 0;
}

static const struct ip_row rows[] = {
	{ "peer|remote", ROW_WHOLE | ROW_ONCE, take_peer, IFA_ADDRESS, NULL },
	{ "broadcast|=brd", ROW_ONCE, take_broadcast, IFA_BROADCAST, NULL },
	{ "anycast", ROW_WHOLE | ROW_ONCE, take_anycast, IFA_ANYCAST, NULL },
	{ "scope", ROW_WHOLE, take_scope, 0, "invalid scope value." },
	{ "dev", ROW_WHOLE, take_device, 0, NULL },
	{ "label", ROW_WHOLE, take_label, IFA_LABEL, NULL },
	{ "metric|priority|preference", 0, take_metric, IFA_RT_PRIORITY,
	  "\"metric\" value is invalid\n" },
	{ "valid_lft", ROW_ONCE, take_lifetime, 1, "valid_lft value" },
	{ "preferred_lft", ROW_ONCE, take_lifetime, 0, "preferred_lft value" },
	{ 0 }
};

/* A flag people may set; others earn a remark. */
static bool take_flag(struct change *change, const char *word)
{
	bool fixed, only_v6;
	uint32_t bit = ip_address_flag(word, &fixed, &only_v6);

	if (bit && fixed)
		ip_note("Warning: %s option is not mutable from userspace", word);
	else if (bit && only_v6 && change->family != AF_INET6)
		ip_note("Warning: %s option can be set only for IPv6 addresses", word);
	else
		change->flags |= bit;
	return bit != 0;
}

static int take_local(struct change *change, const char *word)
{
	int result;

	if (change->typed)
		return ip_garbage("local", word);
	change->typed = word;
	change->has_prefix = strchr(word, '/') != NULL;
	result = ip_prefix(word, change->family, &change->local);
	if (result < 0)
		return result;
	if (!change->family)
		change->family = change->local.family;
	rtnl_add(&change->message, IFA_LOCAL, change->local.bytes,
		 ip_address_size(&change->local));
	return 0;
}

static int take_words(struct change *change, struct ip_words *words)
{
	int result = 0;

	while (result >= 0 && *words->at) {
		result = ip_words_take(words, rows, change);
		if (result)
			continue;
		if (take_flag(change, *words->at)) {
			words->at++;
			continue;
		}
		if (ip_words_accept_whole(words, "local") && !*words->at) {
			ip_words_value(words);
			return IP_WRONG;
		}
		if (ip_word_matches(*words->at, "help"))
			return ip_help(help);
		result = take_local(change, *words->at++);
	}
	return result < 0 ? result : 0;
}

/* Without a peer, the address is its own; an IPv4 one to delete without a length may be any. */
static void set_peer(struct change *change, bool delete)
{
	if (ip_address_is_set(&change->peer) || !ip_address_is_set(&change->local))
		return;
	if (delete && change->local.family == AF_INET && !change->has_prefix) {
		ip_note("Warning: Executing wildcard deletion to stay compatible with old "
			"scripts.\n"
			"         Explicitly specify the prefix length (%s/32) to avoid this "
			"warning.\n"
			"         This special behaviour is likely to disappear in further "
			"releases,\n"
			"         fix your scripts!", change->typed);
		return;
	}
	change->peer = change->local;
	rtnl_add(&change->message, IFA_ADDRESS, change->local.bytes,
		 ip_address_size(&change->local));
}

/* "brd +": all ones behind the prefix, "brd -": all zeros. */
static int set_broadcast(struct change *change)
{
	struct ip_address broadcast = change->peer;

	if (change->broadcast != '+' && change->broadcast != '-')
		return 0;
	if (change->family != AF_INET) {
		fail_plain("Broadcast can be set only for IPv4 addresses");
		return IP_FAILED;
	}
	if (broadcast.prefix > 30)
		return 0;
	for (unsigned i = broadcast.prefix; i < 32; i++) {
		uint8_t bit = 0x80 >> i % 8;

		broadcast.bytes[i / 8] = change->broadcast == '+' ? broadcast.bytes[i / 8] | bit
								  : broadcast.bytes[i / 8] & ~bit;
	}
	rtnl_add(&change->message, IFA_BROADCAST, broadcast.bytes, 4);
	return 0;
}

static int set_times(struct change *change)
{
	if (!change->has_times)
		return 0;
	if (!change->times.ifa_valid) {
		fail_plain("valid_lft is zero");
		return IP_FAILED;
	}
	if (change->times.ifa_valid < change->times.ifa_prefered) {
		fail_plain("preferred_lft is greater than valid_lft");
		return IP_FAILED;
	}
	rtnl_add(&change->message, IFA_CACHEINFO, &change->times, sizeof(change->times));
	return 0;
}

static bool is_multicast(const struct ip_address *address)
{
	return address->family == AF_INET ? (address->bytes[0] & 0xf0) == 0xe0
					  : address->bytes[0] == 0xff;
}

/* The fixed struct, now that all is known. */
static int set_header(struct change *change, bool delete)
{
	struct ifaddrmsg *header = rtnl_header(&change->message);

	header->ifa_family = change->family;
	header->ifa_prefixlen = change->peer.prefix ? change->peer.prefix : change->local.prefix;
	header->ifa_scope = change->scope;
	if (!change->scoped && !delete && change->local.family == AF_INET &&
	    change->local.bytes[0] == 127)
		header->ifa_scope = RT_SCOPE_HOST;
	if (change->flags <= UINT8_MAX)
		header->ifa_flags = change->flags;
	else
		rtnl_add_u32(&change->message, IFA_FLAGS, change->flags);
	if (change->flags & IFA_F_MCAUTOJOIN && !is_multicast(&change->local)) {
		fail_plain("autojoin needs multicast address");
		return IP_FAILED;
	}
	return 0;
}

static int change_address(struct ip *ip, struct ip_words *words, uint16_t type, uint16_t flags)
{
	struct change change = { .ip = ip, .family = ip->family,
				 .times = { .ifa_valid = FOREVER, .ifa_prefered = FOREVER } };
	const struct ifaddrmsg empty = { 0 };
	bool delete = type == RTM_DELADDR;
	uint32_t index = 0;
	int result;

	rtnl_begin(&change.message, type, flags, &empty, sizeof(empty));
	result = take_words(&change, words);
	if (result < 0)
		return result;
	if (!change.device) {
		fail_plain("Not enough information: \"dev\" argument is required.");
		return IP_FAILED;
	}
	set_peer(&change, delete);
	if (!delete)
		result = set_broadcast(&change);
	if (result == 0)
		result = ip_link_index(ip, change.device, &index);
	if (result == 0)
		result = set_times(&change);
	if (result == 0)
		result = set_header(&change, delete);
	((struct ifaddrmsg *)rtnl_header(&change.message))->ifa_index = index;
	return result < 0 ? result : ip_ask(&change.message, NULL);
}

static int add(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return change_address(ip, words, RTM_NEWADDR, flags);
}

static int delete(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return change_address(ip, words, RTM_DELADDR, flags);
}

static int show(struct ip *ip, struct ip_words *words, unsigned number)
{
	(void)number;
	return ip_list(ip, words, false, help);
}

static int flush(struct ip *ip, struct ip_words *words, unsigned number)
{
	(void)number;
	return ip_address_flush(ip, words, help);
}

int ip_address_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, show, 0 },
		{ "add", false, add, NLM_F_CREATE | NLM_F_EXCL },
		{ "change", false, add, NLM_F_REPLACE },
		{ "chg", true, add, NLM_F_REPLACE },
		{ "replace", false, add, NLM_F_CREATE | NLM_F_REPLACE },
		{ "delete", false, delete, 0 },
		{ "show", false, show, 0 },
		{ "lst", false, show, 0 },
		{ "flush", false, flush, 0 },
		{ 0 }
	};

	return ip_command_run(ip, words, commands, "address", help);
}
