/* SPDX-License-Identifier: MIT */
/* `ip rule`: see ip-rule(8). */
#include "net/ip_rule.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/ip_names.h"
#include "net/ip_route_hops.h"

static const char help[] =
	"Usage: ip rule [ list [ SELECTOR ] ]\n"
	"       ip rule { add | del } SELECTOR ACTION\n"
	"       ip rule flush [ SELECTOR ]\n"
	"SELECTOR: [ not ] [ from PREFIX ] [ to PREFIX ] [ tos TOS ] [ fwmark MARK[/MASK] ]\n"
	"          [ iif DEV ] [ oif DEV ] [ pref NUMBER ] [ l3mdev ] [ uidrange FROM-TO ]\n"
	"          [ ipproto PROTOCOL ] [ sport PORT[-PORT] ] [ dport PORT[-PORT] ]\n"
	"ACTION: [ table TABLE ] [ protocol PROTOCOL ] [ realms REALMS ] [ goto NUMBER ] [ nop ]\n"
	"        [ blackhole | unreachable | prohibit ] [ suppress_prefixlength NUMBER ]\n"
	"        [ suppress_ifgroup GROUP ]\n";

bool ip_rule_range(const char *text, uint32_t highest, bool single, uint32_t *start,
		   uint32_t *end)
{
	const char *dash = strchr(text, '-');
	char first[16];

	if (!dash)
		return single && ip_u32(text, start) && *start <= highest &&
		       (*end = *start, true);
	if ((size_t)(dash - text) >= sizeof(first))
		return false;
	memcpy(first, text, dash - text);
	first[dash - text] = '\0';
	return ip_u32(first, start) && ip_u32(dash + 1, end) && *start <= highest &&
	       *end <= highest;
}

bool ip_rule_mark(const char *text, uint32_t *mark, uint32_t *mask, bool *has_mask)
{
	const char *slash = strchr(text, '/');
	char first[16];

	*has_mask = slash != NULL;
	if (!slash)
		return ip_u32(text, mark);
	if ((size_t)(slash - text) >= sizeof(first))
		return false;
	memcpy(first, text, slash - text);
	first[slash - text] = '\0';
	return ip_u32(first, mark) && ip_u32(slash + 1, mask);
}

int ip_rule_mark_wrong(const char *text, const char *wrong)
{
	const char *slash = strchr(text, '/');
	uint32_t mark, mask;
	char first[16];
	bool has_mask;

	text_copy(first, slash ? MIN(sizeof(first), (size_t)(slash - text) + 1) : sizeof(first),
		  text);
	return slash && ip_rule_mark(first, &mark, &mask, &has_mask)
		       ? ip_wrong(slash + 1, "fwmask value is invalid\n") : ip_wrong(first, wrong);
}

struct change {
	struct ip *ip;
	struct rtnl_message message;
	struct fib_rule_hdr header;
	uint32_t table;
	bool has_table, l3mdev;
};

static int take_not(void *state, const struct ip_row *row, const char *value)
{
	(void)value;
	((struct change *)state)->header.flags |= row->number;
	return 0;
}

static int take_prefix(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;
	struct ip_address address;
	int result = ip_prefix(value, change->header.family, &address);

	if (result < 0)
		return result;
	if (row->number == FRA_SRC)
		change->header.src_len = address.prefix;
	else
		change->header.dst_len = address.prefix;
	if (!change->header.family)
		change->header.family = address.family;
	/* "all" has no address. */
	if (ip_address_size(&address) && (address.prefix || !ip_address_is_any(&address)))
		rtnl_add(&change->message, row->number, address.bytes, ip_address_size(&address));
	return 0;
}

static int take_number(void *state, const struct ip_row *row, const char *value)
{
	uint32_t number;

	if (!ip_u32(value, &number) ||
	    (row->number == FRA_SUPPRESS_PREFIXLEN && number > INT32_MAX))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&((struct change *)state)->message, row->number, number);
	return 0;
}

static int take_tos(void *state, const struct ip_row *row, const char *value)
{
	uint32_t tos;

	if (!ip_name_parse(IP_DSFIELD, value, &tos))
		return ip_wrong(value, row->wrong);
	((struct change *)state)->header.tos = tos;
	return 0;
}

static int take_mark(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;
	uint32_t mark, mask;
	bool has_mask;

	if (!ip_rule_mark(value, &mark, &mask, &has_mask))
		return ip_rule_mark_wrong(value, row->wrong);
	rtnl_add_u32(&change->message, FRA_FWMARK, mark);
	if (has_mask)
		rtnl_add_u32(&change->message, FRA_FWMASK, mask);
	return 0;
}

static int take_realms(void *state, const struct ip_row *row, const char *value)
{
	uint32_t realms;

	if (!ip_route_realms(value, &realms))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&((struct change *)state)->message, row->number, realms);
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

static int take_table(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	if (!ip_name_parse(IP_TABLE, value, &change->table))
		return ip_wrong(value, row->wrong);
	change->header.table = change->table < 256 ? change->table : RT_TABLE_UNSPEC;
	if (change->table >= 256)
		rtnl_add_u32(&change->message, row->number, change->table);
	change->has_table = true;
	return 0;
}

static int take_group(void *state, const struct ip_row *row, const char *value)
{
	uint32_t group;

	if (!ip_name_parse(IP_GROUP, value, &group))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&((struct change *)state)->message, row->number, group);
	return 0;
}

static int take_interface(void *state, const struct ip_row *row, const char *value)
{
	if (!ip_link_name_is_valid(value))
		return ip_wrong(value, row->wrong);
	rtnl_add_text(&((struct change *)state)->message, row->number, value);
	return 0;
}

static int take_l3mdev(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	(void)value;
	rtnl_add_u8(&change->message, row->number, 1);
	change->has_table = change->l3mdev = true;
	return 0;
}

static int take_users(void *state, const struct ip_row *row, const char *value)
{
	struct fib_rule_uid_range range;

	if (!ip_rule_range(value, UINT32_MAX, false, &range.start, &range.end))
		return ip_wrong(value, row->wrong);
	rtnl_add(&((struct change *)state)->message, row->number, &range, sizeof(range));
	return 0;
}

static int take_transport(void *state, const struct ip_row *row, const char *value)
{
	uint8_t number;

	if (!ip_protocol_parse(value, &number))
		return ip_wrong(value, row->wrong);
	rtnl_add_u8(&((struct change *)state)->message, row->number, number);
	return 0;
}

static int take_ports(void *state, const struct ip_row *row, const char *value)
{
	struct fib_rule_port_range range;
	uint32_t start, end;

	if (!ip_rule_range(value, UINT16_MAX, true, &start, &end))
		return ip_wrong(value, row->wrong);
	range = (struct fib_rule_port_range){ .start = start, .end = end };
	rtnl_add(&((struct change *)state)->message, row->number, &range, sizeof(range));
	return 0;
}

static int take_tunnel(void *state, const struct ip_row *row, const char *value)
{
	uint64_t id;

	if (!ip_u64(value, &id))
		return ip_wrong(value, row->wrong);
	id = __builtin_bswap64(id);
	rtnl_add(&((struct change *)state)->message, row->number, &id, sizeof(id));
	return 0;
}

static int take_goto(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	change->header.action = FR_ACT_GOTO;
	change->has_table = true;
	return take_number(state, row, value);
}

static int take_nop(void *state, const struct ip_row *row, const char *value)
{
	struct change *change = state;

	(void)value;
	change->header.action = row->number;
	change->has_table = true;
	return 0;
}

static const struct ip_row rows[] = {
	{ "not", ROW_WHOLE | ROW_FLAG, take_not, FIB_RULE_INVERT, NULL },
	{ "from", ROW_WHOLE, take_prefix, FRA_SRC, NULL },
	{ "to", ROW_WHOLE, take_prefix, FRA_DST, NULL },
	{ "preference|order|priority", 0, take_number, FRA_PRIORITY,
	  "preference value is invalid\n" },
	{ "dsfield|=tos", 0, take_tos, 0, "TOS value is invalid\n" },
	{ "fwmark", ROW_WHOLE, take_mark, 0, "fwmark value is invalid\n" },
	{ "realms", 0, take_realms, FRA_FLOW, "invalid realms\n" },
	{ "protocol", 0, take_protocol, FRA_PROTOCOL, "\"protocol\" value is invalid\n" },
	{ "tun_id", 0, take_tunnel, FRA_TUN_ID, "\"tun_id\" value is invalid\n" },
	{ "table|=lookup", 0, take_table, FRA_TABLE, "invalid table ID\n" },
	{ "suppress_prefixlength|=sup_pl", 0, take_number, FRA_SUPPRESS_PREFIXLEN,
	  "suppress_prefixlength value is invalid\n" },
	{ "suppress_ifgroup|=sup_group", 0, take_group, FRA_SUPPRESS_IFGROUP,
	  "Invalid \"suppress_ifgroup\" value\n" },
	{ "dev|iif", ROW_WHOLE, take_interface, FRA_IFNAME, "\"iif\"/\"dev\" not a valid ifname" },
	{ "oif", ROW_WHOLE, take_interface, FRA_OIFNAME, "\"oif\" not a valid ifname" },
	{ "l3mdev", ROW_WHOLE | ROW_FLAG, take_l3mdev, FRA_L3MDEV, NULL },
	{ "uidrange", ROW_WHOLE, take_users, FRA_UID_RANGE, "invalid UID range\n" },
	{ "ipproto", ROW_WHOLE, take_transport, FRA_IP_PROTO, "Invalid \"ipproto\" value\n" },
	{ "sport", ROW_WHOLE, take_ports, FRA_SPORT_RANGE, "invalid port range\n" },
	{ "dport", ROW_WHOLE, take_ports, FRA_DPORT_RANGE, "invalid dport range\n" },
	{ "goto", 0, take_goto, FRA_GOTO, "invalid target\n" },
	{ "nop", ROW_FLAG, take_nop, FR_ACT_NOP, NULL },
	{ 0 }
};

/* blackhole, unreachable, prohibit... */
static int take_type(struct change *change, struct ip_words *words)
{
	const char *value;
	uint32_t type;

	ip_words_accept_whole(words, "type");
	value = ip_words_value(words);
	if (!value)
		return IP_WRONG;
	if (ip_word_matches(value, "help"))
		return ip_help(help);
	if (!ip_name_parse(IP_ROUTE_TYPE, value, &type))
		return ip_wrong(value, "Failed to parse rule type");
	change->header.action = type;
	change->has_table = true;
	return 0;
}

static int modify(struct ip *ip, struct ip_words *words, uint16_t type, uint16_t flags)
{
	struct change change = { .ip = ip, .header = { .family = ip->family,
						       .action = FR_ACT_UNSPEC } };
	int result = 1;

	if (type == RTM_NEWRULE)
		change.header.action = FR_ACT_TO_TBL;
	rtnl_begin(&change.message, type, flags, &change.header, sizeof(change.header));
	while (result >= 0 && *words->at) {
		result = ip_words_take(words, rows, &change);
		if (result == 0)
			result = take_type(&change, words);
	}
	if (result < 0)
		return result;
	if (change.l3mdev && change.table) {
		fail_plain("table can not be specified for l3mdev rules");
		return -22;
	}
	if (!change.header.family)
		change.header.family = AF_INET;
	if (!change.has_table && type == RTM_NEWRULE)
		change.header.table = RT_TABLE_MAIN;
	*(struct fib_rule_hdr *)rtnl_header(&change.message) = change.header;
	return ip_ask(&change.message, NULL);
}

static int add(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_NEWRULE, flags);
}

static int delete(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_DELRULE, flags);
}

static int list(struct ip *ip, struct ip_words *words, unsigned flush)
{
	return ip_rule_list(ip, words, flush);
}

int ip_rule_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, list, 0 },
		{ "lst", false, list, 0 },
		{ "show", false, list, 0 },
		{ "add", false, add, NLM_F_CREATE | NLM_F_EXCL },
		{ "delete", false, delete, 0 },
		{ "flush", false, list, 1 },
		{ 0 }
	};

	return ip_command_run(ip, words, commands, "rule", help);
}
