/* SPDX-License-Identifier: MIT */
/* `ip neighbour`: see ip-neighbour(8). */
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_neighbour.h"

static const char help[] =
	"Usage: ip neigh [ show | flush ] [ proxy ] [ [ to ] PREFIX ] [ dev DEV ] [ nud STATE ]\n"
	"                [ master DEV | nomaster ] [ unused ] [ protocol PROTOCOL ]\n"
	"       ip neigh { add | del | change | replace } ADDRESS [ lladdr LLADDR ] [ nud STATE ]\n"
	"                [ dev DEV ] [ router ] [ use ] [ managed ] [ extern_learn ]\n"
	"                [ protocol PROTOCOL ]\n"
	"       ip neigh { add | del } proxy ADDRESS [ dev DEV ]\n"
	"       ip neigh get { ADDRESS | proxy ADDRESS } dev DEV\n"
	"STATE: permanent noarp stale reachable none incomplete delay probe failed\n";

static const struct {
	const char *name;
	unsigned state;
	bool whole;
} states[] = {
	{ "permanent", NUD_PERMANENT, false }, { "reachable", NUD_REACHABLE, false },
	{ "noarp", NUD_NOARP, true }, { "none", NUD_NONE, true }, { "stale", NUD_STALE, true },
	{ "incomplete", NUD_INCOMPLETE, true }, { "delay", NUD_DELAY, true },
	{ "probe", NUD_PROBE, true }, { "failed", NUD_FAILED, false },
};

bool ip_neighbour_state(const char *text, uint32_t *state)
{
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (states[i].whole ? strcmp(text, states[i].name) == 0
				    : ip_word_matches(text, states[i].name)) {
			*state = states[i].state;
			return true;
		}
	}
	return ip_u32(text, state) && *state < 0x100 && !(*state & (*state - 1));
}

/* What one entry is told to be. */
struct change {
	struct ip *ip;
	struct rtnl_message message;
	struct ndmsg header;
	uint32_t more_flags;
	struct ip_address address;
	bool has_address, is_proxy;
	const char *hardware, *device;
};

static int take_hardware(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct change *)state)->hardware = value;
	return 0;
}

static int take_state(void *state, const struct ip_row *row, const char *value)
{
	uint32_t number;

	if (!ip_neighbour_state(value, &number))
		return ip_wrong(value, row->wrong);
	((struct change *)state)->header.ndm_state = number;
	return 0;
}

static int take_flag(void *state, const struct ip_row *row, const char *value)
{
	(void)value;
	((struct change *)state)->header.ndm_flags |= row->number;
	return 0;
}

static int take_managed(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	(void)value;
	change->more_flags |= row->number;
	change->header.ndm_state = NUD_NONE;
	return 0;
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct change *)state)->device = value;
	return 0;
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	uint32_t protocol;

	if (!ip_name_parse(IP_PROTOCOL, value, &protocol))
		return ip_wrong(value, row->wrong);
	rtnl_add_u8(&((struct change *)state)->message, row->number, protocol);
	return 0;
}

static int take_address(struct change *change, const char *value)
{
	change->has_address = true;
	return ip_host(value, change->ip->family, &change->address);
}

static int take_proxy(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	if (ip_word_matches(value, "help"))
		return ip_help(help);
	if (change->has_address)
		return ip_twice("address", value);
	change->header.ndm_flags |= row->number;
	change->is_proxy = true;
	return take_address(change, value);
}

static const struct ip_row rows[] = {
	{ "lladdr", ROW_ONCE, take_hardware, 0, NULL },
	{ "nud", ROW_WHOLE, take_state, 0, "nud state is bad" },
	{ "proxy", 0, take_proxy, NTF_PROXY, NULL },
	{ "router", ROW_WHOLE | ROW_FLAG, take_flag, NTF_ROUTER, NULL },
	{ "use", ROW_WHOLE | ROW_FLAG, take_flag, NTF_USE, NULL },
	{ "managed", ROW_WHOLE | ROW_FLAG, take_managed, NTF_EXT_MANAGED, NULL },
	{ "extern_learn", ROW_FLAG, take_flag, NTF_EXT_LEARNED, NULL },
	{ "dev", ROW_WHOLE, take_device, 0, NULL },
	{ "protocol", 0, take_protocol, NDA_PROTOCOL, "\"protocol\" value is invalid\n" },
	{ 0 }
};

static const struct ip_row get_rows[] = {
	{ "dev", ROW_WHOLE, take_device, 0, NULL },
	{ "proxy", 0, take_proxy, NTF_PROXY, NULL },
	{ 0 }
};

static int take_words(struct change *change, struct ip_words *words, const struct ip_row *known)
{
	int result = 1;

	while (result >= 0 && *words->at) {
		const char *value;

		result = ip_words_take(words, known, change);
		if (result)
			continue;
		ip_words_accept_whole(words, "to");
		value = ip_words_value(words);
		if (!value)
			return IP_WRONG;
		if (ip_word_matches(value, "help"))
			return ip_help(help);
		if (change->has_address)
			return ip_garbage("to", value);
		result = take_address(change, value);
	}
	return result < 0 ? result : 0;
}

/* Address, hardware address and interface, now that all is known. */
static int complete(struct change *change, const char *wrong, int status)
{
	uint8_t bytes[20];
	uint32_t index = 0;
	int length, result = 0;

	if ((!change->device && !change->is_proxy) || !change->has_address) {
		fail_plain("%s", wrong);
		return status;
	}
	change->header.ndm_family = change->address.family;
	rtnl_add(&change->message, NDA_DST, change->address.bytes,
		 ip_address_size(&change->address));
	if (change->more_flags)
		rtnl_add_u32(&change->message, NDA_FLAGS_EXT, change->more_flags);
	if (change->hardware && strcmp(change->hardware, "null") != 0) {
		length = link_mac_parse(change->hardware, bytes, sizeof(bytes));
		if (length < 0) {
			fail_plain("\"%s\" is invalid lladdr.", change->hardware);
			return IP_FAILED;
		}
		rtnl_add(&change->message, NDA_LLADDR, bytes, length);
	}
	if (change->device)
		result = ip_link_index(change->ip, change->device, &index);
	change->header.ndm_ifindex = index;
	*(struct ndmsg *)rtnl_header(&change->message) = change->header;
	return result;
}

static int modify(struct ip *ip, struct ip_words *words, uint16_t type, uint16_t flags)
{
	struct change change = { .ip = ip, .header = { .ndm_family = ip->family,
						       .ndm_state = NUD_PERMANENT } };
	int result;

	rtnl_begin(&change.message, type, flags, &change.header, sizeof(change.header));
	result = take_words(&change, words, rows);
	if (result == 0)
		result = complete(&change, "Device and destination are required arguments.",
				  IP_WRONG);
	return result < 0 ? result : ip_ask(&change.message, NULL);
}

static int add(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_NEWNEIGH, flags);
}

static int delete(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_DELNEIGH, flags);
}

static int get(struct ip *ip, struct ip_words *words, unsigned number)
{
	const struct ip_neighbour_filter filter = { .states = UINT32_MAX };
	struct change change = { .ip = ip, .header = { .ndm_family = ip->family } };
	struct buffer answers = { 0 };
	struct rtnl_reply reply;
	size_t at = 0;
	int result;

	(void)number;
	rtnl_begin(&change.message, RTM_GETNEIGH, 0, &change.header, sizeof(change.header));
	result = take_words(&change, words, get_rows);
	if (result == 0)
		result = complete(&change, "Device and address are required arguments.",
				  IP_FAILED);
	if (result == 0)
		result = ip_ask(&change.message, &answers);
	if (result == 0 && rtnl_next(answers.data, answers.length, &at, &reply)) {
		print_begin(&ip->out);
		ip_show_neighbour(ip, &filter, &reply);
		print_end(&ip->out);
	}
	buffer_free(&answers);
	return result;
}

static int list(struct ip *ip, struct ip_words *words, unsigned flush)
{
	return ip_neighbour_list(ip, words, flush, help);
}

int ip_neighbour_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, list, 0 },
		{ "add", false, add, NLM_F_CREATE | NLM_F_EXCL },
		{ "change", false, add, NLM_F_REPLACE },
		{ "chg", true, add, NLM_F_REPLACE },
		{ "replace", false, add, NLM_F_CREATE | NLM_F_REPLACE },
		{ "delete", false, delete, 0 },
		{ "get", false, get, 0 },
		{ "show", false, list, 0 },
		{ "lst", false, list, 0 },
		{ "flush", false, list, 1 },
		{ 0 }
	};

	return ip_command_run(ip, words, commands, "neigh", help);
}
