/* SPDX-License-Identifier: MIT */
/* `ip route show` and `ip route flush`. */
#include "net/ip_route_list.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_route_hops.h"
#include "net/ip_route_show.h"
#include "net/rtnl.h"

enum { PATIENCE_MS = 30000 };

struct list {
	struct ip *ip;
	struct ip_route_filter filter;
	int family;			/* of the dump */
	const char *in, *out;
};

static int take_table(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	if (ip_name_parse(IP_TABLE, value, &list->filter.table))
		return 0;
	if (strcmp(value, "all") == 0)
		list->filter.table = 0;
	else if (strcmp(value, "cache") == 0)
		list->filter.cloned = true;
	else
		return ip_wrong(value, row->wrong);
	return 0;
}

static int take_cached(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct list *)state)->filter.cloned = true;
	return 0;
}

static int take_tos(void *state, const struct ip_row *row, const char *value)
{
	struct ip_wanted *wanted = &((struct list *)state)->filter.tos;

	wanted->is = ip_name_parse(IP_DSFIELD, value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

/* A name, or "all" for no filter after all. */
static int take_named(struct ip_wanted *wanted, enum ip_name_kind kind, const struct ip_row *row,
		      const char *value)
{
	wanted->is = ip_name_parse(kind, value, &wanted->value);
	return wanted->is || strcmp(value, "all") == 0 ? 0 : ip_wrong(value, row->wrong);
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	return take_named(&((struct list *)state)->filter.protocol, IP_PROTOCOL, row, value);
}

static int take_scope(void *state, const struct ip_row *row, const char *value)
{
	return take_named(&((struct list *)state)->filter.scope, IP_SCOPE, row, value);
}

static int take_type(void *state, const struct ip_row *row, const char *value)
{
	struct ip_wanted *wanted = &((struct list *)state)->filter.type;

	wanted->is = ip_name_parse(IP_ROUTE_TYPE, value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	*(row->number == RTA_OIF ? &list->out : &list->in) = value;
	return 0;
}

static int take_number(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;
	struct ip_wanted *wanted = row->number == RTA_MARK ? &list->filter.mark
							   : &list->filter.metric;

	wanted->is = ip_u32(value, &wanted->value);
	return wanted->is ? 0 : ip_wrong(value, row->wrong);
}

static int take_source(void *state, const struct ip_row *row, const char *value)
{
	struct list *list = state;

	(void)row;
	return ip_prefix(value, list->family, &list->filter.source);
}

/* "1/" and "/2" name one of the two. */
static int take_realms(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_filter *filter = &((struct list *)state)->filter;
	size_t length = strlen(value);

	if (!ip_route_realms(value, &filter->realm))
		return ip_wrong(value, row->wrong);
	filter->realm_mask = UINT32_MAX;
	if (!(filter->realm & 0xffff) && length && value[length - 1] == '/')
		filter->realm_mask &= ~0xffffU;
	if (!(filter->realm >> 16) && (!strchr(value, '/') || *value == '/'))
		filter->realm_mask &= 0xffff;
	return 0;
}

static const struct ip_row rows[] = {
	{ "table", 0, take_table, 0, "table id value is invalid\n" },
	{ "cached|cloned", ROW_FLAG, take_cached, 0, NULL },
	{ "dsfield|=tos", 0, take_tos, 0, "TOS value is invalid\n" },
	{ "protocol", 0, take_protocol, 0, "invalid \"protocol\"\n" },
	{ "scope", 0, take_scope, 0, "invalid \"scope\"\n" },
	{ "type", 0, take_type, 0, "node type value is invalid\n" },
	{ "dev|oif", ROW_WHOLE, take_device, RTA_OIF, NULL },
	{ "iif", ROW_WHOLE, take_device, RTA_IIF, NULL },
	{ "mark", ROW_WHOLE, take_number, RTA_MARK, "invalid mark value" },
	{ "metric|priority|=preference", 0, take_number, RTA_PRIORITY,
	  "\"metric\" value is invalid\n" },
	{ "src", ROW_WHOLE, take_source, 0, NULL },
	{ "realms", 0, take_realms, 0, "invalid realms\n" },
	{ 0 }
};

static int take_via(struct list *list, struct ip_words *words)
{
	const char *value = ip_words_value(words);
	int family = value ? ip_family_parse(value) : 0;

	if (family)
		value = ip_words_value(words);
	return value ? ip_prefix(value, family ? family : list->family, &list->filter.via)
		     : IP_WRONG;
}

/* [ root | match | exact ] PREFIX */
static int take_within(struct list *list, struct ip_words *words, struct ip_within *root,
		       struct ip_within *match)
{
	bool is_root = ip_words_accept(words, "root");
	bool is_match = !is_root && ip_words_accept(words, "match");
	const char *value;
	struct ip_within within = { .is = true };
	int result;

	if (!is_root && !is_match)
		ip_words_accept(words, "exact");
	value = ip_words_value(words);
	if (!value)
		return IP_WRONG;
	result = ip_prefix(value, list->family, &within.prefix);
	/* Of either family, "all" is no prefix; of one, it is the default route's. */
	within.is = within.prefix.family || strcmp(value, "default") == 0;
	if (!is_match)
		*root = within;
	if (!is_root)
		*match = within;
	return result;
}

static int take_words(struct list *list, struct ip_words *words, const char *help)
{
	struct ip_route_filter *filter = &list->filter;
	int result = 1;

	while (result >= 0 && *words->at) {
		result = ip_words_take(words, rows, list);
		if (result)
			continue;
		if (ip_word_matches(*words->at, "help"))
			return ip_help(help);
		if (ip_words_accept_whole(words, "via")) {
			result = take_via(list, words);
		} else if (ip_words_accept(words, "from")) {
			result = take_within(list, words, &filter->from_root, &filter->from_match);
		} else {
			ip_words_accept(words, "to");
			result = take_within(list, words, &filter->root, &filter->match);
		}
	}
	return result < 0 ? result : 0;
}

static int find_devices(struct list *list)
{
	struct ip_route_filter *filter = &list->filter;
	int result = 0;

	if (list->in) {
		filter->iif.is = true;
		result = ip_link_index(list->ip, list->in, &filter->iif.value);
	}
	if (result == 0 && list->out) {
		filter->oif.is = true;
		result = ip_link_index(list->ip, list->out, &filter->oif.value);
	}
	return result;
}

static int read_routes(struct list *list, struct buffer *routes)
{
	struct rtnl_message message;
	int result;

	rtnl_begin_dump(&message, RTM_GETROUTE, list->family);
	if (list->filter.cloned)
		((struct rtmsg *)rtnl_header(&message))->rtm_flags |= RTM_F_CLONED;
	if (list->filter.table)
		rtnl_add_u32(&message, RTA_TABLE, list->filter.table);
	result = ip_dump_with(&message, routes);
	/* The main table comes into being with its first route. */
	if (result < 0 && errno == ENOENT && list->filter.table == RT_TABLE_MAIN)
		return 0;
	return result;
}

static int show(struct list *list)
{
	struct buffer routes = { 0 };
	struct rtnl_reply reply;
	int result = read_routes(list, &routes);

	if (result == 0)
		print_begin(&list->ip->out);
	for (size_t at = 0; result == 0 && rtnl_next(routes.data, routes.length, &at, &reply);) {
		if (reply.type == RTM_NEWROUTE && ip_filter_route(&list->filter, &reply))
			ip_show_route(list->ip, &list->filter, &reply);
	}
	if (result == 0)
		print_end(&list->ip->out);
	buffer_free(&routes);
	return result;
}

/* How many routes were taken away, or negative. */
static int flush_round(struct list *list)
{
	struct buffer routes = { 0 };
	struct rtnl_reply reply;
	int count = 0, result = read_routes(list, &routes);

	for (size_t at = 0; result >= 0 && rtnl_next(routes.data, routes.length, &at, &reply);) {
		struct rtnl_message message;

		if (reply.type != RTM_NEWROUTE || !ip_filter_route(&list->filter, &reply))
			continue;
		count++;
		if (list->ip->statistics > 1)
			ip_show_route(list->ip, &list->filter, &reply);
		rtnl_begin(&message, RTM_DELROUTE, 0, reply.data, reply.length);
		result = ip_ask(&message, NULL);
	}
	buffer_free(&routes);
	return result < 0 ? result : count;
}

static int flush_cache(struct list *list)
{
	if (list->family == AF_INET6)
		return 0;
	if (write_file("/proc/sys/net/ipv4/route/flush", "-1") < 0)
		return IP_FAILED;
	if (list->ip->statistics)
		print_plain(&list->ip->out, "*** IPv4 routing cache is flushed.\n");
	return 0;
}

static int flush(struct list *list)
{
	struct buffer *out = &list->ip->out.out;
	uint64_t start = now_ms();
	int count = 0;

	if (list->filter.cloned) {
		int result = flush_cache(list);

		if (result < 0 || list->family == AF_INET)
			return result;
	}
	list->filter.flush = true;
	for (int round = 1;; round++) {
		count = flush_round(list);
		if (count < 0)
			return count;
		if (count == 0 && list->ip->statistics && round == 1)
			buffer_text(out, "Nothing to flush.\n");
		else if (count == 0 && list->ip->statistics)
			buffer_format(out, "*** Flush is complete after %d round%s ***\n",
				      round - 1, round > 2 ? "s" : "");
		if (count == 0)
			return 0;
		if (now_ms() - start > PATIENCE_MS) {
			fail_plain("*** Flush not completed after 30 seconds, %d entries "
				   "remain ***", count);
			return IP_FAILED;
		}
		if (list->ip->statistics)
			buffer_format(out, "\n*** Round %d, deleting %d entries ***\n", round,
				      count);
	}
}

int ip_route_list(struct ip *ip, struct ip_words *words, bool flushes, const char *help)
{
	struct list list = { .ip = ip, .family = ip->family, .filter = {
		.family = ip->family, .table = RT_TABLE_MAIN } };
	int result;

	if (flushes && !*words->at) {
		fail_plain("\"ip route flush\" requires arguments.");
		return IP_FAILED;
	}
	result = take_words(&list, words, help);
	if (result < 0)
		return result;
	if (!list.family && list.filter.table)
		list.family = AF_INET;
	result = find_devices(&list);
	if (result < 0)
		return result;
	return flushes ? flush(&list) : show(&list);
}
