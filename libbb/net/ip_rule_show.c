/* SPDX-License-Identifier: MIT */
/* RTM_NEWRULE as `ip rule` shows it. */
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_rule.h"

struct shown {
	struct fib_rule_hdr header;
	struct rtnl_attribute table[FRA_MAX + 1];
};

/* An address and its length as two keys; "all" or "0" when there is none. */
static void show_prefix(struct ip *ip, const struct shown *shown, bool source)
{
	unsigned bits = source ? shown->header.src_len : shown->header.dst_len;
	const struct rtnl_attribute *address = &shown->table[source ? FRA_SRC : FRA_DST];
	unsigned host_bits = shown->header.family == AF_INET6 ? 128 : 32;
	const char *key = source ? "src" : "dst";
	struct printer *p = &ip->out;
	char text[256];

	if (!address->data && !bits && !source)
		return;
	print_plain(p, source ? "from " : " to ");
	if (address->data)
		p->color = ip_family_color(shown->header.family);
	print_text(p, key, "", address->data ? ip_host_text(NULL, address, text) :
		   bits ? "0" : "all", "");
	if (address->data ? bits != host_bits : bits != 0)
		print_number(p, source ? "srclen" : "dstlen", "/", bits, "");
}

static void show_mark(struct printer *p, const struct rtnl_attribute *table)
{
	uint32_t mask = rtnl_u32(&table[FRA_FWMASK]);

	if (!table[FRA_FWMARK].data && !table[FRA_FWMASK].data)
		return;
	print_hex(p, "fwmark", " fwmark ", rtnl_u32(&table[FRA_FWMARK]), "");
	if (table[FRA_FWMASK].data && mask != UINT32_MAX)
		print_hex(p, "fwmask", "/", mask, "");
}

static void show_interface(struct printer *p, const struct rtnl_attribute *name, const char *key,
			   const char *before, bool detached)
{
	char absent[32];

	if (!name->data)
		return;
	print_plain(p, before);
	p->color = COLOR_NAME;
	print_text(p, key, "", rtnl_text(name), "");
	snprintf(absent, sizeof(absent), "%s_detached", key);
	if (detached)
		print_null(p, absent, " [detached]");
}

static void show_ports(struct printer *p, const struct rtnl_attribute *attribute,
		       const char *name)
{
	struct fib_rule_port_range range;
	char start[32], end[32], before[32];

	if (!rtnl_struct(attribute, &range, sizeof(range)))
		return;
	snprintf(before, sizeof(before), " %s ", name);
	snprintf(start, sizeof(start), "%s_start", name);
	snprintf(end, sizeof(end), "%s_end", name);
	if (range.start == range.end) {
		print_number(p, name, before, range.start, "");
	} else {
		print_number(p, start, before, range.start, "");
		print_number(p, end, "-", range.end, "");
	}
}

static void show_selectors(struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *table = shown->table;
	struct fib_rule_uid_range users;
	struct printer *p = &ip->out;
	char text[16];

	if (shown->header.flags & FIB_RULE_INVERT)
		print_null(p, "not", "not ");
	show_prefix(ip, shown, true);
	show_prefix(ip, shown, false);
	if (shown->header.tos)
		print_text(p, "tos", " tos ",
			   ip_name_of(IP_DSFIELD, shown->header.tos, ip->numeric, text), "");
	show_mark(p, table);
	show_interface(p, &table[FRA_IFNAME], "iif", " iif ",
		       shown->header.flags & FIB_RULE_IIF_DETACHED);
	show_interface(p, &table[FRA_OIFNAME], "oif", " oif ",
		       shown->header.flags & FIB_RULE_OIF_DETACHED);
	if (rtnl_u8(&table[FRA_L3MDEV]))
		print_null(p, "l3mdev", " lookup [l3mdev-table]");
	if (rtnl_struct(&table[FRA_UID_RANGE], &users, sizeof(users))) {
		print_number(p, "uid_start", " uidrange ", users.start, "");
		print_number(p, "uid_end", "-", users.end, "");
	}
	if (table[FRA_IP_PROTO].data)
		print_text(p, "ipproto", " ipproto ",
			   ip_protocol_name(rtnl_u8(&table[FRA_IP_PROTO]), ip->numeric, text), "");
	show_ports(p, &table[FRA_SPORT_RANGE], "sport");
	show_ports(p, &table[FRA_DPORT_RANGE], "dport");
	if (table[FRA_TUN_ID].data)
		print_number(p, "tun_id", " tun_id ",
			     __builtin_bswap64(rtnl_u64(&table[FRA_TUN_ID])), "");
}

static void show_table(struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *table = shown->table;
	uint32_t number = table[FRA_TABLE].data ? rtnl_u32(&table[FRA_TABLE])
						: shown->header.table;
	int prefix = rtnl_u32(&table[FRA_SUPPRESS_PREFIXLEN]);
	int group = rtnl_u32(&table[FRA_SUPPRESS_IFGROUP]);
	struct printer *p = &ip->out;
	char text[16];

	if (!number)
		return;
	print_text(p, "table", " lookup ", ip_name_of(IP_TABLE, number, ip->numeric, text), "");
	if (table[FRA_SUPPRESS_PREFIXLEN].data && prefix != -1)
		print_signed(p, "suppress_prefixlen", " suppress_prefixlength ", prefix, "");
	if (table[FRA_SUPPRESS_IFGROUP].data && group != -1)
		print_text(p, "suppress_ifgroup", " suppress_ifgroup ",
			   ip_name_of(IP_GROUP, group, ip->numeric, text), "");
}

static void show_realms(struct ip *ip, const struct rtnl_attribute *attribute)
{
	uint32_t realms = rtnl_u32(attribute);
	struct printer *p = &ip->out;
	char text[16];

	if (!attribute->data)
		return;
	print_plain(p, " realms ");
	if (realms >> 16)
		print_text(p, "flow_from", "",
			   ip_name_of(IP_REALM, realms >> 16, ip->numeric, text), "/");
	print_text(p, "flow_to", "", ip_name_of(IP_REALM, realms & 0xffff, ip->numeric, text), "");
}

static void show_action(struct ip *ip, const struct shown *shown)
{
	struct printer *p = &ip->out;
	char text[16];

	switch (shown->header.action) {
	case FR_ACT_TO_TBL:
		break;
	case FR_ACT_GOTO:
		if (shown->table[FRA_GOTO].data)
			print_number(p, "goto", " goto ", rtnl_u32(&shown->table[FRA_GOTO]), "");
		else
			print_text(p, "goto", " goto ", "none", "");
		if (shown->header.flags & FIB_RULE_UNRESOLVED)
			print_null(p, "unresolved", " [unresolved]");
		break;
	case FR_ACT_NOP:
		print_null(p, "nop", " nop");
		break;
	default:
		print_text(p, "action", " ",
			   ip_name_of(IP_ROUTE_TYPE, shown->header.action, ip->numeric, text), "");
	}
}

void ip_show_rule(struct ip *ip, const struct rtnl_reply *reply)
{
	struct printer *p = &ip->out;
	struct shown shown;
	unsigned protocol;
	char text[16];

	if (!rtnl_parse(reply, &shown.header, sizeof(shown.header), shown.table, FRA_MAX + 1))
		return;
	print_open_object(p, NULL);
	if (reply->type == RTM_DELRULE)
		print_flag(p, "deleted", "Deleted ");
	print_number(p, "priority", "", rtnl_u32(&shown.table[FRA_PRIORITY]), ":\t");
	show_selectors(ip, &shown);
	show_table(ip, &shown);
	show_realms(ip, &shown.table[FRA_FLOW]);
	show_action(ip, &shown);
	protocol = rtnl_u8(&shown.table[FRA_PROTOCOL]);
	if (shown.table[FRA_PROTOCOL].data &&
	    ((protocol && protocol != RTPROT_KERNEL) || ip->details))
		print_text(p, "protocol", " proto ",
			   ip_name_of(IP_PROTOCOL, protocol, ip->numeric, text), "");
	print_plain(p, "\n");
	print_close_object(p);
}
