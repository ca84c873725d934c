/* SPDX-License-Identifier: MIT */
/* The words behind `ip link set` and `ip link add`, as attributes. */
#include "net/ip_link_words.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_netns.h"

/* A signed number within int, as the kernel's u32. */
static bool read_integer(const char *text, int *number)
{
	char *end;
	long value = strtol(text, &end, 0);

	*number = value;
	return end != text && !*end && value >= INT32_MIN && value <= INT32_MAX;
}

static int take_up(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;

	(void)value;
	change->header.ifi_change |= IFF_UP;
	change->header.ifi_flags = row->number ? change->header.ifi_flags | IFF_UP
					       : change->header.ifi_flags & ~IFF_UP;
	return 0;
}

/* number: the flag; those of NOARP and NOTRAILERS mean the contrary. */
static int take_switch(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	bool on, inverse = row->number & (IFF_NOARP | IFF_NOTRAILERS);
	int result = ip_switch(row->word, value, &on);

	if (result < 0)
		return result;
	change->header.ifi_change |= row->number;
	change->header.ifi_flags = on != inverse ? change->header.ifi_flags | row->number
						 : change->header.ifi_flags & ~row->number;
	return 0;
}

static int take_one_byte(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	bool on = ip_word_matches(value, "on");

	if (!on && !ip_word_matches(value, "off")) {
		fail_plain("Error: argument of \"%s\" must be one of \"off\", \"on\", not \"%s\"",
			   row->word, value);
		return -22;
	}
	rtnl_add_u8(change->message, row->number, on);
	return 0;
}

static int take_name(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;

	if (!ip_link_name_is_valid(value))
		return ip_wrong(value, row->wrong);
	change->name = value;
	if (!change->device)
		change->device = value;
	return 0;
}

static int take_index(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;

	if (!read_integer(value, &change->header.ifi_index) || change->header.ifi_index <= 0)
		return ip_wrong(value, row->wrong);
	return 0;
}

static int take_below(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct ip_link_change *)state)->below = value;
	return 0;
}

static int take_hardware(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	uint8_t bytes[32];
	int length = link_mac_parse(value, bytes, sizeof(bytes));

	if (length < 0) {
		fail_plain("\"%s\" is invalid lladdr.", value);
		return IP_FAILED;
	}
	rtnl_add(change->message, row->number, bytes, length);
	if (row->number == IFLA_ADDRESS)
		change->hardware_length = length;
	return 0;
}

static int take_integer(void *state, const struct ip_row *row, const char *value)
{
	int number;

	if (!read_integer(value, &number))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(((struct ip_link_change *)state)->message, row->number, number);
	return 0;
}

static int take_unsigned(void *state, const struct ip_row *row, const char *value)
{
	uint32_t number;

	if (!ip_u32(value, &number))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(((struct ip_link_change *)state)->message, row->number, number);
	return 0;
}

static int take_namespace(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	int fd = ip_netns_open(value), process;

	change->moves = true;
	if (fd >= 0) {
		rtnl_add_u32(change->message, IFLA_NET_NS_FD, fd);
		change->namespaces[change->namespace_count++ % 2] = fd;
		return 0;
	}
	if (!read_integer(value, &process))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(change->message, IFLA_NET_NS_PID, process);
	return 0;
}

static int take_link_namespace(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	int fd = ip_netns_open(value), id = fd < 0 ? -1 : ip_netns_number(fd);

	if (fd >= 0)
		change->namespaces[change->namespace_count++ % 2] = fd;
	if (id < 0)
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(change->message, IFLA_LINK_NETNSID, id);
	return 0;
}

static int take_master(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	uint32_t index = 0;

	if (value && ip_link_index(change->ip, value, &index) < 0)
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(change->message, IFLA_MASTER, index);
	return 0;
}

static int take_type(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct ip_link_change *)state)->type = value;
	return 0;
}

static int take_alias(void *state, const struct ip_row *row, const char *value)
{
	if (strlen(value) >= IFALIASZ)
		return ip_wrong(value, row->wrong);
	rtnl_add(((struct ip_link_change *)state)->message, row->number, value, strlen(value));
	return 0;
}

static int take_text(void *state, const struct ip_row *row, const char *value)
{
	rtnl_add_text(((struct ip_link_change *)state)->message, row->number, value);
	return 0;
}

static int take_group(void *state, const struct ip_row *row, const char *value)
{
	struct ip_link_change *change = state;
	uint32_t group;

	if (!ip_name_parse(IP_GROUP, value, &group))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(change->message, IFLA_GROUP, group);
	change->has_group = true;
	return 0;
}

/* One of a list of words; its place is the number. */
static int take_word(struct ip_link_change *change, const struct ip_row *row, const char *value,
		     const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(words[i], value) == 0) {
			rtnl_add_u8(change->message, row->number, i);
			return 0;
		}
	}
	return ip_wrong(value, row->wrong);
}

static int take_mode(void *state, const struct ip_row *row, const char *value)
{
	static const char *const words[] = { "default", "dormant" };

	return take_word(state, row, value, words, ARRAY_SIZE(words));
}

static int take_state(void *state, const struct ip_row *row, const char *value)
{
	static const char *const words[] = { "UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN",
					     "TESTING", "DORMANT", "UP" };

	return take_word(state, row, value, words, ARRAY_SIZE(words));
}

static int take_address_mode(void *state, const struct ip_row *row, const char *value)
{
	static const char *const words[] = { "eui64", "none", "stable_secret", "random" };
	struct ip_link_change *change = state;
	size_t families = rtnl_nest(change->message, IFLA_AF_SPEC);
	size_t v6 = rtnl_nest(change->message, AF_INET6);
	int result = take_word(state, row, value, words, ARRAY_SIZE(words));

	rtnl_nest_end(change->message, v6);
	rtnl_nest_end(change->message, families);
	return result;
}

static const struct ip_row rows[] = {
	{ "up", ROW_WHOLE | ROW_FLAG, take_up, 1, NULL },
	{ "down", ROW_WHOLE | ROW_FLAG, take_up, 0, NULL },
	{ "name", ROW_WHOLE | ROW_ONCE, take_name, 0, "\"name\" not a valid ifname" },
	{ "index", ROW_WHOLE | ROW_ONCE, take_index, 0, "Invalid \"index\" value" },
	{ "link", 0, take_below, 0, NULL },
	{ "address", 0, take_hardware, IFLA_ADDRESS, NULL },
	{ "broadcast|=brd", 0, take_hardware, IFLA_BROADCAST, NULL },
	{ "txqueuelen|=qlen|txqlen", ROW_ONCE, take_integer, IFLA_TXQLEN,
	  "Invalid \"txqueuelen\" value\n" },
	{ "mtu", ROW_WHOLE | ROW_ONCE, take_integer, IFLA_MTU, "Invalid \"mtu\" value\n" },
	{ "netns", ROW_WHOLE | ROW_ONCE, take_namespace, 0, "Invalid \"netns\" value\n" },
	{ "multicast", ROW_WHOLE, take_switch, IFF_MULTICAST, NULL },
	{ "allmulticast", ROW_WHOLE, take_switch, IFF_ALLMULTI, NULL },
	{ "promisc", ROW_WHOLE, take_switch, IFF_PROMISC, NULL },
	{ "trailers", ROW_WHOLE, take_switch, IFF_NOTRAILERS, NULL },
	{ "arp", ROW_WHOLE, take_switch, IFF_NOARP, NULL },
	{ "carrier", ROW_WHOLE, take_one_byte, IFLA_CARRIER, NULL },
	{ "master", 0, take_master, 0, "Device does not exist\n" },
	{ "vrf", ROW_WHOLE, take_master, 0, "Not a valid VRF name\n" },
	{ "nomaster", ROW_FLAG, take_master, 0, NULL },
	{ "dynamic", 0, take_switch, IFF_DYNAMIC, NULL },
	{ "type", 0, take_type, 0, NULL },
	{ "alias", 0, take_alias, IFLA_IFALIAS, "alias too long\n" },
	{ "group", ROW_WHOLE | ROW_ONCE, take_group, 0, "Invalid \"group\" value\n" },
	{ "mode", ROW_WHOLE, take_mode, IFLA_LINKMODE, "Invalid link mode\n" },
	{ "state", ROW_WHOLE, take_state, IFLA_OPERSTATE, "Invalid operstate\n" },
	{ "numtxqueues", ROW_ONCE, take_integer, IFLA_NUM_TX_QUEUES,
	  "Invalid \"numtxqueues\" value\n" },
	{ "numrxqueues", ROW_ONCE, take_integer, IFLA_NUM_RX_QUEUES,
	  "Invalid \"numrxqueues\" value\n" },
	{ "addrgenmode", 0, take_address_mode, IFLA_INET6_ADDR_GEN_MODE,
	  "Invalid address generation mode\n" },
	{ "link-netns", 0, take_link_namespace, 0, "Invalid \"link-netns\" value\n" },
	{ "link-netnsid", 0, take_integer, IFLA_LINK_NETNSID,
	  "Invalid \"link-netnsid\" value\n" },
	{ "protodown", ROW_WHOLE, take_one_byte, IFLA_PROTO_DOWN, NULL },
	{ "gso_max_size", ROW_WHOLE, take_unsigned, IFLA_GSO_MAX_SIZE,
	  "Invalid \"gso_max_size\" value\n" },
	{ "gso_max_segs", ROW_WHOLE, take_unsigned, IFLA_GSO_MAX_SEGS,
	  "Invalid \"gso_max_segs\" value\n" },
	{ "gro_max_size", ROW_WHOLE, take_unsigned, IFLA_GRO_MAX_SIZE,
	  "Invalid \"gro_max_size\" value\n" },
	{ "parentdev", ROW_WHOLE, take_text, IFLA_PARENT_DEV_NAME, NULL },
	{ 0 }
};

static int take_device(struct ip_link_change *change, struct ip_words *words, const char *help)
{
	const char *value;

	if (ip_word_matches(*words->at, "help"))
		return ip_help(help);
	ip_words_accept_whole(words, "dev");
	value = ip_words_value(words);
	if (!value)
		return IP_WRONG;
	if (change->device != change->name)
		return ip_garbage("dev", value);
	if (!ip_alternative_name_is_valid(value))
		return ip_wrong(value, "\"dev\" not a valid ifname");
	change->device = value;
	return 0;
}

int ip_link_words(struct ip_link_change *change, struct ip_words *words, const char *help)
{
	int result = 0;

	while (result >= 0 && *words->at && !change->type) {
		result = ip_words_take(words, rows, change);
		if (result == 0)
			result = take_device(change, words, help);
	}
	if (result < 0)
		return result;
	/* `ip link add dev X` and `ip link add name X` both name it. */
	if (!change->name || (change->device && strcmp(change->name, change->device) == 0))
		change->name = change->device;
	else if (!change->device)
		change->device = change->name;
	return 0;
}
