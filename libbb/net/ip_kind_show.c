/* SPDX-License-Identifier: MIT */
/* What `ip -d link` adds of bonds, bridges, VLANs and their ports. */
#include <grp.h>
#include <linux/if_tun.h>
#include <linux/if_vlan.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_show.h"

/* The text before a value is always the option's name and a blank. */
struct place {
	struct printer *p;
	const char *key, *before;
};

/* A word of the option's list; numbers beyond it are UNKNOWN to ip(8). */
static void show_word(const struct place *at, const struct kind_option *option, uint32_t number)
{
	unsigned n = 0;

	if (option->value == KIND_BIT32)
		number = number ? (uint32_t)__builtin_ctz(number) : UINT32_MAX;
	while (option->words[n] && n < number)
		n++;
	if (at->p->json && !number && strcmp(option->name, "arp_validate") == 0)
		print_json_value(at->p, at->key, "null");
	else
		print_text(at->p, at->key, at->before,
			   option->words[n] ? option->words[n] : "UNKNOWN", " ");
}

/* Hundredths of a second. */
static void show_timer(const struct place *at, uint64_t time)
{
	char text[48];

	snprintf(text, sizeof(text), at->p->json ? "%llu.%.2llu" : "%4llu.%.2llu",
		 (unsigned long long)time / 100, (unsigned long long)time % 100);
	if (at->p->json)
		print_json_value(at->p, at->key, text);
	else
		print_text(at->p, NULL, at->before, text, " ");
}

/* Priority and address, whose zeros are left out as ether_ntoa(3) does. */
static void show_bridge_id(const struct place *at, const struct rtnl_attribute *attribute)
{
	struct ifla_bridge_id id;
	char text[32];

	rtnl_struct(attribute, &id, sizeof(id));
	snprintf(text, sizeof(text), "%.2x%.2x.%x:%x:%x:%x:%x:%x", id.prio[0], id.prio[1],
		 id.addr[0], id.addr[1], id.addr[2], id.addr[3], id.addr[4], id.addr[5]);
	print_text(at->p, at->key, at->before, text, " ");
}

static void show_addresses(const struct place *at, const struct rtnl_attribute *nest)
{
	struct rtnl_attribute table[16];
	struct ip_address address;
	char text[64];

	rtnl_nested(nest, table, ARRAY_SIZE(table));
	if (!table[0].data)
		return;
	print_open_array(at->p, at->key);
	print_plain(at->p, at->before);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].data &&
		    ip_address_from_bytes(table[i].data, table[i].length, &address))
			print_item(at->p, i ? "," : "", ip_address_text(&address, text), "");
	}
	print_plain(at->p, " ");
	print_close_array(at->p);
}

static void show_lacp(const struct place *at, unsigned state)
{
	static const struct ip_flag names[] = {
		{ 1, "active" }, { 2, "short_timeout" }, { 4, "aggregating" }, { 8, "in_sync" },
		{ 16, "collecting" }, { 32, "distributing" }, { 64, "defaulted" },
		{ 128, "expired" },
	};
	char key[64];

	print_number(at->p, at->key, at->before, state, " ");
	snprintf(key, sizeof(key), "%s_str", at->key);
	/* ip(8) prints the name and the bracket, with a blank between. */
	print_plain(at->p, key);
	ip_show_flags(at->p, key, " <", state, names, ARRAY_SIZE(names), "> ");
}

static void show_aggregator(struct printer *p, const struct rtnl_attribute *nest)
{
	static const struct {
		unsigned attribute;
		const char *key, *before;
	} rows[] = {
		{ IFLA_BOND_AD_INFO_AGGREGATOR, "aggregator", "ad_aggregator " },
		{ IFLA_BOND_AD_INFO_NUM_PORTS, "num_ports", "ad_num_ports " },
		{ IFLA_BOND_AD_INFO_ACTOR_KEY, "actor_key", "ad_actor_key " },
		{ IFLA_BOND_AD_INFO_PARTNER_KEY, "partner_key", "ad_partner_key " },
	};
	struct rtnl_attribute table[IFLA_BOND_AD_INFO_MAX + 1];
	const struct rtnl_attribute *mac = &table[IFLA_BOND_AD_INFO_PARTNER_MAC];
	char text[96];

	rtnl_nested(nest, table, ARRAY_SIZE(table));
	print_open_object(p, "ad_info");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (table[rows[i].attribute].data)
			print_number(p, rows[i].key, rows[i].before,
				     rtnl_u16(&table[rows[i].attribute]), " ");
	}
	if (mac->data)
		print_text(p, "partner_mac", "ad_partner_mac ",
			   link_mac_text(mac->data, mac->length, text), " ");
	print_close_object(p);
}

static void show_vlan_flags(struct printer *p, const struct rtnl_attribute *attribute)
{
	static const struct ip_flag names[] = {
		{ VLAN_FLAG_REORDER_HDR, "REORDER_HDR" }, { VLAN_FLAG_GVRP, "GVRP" },
		{ VLAN_FLAG_MVRP, "MVRP" }, { VLAN_FLAG_LOOSE_BINDING, "LOOSE_BINDING" },
		{ VLAN_FLAG_BRIDGE_BINDING, "BRIDGE_BINDING" },
	};
	struct ifla_vlan_flags flags;

	rtnl_struct(attribute, &flags, sizeof(flags));
	ip_show_flags(p, "flags", "<", flags.flags, names, ARRAY_SIZE(names), "> ");
}

static void show_vlan_map(const struct place *at, const struct rtnl_attribute *nest)
{
	struct rtnl_attribute one;
	uint16_t type;
	size_t next = 0;

	print_open_array(at->p, at->key);
	print_line(at->p);
	print_text(at->p, NULL, "      ", at->before, "{ ");
	while (rtnl_attribute_next(nest->data, nest->length, &next, &type, &one)) {
		struct ifla_vlan_qos_mapping map;

		rtnl_struct(&one, &map, sizeof(map));
		print_open_object(at->p, NULL);
		print_number(at->p, "from", "", map.from, ":");
		print_number(at->p, "to", "", map.to, " ");
		print_close_object(at->p);
	}
	print_close_array(at->p);
	print_plain(at->p, "} ");
}

/* The bits of a port's forward mask that have names. */
static void show_mask(const struct place *at, unsigned mask)
{
	static const char *const names[16] = { [0] = "stp", [2] = "lacp", [14] = "lldp" };
	char text[160] = "", key[64];

	print_hex(at->p, at->key, at->before, mask, " ");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t used = strlen(text);

		if (!(mask & 1U << i))
			continue;
		if (names[i])
			snprintf(text + used, sizeof(text) - used, "%s%s", used ? "," : "",
				 names[i]);
		else
			snprintf(text + used, sizeof(text) - used, "%s0x%x", used ? "," : "",
				 1U << i);
	}
	snprintf(key, sizeof(key), "%s_str", at->key);
	print_text(at->p, NULL, key, "", " ");
	print_text(at->p, key, "", *text ? text : "0x0", " ");
}

static void show_boolopt(const struct place *at, const struct kind_option *option,
			 const struct rtnl_attribute *attribute)
{
	struct br_boolopt_multi options;

	rtnl_struct(attribute, &options, sizeof(options));
	if (options.optmask & option->bit)
		print_number(at->p, at->key, at->before, (options.optval & option->bit) != 0, " ");
}

static void show_port_state(const struct place *at, const struct kind_option *option,
			    unsigned state)
{
	char text[16];

	if (state < 5) {
		print_text(at->p, at->key, at->before, option->words[state], " ");
		return;
	}
	snprintf(text, sizeof(text), "(%u)", state);
	print_json_value(at->p, "state_index", text);
	print_text(at->p, NULL, at->before, text, " ");
}

static void show_link(struct ip *ip, const struct place *at, uint32_t index)
{
	char text[16];

	if (index)
		print_text(at->p, at->key, at->before, ip_link_name(ip, index, text), " ");
}

static void show_option(struct ip *ip, const struct kind_option *option,
			const struct rtnl_attribute *attribute)
{
	char before[64], text[96];
	const struct place at = { &ip->out, option->key ? option->key : option->name, before };

	snprintf(before, sizeof(before), "%s ", option->name);
	switch (option->value) {
	case KIND_U8:
		print_number(at.p, at.key, before, rtnl_u8(attribute), " ");
		break;
	case KIND_U16:
		print_number(at.p, at.key, before, rtnl_u16(attribute), " ");
		break;
	case KIND_U32:
		print_number(at.p, at.key, before, rtnl_u32(attribute), " ");
		break;
	case KIND_U64:
		print_number(at.p, at.key, before, rtnl_u64(attribute), " ");
		break;
	case KIND_SIGNED:
		print_signed(at.p, at.key, before, (int)rtnl_u32(attribute), " ");
		break;
	case KIND_WORD8:
		show_word(&at, option, rtnl_u8(attribute));
		break;
	case KIND_WORD32:
	case KIND_BIT32:
		show_word(&at, option, rtnl_u32(attribute));
		break;
	case KIND_SWITCH:
		print_switch(at.p, at.key, before, rtnl_u8(attribute), " ");
		break;
	case KIND_ON_TEXT:
		print_switch(at.p, NULL, before, rtnl_u8(attribute), " ");
		break;
	case KIND_LINK:
		show_link(ip, &at, rtnl_u32(attribute));
		break;
	case KIND_MAC:
		print_text(at.p, at.key, before,
			   link_mac_text(attribute->data, attribute->length, text), " ");
		break;
	case KIND_PROTOCOL:
		print_text(at.p, at.key, before,
			   ip_ethernet_protocol(ntohs(rtnl_u16(attribute)), text), " ");
		break;
	case KIND_IPV4:
	case KIND_IPV6:
		show_addresses(&at, attribute);
		break;
	case KIND_HEX16:
		print_hex(at.p, at.key, before, rtnl_u16(attribute), " ");
		break;
	case KIND_TIMER:
		show_timer(&at, rtnl_u64(attribute));
		break;
	case KIND_BRIDGE_ID:
		show_bridge_id(&at, attribute);
		break;
	case KIND_PORT_STATE8:
		show_port_state(&at, option, rtnl_u8(attribute));
		break;
	case KIND_MASK_WORDS:
		show_mask(&at, rtnl_u16(attribute));
		break;
	case KIND_LACP:
		show_lacp(&at, rtnl_u8(attribute));
		break;
	case KIND_AD_INFO:
		show_aggregator(at.p, attribute);
		break;
	case KIND_BOOLOPT:
		show_boolopt(&at, option, attribute);
		break;
	case KIND_VLAN_FLAG:
		show_vlan_flags(at.p, attribute);
		break;
	case KIND_VLAN_MAP:
		show_vlan_map(&at, attribute);
		break;
	case KIND_MACVLAN_FLAG:
		if (rtnl_u16(attribute) & option->bit)
			print_flag(at.p, at.key, before);
		break;
	}
}

static void show_options(struct ip *ip, const struct kind *kind,
			 const struct rtnl_attribute *nest)
{
	struct rtnl_attribute table[64];

	rtnl_nested(nest, table, ARRAY_SIZE(table));
	for (size_t i = 0; i < kind->count; i++) {
		const struct kind_option *option = &kind->options[i];

		if (!(option->flags & KIND_HIDDEN) && option->attribute < ARRAY_SIZE(table) &&
		    table[option->attribute].data)
			show_option(ip, option, &table[option->attribute]);
	}
}

/* tun and tap devices are made by an ioctl, and only shown here. */
static void show_tun(struct printer *p, const struct rtnl_attribute *nest)
{
	static const struct {
		unsigned attribute;
		const char *key;
	} rows[] = {
		{ IFLA_TUN_PI, "pi" }, { IFLA_TUN_VNET_HDR, "vnet_hdr" },
	};
	struct rtnl_attribute table[IFLA_TUN_MAX + 1];
	const struct passwd *user;
	const struct group *group;
	char before[32];

	rtnl_nested(nest, table, ARRAY_SIZE(table));
	if (table[IFLA_TUN_TYPE].data)
		print_text(p, "type", "type ", rtnl_u8(&table[IFLA_TUN_TYPE]) == IFF_TUN ? "tun" :
			   rtnl_u8(&table[IFLA_TUN_TYPE]) == IFF_TAP ? "tap" : "UNKNOWN", " ");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(before, sizeof(before), "%s ", rows[i].key);
		if (table[rows[i].attribute].data)
			print_switch(p, rows[i].key, before, rtnl_u8(&table[rows[i].attribute]),
				     " ");
	}
	if (!rtnl_u8(&table[IFLA_TUN_MULTI_QUEUE])) {
		print_json_value(p, "multi_queue", "false");
	} else {
		print_flag(p, "multi_queue", "multi_queue ");
		print_number(p, "numqueues", "numqueues ",
			     rtnl_u32(&table[IFLA_TUN_NUM_QUEUES]), " ");
		print_number(p, "numdisabled", "numdisabled ",
			     rtnl_u32(&table[IFLA_TUN_NUM_DISABLED_QUEUES]), " ");
	}
	if (table[IFLA_TUN_PERSIST].data)
		print_switch(p, "persist", "persist ", rtnl_u8(&table[IFLA_TUN_PERSIST]), " ");
	user = table[IFLA_TUN_OWNER].data ? getpwuid(rtnl_u32(&table[IFLA_TUN_OWNER])) : NULL;
	group = table[IFLA_TUN_GROUP].data ? getgrgid(rtnl_u32(&table[IFLA_TUN_GROUP])) : NULL;
	if (user)
		print_text(p, "user", "user ", user->pw_name, " ");
	else if (table[IFLA_TUN_OWNER].data)
		print_number(p, "user", "user ", rtnl_u32(&table[IFLA_TUN_OWNER]), " ");
	if (group)
		print_text(p, "group", "group ", group->gr_name, " ");
	else if (table[IFLA_TUN_GROUP].data)
		print_number(p, "group", "group ", rtnl_u32(&table[IFLA_TUN_GROUP]), " ");
}

void ip_show_kind(struct ip *ip, const struct rtnl_attribute *linkinfo)
{
	struct rtnl_attribute info[IFLA_INFO_MAX + 1];
	struct printer *p = &ip->out;
	const struct kind *kind;
	char port[64];

	rtnl_nested(linkinfo, info, ARRAY_SIZE(info));
	print_open_object(p, "linkinfo");
	if (info[IFLA_INFO_KIND].data) {
		const char *name = rtnl_text(&info[IFLA_INFO_KIND]);

		print_line(p);
		print_text(p, "info_kind", "    ", name, " ");
		kind = kind_find(name);
		if (kind || strcmp(name, "tun") == 0) {
			print_open_object(p, "info_data");
			if (kind)
				show_options(ip, kind, &info[IFLA_INFO_DATA]);
			else
				show_tun(p, &info[IFLA_INFO_DATA]);
			print_close_object(p);
		}
	}
	if (info[IFLA_INFO_SLAVE_KIND].data) {
		snprintf(port, sizeof(port), "%.40s_slave", rtnl_text(&info[IFLA_INFO_SLAVE_KIND]));
		print_line(p);
		print_text(p, NULL, "    ", port, " ");
		print_json_text(p, "info_slave_kind", rtnl_text(&info[IFLA_INFO_SLAVE_KIND]));
		kind = kind_find(port);
		if (kind) {
			print_open_object(p, "info_slave_data");
			show_options(ip, kind, &info[IFLA_INFO_SLAVE_DATA]);
			print_close_object(p);
		}
	}
	print_close_object(p);
}
