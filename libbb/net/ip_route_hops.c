/* SPDX-License-Identifier: MIT */
/* `nexthop ... nexthop ...`: a route of several gateways. */
#include "net/ip_route_hops.h"

#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"

struct hop {
	struct ip_route_change *change;
	struct rtnexthop header;
};

bool ip_route_realms(const char *text, uint32_t *realms)
{
	const char *slash = strchr(text, '/');
	uint32_t from = 0, to = 0;
	char first[64];

	if (!slash)
		return ip_name_parse(IP_REALM, text, realms);
	if ((size_t)(slash - text) >= sizeof(first))
		return false;
	text_copy(first, slash - text + 1, text);
	if (!ip_name_parse(IP_REALM, first, &from) ||
	    (slash[1] && !ip_name_parse(IP_REALM, slash + 1, &to)))
		return false;
	*realms = from << 16 | to;
	return true;
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	struct hop *hop = state;
	uint32_t index;
	int result = ip_link_index(hop->change->ip, value, &index);

	(void)row;
	hop->header.rtnh_ifindex = result < 0 ? 0 : index;
	return result;
}

static int take_weight(void *state, const struct ip_row *row, const char *value)
{
	uint32_t weight;

	if (!ip_u32(value, &weight) || weight == 0 || weight > 256)
		return ip_wrong(value, row->wrong);
	((struct hop *)state)->header.rtnh_hops = weight - 1;
	return 0;
}

static int take_onlink(void *state, const struct ip_row *row, const char *value)
{
	(void)value;
	((struct hop *)state)->header.rtnh_flags |= row->number;
	return 0;
}

static int take_realms(void *state, const struct ip_row *row, const char *value)
{
	uint32_t realms;

	if (!ip_route_realms(value, &realms))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(((struct hop *)state)->change->message, row->number, realms);
	return 0;
}

static const struct ip_row rows[] = {
	{ "dev", ROW_WHOLE, take_device, 0, NULL },
	{ "weight", ROW_WHOLE, take_weight, 0, "\"weight\" is invalid\n" },
	{ "onlink", ROW_WHOLE | ROW_FLAG, take_onlink, RTNH_F_ONLINK, NULL },
	{ "realms", 0, take_realms, RTA_FLOW, "\"realm\" value is invalid\n" },
	{ 0 }
};

static int take_hop(struct hop *hop, struct ip_words *words)
{
	int result = 1;

	while (result > 0 && *words->at) {
		if (ip_words_accept_whole(words, "via")) {
			const char *value = ip_words_value(words);

			if (!value)
				return IP_WRONG;
			result = ip_route_gateway(words, &hop->change->header.rtm_family, value,
						  hop->change->message);
			result = result < 0 ? result : 1;
		} else {
			result = ip_words_take(words, rows, hop);
		}
	}
	return result;
}

int ip_route_hops(struct ip_route_change *change, struct ip_words *words)
{
	struct rtnl_message *message = change->message;
	size_t nest = rtnl_nest(message, RTA_MULTIPATH);

	while (*words->at) {
		struct hop hop = { .change = change };
		size_t start = message->length;
		int result;

		if (!ip_words_accept_whole(words, "nexthop")) {
			fail_plain("Error: \"nexthop\" or end of line is expected instead of "
				   "\"%s\"", *words->at);
			return IP_WRONG;
		}
		if (!*words->at) {
			fail_plain("Error: unexpected end of line after \"nexthop\"");
			return IP_WRONG;
		}
		rtnl_add_bytes(message, &hop.header, sizeof(hop.header));
		result = take_hop(&hop, words);
		if (result < 0)
			return result;
		if (message->overflow)
			break;
		hop.header.rtnh_len = message->length - start;
		memcpy(message->bytes + start, &hop.header, sizeof(hop.header));
	}
	rtnl_nest_end(message, nest);
	return 0;
}
