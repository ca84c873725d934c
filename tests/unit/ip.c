/* SPDX-License-Identifier: MIT */
/* libbb/net/ip_*: what is printed of messages, also of broken ones; words and names. */
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_neighbour.h"
#include "net/ip_route_show.h"
#include "net/ip_rule.h"
#include "net/ip_show.h"

#include <cmocka.h>

/* An ip(8) that asks the kernel nothing. */
static void begin(struct ip *ip, bool json)
{
	*ip = (struct ip){ .links_fixed = true, .details = 1, .statistics = 2 };
	ip->out.json = json;
	ip->links = xcalloc(2, sizeof(*ip->links));
	ip->link_count = 2;
	ip->links[0] = (struct link){ .index = 1, .name = "lo" };
	ip->links[1] = (struct link){ .index = 2, .name = "eth0", .flags = IFF_UP };
}

static void test_json(void **state)
{
	struct printer p = { .json = true };

	(void)state;
	print_begin(&p);
	print_open_object(&p, NULL);
	print_number(&p, "number", "n ", 5, " ");
	print_text(&p, "text", "t ", "a\"b\\c\n\033d", " ");
	print_text(&p, NULL, "unseen", "x", "");
	print_plain(&p, "unseen");
	print_open_array(&p, "list");
	print_item(&p, "", "one", ",");
	print_item(&p, "", "two", "");
	print_close_array(&p);
	print_open_array(&p, "empty");
	print_close_array(&p);
	print_flag(&p, "flag", "flag ");
	print_null(&p, "null", "null ");
	print_switch(&p, "switch", "s ", false, "");
	print_hex(&p, "hex", "", 42, "");
	print_signed(&p, "signed", "", -3, "");
	print_close_object(&p);
	print_end(&p);
	assert_string_equal(p.out.data,
		"[{\"number\":5,\"text\":\"a\\\"b\\\\c\\n\\u001bd\",\"list\":[\"one\",\"two\"],"
		"\"empty\":[],\"flag\":true,\"null\":null,\"switch\":false,\"hex\":\"0x2a\","
		"\"signed\":-3}]\n");
	buffer_free(&p.out);
}

static void test_text(void **state)
{
	struct printer p = { .colored = true, .dark = true };

	(void)state;
	print_begin(&p);
	p.color = COLOR_NAME;
	print_text(&p, "name", "", "e\033[0m", ": ");
	print_text(&p, "plain", "<", "x", ">");
	print_switch(&p, "switch", " ", true, "");
	print_json_text(&p, "unseen", "x");
	print_json_value(&p, "unseen", "x");
	print_line(&p);
	p.oneline = true;
	print_line(&p);
	print_end(&p);
	assert_string_equal(p.out.data, "\033[1;36me?[0m: \033[0m<x> on\n\\");
	buffer_free(&p.out);
}

static void test_names(void **state)
{
	char text[16];
	uint32_t number;
	uint16_t protocol;

	(void)state;
	assert_string_equal(ip_name_of(IP_TABLE, RT_TABLE_MAIN, false, text), "main");
	assert_string_equal(ip_name_of(IP_TABLE, RT_TABLE_MAIN, true, text), "254");
	assert_string_equal(ip_name_of(IP_TABLE, UINT32_MAX, false, text), "4294967295");
	assert_string_equal(ip_name_of(IP_DSFIELD, 0x11, false, text), "0x11");
	assert_true(ip_name_parse(IP_SCOPE, "link", &number) && number == RT_SCOPE_LINK);
	assert_true(ip_name_parse(IP_DSFIELD, "10", &number) && number == 0x10);
	assert_false(ip_name_parse(IP_PROTOCOL, "256", &number));
	assert_false(ip_name_parse(IP_TABLE, "", &number));
	assert_false(ip_name_parse(IP_TABLE, "-1", &number));
	assert_string_equal(ip_hardware_type(ARPHRD_ETHER, false, text), "ether");
	assert_string_equal(ip_hardware_type(64000, false, text), "[64000]");
	assert_true(ip_ethernet_protocol_parse("802.1Q", &protocol) && protocol == 0x8100);
	assert_false(ip_ethernet_protocol_parse("65536", &protocol));
	ip_names_reset();
}

static int take(void *state, const struct ip_row *row, const char *value)
{
	*(const char **)state = value;
	return row->number ? -(int)row->number : 0;
}

static void test_words(void **state)
{
	static const struct ip_row rows[] = {
		{ "metric|priority|=preference", 0, take, 0, NULL },
		{ "dev", ROW_WHOLE | ROW_ONCE, take, 0, NULL },
		{ "up", ROW_FLAG, take, 0, NULL },
		{ "bad", 0, take, 7, NULL },
		{ 0 }
	};
	char *line[] = { "pri", "5", "dev", "e0", "u", "pref", NULL };
	char *twice[] = { "dev", "a", "dev", "b", NULL }, *open[] = { "metric", NULL };
	char *bad[] = { "b", "x", NULL }, *empty[] = { "", NULL };
	struct ip_words words = { .at = line };
	const char *value = NULL;

	(void)state;
	assert_int_equal(ip_words_take(&words, rows, &value), 1);
	assert_string_equal(value, "5");
	assert_int_equal(ip_words_take(&words, rows, &value), 1);
	assert_string_equal(value, "e0");
	assert_int_equal(ip_words_take(&words, rows, &value), 1);
	assert_null(value);
	assert_int_equal(ip_words_take(&words, rows, &value), 0);
	words = (struct ip_words){ .at = twice };
	assert_int_equal(ip_words_take(&words, rows, &value), 1);
	assert_int_equal(ip_words_take(&words, rows, &value), IP_WRONG);
	assert_string_equal(fail_text(), "Error: duplicate \"dev\": \"b\" is the second value.");
	words = (struct ip_words){ .at = open };
	assert_int_equal(ip_words_take(&words, rows, &value), IP_WRONG);
	words = (struct ip_words){ .at = bad };
	assert_int_equal(ip_words_take(&words, rows, &value), -7);
	words = (struct ip_words){ .at = empty };
	assert_int_equal(ip_words_take(&words, rows, &value), 0);
	assert_int_equal(ip_words_take(&(struct ip_words){ .at = empty + 1 }, rows, &value), 0);
}

/* Messages with every attribute that is looked at, of some size. */
static void fill(struct rtnl_message *message, const void *header, size_t size, uint16_t type,
		 unsigned highest)
{
	static const uint8_t value[] = { 2, 0, 0, 0, 8, 0, 1, 0, 'e', 0, 8, 0, 2, 0, 0, 0 };

	rtnl_begin(message, type, 0, header, size);
	for (unsigned i = 1; i <= highest; i++)
		rtnl_add(message, i, value, (size_t[]){ 4, 1, 16, 2, 8, 6 }[i % 6]);
}

static void show(struct ip *ip, const struct rtnl_reply *reply)
{
	const struct ip_filter links = { .queue = true, .link = true, .family = AF_PACKET };
	const struct ip_filter addresses = { .numbered = true };
	const struct ip_route_filter routes = { .either = true };
	const struct ip_neighbour_filter neighbours = { .states = UINT32_MAX };

	switch (reply->type) {
	case RTM_NEWLINK:
		ip_show_link(ip, &links, reply);
		ip_show_link_statistics(ip, reply);
		break;
	case RTM_NEWADDR:
		ip_filter_address(&addresses, ip, reply);
		ip_show_address(ip, &addresses, reply);
		break;
	case RTM_NEWROUTE:
		ip_filter_route(&routes, reply);
		ip_show_route(ip, &routes, reply);
		break;
	case RTM_NEWNEIGH:
		ip_filter_neighbour(ip, &neighbours, reply);
		ip_show_neighbour(ip, &neighbours, reply);
		break;
	case RTM_NEWRULE:
		ip_show_rule(ip, reply);
		break;
	}
}

static uint32_t noise(void)
{
	static uint32_t seed = 1;

	seed ^= seed << 13;
	seed ^= seed >> 17;
	return seed ^= seed << 5;
}

/* Bytes of the message changed at random, most of them lengths and numbers of attributes. */
static void spoil(struct ip *ip, const struct rtnl_message *message)
{
	for (int round = 0; round < 2000; round++) {
		size_t length = message->length - (noise() % 4 ? 0 : noise() % message->length);
		uint8_t *copy = xmalloc(length);
		struct rtnl_reply reply;
		size_t at = 0;

		memcpy(copy, message->bytes, length);
		if (length >= sizeof(struct nlmsghdr))
			((struct nlmsghdr *)copy)->nlmsg_len = length;
		for (unsigned i = noise() % 4; i > 0 && length > 16; i--)
			copy[16 + noise() % (length - 16)] = noise();
		if (rtnl_next(copy, length, &at, &reply)) {
			ip->brief = round % 8 == 0;
			show(ip, &reply);
		}
		ip->out.out.length = 0;
		free(copy);
	}
}

/* A link of this kind, whose data has every attribute. */
static void fill_kind(struct rtnl_message *message, const char *name, bool port)
{
	const struct ifinfomsg header = { .ifi_index = 2, .ifi_type = ARPHRD_ETHER };
	size_t info, data;

	rtnl_begin(message, RTM_NEWLINK, 0, &header, sizeof(header));
	rtnl_add_text(message, IFLA_IFNAME, "eth0");
	info = rtnl_nest(message, IFLA_LINKINFO);
	rtnl_add_text(message, port ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, name);
	data = rtnl_nest(message, port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA);
	for (unsigned i = 0; i < 50; i++)
		rtnl_add(message, i, "\2\0\0\0\10\0\1\0", (size_t[]){ 1, 4, 2, 8 }[i % 4]);
	rtnl_nest_end(message, data);
	rtnl_nest_end(message, info);
}

static void test_spoilt_messages(void **state)
{
	static const char *const kinds[] = { "bond", "bridge", "vlan", "macvlan", "tun" };
	const struct ifinfomsg link = { .ifi_index = 2, .ifi_flags = IFF_UP };
	const struct ifaddrmsg address = { .ifa_family = AF_INET, .ifa_index = 2 };
	const struct rtmsg route = { .rtm_family = AF_INET, .rtm_dst_len = 24 };
	const struct ndmsg neighbour = { .ndm_family = AF_INET, .ndm_ifindex = 2 };
	const struct fib_rule_hdr rule = { .family = AF_INET, .src_len = 8 };
	struct rtnl_message messages[5], message;
	struct ip ip;

	(void)state;
	fill(&messages[0], &link, sizeof(link), RTM_NEWLINK, IFLA_MAX);
	fill(&messages[1], &address, sizeof(address), RTM_NEWADDR, IFA_MAX);
	fill(&messages[2], &route, sizeof(route), RTM_NEWROUTE, RTA_MAX);
	fill(&messages[3], &neighbour, sizeof(neighbour), RTM_NEWNEIGH, NDA_MAX);
	fill(&messages[4], &rule, sizeof(rule), RTM_NEWRULE, FRA_MAX);
	for (int json = 0; json < 2; json++) {
		begin(&ip, json);
		for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
			spoil(&ip, &messages[i]);
		for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
			fill_kind(&message, kinds[i], false);
			spoil(&ip, &message);
			fill_kind(&message, kinds[i], true);
			spoil(&ip, &message);
		}
		ip_reset(&ip);
	}
}

static void test_a_route(void **state)
{
	const struct rtmsg header = { .rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN,
				      .rtm_protocol = RTPROT_DHCP, .rtm_type = RTN_UNICAST };
	const struct ip_route_filter filter = { .table = RT_TABLE_MAIN };
	struct rtnl_message message;
	struct rtnl_reply reply;
	struct ip ip;
	size_t at = 0;

	(void)state;
	begin(&ip, false);
	ip.details = 0;
	rtnl_begin(&message, RTM_NEWROUTE, 0, &header, sizeof(header));
	rtnl_add(&message, RTA_GATEWAY, "\300\250\1\1", 4);
	rtnl_add_u32(&message, RTA_OIF, 2);
	rtnl_add_u32(&message, RTA_PRIORITY, 100);
	rtnl_next(message.bytes, message.length, &at, &reply);
	assert_true(ip_filter_route(&filter, &reply));
	ip_show_route(&ip, &filter, &reply);
	assert_string_equal(ip.out.out.data,
			    "default via 192.168.1.1 dev eth0 proto dhcp metric 100 \n");
	ip_reset(&ip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_spoilt_messages),
		cmocka_unit_test(test_a_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
