/* SPDX-License-Identifier: MIT */
/* `ip neighbour show` and `flush`. */
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_neighbour.h"
#include "net/rtnl.h"

enum { ROUNDS = 10 };

static bool is_of_master(struct ip *ip, int index, int wanted)
{
	const struct link *link = wanted ? ip_link(ip, index) : NULL;

	return !wanted || (link && (wanted < 0 ? !link->master : link->master == wanted));
}

bool ip_filter_neighbour(struct ip *ip, const struct ip_neighbour_filter *filter,
			 const struct rtnl_reply *reply)
{
	struct rtnl_attribute table[NDA_MAX + 1];
	struct nda_cacheinfo cache;
	struct ip_address address;
	struct ndmsg header;

	if (!rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)) ||
	    (filter->family && filter->family != header.ndm_family) ||
	    (filter->index && filter->index != header.ndm_ifindex) ||
	    !is_of_master(ip, header.ndm_ifindex, filter->master))
		return false;
	if (!(filter->states & header.ndm_state) &&
	    !(header.ndm_flags & (NTF_PROXY | NTF_EXT_LEARNED)) &&
	    (header.ndm_state || !(filter->states & NEIGHBOUR_NO_STATE)))
		return false;
	if (filter->within.prefix && table[NDA_DST].data &&
	    (!ip_address_from_bytes(table[NDA_DST].data, table[NDA_DST].length, &address) ||
	     !ip_network_has(&filter->within, &address)))
		return false;
	if (filter->protocol && filter->protocol != rtnl_u8(&table[NDA_PROTOCOL]))
		return false;
	return !filter->unused || !rtnl_struct(&table[NDA_CACHEINFO], &cache, sizeof(cache)) ||
	       !cache.ndm_refcnt;
}

static void show_states(struct printer *p, unsigned state)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{ NUD_INCOMPLETE, "INCOMPLETE" }, { NUD_REACHABLE, "REACHABLE" },
		{ NUD_STALE, "STALE" }, { NUD_DELAY, "DELAY" }, { NUD_PROBE, "PROBE" },
		{ NUD_FAILED, "FAILED" }, { NUD_NOARP, "NOARP" },
		{ NUD_PERMANENT, "PERMANENT" },
	};

	print_open_array(p, "state");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (state & names[i].bit)
			print_item(p, "", names[i].name, " ");
	}
	print_close_array(p);
}

static void show_flags(struct printer *p, unsigned flags, unsigned more)
{
	if (flags & NTF_ROUTER)
		print_null(p, "router", "router ");
	if (flags & NTF_PROXY)
		print_null(p, "proxy", "proxy ");
	if (more & NTF_EXT_MANAGED)
		print_null(p, "managed", "managed ");
	if (flags & NTF_EXT_LEARNED)
		print_null(p, "extern_learn", "extern_learn ");
	if (flags & NTF_OFFLOADED)
		print_null(p, "offload", "offload ");
}

static void show_statistics(struct printer *p, const struct rtnl_attribute *table)
{
	long hertz = sysconf(_SC_CLK_TCK);
	struct nda_cacheinfo cache;

	if (rtnl_struct(&table[NDA_CACHEINFO], &cache, sizeof(cache))) {
		if (cache.ndm_refcnt)
			print_number(p, "refcnt", " ref ", cache.ndm_refcnt, "");
		print_number(p, "used", " used ", cache.ndm_used / hertz, "");
		print_number(p, "confirmed", "/", cache.ndm_confirmed / hertz, "");
		print_number(p, "updated", "/", cache.ndm_updated / hertz, "");
	}
	if (table[NDA_PROBES].data)
		print_number(p, "probes", "probes ", rtnl_u32(&table[NDA_PROBES]), " ");
}

/* Address, interface, hardware address; in columns when briefly. */
static void show_places(struct ip *ip, const struct ip_neighbour_filter *filter,
			const struct ndmsg *header, const struct rtnl_attribute *table)
{
	const struct link *link = ip_link(ip, header->ndm_ifindex);
	bool columns = ip->brief && !ip->out.json;
	struct printer *p = &ip->out;
	char text[300], host[256];

	if (table[NDA_DST].data) {
		snprintf(text, sizeof(text), columns ? "%-39s" : "%s",
			 ip_host_text(ip, &table[NDA_DST], host));
		p->color = ip_family_color(table[NDA_DST].length == 16 ? AF_INET6 : AF_INET);
		print_text(p, "dst", "", text, " ");
	}
	if (!filter->index && header->ndm_ifindex) {
		snprintf(text, sizeof(text), columns ? "%-16s" : "%s",
			 ip_link_name(ip, header->ndm_ifindex, host));
		print_plain(p, columns ? "" : "dev ");
		p->color = COLOR_NAME;
		print_text(p, "dev", "", text, " ");
	}
	if (table[NDA_LLADDR].data) {
		print_plain(p, columns ? "" : "lladdr ");
		p->color = COLOR_MAC;
		print_text(p, "lladdr", "",
			   ip_hardware_text(&table[NDA_LLADDR], link ? link->type : 0, text),
			   columns ? "" : " ");
	}
}

void ip_show_neighbour(struct ip *ip, const struct ip_neighbour_filter *filter,
		       const struct rtnl_reply *reply)
{
	struct rtnl_attribute table[NDA_MAX + 1];
	struct printer *p = &ip->out;
	struct ndmsg header;
	char text[16];

	if (!rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)))
		return;
	print_open_object(p, NULL);
	if (reply->type == RTM_DELNEIGH)
		print_flag(p, "deleted", "Deleted ");
	else if (reply->type == RTM_GETNEIGH)
		print_null(p, "miss", "miss ");
	show_places(ip, filter, &header, table);
	if (!ip->brief) {
		show_flags(p, header.ndm_flags, rtnl_u32(&table[NDA_FLAGS_EXT]));
		if (ip->statistics)
			show_statistics(p, table);
		if (header.ndm_state)
			show_states(p, header.ndm_state);
		if (rtnl_u8(&table[NDA_PROTOCOL]))
			print_text(p, "protocol", "proto ",
				   ip_name_of(IP_PROTOCOL, rtnl_u8(&table[NDA_PROTOCOL]),
					      ip->numeric, text), " ");
	}
	print_plain(p, "\n");
	print_close_object(p);
}

struct list {
	struct ip *ip;
	struct ip_neighbour_filter filter;
	const char *device;
	bool flush, has_states;
};

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct list *)state)->device = value;
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

static int take_unused(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct list *)state)->filter.unused = true;
	return 0;
}

static int take_state(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	uint32_t states;

	if (!list->has_states)
		list->filter.states = 0;
	list->has_states = true;
	if (!ip_neighbour_state(value, &states)) {
		if (strcmp(value, "all") != 0)
			return ip_wrong(value, row->wrong);
		states = list->flush ? ~(uint32_t)NUD_NOARP : UINT32_MAX;
	}
	list->filter.states |= states ? states : NEIGHBOUR_NO_STATE;
	return 0;
}

static int take_proxy(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct list *)state)->filter.proxy = true;
	return 0;
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	if (!ip_name_parse(IP_PROTOCOL, value, &list->filter.protocol) &&
	    strcmp(value, "all") != 0)
		return ip_wrong(value, row->wrong);
	return 0;
}

static const struct ip_row rows[] = {
	{ "dev", ROW_WHOLE | ROW_ONCE, take_device, 0, NULL },
	{ "master", ROW_WHOLE, take_master, 0, "Device does not exist\n" },
	{ "vrf", ROW_WHOLE, take_master, 0, "Not a valid VRF name\n" },
	{ "nomaster", ROW_WHOLE | ROW_FLAG, take_no_master, 0, NULL },
	{ "unused", ROW_WHOLE | ROW_FLAG, take_unused, 0, NULL },
	{ "nud", ROW_WHOLE, take_state, 0, "nud state is bad" },
	{ "proxy", ROW_WHOLE | ROW_FLAG, take_proxy, 0, NULL },
	{ "protocol", 0, take_protocol, 0, "invalid \"protocol\"\n" },
	{ 0 }
};

static int take_words(struct list *list, struct ip_words *words, const char *help)
{
	int result = 1;

	while (result >= 0 && *words->at) {
		const char *value;

		result = ip_words_take(words, rows, list);
		if (result)
			continue;
		ip_words_accept_whole(words, "to");
		value = ip_words_value(words);
		if (!value)
			return IP_WRONG;
		if (ip_word_matches(value, "help"))
			return ip_help(help);
		result = ip_prefix(value, list->filter.family, &list->filter.within);
		if (!list->filter.family)
			list->filter.family = list->filter.within.family;
	}
	return result < 0 ? result : 0;
}

static int read_entries(struct list *list, struct buffer *entries)
{
	struct rtnl_message message;

	rtnl_begin_dump(&message, RTM_GETNEIGH, list->filter.family);
	if (list->filter.proxy)
		((struct ndmsg *)rtnl_header(&message))->ndm_flags = NTF_PROXY;
	/* ip(8) has status 1 here. */
	return ip_dump_with(&message, entries) < 0 ? IP_FAILED : 0;
}

static int show(struct list *list)
{
	struct buffer entries = { 0 };
	struct rtnl_reply reply;
	int result = read_entries(list, &entries);

	if (result == 0)
		print_begin(&list->ip->out);
	for (size_t at = 0; result == 0 && rtnl_next(entries.data, entries.length, &at, &reply);) {
		if (reply.type == RTM_NEWNEIGH &&
		    ip_filter_neighbour(list->ip, &list->filter, &reply))
			ip_show_neighbour(list->ip, &list->filter, &reply);
	}
	if (result == 0)
		print_end(&list->ip->out);
	buffer_free(&entries);
	return result;
}

static int flush_round(struct list *list)
{
	struct buffer entries = { 0 };
	struct rtnl_reply reply;
	int count = 0, result = read_entries(list, &entries);

	for (size_t at = 0; result == 0 && rtnl_next(entries.data, entries.length, &at, &reply);) {
		struct rtnl_message message;

		if (reply.type != RTM_NEWNEIGH ||
		    !ip_filter_neighbour(list->ip, &list->filter, &reply))
			continue;
		count++;
		if (list->ip->statistics > 1)
			ip_show_neighbour(list->ip, &list->filter, &reply);
		rtnl_begin(&message, RTM_DELNEIGH, 0, reply.data, reply.length);
		result = ip_ask(&message, NULL) < 0 ? IP_FAILED : 0;
	}
	buffer_free(&entries);
	return result < 0 ? result : count;
}

static int flush(struct list *list)
{
	struct buffer *out = &list->ip->out.out;

	for (int round = 0; round < ROUNDS; round++) {
		int count = flush_round(list);

		if (count == 0 && list->ip->statistics && round == 0)
			buffer_text(out, "Nothing to flush.\n");
		else if (count == 0 && list->ip->statistics)
			buffer_format(out, "*** Flush is complete after %d round%s ***\n", round,
				      round > 1 ? "s" : "");
		if (count <= 0)
			return count;
		if (list->ip->statistics)
			buffer_format(out, "\n*** Round %d, deleting %d entries ***\n", round + 1,
				      count);
		/* A deleted one stays as failed while somebody refers to it. */
		list->filter.states &= ~NUD_FAILED;
	}
	fail_plain("*** Flush not complete bailing out after %d rounds", ROUNDS);
	return IP_FAILED;
}

int ip_neighbour_list(struct ip *ip, struct ip_words *words, bool flushes, const char *help)
{
	struct list list = { .ip = ip, .flush = flushes, .filter = { .family = ip->family } };
	uint32_t index;
	int result;

	if (flushes && !*words->at) {
		fail_plain("Flush requires arguments.");
		return IP_FAILED;
	}
	list.filter.states = flushes ? ~(uint32_t)(NUD_PERMANENT | NUD_NOARP) : 0xff & ~NUD_NOARP;
	result = take_words(&list, words, help);
	if (result == 0 && list.device) {
		result = ip_link_index(ip, list.device, &index);
		list.filter.index = result < 0 ? 0 : index;
	}
	if (result < 0)
		return result;
	return flushes ? flush(&list) : show(&list);
}
