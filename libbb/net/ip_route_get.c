/* SPDX-License-Identifier: MIT */
/* `ip route get`: which way the kernel would send a packet. */
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_route_list.h"
#include "net/ip_route_show.h"

/* What is asked. */
struct question {
	struct ip *ip;
	struct rtnl_message message;
	struct rtmsg header;
	const char *in, *out;
	uint32_t mark;
	bool has_target, connected, has_source;
};

static int take_tos(void *state, const struct ip_row *row, const char *value)
{
	uint32_t tos;

	if (!ip_name_parse(IP_DSFIELD, value, &tos))
		return ip_wrong(value, row->wrong);
	((struct question *)state)->header.rtm_tos = tos;
	return 0;
}

static int take_from(void *state, const struct ip_row *row, const char *value)
{
	struct question *question = state;
	struct ip_address address;
	int result = ip_prefix(value, question->header.rtm_family, &address);

	if (result < 0)
		return result;
	if (!question->header.rtm_family)
		question->header.rtm_family = address.family;
	if (ip_address_size(&address))
		rtnl_add(&question->message, row->number, address.bytes,
			 ip_address_size(&address));
	question->header.rtm_src_len = address.prefix;
	question->has_source = true;
	return 0;
}

static int take_device(void *state, const struct ip_row *row, const char *value)
{
	struct question *question = state;

	*(row->number == RTA_OIF ? &question->out : &question->in) = value;
	return 0;
}

static int take_mark(void *state, const struct ip_row *row, const char *value)
{
	return ip_u32(value, &((struct question *)state)->mark) ? 0 : ip_wrong(value, row->wrong);
}

static int take_flag(void *state, const struct ip_row *row, const char *value)
{
	(void)value;
	((struct question *)state)->header.rtm_flags |= row->number;
	return 0;
}

static int take_connected(void *state, const struct ip_row *row, const char *value)
{
	(void)row, (void)value;
	((struct question *)state)->connected = true;
	return 0;
}

static int take_user(void *state, const struct ip_row *row, const char *value)
{
	uint32_t user;

	if (!ip_u32(value, &user))
		return ip_wrong(value, row->wrong);
	rtnl_add_u32(&((struct question *)state)->message, row->number, user);
	return 0;
}

static int take_port(void *state, const struct ip_row *row, const char *value)
{
	uint16_t port;

	if (!ip_u16(value, &port))
		return ip_wrong(value, row->wrong);
	rtnl_add_u16(&((struct question *)state)->message, row->number, htons(port));
	return 0;
}

static int take_protocol(void *state, const struct ip_row *row, const char *value)
{
	uint8_t protocol;

	if (!ip_protocol_parse(value, &protocol))
		return ip_wrong(value, row->wrong);
	rtnl_add_u8(&((struct question *)state)->message, row->number, protocol);
	return 0;
}

static const struct ip_row rows[] = {
	{ "dsfield|=tos", 0, take_tos, 0, "TOS value is invalid\n" },
	{ "from", 0, take_from, RTA_SRC, NULL },
	{ "iif", 0, take_device, RTA_IIF, NULL },
	{ "mark", 0, take_mark, RTA_MARK, "invalid mark value" },
	{ "oif|=dev", 0, take_device, RTA_OIF, NULL },
	{ "notify", ROW_FLAG, take_flag, RTM_F_NOTIFY, NULL },
	{ "connected", ROW_FLAG, take_connected, 0, NULL },
	{ "uid", 0, take_user, RTA_UID, "invalid UID\n" },
	{ "fibmatch", ROW_FLAG, take_flag, RTM_F_FIB_MATCH, NULL },
	{ "sport", 0, take_port, RTA_SPORT, "invalid sport\n" },
	{ "dport", 0, take_port, RTA_DPORT, "invalid dport\n" },
	{ "ipproto", 0, take_protocol, RTA_IP_PROTO, "Invalid \"ipproto\" value\n" },
	{ 0 }
};

static int take_target(struct question *question, struct ip_words *words, const char *help)
{
	struct ip_address address;
	const char *value;
	int result;

	ip_words_accept_whole(words, "to");
	value = ip_words_value(words);
	if (!value)
		return IP_WRONG;
	if (ip_word_matches(value, "help"))
		return ip_help(help);
	result = ip_prefix(value, question->header.rtm_family, &address);
	if (result < 0)
		return result;
	if (!question->header.rtm_family)
		question->header.rtm_family = address.family;
	if (ip_address_size(&address))
		rtnl_add(&question->message, RTA_DST, address.bytes, ip_address_size(&address));
	question->header.rtm_dst_len = 8 * ip_address_size(&address);
	if (address.prefix != question->header.rtm_dst_len)
		ip_note("Warning: /%u as prefix is invalid, only /%u (or none) is supported.",
			address.prefix, question->header.rtm_dst_len);
	question->has_target = true;
	return 0;
}

static int add_device(struct question *question, const char *name, unsigned attribute)
{
	uint32_t index;
	int result;

	if (!name)
		return 0;
	result = ip_link_index(question->ip, name, &index);
	if (result == 0)
		rtnl_add_u32(&question->message, attribute, index);
	return result;
}

static int fill(struct question *question, struct ip_words *words, const char *help)
{
	int result = 1;

	while (result >= 0 && *words->at) {
		result = ip_words_take(words, rows, question);
		if (result == 0)
			result = take_target(question, words, help);
	}
	if (result < 0)
		return result;
	if (!question->has_target) {
		fail_plain("need at least a destination address");
		return IP_FAILED;
	}
	result = add_device(question, question->in, RTA_IIF);
	if (result == 0)
		result = add_device(question, question->out, RTA_OIF);
	if (question->mark)
		rtnl_add_u32(&question->message, RTA_MARK, question->mark);
	if (!question->header.rtm_family)
		question->header.rtm_family = AF_INET;
	if (question->header.rtm_family == AF_INET)
		question->header.rtm_flags |= RTM_F_LOOKUP_TABLE;
	return result;
}

static int answer(struct question *question, struct buffer *answers)
{
	*(struct rtmsg *)rtnl_header(&question->message) = question->header;
	return ip_ask(&question->message, answers);
}

/* Once more, with the source address that the first answer chose. */
static int connect_source(struct question *question, const struct rtnl_reply *reply,
			  struct buffer *answers)
{
	struct rtnl_attribute table[RTA_MAX + 1];
	const struct rtnl_attribute *source = &table[RTA_PREFSRC];
	struct rtmsg route;

	rtnl_parse(reply, &route, sizeof(route), table, ARRAY_SIZE(table));
	if (!source->data && !table[RTA_SRC].data) {
		fail_plain("Failed to connect the route");
		return IP_FAILED;
	}
	if (source->data) {
		rtnl_add(&question->message, RTA_SRC, source->data, source->length);
		question->header.rtm_src_len = 8 * source->length;
	}
	answers->length = 0;
	return answer(question, answers);
}

int ip_route_get(struct ip *ip, struct ip_words *words, const char *help)
{
	const struct ip_route_filter filter = { .either = true };
	struct question question = { .ip = ip, .header = { .rtm_family = ip->family } };
	struct buffer answers = { 0 };
	struct rtnl_reply reply;
	size_t at = 0;
	int result;

	rtnl_begin(&question.message, RTM_GETROUTE, 0, &question.header, sizeof(question.header));
	result = fill(&question, words, help);
	if (result == 0)
		result = answer(&question, &answers);
	if (result == 0 && question.connected && !question.has_source &&
	    rtnl_next(answers.data, answers.length, &at, &reply)) {
		print_begin(&ip->out);
		ip_show_route(ip, &filter, &reply);
		print_end(&ip->out);
		result = connect_source(&question, &reply, &answers);
	}
	at = 0;
	if (result == 0 && rtnl_next(answers.data, answers.length, &at, &reply)) {
		print_begin(&ip->out);
		ip_show_route(ip, &filter, &reply);
		print_end(&ip->out);
	}
	buffer_free(&answers);
	return result;
}

