/* SPDX-License-Identifier: MIT */
/* `ip rule show` and `ip rule flush`. */
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/ip_names.h"
#include "net/ip_rule.h"

/* A number a rule must have; that of an attribute, or of the header. */
struct wanted {
	bool is;
	uint32_t value;
};

struct list {
	struct ip *ip;
	int family;
	struct wanted priority, tos, mark, mask, table, protocol, transport;
	bool not, l3mdev, has_users;
	const char *in, *out;
	struct ip_address from, to;
	uint32_t users[2], sources[2], targets[2];
	bool has_sources, has_targets;
};

static int take_number(void *state, const struct ip_row *row, const char *value)
{
	struct wanted *wanted = &((struct list *)state)->priority;

	wanted->is = ip_u32(value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

static int take_flag(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	(void)value;
	*(row->number ? &list->l3mdev : &list->not) = true;
	return 0;
}

static int take_tos(void *state, const struct ip_row *row, const char *value)
{
	struct wanted *wanted = &((struct list *)state)->tos;

	wanted->is = ip_name_parse(IP_DSFIELD, value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

static int take_mark(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	if (!ip_rule_mark(value, &list->mark.value, &list->mask.value, &list->mask.is))
		return ip_rule_mark_wrong(value, row->wrong);
	list->mark.is = list->mark.value != 0;
	return 0;
}

static int take_interface(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	if (!ip_link_name_is_valid(value))
		return ip_wrong(value, row->wrong);
	*(row->number == FRA_OIFNAME ? &list->out : &list->in) = value;
	return 0;
}

static int take_users(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	list->has_users = ip_rule_range(value, UINT32_MAX, false, &list->users[0],
					&list->users[1]);
	return list->has_users ? 0 : ip_wrong(value, row->wrong);
}

static int take_table(void *state, const struct ip_row *row, const char *value)
{
	struct wanted *wanted = &((struct list *)state)->table;

	wanted->is = ip_name_parse(IP_TABLE, value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

static int take_prefix(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	return ip_prefix(value, list->family, row->number == FRA_SRC ? &list->from : &list->to);
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	struct wanted *wanted = &((struct list *)state)->protocol;

	wanted->is = ip_name_parse(IP_PROTOCOL, value, &wanted->value);
	return wanted->is || strcmp(value, "all") == 0 ? 0 : ip_wrong(value, row->wrong);
}

static int take_transport(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	uint8_t number;

	if (!ip_protocol_parse(value, &number))
		return ip_wrong(value, row->wrong);
	list->transport = (struct wanted){ number != 0, number };
	return 0;
}

static int take_ports(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	bool source = row->number == FRA_SPORT_RANGE;
	uint32_t *range = source ? list->sources : list->targets;

	if (!ip_rule_range(value, UINT16_MAX, true, &range[0], &range[1]))
		return ip_wrong(value, row->wrong);
	*(source ? &list->has_sources : &list->has_targets) = range[0] != 0;
	return 0;
}

static const struct ip_row rows[] = {
	{ "preference|order|priority", 0, take_number, 0, "preference value is invalid\n" },
	{ "not", ROW_WHOLE | ROW_FLAG, take_flag, 0, NULL },
	{ "tos|dsfield", ROW_WHOLE, take_tos, 0, "TOS value is invalid\n" },
	{ "fwmark", ROW_WHOLE, take_mark, 0, "fwmark value is invalid\n" },
	{ "dev|iif", ROW_WHOLE, take_interface, FRA_IFNAME, "\"iif\"/\"dev\" not a valid ifname" },
	{ "oif", ROW_WHOLE, take_interface, FRA_OIFNAME, "\"oif\" not a valid ifname" },
	{ "l3mdev", ROW_WHOLE | ROW_FLAG, take_flag, 1, NULL },
	{ "uidrange", ROW_WHOLE, take_users, 0, "invalid UID range\n" },
	{ "lookup|table", 0, take_table, 0, "table id value is invalid\n" },
	{ "from|src", 0, take_prefix, FRA_SRC, NULL },
	{ "protocol", 0, take_protocol, 0, "invalid \"protocol\"\n" },
	{ "ipproto", ROW_WHOLE, take_transport, 0, "Invalid \"ipproto\" value\n" },
	{ "sport", ROW_WHOLE, take_ports, FRA_SPORT_RANGE, "invalid port range\n" },
	{ "dport", ROW_WHOLE, take_ports, FRA_DPORT_RANGE, "invalid dport range\n" },
	{ "dst|to", 0, take_prefix, FRA_DST, NULL },
	{ 0 }
};

static bool is(const struct wanted *wanted, uint32_t value)
{
	return !wanted->is || wanted->value == value;
}

static bool has_prefix(const struct ip_address *wanted, int family, unsigned bits,
		       const struct rtnl_attribute *attribute)
{
	struct ip_address found;

	if (!wanted->family)
		return true;
	if (wanted->family != family || wanted->prefix > bits)
		return false;
	return !attribute->data || !wanted->prefix ||
	       (ip_address_from_bytes(attribute->data, attribute->length, &found) &&
		ip_network_has(wanted, &found));
}

static bool has_ports(bool wanted, const uint32_t range[2],
		      const struct rtnl_attribute *attribute)
{
	struct fib_rule_port_range found;

	return !wanted || (rtnl_struct(attribute, &found, sizeof(found)) &&
			   found.start == range[0] && found.end == range[1]);
}

static bool is_wanted(const struct list *list, const struct rtnl_reply *reply, bool *removable)
{
	struct rtnl_attribute table[FRA_MAX + 1];
	struct fib_rule_uid_range users;
	struct fib_rule_hdr header;
	uint32_t number;

	if (!rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)))
		return false;
	number = table[FRA_TABLE].data ? rtnl_u32(&table[FRA_TABLE]) : header.table;
	*removable = table[FRA_PRIORITY].data &&
		     (!table[FRA_PROTOCOL].data ||
		      is(&list->protocol, rtnl_u8(&table[FRA_PROTOCOL])));
	if ((list->ip->family && list->ip->family != header.family) ||
	    (list->not && !(header.flags & FIB_RULE_INVERT)) ||
	    (list->l3mdev && !rtnl_u8(&table[FRA_L3MDEV])) ||
	    (list->in && strcmp(list->in, rtnl_text(&table[FRA_IFNAME])) != 0) ||
	    (list->out && strcmp(list->out, rtnl_text(&table[FRA_OIFNAME])) != 0))
		return false;
	if (list->has_users && (!rtnl_struct(&table[FRA_UID_RANGE], &users, sizeof(users)) ||
				users.start != list->users[0] || users.end != list->users[1]))
		return false;
	return is(&list->priority, rtnl_u32(&table[FRA_PRIORITY])) &&
	       is(&list->tos, header.tos) && is(&list->mark, rtnl_u32(&table[FRA_FWMARK])) &&
	       is(&list->mask, rtnl_u32(&table[FRA_FWMASK])) && is(&list->table, number) &&
	       is(&list->transport, rtnl_u8(&table[FRA_IP_PROTO])) &&
	       has_prefix(&list->from, header.family, header.src_len, &table[FRA_SRC]) &&
	       has_prefix(&list->to, header.family, header.dst_len, &table[FRA_DST]) &&
	       has_ports(list->has_sources, list->sources, &table[FRA_SPORT_RANGE]) &&
	       has_ports(list->has_targets, list->targets, &table[FRA_DPORT_RANGE]);
}

static int take_words(struct list *list, struct ip_words *words)
{
	int result = 1;

	while (result >= 0 && *words->at) {
		result = ip_words_take(words, rows, list);
		if (result == 0)
			result = ip_prefix(*words->at++, list->family, &list->to);
	}
	return result < 0 ? result : 0;
}

int ip_rule_list(struct ip *ip, struct ip_words *words, bool flush)
{
	struct list list = { .ip = ip, .family = ip->family ? ip->family : AF_INET };
	struct buffer rules = { 0 };
	struct rtnl_reply reply;
	int result = take_words(&list, words);

	if (result == 0 && ip_dump(RTM_GETRULE, list.family, &rules) < 0)
		result = IP_FAILED;
	if (result == 0)
		print_begin(&ip->out);
	for (size_t at = 0; result == 0 && rtnl_next(rules.data, rules.length, &at, &reply);) {
		struct rtnl_message message;
		bool removable;

		if (reply.type != RTM_NEWRULE || !is_wanted(&list, &reply, &removable))
			continue;
		if (!flush) {
			ip_show_rule(ip, &reply);
		} else if (removable) {
			rtnl_begin(&message, RTM_DELRULE, 0, reply.data, reply.length);
			result = ip_ask(&message, NULL) < 0 ? IP_FAILED : 0;
		}
	}
	if (result == 0)
		print_end(&ip->out);
	buffer_free(&rules);
	return result;
}
