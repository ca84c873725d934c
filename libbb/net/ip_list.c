/* SPDX-License-Identifier: MIT */
/* `ip address show|flush` and `ip link show`: which interfaces, and what of them. */
#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "dev/report.h"
#include "net/ip_list.h"
#include "net/ip_names.h"
#include "net/link_message.h"
#include "net/rtnl.h"

/* What the words of the command line fill. */
struct list {
	struct ip *ip;
	struct ip_filter filter;
	const char *device;
	char port_kind[32];
};

static int take_within(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	int result = ip_prefix(value, list->filter.family, &list->filter.within);

	(void)row;
	if (result == 0 && !list->filter.family)
		list->filter.family = list->filter.within.family;
	return result;
}

static int take_scope(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	uint32_t scope = 0;

	list->filter.by_scope = ip_name_parse(IP_SCOPE, value, &scope);
	list->filter.scope = scope;
	if (!list->filter.by_scope && strcmp(value, "all") != 0)
		return ip_wrong(value, row->wrong);
	return 0;
}

static int take_up(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct list *)state)->filter.up = true;
	return 0;
}

static int take_label(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct list *)state)->filter.label = value;
	return 0;
}

static int take_group(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	uint32_t group;

	if (!ip_name_parse(IP_GROUP, value, &group))
		return ip_wrong(value, row->wrong);
	list->filter.group = group + 1;
	return 0;
}

static int take_master(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	uint32_t index;

	if (ip_link_index(list->ip, value, &index) < 0)
		return ip_wrong(value, row->wrong);
	list->filter.master = index;
	return 0;
}

static int take_no_master(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct list *)state)->filter.master = -1;
	return 0;
}

/* "bond_slave" asks for the ports of bonds. */
static int take_type(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	(void)row;
	if (!text_ends_with(value, "_slave")) {
		list->filter.kind = value;
		return 0;
	}
	text_copy(list->port_kind, MIN(sizeof(list->port_kind),
				       strlen(value) - strlen("_slave") + 1), value);
	list->filter.port_kind = list->port_kind;
	return 0;
}

static const struct ip_row rows[] = {
	{ "to", ROW_WHOLE, take_within, 0, NULL },
	{ "scope", ROW_WHOLE, take_scope, 0, "invalid \"scope\"\n" },
	{ "up", ROW_WHOLE | ROW_FLAG, take_up, 0, NULL },
	{ "label", ROW_WHOLE, take_label, 0, NULL },
	{ "group", ROW_WHOLE, take_group, 0, "Invalid \"group\" value\n" },
	{ "master", ROW_WHOLE, take_master, 0, "Device does not exist\n" },
	{ "vrf", ROW_WHOLE, take_master, 0, "Not a valid VRF name\n" },
	{ "nomaster", ROW_WHOLE | ROW_FLAG, take_no_master, 0, NULL },
	{ "type", ROW_WHOLE, take_type, 0, NULL },
	{ 0 }
};

/* "dynamic", "-tentative": a flag of addresses that must be set, or must not. */
static bool take_flag(struct ip_filter *filter, const char *word)
{
	bool not = *word == '-', fixed, only_v6;
	uint32_t bit;

	word += not;
	if (strcmp(word, "dynamic") == 0 || strcmp(word, "primary") == 0) {
		not = !not;
		word = *word == 'd' ? "permanent" : "secondary";
	}
	bit = ip_address_flag(word, &fixed, &only_v6);
	filter->flag_mask |= bit;
	filter->flags = not ? filter->flags & ~bit : filter->flags | bit;
	return bit != 0;
}

static int take_words(struct list *list, struct ip_words *words, const char *help)
{
	int result = 1;

	while (*words->at) {
		result = ip_words_take(words, rows, list);
		if (result < 0)
			return result;
		if (result)
			continue;
		if (take_flag(&list->filter, *words->at)) {
			words->at++;
			continue;
		}
		if (!ip_words_accept_whole(words, "dev") && ip_word_matches(*words->at, "help"))
			return ip_help(help);
		if (!*words->at) {
			ip_words_value(words);
			return IP_WRONG;
		}
		if (list->device)
			return ip_garbage("dev", *words->at);
		list->device = *words->at++;
	}
	return 0;
}

static int find_device(struct list *list)
{
	uint32_t index;

	if (!list->device)
		return 0;
	if (ip_link_index(list->ip, list->device, &index) < 0) {
		fail_plain("Device \"%s\" does not exist.", list->device);
		return IP_FAILED;
	}
	list->filter.index = index;
	return 0;
}

/* One interface or all of them; what the kernel can select it does. */
static int read_links(struct list *list, struct buffer *links)
{
	struct ifinfomsg header = { .ifi_index = list->filter.index };
	const char *kind = list->filter.kind;
	struct rtnl_message message;

	if (header.ifi_index) {
		rtnl_begin(&message, RTM_GETLINK, 0, &header, sizeof(header));
		/* It went away meanwhile: no refusal of what was asked. */
		return ip_ask(&message, links) < 0 ? IP_FAILED : 0;
	}
	rtnl_begin_dump(&message, RTM_GETLINK, list->filter.link ? AF_PACKET : list->ip->family);
	if (list->filter.master)
		rtnl_add_u32(&message, IFLA_MASTER, list->filter.master);
	if (kind) {
		size_t nest = rtnl_nest(&message, IFLA_LINKINFO);

		rtnl_add(&message, IFLA_INFO_KIND, kind, strlen(kind));
		rtnl_nest_end(&message, nest);
	}
	return ip_dump_with(&message, links);
}

/* An interface without an address of the wanted kind is left out, one without any is not. */
static bool has_wanted(struct list *list, const struct buffer *addresses, int index)
{
	struct rtnl_reply reply;
	bool none = true;

	for (size_t at = 0; rtnl_next(addresses->data, addresses->length, &at, &reply);) {
		struct ip_filter filter = list->filter;
		struct ifaddrmsg header;
		struct rtnl_attribute table[1];

		if (!rtnl_parse(&reply, &header, sizeof(header), table, 1) ||
		    (int)header.ifa_index != index)
			continue;
		none = false;
		filter.index = index;
		if (ip_filter_address(&filter, list->ip, &reply))
			return true;
	}
	return none && !list->filter.family;
}

static void show_addresses(struct list *list, const struct buffer *addresses, int index,
			   unsigned flags)
{
	struct ip_filter filter = list->filter;
	struct printer *p = &list->ip->out;
	struct rtnl_reply reply;

	filter.index = index;
	print_open_array(p, "addr_info");
	for (size_t at = 0; rtnl_next(addresses->data, addresses->length, &at, &reply);) {
		struct ifaddrmsg header;
		struct rtnl_attribute table[1];

		if (reply.type != RTM_NEWADDR ||
		    !rtnl_parse(&reply, &header, sizeof(header), table, 1) ||
		    (int)header.ifa_index != index || (filter.up && !(flags & IFF_UP)) ||
		    (filter.family && filter.family != header.ifa_family))
			continue;
		print_open_object(p, NULL);
		ip_show_address(list->ip, &filter, &reply);
		print_close_object(p);
	}
	print_close_array(p);
	if (list->ip->brief)
		print_plain(p, "\n");
}

static void show_links(struct list *list, const struct buffer *links,
		       const struct buffer *addresses)
{
	struct ip *ip = list->ip;
	bool hardware = list->filter.family == AF_PACKET;
	struct rtnl_reply reply;

	for (size_t at = 0; rtnl_next(links->data, links->length, &at, &reply);) {
		struct ifinfomsg header;
		struct rtnl_attribute table[1];
		int shown = 0;

		if (reply.type != RTM_NEWLINK ||
		    !rtnl_parse(&reply, &header, sizeof(header), table, 1))
			continue;
		ip_link_learn(ip, &reply);
		if (!hardware && !has_wanted(list, addresses, header.ifi_index))
			continue;
		print_open_object(&ip->out, NULL);
		/* With -oneline an address' line begins with its interface. */
		if (hardware || ip->brief || !ip->out.oneline)
			shown = ip_show_link(ip, &list->filter, &reply);
		if (shown >= 0 && !hardware)
			show_addresses(list, addresses, header.ifi_index, header.ifi_flags);
		if (shown > 0 && !list->filter.link && ip->statistics)
			ip_show_link_statistics(ip, &reply);
		print_close_object(&ip->out);
	}
}

/*
 * A person who sees nothing but the loopback interface doubts himself: say which card waits for
 * which driver.
 */
static void tell_of_drivers(const struct list *list, const struct buffer *links)
{
	struct buffer missing = { 0 };
	struct rtnl_reply reply;
	struct link link;

	if (list->device || list->ip->out.json || list->ip->batch || !isatty(STDERR_FILENO))
		return;
	for (size_t at = 0; rtnl_next(links->data, links->length, &at, &reply);) {
		if (link_from_reply(&reply, &link) && !(link.flags & IFF_LOOPBACK))
			return;
	}
	if (ip_flush(list->ip) == 0 && driver_report(&missing) > 0)
		ip_note("%.*s", (int)missing.length - 1, missing.data);
	buffer_free(&missing);
}

int ip_list(struct ip *ip, struct ip_words *words, bool only_links, const char *help)
{
	struct list list = { .ip = ip, .filter = { .queue = true, .link = only_links,
		.numbered = ip->out.oneline, .family = only_links ? AF_PACKET : ip->family } };
	struct buffer links = { 0 }, addresses = { 0 };
	int result = take_words(&list, words, help);

	if (result == 0)
		result = find_device(&list);
	if (result == 0)
		result = read_links(&list, &links);
	if (result == 0 && list.filter.family != AF_PACKET)
		result = ip_dump(RTM_GETADDR, list.filter.family, &addresses);
	if (result == 0) {
		print_begin(&ip->out);
		show_links(&list, &links, &addresses);
		print_end(&ip->out);
		tell_of_drivers(&list, &links);
	}
	buffer_free(&links);
	buffer_free(&addresses);
	return result;
}

/* Take away every address the filter wants; how many there were, or negative. */
static int flush_round(struct list *list)
{
	struct buffer addresses = { 0 };
	struct rtnl_reply reply;
	int count = 0, result = ip_dump(RTM_GETADDR, list->filter.family, &addresses);

	for (size_t at = 0;
	     result >= 0 && rtnl_next(addresses.data, addresses.length, &at, &reply);) {
		struct rtnl_message message;

		if (reply.type != RTM_NEWADDR ||
		    !ip_filter_address(&list->filter, list->ip, &reply))
			continue;
		count++;
		if (list->ip->statistics > 1)
			ip_show_address(list->ip, &list->filter, &reply);
		rtnl_begin(&message, RTM_DELADDR, 0, reply.data, reply.length);
		result = ip_ask(&message, NULL);
		/* A primary address may have taken it along. */
		if (result < 0 && errno == EADDRNOTAVAIL)
			result = 0;
	}
	buffer_free(&addresses);
	return result < 0 ? result : count;
}

int ip_address_flush(struct ip *ip, struct ip_words *words, const char *help)
{
	struct list list = { .ip = ip, .filter = { .family = ip->family, .numbered = true } };
	struct buffer *out = &ip->out.out;
	int result;

	if (!*words->at) {
		fail_plain("Flush requires arguments.");
		return IP_FAILED;
	}
	if (ip->family == AF_PACKET) {
		fail_plain("Cannot flush link addresses.");
		return IP_FAILED;
	}
	result = take_words(&list, words, help);
	if (result == 0)
		result = find_device(&list);
	for (uint64_t round = 0; result == 0 && (!ip->loops || round < ip->loops); round++) {
		int count = flush_round(&list);

		if (count < 0)
			return count;
		if (count > 0 && ip->statistics)
			buffer_format(out, "\n*** Round %llu, deleting %d addresses ***\n",
				      (unsigned long long)round + 1, count);
		/* Secondary addresses become primary ones: those are not meant. */
		if (count > 0 && (list.filter.flags & IFA_F_SECONDARY ||
				  !(list.filter.flag_mask & IFA_F_SECONDARY)))
			continue;
		round += count > 0;
		if (ip->statistics && round == 0)
			buffer_text(out, "Nothing to flush.\n");
		else if (ip->statistics)
			buffer_format(out, "*** Flush is complete after %llu round%s ***\n",
				      (unsigned long long)round, round > 1 ? "s" : "");
		return 0;
	}
	if (result == 0) {
		fail_plain("*** Flush remains incomplete after %llu rounds. ***",
			   (unsigned long long)ip->loops);
		result = IP_FAILED;
	}
	return result;
}
