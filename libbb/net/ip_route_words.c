/* SPDX-License-Identifier: MIT */
/* The words behind `ip route add`, as attributes. */
#include "net/ip_route_words.h"

#include <linux/icmpv6.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_route_hops.h"

static int take_address(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	struct ip_address address;
	int result = ip_host(value, change->header.rtm_family, &address);

	if (result < 0)
		return result;
	change->header.rtm_family = address.family;
	rtnl_add(change->message, row->number, address.bytes, ip_address_size(&address));
	return 0;
}

static int take_from(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	struct ip_address address;
	int result = ip_prefix(value, change->header.rtm_family, &address);

	if (result < 0)
		return result;
	if (!change->header.rtm_family)
		change->header.rtm_family = address.family;
	if (ip_address_size(&address))
		rtnl_add(change->message, row->number, address.bytes, ip_address_size(&address));
	change->header.rtm_src_len = address.prefix;
	return 0;
}

static int take_tos(void *state, const struct ip_row *row, const char *value)
{
	uint32_t tos;

	if (!ip_name_parse(IP_DSFIELD, value, &tos))
		return ip_wrong(value, row->wrong);
	((struct ip_route_change *)state)->header.rtm_tos = tos;
	return 0;
}

static int take_number(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	uint32_t number;

	if (!ip_u32(value, &number))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(change->message, row->number, number);
	change->has_hop_id |= row->number == RTA_NH_ID;
	return 0;
}

static int take_scope(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	uint32_t scope;

	if (!ip_name_parse(IP_SCOPE, value, &scope))
		return ip_wrong(value, row->wrong);
	change->header.rtm_scope = scope;
	change->has_scope = true;
	return 0;
}

static int take_realms(void *state, const struct ip_row *row, const char *value)
{
	uint32_t realms;

	if (!ip_route_realms(value, &realms))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(((struct ip_route_change *)state)->message, row->number, realms);
	return 0;
}

static int take_onlink(void *state, const struct ip_row *row, const char *value)
{
	(void)value;
	((struct ip_route_change *)state)->header.rtm_flags |= row->number;
	return 0;
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	uint32_t protocol;

	if (!ip_name_parse(IP_PROTOCOL, value, &protocol))
		return ip_wrong(value, row->wrong);
	((struct ip_route_change *)state)->header.rtm_protocol = protocol;
	return 0;
}

static int take_table(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	uint32_t table;

	if (!ip_name_parse(IP_TABLE, value, &table))
		return ip_wrong(value, row->wrong);
	change->header.rtm_table = table < 256 ? table : RT_TABLE_UNSPEC;
	if (table >= 256)
		rtnl_add_u32(change->message, RTA_TABLE, table);
	change->has_table = true;
	return 0;
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	(void)row;
	((struct ip_route_change *)state)->device = value;
	return 0;
}

static int take_preference(void *state, const struct ip_row *row, const char *value)
{
	static const struct {
		const char *word;
		uint8_t number;
	} words[] = {
		{ "low", ICMPV6_ROUTER_PREF_LOW }, { "medium", ICMPV6_ROUTER_PREF_MEDIUM },
		{ "high", ICMPV6_ROUTER_PREF_HIGH },
	};
	uint8_t number = 0;
	bool found = ip_u8(value, &number);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, value) == 0) {
			number = words[i].number;
			found = true;
		}
	}
	if (!found)
		return ip_wrong(value, row->wrong);
	rtnl_add_u8(((struct ip_route_change *)state)->message, row->number, number);
	return 0;
}

static int take_propagate(void *state, const struct ip_row *row, const char *value)
{
	bool on = ip_word_matches(value, "enabled");

	if (!on && !ip_word_matches(value, "disabled"))
		return ip_wrong(value, row->wrong);
	rtnl_add_u8(((struct ip_route_change *)state)->message, row->number, on);
	return 0;
}

/* "1s", "200ms", or a number in the kernel's own unit. */
static bool read_time(const char *text, uint32_t *value, bool *raw)
{
	char *end;
	double time = strtod(text, &end);

	*raw = !*end;
	if (end == text || time < 0 || *text < '0' || *text > '9')
		return false;
	if (strcasecmp(end, "s") == 0 || strcasecmp(end, "sec") == 0 ||
	    strcasecmp(end, "secs") == 0)
		time *= 1000;
	else if (*end && strcasecmp(end, "ms") != 0 && strcasecmp(end, "msec") != 0 &&
		 strcasecmp(end, "msecs") != 0)
		return false;
	if (time > UINT32_MAX / 8)
		return false;
	*value = time;
	*value += *value < time;
	return true;
}

static int take_metric(void *state, const struct ip_row *row, const char *value)
{
	struct ip_route_change *change = state;
	uint32_t number;
	bool raw = true, valid;

	switch (row->number) {
	case RTAX_RTT:
	case RTAX_RTTVAR:
	case RTAX_RTO_MIN:
		valid = read_time(value, &number, &raw);
		if (valid && !raw && row->number != RTAX_RTO_MIN)
			number *= row->number == RTAX_RTT ? 8 : 4;
		if (row->number == RTAX_RTO_MIN)
			change->locks |= 1U << RTAX_RTO_MIN;
		break;
	case RTAX_FEATURES:
		number = RTAX_FEATURE_ECN;
		valid = strcmp(value, "ecn") == 0;
		break;
	case RTAX_QUICKACK:
	case RTAX_FASTOPEN_NO_COOKIE:
		valid = ip_u32(value, &number) && number <= 1;
		break;
	default:
		valid = ip_u32(value, &number) && (row->number != RTAX_HOPLIMIT || number <= 255);
	}
	if (!valid)
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&change->metrics, row->number, number);
	return 0;
}

static int take_congestion(void *state, const struct ip_row *row, const char *value)
{
	rtnl_add(&((struct ip_route_change *)state)->metrics, row->number, value, strlen(value));
	return 0;
}

static const struct ip_row rows[] = {
	{ "src", ROW_WHOLE, take_address, RTA_PREFSRC, NULL },
	{ "from", ROW_WHOLE, take_from, RTA_SRC, NULL },
	{ "dsfield|=tos", 0, take_tos, 0, "\"tos\" value is invalid\n" },
	{ "expires", ROW_WHOLE, take_number, RTA_EXPIRES, "\"expires\" value is invalid\n" },
	{ "metric|priority|=preference", 0, take_number, RTA_PRIORITY,
	  "\"metric\" value is invalid\n" },
	{ "scope", ROW_WHOLE, take_scope, 0, "invalid \"scope\" value\n" },
	{ "realms", 0, take_realms, RTA_FLOW, "\"realm\" value is invalid\n" },
	{ "onlink", ROW_WHOLE | ROW_FLAG, take_onlink, RTNH_F_ONLINK, NULL },
	{ "nhid", ROW_WHOLE, take_number, RTA_NH_ID, "\"id\" value is invalid\n" },
	{ "protocol", 0, take_protocol, 0, "\"protocol\" value is invalid\n" },
	{ "table", 0, take_table, 0, "\"table\" value is invalid\n" },
	{ "dev|oif", ROW_WHOLE, take_device, 0, NULL },
	{ "pref", 0, take_preference, RTA_PREF, "\"pref\" value is invalid\n" },
	{ "ttl-propagate", ROW_WHOLE, take_propagate, RTA_TTL_PROPAGATE,
	  "\"ttl-propagate\" value is invalid\n" },
	{ 0 }
};

/* Those that `lock` may precede: path MTU discovery and TCP then leave them alone. */
static const struct ip_row metrics[] = {
	{ "mtu", ROW_WHOLE, take_metric, RTAX_MTU, "\"mtu\" value is invalid\n" },
	{ "hoplimit", ROW_WHOLE, take_metric, RTAX_HOPLIMIT, "\"hoplimit\" value is invalid\n" },
	{ "advmss", ROW_WHOLE, take_metric, RTAX_ADVMSS, "\"mss\" value is invalid\n" },
	{ "reordering", 0, take_metric, RTAX_REORDERING, "\"reordering\" value is invalid\n" },
	{ "rtt", ROW_WHOLE, take_metric, RTAX_RTT, "\"rtt\" value is invalid\n" },
	{ "rto_min", ROW_WHOLE, take_metric, RTAX_RTO_MIN, "\"rto_min\" value is invalid\n" },
	{ "window", 0, take_metric, RTAX_WINDOW, "\"window\" value is invalid\n" },
	{ "cwnd", 0, take_metric, RTAX_CWND, "\"cwnd\" value is invalid\n" },
	{ "initcwnd", 0, take_metric, RTAX_INITCWND, "\"initcwnd\" value is invalid\n" },
	{ "initrwnd", 0, take_metric, RTAX_INITRWND, "\"initrwnd\" value is invalid\n" },
	{ "features", 0, take_metric, RTAX_FEATURES, "\"features\" value not valid\n" },
	{ "quickack", 0, take_metric, RTAX_QUICKACK, "\"quickack\" value is invalid\n" },
	{ "congctl", 0, take_congestion, RTAX_CC_ALGO, NULL },
	{ "rttvar", 0, take_metric, RTAX_RTTVAR, "\"rttvar\" value is invalid\n" },
	{ "ssthresh", 0, take_metric, RTAX_SSTHRESH, "\"ssthresh\" value is invalid\n" },
	{ "fastopen_no_cookie", 0, take_metric, RTAX_FASTOPEN_NO_COOKIE,
	  "\"fastopen_no_cookie\" value is invalid\n" },
	{ 0 }
};

/* `mtu lock 1400`: the lock is taken out of the words first. */
static int take_metrics(struct ip_route_change *change, struct ip_words *words)
{
	char **at = words->at;

	if (at[0] && at[1] && strcmp(at[1], "lock") == 0) {
		for (const struct ip_row *row = metrics; row->word; row++) {
			if (row->flags & ROW_WHOLE ? strcmp(row->word, at[0])
						   : !ip_word_matches(at[0], row->word))
				continue;
			change->locks |= 1U << row->number;
			at[1] = at[0];
			words->at++;
			break;
		}
	}
	return ip_words_take(words, metrics, change);
}

int ip_route_gateway(struct ip_words *words, uint8_t *family, const char *value,
		     struct rtnl_message *message)
{
	int other = ip_family_parse(value), result;
	struct ip_address address;
	uint8_t via[sizeof(struct rtvia) + 16];

	if (other) {
		value = ip_words_value(words);
		if (!value)
			return IP_WRONG;
	}
	result = ip_host(value, other ? other : *family, &address);
	if (result < 0)
		return result;
	if (!*family)
		*family = address.family;
	if (address.family == *family) {
		rtnl_add(message, RTA_GATEWAY, address.bytes, ip_address_size(&address));
		return 0;
	}
	memcpy(via, &(struct rtvia){ .rtvia_family = address.family }, sizeof(struct rtvia));
	memcpy(via + sizeof(struct rtvia), address.bytes, ip_address_size(&address));
	rtnl_add(message, RTA_VIA, via, sizeof(struct rtvia) + ip_address_size(&address));
	return 0;
}

static int take_via(struct ip_route_change *change, struct ip_words *words)
{
	const char *value;

	if (change->has_gateway)
		return ip_wrong("via", "use nexthop syntax to specify multiple via\n");
	change->has_gateway = true;
	value = ip_words_value(words);
	return value ? ip_route_gateway(words, &change->header.rtm_family, value,
					change->message) : IP_WRONG;
}

/* [ to ] [ TYPE ] PREFIX */
static int take_target(struct ip_route_change *change, struct ip_words *words, const char *help)
{
	const char *value;
	struct ip_address address;
	uint32_t type;
	int result;

	ip_words_accept_whole(words, "to");
	value = ip_words_value(words);
	if (value && (*value < '0' || *value > '9') &&
	    ip_name_parse(IP_ROUTE_TYPE, value, &type)) {
		change->header.rtm_type = type;
		value = ip_words_value(words);
	}
	if (!value)
		return IP_WRONG;
	if (ip_word_matches(value, "help"))
		return ip_help(help);
	if (change->has_target)
		return ip_garbage("to", value);
	result = ip_prefix(value, change->header.rtm_family, &address);
	if (result < 0)
		return result;
	change->has_target = true;
	if (!change->header.rtm_family)
		change->header.rtm_family = address.family;
	change->header.rtm_dst_len = address.prefix;
	if (ip_address_size(&address) && (address.prefix || !ip_address_is_any(&address)))
		rtnl_add(change->message, RTA_DST, address.bytes, ip_address_size(&address));
	return 0;
}

/* What was not said follows from the type. */
static void complete(struct ip_route_change *change)
{
	struct rtmsg *header = &change->header;
	bool local = header->rtm_type == RTN_LOCAL || header->rtm_type == RTN_NAT;
	bool link = header->rtm_type == RTN_BROADCAST || header->rtm_type == RTN_ANYCAST;

	if (!header->rtm_family)
		header->rtm_family = AF_INET;
	if (!change->has_table && (local || link))
		header->rtm_table = RT_TABLE_LOCAL;
	if (change->has_scope)
		return;
	if (header->rtm_family == AF_INET6)
		header->rtm_scope = RT_SCOPE_UNIVERSE;
	else if (local)
		header->rtm_scope = RT_SCOPE_HOST;
	else if (link || header->rtm_type == RTN_MULTICAST)
		header->rtm_scope = RT_SCOPE_LINK;
	else if (header->rtm_type != RTN_UNICAST && header->rtm_type != RTN_UNSPEC)
		return;
	else if (change->deletes)
		header->rtm_scope = RT_SCOPE_NOWHERE;
	else if (!change->has_gateway && !change->has_hops && !change->has_hop_id)
		header->rtm_scope = RT_SCOPE_LINK;
}

static int take_words(struct ip_route_change *change, struct ip_words *words, const char *help)
{
	int result = 1;

	while (result >= 0 && *words->at) {
		if (strcmp(*words->at, "nexthop") == 0) {
			change->has_hops = true;
			return 0;
		}
		result = ip_words_accept_whole(words, "via") ? take_via(change, words) : 1;
		if (result <= 0)
			continue;
		result = take_metrics(change, words);
		if (result == 0)
			result = ip_words_take(words, rows, change);
		if (result == 0)
			result = take_target(change, words, help);
	}
	return result < 0 ? result : 0;
}

int ip_route_words(struct ip_route_change *change, struct ip_words *words, const char *help)
{
	size_t start;
	uint32_t index;
	int result;

	rtnl_begin(&change->metrics, 0, 0, NULL, 0);
	start = change->metrics.length;
	result = take_words(change, words, help);
	if (result < 0)
		return result;
	if (!change->has_target)
		return ip_help(help);
	if (change->device) {
		result = ip_link_index(change->ip, change->device, &index);
		if (result < 0)
			return result;
		rtnl_add_u32(change->message, RTA_OIF, index);
	}
	if (change->metrics.length > start) {
		if (change->locks)
			rtnl_add_u32(&change->metrics, RTAX_LOCK, change->locks);
		rtnl_add(change->message, RTA_METRICS, change->metrics.bytes + start,
			 change->metrics.length - start);
	}
	if (change->has_hops)
		result = ip_route_hops(change, words);
	complete(change);
	return result;
}
