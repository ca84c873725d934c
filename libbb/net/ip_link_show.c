/* SPDX-License-Identifier: MIT */
/* RTM_NEWLINK as `ip link` and `ip address` show it. */
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_netns.h"
#include "net/ip_show.h"

static const struct ip_flag flags[] = {
	{ IFF_LOOPBACK, "LOOPBACK" }, { IFF_BROADCAST, "BROADCAST" },
	{ IFF_POINTOPOINT, "POINTOPOINT" }, { IFF_MULTICAST, "MULTICAST" },
	{ IFF_NOARP, "NOARP" }, { IFF_ALLMULTI, "ALLMULTI" }, { IFF_PROMISC, "PROMISC" },
	{ IFF_MASTER, "MASTER" }, { IFF_SLAVE, "SLAVE" }, { IFF_DEBUG, "DEBUG" },
	{ IFF_DYNAMIC, "DYNAMIC" }, { IFF_AUTOMEDIA, "AUTOMEDIA" }, { IFF_PORTSEL, "PORTSEL" },
	{ IFF_NOTRAILERS, "NOTRAILERS" }, { IFF_UP, "UP" }, { IFF_LOWER_UP, "LOWER_UP" },
	{ IFF_DORMANT, "DORMANT" }, { IFF_ECHO, "ECHO" },
};

static const char *const states[] = {
	"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP",
};

static const char *const events[] = {
	NULL, "REBOOT", "FEATURE CHANGE", "BONDING FAILOVER", "NOTIFY PEERS", "RESEND IGMP",
	"BONDING OPTION",
};

static const char *const address_modes[] = { "eui64", "none", "stable_secret", "random" };

/* One message, taken apart once. */
struct shown {
	struct ifinfomsg header;
	struct rtnl_attribute table[IFLA_MAX + 1];
};

void ip_show_flags(struct printer *p, const char *key, const char *before, uint32_t left,
		   const struct ip_flag *names, size_t count, const char *after)
{
	char text[16];

	print_open_array(p, key);
	print_plain(p, before);
	for (size_t i = 0; i < count; i++) {
		if (!(left & names[i].bit))
			continue;
		left &= ~names[i].bit;
		print_item(p, "", names[i].name, left ? "," : "");
	}
	snprintf(text, sizeof(text), "%x", left);
	if (left)
		print_item(p, "", text, "");
	print_close_array(p);
	print_plain(p, after);
}

/* Without a cable, UP stands there without RUNNING, which is never shown itself. */
static void show_flags(struct printer *p, unsigned left, bool lower_down)
{
	bool no_carrier = left & IFF_UP && !(left & IFF_RUNNING);

	print_open_array(p, "flags");
	print_plain(p, "<");
	if (no_carrier)
		print_item(p, "", "NO-CARRIER", ",");
	left &= ~IFF_RUNNING;
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (!(left & flags[i].bit))
			continue;
		left &= ~flags[i].bit;
		print_item(p, "", flags[i].name, left ? "," : "");
	}
	if (left) {
		char text[16];

		snprintf(text, sizeof(text), "%x", left);
		print_item(p, "", text, "");
	}
	if (lower_down)
		print_item(p, ",", "M-DOWN", "");
	print_close_array(p);
	print_plain(p, "> ");
}

/* "eth0.5@eth0"; true when what it sits on is down. */
static bool show_name(struct ip *ip, const struct shown *shown, bool padded)
{
	const struct rtnl_attribute *below = &shown->table[IFLA_LINK];
	struct printer *p = &ip->out;
	char name[64], number[16];
	bool foreign = shown->table[IFLA_LINK_NETNSID].data, down = false;
	uint32_t index = rtnl_u32(below);

	text_copy(name, sizeof(name), rtnl_text(&shown->table[IFLA_IFNAME]));
	if (below->data && index && foreign) {
		if (p->json)
			print_number(p, "link_index", "", index, "");
		else
			snprintf(name + strlen(name), sizeof(name) - strlen(name), "@if%u", index);
	} else if (below->data && index) {
		const char *other = ip_link_name(ip, index, number);
		const struct link *link = ip_link(ip, index);

		print_json_text(p, "link", other);
		if (!p->json)
			snprintf(name + strlen(name), sizeof(name) - strlen(name), "@%s", other);
		down = link && !(link->flags & IFF_UP);
	} else if (below->data) {
		print_json_value(p, "link", "null");
		if (!p->json)
			snprintf(name + strlen(name), sizeof(name) - strlen(name), "@NONE");
	}
	if (padded && !p->json && strlen(name) < 16)
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "%*s",
			 (int)(16 - strlen(name)), "");
	p->color = COLOR_NAME;
	print_text(p, "ifname", "", name, padded ? " " : ": ");
	return down;
}

static enum print_color state_color(unsigned state)
{
	return state == IF_OPER_UP ? COLOR_UP : state == IF_OPER_DOWN ? COLOR_DOWN : COLOR_NONE;
}

static void show_state(struct ip *ip, const struct rtnl_attribute *attribute)
{
	struct printer *p = &ip->out;
	unsigned state = rtnl_u8(attribute);
	char padded[32];

	if (!attribute->data)
		return;
	if (state >= ARRAY_SIZE(states)) {
		if (p->json)
			print_number(p, "operstate_index", "", state, "");
		else
			print_hex(p, NULL, "state ", state, "");
		return;
	}
	snprintf(padded, sizeof(padded), ip->brief && !p->json ? "%-14s" : "%s", states[state]);
	if (!ip->brief)
		print_plain(p, "state ");
	p->color = state_color(state);
	print_text(p, "operstate", "", padded, " ");
}

static void show_hardware(struct ip *ip, const struct shown *shown, const char *key,
			  const char *before, unsigned attribute, const char *after)
{
	struct printer *p = &ip->out;
	char text[96];

	if (!shown->table[attribute].data)
		return;
	print_plain(p, before);
	p->color = COLOR_MAC;
	print_text(p, key, "", ip_hardware_text(&shown->table[attribute], shown->header.ifi_type,
						text), after);
}

static int show_briefly(struct ip *ip, const struct ip_filter *filter, const struct shown *shown)
{
	bool down = show_name(ip, shown, true);

	show_state(ip, &shown->table[IFLA_OPERSTATE]);
	if (filter->family != AF_PACKET)
		return 0;
	show_hardware(ip, shown, "address", "", IFLA_ADDRESS, " ");
	show_flags(&ip->out, shown->header.ifi_flags, down);
	print_plain(&ip->out, "\n");
	return 0;
}

/* An IPv6 dump says little; the rest is asked for the old way. */
static int queue_length(const struct ip *ip, const struct rtnl_attribute *table)
{
	struct ifreq request = { 0 };
	int fd, result;

	if (table[IFLA_TXQLEN].data || ip->links_fixed)
		return rtnl_u32(&table[IFLA_TXQLEN]);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	text_copy(request.ifr_name, sizeof(request.ifr_name), rtnl_text(&table[IFLA_IFNAME]));
	result = ioctl(fd, SIOCGIFTXQLEN, &request);
	close(fd);
	return result < 0 ? 0 : request.ifr_qlen;
}

/* The line with name, flags, mtu. */
static void show_first_line(struct ip *ip, const struct ip_filter *filter,
			    const struct shown *shown)
{
	static const char *const modes[] = { "DEFAULT", "DORMANT" };
	const struct rtnl_attribute *table = shown->table;
	struct printer *p = &ip->out;
	char text[16];
	bool down;
	int queue;

	print_signed(p, "ifindex", "", shown->header.ifi_index, ": ");
	down = show_name(ip, shown, false);
	show_flags(p, shown->header.ifi_flags, down);
	if (table[IFLA_MTU].data)
		print_number(p, "mtu", "mtu ", rtnl_u32(&table[IFLA_MTU]), " ");
	if (table[IFLA_QDISC].data)
		print_text(p, "qdisc", "qdisc ", rtnl_text(&table[IFLA_QDISC]), " ");
	if (table[IFLA_MASTER].data)
		print_text(p, "master", "master ",
			   ip_link_name(ip, rtnl_u32(&table[IFLA_MASTER]), text), " ");
	show_state(ip, &table[IFLA_OPERSTATE]);
	if (filter->link && table[IFLA_LINKMODE].data) {
		unsigned mode = rtnl_u8(&table[IFLA_LINKMODE]);

		if (mode < ARRAY_SIZE(modes))
			print_text(p, "linkmode", "mode ", modes[mode], " ");
		else
			print_number(p, "linkmode_index", "mode ", mode, " ");
	}
	if (table[IFLA_GROUP].data)
		print_text(p, "group", "group ", ip_name_of(IP_GROUP, rtnl_u32(&table[IFLA_GROUP]),
							    ip->numeric, text), " ");
	queue = filter->queue ? queue_length(ip, table) : 0;
	if (queue)
		print_signed(p, "txqlen", "qlen ", queue, "");
	if (rtnl_u32(&table[IFLA_EVENT]) >= ARRAY_SIZE(events))
		print_number(p, "event", "event ", rtnl_u32(&table[IFLA_EVENT]), " ");
	else if (rtnl_u32(&table[IFLA_EVENT]))
		print_text(p, "event", "event ", events[rtnl_u32(&table[IFLA_EVENT])], " ");
}

static void show_addresses(struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *now = &shown->table[IFLA_ADDRESS];
	const struct rtnl_attribute *burnt = &shown->table[IFLA_PERM_ADDRESS];
	bool point = shown->header.ifi_flags & IFF_POINTOPOINT;
	struct printer *p = &ip->out;
	char text[16];

	print_line(p);
	print_text(p, "link_type", "    link/",
		   ip_hardware_type(shown->header.ifi_type, ip->numeric, text), " ");
	show_hardware(ip, shown, "address", "", IFLA_ADDRESS, "");
	if (shown->table[IFLA_BROADCAST].data && point)
		print_json_value(p, "link_pointtopoint", "true");
	show_hardware(ip, shown, "broadcast", point ? " peer " : " brd ", IFLA_BROADCAST, "");
	if (burnt->data && (!now->data || burnt->length != now->length ||
			    memcmp(burnt->data, now->data, now->length) != 0))
		show_hardware(ip, shown, "permaddr", " permaddr ", IFLA_PERM_ADDRESS, "");
}

static void show_namespace(struct ip *ip, const struct rtnl_attribute *table)
{
	struct printer *p = &ip->out;
	char name[256];
	int id = rtnl_u32(&table[IFLA_LINK_NETNSID]);

	if (table[IFLA_LINK_NETNSID].data && p->json)
		print_signed(p, "link_netnsid", "", id, "");
	else if (table[IFLA_LINK_NETNSID].data && id < 0)
		print_plain(p, " link-netnsid unknown");
	else if (table[IFLA_LINK_NETNSID].data && ip_netns_name(ip, id, name))
		print_text(p, NULL, " link-netns ", name, "");
	else if (table[IFLA_LINK_NETNSID].data)
		print_signed(p, NULL, " link-netnsid ", id, "");
	id = rtnl_u32(&table[IFLA_NEW_NETNSID]);
	if (table[IFLA_NEW_NETNSID].data && ip_netns_name(ip, id, name))
		print_text(p, NULL, " new-netns ", name, "");
	else if (table[IFLA_NEW_NETNSID].data)
		print_signed(p, NULL, " new-netnsid ", id, "");
	if (table[IFLA_NEW_IFINDEX].data)
		print_signed(p, NULL, " new-ifindex ", (int)rtnl_u32(&table[IFLA_NEW_IFINDEX]), "");
	if (rtnl_u8(&table[IFLA_PROTO_DOWN]))
		print_flag(p, "proto_down", " protodown on ");
}

static void show_address_mode(struct printer *p, const struct rtnl_attribute *families)
{
	struct rtnl_attribute table[AF_INET6 + 1], v6[IFLA_INET6_MAX + 1];
	unsigned mode;
	char text[16];

	rtnl_nested(families, table, ARRAY_SIZE(table));
	rtnl_nested(&table[AF_INET6], v6, ARRAY_SIZE(v6));
	if (!v6[IFLA_INET6_ADDR_GEN_MODE].data)
		return;
	mode = rtnl_u8(&v6[IFLA_INET6_ADDR_GEN_MODE]);
	snprintf(text, sizeof(text), "%#.2x", mode);
	print_text(p, "inet6_addr_gen_mode", "addrgenmode ",
		   mode < ARRAY_SIZE(address_modes) ? address_modes[mode] : text, " ");
}

static const char *hex_text(const struct rtnl_attribute *attribute, char text[96])
{
	text[0] = '\0';
	for (size_t i = 0; i < attribute->length && i < 32; i++)
		snprintf(text + 2 * i, 3, "%02x", attribute->data[i]);
	return text;
}

/* What -d adds. */
static void show_details(struct ip *ip, const struct ip_filter *filter,
			 const struct rtnl_attribute *table)
{
	static const struct {
		unsigned attribute;
		const char *key, *before;
	} numbers[] = {
		{ IFLA_PROMISCUITY, "promiscuity", " promiscuity " },
		{ IFLA_ALLMULTI, "allmulti", " allmulti " },
		{ IFLA_MIN_MTU, "min_mtu", "minmtu " },
		{ IFLA_MAX_MTU, "max_mtu", "maxmtu " },
	}, queues[] = {
		{ IFLA_NUM_TX_QUEUES, "num_tx_queues", "numtxqueues " },
		{ IFLA_NUM_RX_QUEUES, "num_rx_queues", "numrxqueues " },
		{ IFLA_GSO_MAX_SIZE, "gso_max_size", "gso_max_size " },
		{ IFLA_GSO_MAX_SEGS, "gso_max_segs", "gso_max_segs " },
		{ IFLA_TSO_MAX_SIZE, "tso_max_size", "tso_max_size " },
		{ IFLA_TSO_MAX_SEGS, "tso_max_segs", "tso_max_segs " },
		{ IFLA_GRO_MAX_SIZE, "gro_max_size", "gro_max_size " },
	}, ids[] = {
		{ IFLA_PHYS_PORT_ID, "phys_port_id", "portid " },
		{ IFLA_PHYS_SWITCH_ID, "phys_switch_id", "switchid " },
	}, names[] = {
		{ IFLA_PARENT_DEV_BUS_NAME, "parentbus", "parentbus " },
		{ IFLA_PARENT_DEV_NAME, "parentdev", "parentdev " },
	};
	struct printer *p = &ip->out;
	char text[96];

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (table[numbers[i].attribute].data)
			print_number(p, numbers[i].key, numbers[i].before,
				     rtnl_u32(&table[numbers[i].attribute]), " ");
	if (CONFIG_IP_MORE && table[IFLA_LINKINFO].data)
		ip_show_kind(ip, &table[IFLA_LINKINFO]);
	if (filter->link && table[IFLA_AF_SPEC].data)
		show_address_mode(p, &table[IFLA_AF_SPEC]);
	for (size_t i = 0; i < ARRAY_SIZE(queues); i++)
		if (table[queues[i].attribute].data)
			print_number(p, queues[i].key, queues[i].before,
				     rtnl_u32(&table[queues[i].attribute]), " ");
	if (table[IFLA_PHYS_PORT_NAME].data)
		print_text(p, "phys_port_name", "portname ", rtnl_text(&table[IFLA_PHYS_PORT_NAME]),
			   " ");
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		if (table[ids[i].attribute].data)
			print_text(p, ids[i].key, ids[i].before,
				   hex_text(&table[ids[i].attribute], text), " ");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (table[names[i].attribute].data)
			print_text(p, names[i].key, names[i].before,
				   rtnl_text(&table[names[i].attribute]), " ");
}

static void show_alternative_names(struct printer *p, const struct rtnl_attribute *list)
{
	struct rtnl_attribute one;
	uint16_t type;
	size_t at = 0;

	if (!list->data)
		return;
	print_open_array(p, "altnames");
	while (rtnl_attribute_next(list->data, list->length, &at, &type, &one)) {
		if (type != IFLA_ALT_IFNAME)
			continue;
		print_line(p);
		print_item(p, "    altname ", rtnl_text(&one), "");
	}
	print_close_array(p);
}

static bool is_wanted(const struct ip_filter *filter, const struct shown *shown)
{
	const struct rtnl_attribute *table = shown->table;
	struct rtnl_attribute info[IFLA_INFO_MAX + 1];
	int master = rtnl_u32(&table[IFLA_MASTER]);

	if ((filter->index && shown->header.ifi_index != filter->index) ||
	    (filter->up && !(shown->header.ifi_flags & IFF_UP)))
		return false;
	if (filter->group && (int)rtnl_u32(&table[IFLA_GROUP]) != filter->group - 1)
		return false;
	if ((filter->master > 0 && master != filter->master) || (filter->master < 0 && master))
		return false;
	rtnl_nested(&table[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	return (!filter->kind || strcmp(rtnl_text(&info[IFLA_INFO_KIND]), filter->kind) == 0) &&
	       (!filter->port_kind ||
		strcmp(rtnl_text(&info[IFLA_INFO_SLAVE_KIND]), filter->port_kind) == 0);
}

int ip_show_link(struct ip *ip, const struct ip_filter *filter, const struct rtnl_reply *reply)
{
	struct printer *p = &ip->out;
	struct shown shown;

	if (!rtnl_parse(reply, &shown.header, sizeof(shown.header), shown.table,
			ARRAY_SIZE(shown.table)) ||
	    !*rtnl_text(&shown.table[IFLA_IFNAME]) || !is_wanted(filter, &shown))
		return -1;
	if (filter->label)
		return 0;
	if (reply->type == RTM_DELLINK)
		print_flag(p, "deleted", "Deleted ");
	if (ip->brief)
		return show_briefly(ip, filter, &shown);
	show_first_line(ip, filter, &shown);
	if (!filter->family || filter->family == AF_PACKET || ip->details)
		show_addresses(ip, &shown);
	show_namespace(ip, shown.table);
	if (ip->details)
		show_details(ip, filter, shown.table);
	if ((filter->link || ip->details) && shown.table[IFLA_IFALIAS].data) {
		print_line(p);
		print_text(p, "ifalias", "    alias ", rtnl_text(&shown.table[IFLA_IFALIAS]), "");
	}
	if (filter->link && ip->statistics) {
		print_line(p);
		ip_show_statistics(ip, shown.table);
	}
	show_alternative_names(p, &shown.table[IFLA_PROP_LIST]);
	print_plain(p, "\n");
	return 1;
}

void ip_show_link_statistics(struct ip *ip, const struct rtnl_reply *reply)
{
	struct shown shown;

	if (!rtnl_parse(reply, &shown.header, sizeof(shown.header), shown.table,
			ARRAY_SIZE(shown.table)))
		return;
	ip_show_statistics(ip, shown.table);
	print_line(&ip->out);
}
