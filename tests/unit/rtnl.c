/* SPDX-License-Identifier: MIT */
/* libbb/net/rtnl_message, link_message, link_kind: messages built, and bytes that are none. */
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/link_kind.h"
#include "net/link_message.h"
#include "net/route.h"
#include "net/rtnl.h"

#include <cmocka.h>

static void begin_link(struct rtnl_message *message)
{
	const struct ifinfomsg header = { .ifi_index = 7, .ifi_flags = IFF_UP | IFF_LOWER_UP,
					  .ifi_type = ARPHRD_ETHER };

	rtnl_begin(message, RTM_NEWLINK, NLM_F_CREATE, &header, sizeof(header));
}

static void test_built_and_read(void **state)
{
	struct rtnl_attribute table[IFLA_MAX + 1], info[IFLA_INFO_MAX + 1];
	struct rtnl_message message;
	struct rtnl_reply reply;
	struct ifinfomsg header;
	size_t at = 0, nest;

	(void)state;
	begin_link(&message);
	rtnl_add_text(&message, IFLA_IFNAME, "eth0");
	rtnl_add_u32(&message, IFLA_MTU, 1400);
	nest = rtnl_nest(&message, IFLA_LINKINFO);
	rtnl_add(&message, IFLA_INFO_KIND, "vlan", 4);
	rtnl_nest_end(&message, nest);
	rtnl_add_u8(&message, IFLA_OPERSTATE, 6);
	assert_false(message.overflow);
	assert_true(rtnl_next(message.bytes, message.length, &at, &reply));
	assert_int_equal(at, message.length);
	assert_int_equal(reply.type, RTM_NEWLINK);
	assert_int_equal(reply.flags, NLM_F_CREATE | NLM_F_REQUEST);
	assert_false(rtnl_next(message.bytes, message.length, &at, &reply));
	at = 0;
	rtnl_next(message.bytes, message.length, &at, &reply);
	assert_true(rtnl_parse(&reply, &header, sizeof(header), table, ARRAY_SIZE(table)));
	assert_int_equal(header.ifi_index, 7);
	assert_string_equal(rtnl_text(&table[IFLA_IFNAME]), "eth0");
	assert_int_equal(rtnl_u32(&table[IFLA_MTU]), 1400);
	assert_int_equal(rtnl_u8(&table[IFLA_OPERSTATE]), 6);
	/* Another size than asked for is no value. */
	assert_int_equal(rtnl_u32(&table[IFLA_OPERSTATE]), 0);
	assert_int_equal(rtnl_u8(&table[IFLA_MTU]), 0);
	assert_int_equal(rtnl_u64(&table[IFLA_MTU]), 0);
	assert_int_equal(rtnl_u16(&table[IFLA_QDISC]), 0);
	rtnl_nested(&table[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	/* Without its NUL it is no text. */
	assert_int_equal(info[IFLA_INFO_KIND].length, 4);
	assert_string_equal(rtnl_text(&info[IFLA_INFO_KIND]), "");
	assert_string_equal(rtnl_text(&table[IFLA_QDISC]), "");
}

static void test_too_much(void **state)
{
	static const uint8_t much[5000];
	struct rtnl_message message;
	size_t nest;

	(void)state;
	begin_link(&message);
	rtnl_add(&message, IFLA_ADDRESS, much, sizeof(much));
	assert_true(message.overflow);
	assert_int_equal(rtnl_ask(&message, NULL), -1);
	assert_int_equal(rtnl_refusal(), RTNL_BROKEN);
	begin_link(&message);
	assert_false(message.overflow);
	for (int i = 0; i < 5000 && !message.overflow; i++)
		rtnl_add_u32(&message, IFLA_MTU, i);
	assert_true(message.overflow);
	nest = rtnl_nest(&message, IFLA_LINKINFO);
	rtnl_add_bytes(&message, much, 40);
	rtnl_nest_end(&message, nest);
	assert_in_range(message.length, 4000, sizeof(message.bytes));
}

/* Every way to cut a message, and lengths that lie. */
static void test_cut_and_lying(void **state)
{
	struct rtnl_message message;
	struct rtnl_attribute table[IFLA_MAX + 1];
	struct rtnl_reply reply;
	struct ifinfomsg header;
	struct nlmsghdr *start = (struct nlmsghdr *)message.bytes;
	struct link link;
	size_t at;

	(void)state;
	begin_link(&message);
	rtnl_add_text(&message, IFLA_IFNAME, "eth0");
	rtnl_add(&message, IFLA_ADDRESS, "\1\2\3\4\5\6", 6);
	for (size_t length = 0; length < message.length; length++) {
		uint8_t *copy = xmalloc(length);

		memcpy(copy, message.bytes, length);
		at = 0;
		assert_false(rtnl_next(copy, length, &at, &reply));
		if (length >= sizeof(*start)) {
			((struct nlmsghdr *)copy)->nlmsg_len = length;
			assert_true(rtnl_next(copy, length, &at, &reply));
			rtnl_parse(&reply, &header, sizeof(header), table, ARRAY_SIZE(table));
			link_from_reply(&reply, &link);
		}
		free(copy);
	}
	for (uint32_t length = 0; length < 20; length++) {
		start->nlmsg_len = length;
		at = 0;
		assert_int_equal(rtnl_next(message.bytes, message.length, &at, &reply),
				 length >= sizeof(*start));
	}
	start->nlmsg_len = UINT32_MAX;
	at = 0;
	assert_false(rtnl_next(message.bytes, message.length, &at, &reply));
	at = SIZE_MAX;
	assert_false(rtnl_next(message.bytes, message.length, &at, &reply));
}

static void test_attributes_that_lie(void **state)
{
	const uint16_t lengths[] = { 0, 1, 3, 9, 100, UINT16_MAX };
	struct rtnl_attribute table[4], one;
	uint16_t type;
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct {
			struct rtattr header;
			uint8_t data[4];
		} bytes = { { lengths[i], 2 }, "abc" };

		rtnl_attributes(&bytes, sizeof(bytes), table, ARRAY_SIZE(table));
		assert_null(table[2].data);
	}
	/* A number beyond the table is left out; NLA_F_NESTED is not part of it. */
	rtnl_attributes((uint8_t[]){ 4, 0, 77, 0, 4, 0, 2, 0x80 }, 8, table, ARRAY_SIZE(table));
	assert_non_null(table[2].data);
	assert_int_equal(table[2].length, 0);
	assert_string_equal(rtnl_text(&table[2]), "");
	assert_true(rtnl_attribute_next((uint8_t[]){ 5, 0, 1, 0, 9 }, 5, &at, &type, &one));
	assert_int_equal(rtnl_u8(&one), 9);
	assert_false(rtnl_attribute_next((uint8_t[]){ 5, 0, 1, 0, 9 }, 5, &at, &type, &one));
}

static void test_links(void **state)
{
	struct rtnl_message message;
	struct rtnl_reply reply;
	struct link link;
	uint8_t mac[40] = { 2, 0, 0, 0, 0, 1 };
	size_t at = 0, nest;

	(void)state;
	begin_link(&message);
	rtnl_add_text(&message, IFLA_IFNAME, "a-name-longer-than-any");
	rtnl_add(&message, IFLA_ADDRESS, mac, 6);
	rtnl_add_u32(&message, IFLA_MASTER, 3);
	rtnl_add_u32(&message, IFLA_LINK, 4);
	rtnl_add_u8(&message, IFLA_CARRIER, 1);
	nest = rtnl_nest(&message, IFLA_LINKINFO);
	rtnl_add_text(&message, IFLA_INFO_KIND, "veth");
	rtnl_nest_end(&message, nest);
	rtnl_next(message.bytes, message.length, &at, &reply);
	assert_true(link_from_reply(&reply, &link));
	assert_string_equal(link.name, "a-name-longer-t");
	assert_string_equal(link.kind, "veth");
	assert_true(link.carrier);
	assert_int_equal(link.mac_length, 6);
	assert_int_equal(link.master, 3);
	assert_int_equal(link.parent, 0);
	begin_link(&message);
	rtnl_add_text(&message, IFLA_IFNAME, "e");
	rtnl_add(&message, IFLA_ADDRESS, mac, sizeof(mac));
	at = 0;
	rtnl_next(message.bytes, message.length, &at, &reply);
	assert_true(link_from_reply(&reply, &link));
	assert_int_equal(link.mac_length, 0);
	begin_link(&message);
	at = 0;
	rtnl_next(message.bytes, message.length, &at, &reply);
	assert_false(link_from_reply(&reply, &link));
}

static void test_kinds(void **state)
{
	static const struct {
		const char *kind, *option, *value;
		int result;
	} rows[] = {
		{ "bond", "mode", "active-backup", 0 }, { "bond", "mode", "1", 0 },
		{ "bond", "mode", "7", -1 }, { "bond", "mode", "", -1 },
		{ "bond", "mii", "100", 0 }, { "bond", "miimon", "-1", -1 },
		{ "bond", "miimon", "4294967296", -1 }, { "bond", "num_unsol_na", "256", -1 },
		{ "bond", "arp_ip_target", "10.0.0.1,10.0.0.2", 0 },
		{ "bond", "arp_ip_target", "10.0.0.1;foo", -1 },
		{ "bond", "ad_actor_system", "1:2:3:4:5:6", 0 },
		{ "bond", "ad_actor_system", "x", -1 },
		{ "bond_slave", "prio", "-5", 0 }, { "bond_slave", "prio", "--5", -1 },
		{ "bridge", "vlan_protocol", "802.1ad", 0 }, { "bridge", "vlan_protocol", "x", -1 },
		{ "bridge", "no_linklocal_learn", "1", 0 }, { "bridge", "group_fwd_mask", "8", 0 },
		{ "bridge", "group_fwd_mask", "65536", -1 }, { "bridge_slave", "guard", "on", 0 },
		{ "bridge_slave", "guard", "yes", -1 }, { "bridge_slave", "state", "256", -1 },
		{ "vlan", "id", "5", 0 }, { "vlan", "gvrp", "on", 0 }, { "vlan", "gvrp", "", -1 },
		{ "vlan", "egress-qos-map", "1:2 3:4", 0 }, { "vlan", "egress-qos-map", "1:", -1 },
		{ "vlan", "egress-qos-map", "1", -1 }, { "macvlan", "mode", "bridge", 0 },
		{ "macvlan", "mode", "x", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct kind_option *option = kind_option_find(kind_find(rows[i].kind),
								    rows[i].option);
		struct kind_values values = { 0 };
		struct rtnl_message message;

		begin_link(&message);
		assert_non_null(option);
		assert_true(kind_takes_value(option));
		assert_int_equal(kind_add(&message, &values, option, rows[i].value),
				 rows[i].result);
		kind_finish(&message, &values);
		assert_false(message.overflow);
	}
	assert_null(kind_find("dummy"));
	assert_null(kind_option_find(kind_find("bond"), "foo"));
	assert_null(kind_option_find(kind_find("bond"), ""));
	assert_null(kind_option_find(kind_find("bridge"), "hello_timer"));
}

static void test_refusals(void **state)
{
	(void)state;
	/* musl's words differ; people look for glibc's. */
	assert_string_equal(rtnl_error_text(EOPNOTSUPP), "Operation not supported");
	assert_string_equal(rtnl_error_text(ENETUNREACH), "Network is unreachable");
	assert_string_equal(rtnl_error_text(EEXIST), "File exists");
}

/* 1 when the monitor tells of such an interface among what it has to say now. */
static int heard(int fd, const char *name, bool wanted)
{
	struct link link;
	bool gone;
	int found = 0;

	while (link_monitor_next(fd, &link, &gone) == 1)
		found |= strcmp(link.name, name) == 0 && gone == wanted;
	return found;
}

static struct ip_address parse(const char *text)
{
	struct ip_address address;

	assert_int_equal(ip_address_parse(text, 0, &address), 0);
	return address;
}

/* What dhclient and ramroot call, against the kernel, in a namespace of our own. */
static void test_in_a_namespace(void **state)
{
	const struct ip_address address = parse("10.1.2.3/24"), gateway = parse("10.1.2.1");
	const struct ip_address broadcast = ip_address_broadcast(&address);
	const struct ip_address far = parse("192.0.2.1"), any = parse("default");
	struct link *list, link;
	size_t count;
	int monitor;

	(void)state;
	if (unshare(CLONE_NEWNET) < 0)
		skip();
	monitor = link_monitor_open();
	assert_true(monitor >= 0);
	assert_int_equal(link_add_veth("e0", "e1"), 0);
	assert_int_equal(heard(monitor, "e0", false), 1);
	assert_int_equal(link_add_veth("e0", "e2"), -1);
	assert_int_equal(errno, EEXIST);
	assert_string_equal(fail_text(), "make the veth e0: File exists");
	assert_int_equal(link_add_bridge("br0"), 0);
	assert_int_equal(link_set_master("e1", "br0"), 0);
	assert_int_equal(link_set_mac("e0", (uint8_t[]){ 2, 0, 0, 0, 0, 1 }, 6), 0);
	assert_int_equal(link_set_mtu("e0", 1400), 0);
	assert_int_equal(link_set_mtu("e0", 1), -1);
	assert_int_equal(link_set_up("e0", true), 0);
	assert_int_equal(link_set_up("e1", true), 0);
	assert_int_equal(links_read(&list, &count), 0);
	assert_int_equal(count, 4);
	free(list);
	assert_int_equal(link_find("e0", &link), 0);
	assert_true(link.mtu == 1400 && link.carrier && link_is_wired(&link) && !link.master);
	assert_int_equal(link_find("e1", &link), 0);
	assert_true(link.master && !link_is_wired(&link));
	assert_int_equal(link_find("br0", &link), 0);
	assert_true(!link_is_wired(&link) && strcmp(link.kind, "bridge") == 0);
	assert_int_equal(link_find("lo", &link), 0);
	assert_false(link_is_wired(&link));
	assert_int_equal(link_find("none", &link), -1);
	assert_string_equal(fail_text(), "Device \"none\" does not exist");

	assert_int_equal(address_add("e0", &address, &broadcast, 3600, 3600), 0);
	assert_int_equal(address_add("e0", &address, &broadcast, 7200, 7200), 0);
	assert_int_equal(route_add("e0", &any, &gateway, 100, false), 0);
	assert_int_equal(route_add("e0", &any, &gateway, 100, false), 0);
	assert_int_equal(route_add("e0", &any, &far, 200, false), -1);
	assert_int_equal(route_add("e0", &any, &far, 200, true), 0);
	assert_int_equal(route_add("e0", &far, NULL, 0, false), 0);
	assert_int_equal(route_delete("e0", &any, &gateway, 100), 0);
	assert_int_equal(route_delete("e0", &any, &gateway, 100), -1);
	assert_int_equal(address_flush("e0", 0), 0);
	assert_int_equal(address_delete("e0", &address), -1);
	assert_int_equal(errno, EADDRNOTAVAIL);

	assert_int_equal(link_set_master("e1", NULL), 0);
	assert_int_equal(link_set_name("br0", "other"), 0);
	heard(monitor, "", false);
	assert_int_equal(link_delete("other"), 0);
	assert_int_equal(heard(monitor, "other", true), 1);
	assert_int_equal(link_monitor_next(monitor, &link, &(bool){ false }), 0);
	/* Whether the kernel has these or not: the values are looked at first. */
	assert_int_equal(link_add_vlan("v", "e0", 4095), -1);
	assert_int_equal(link_add_vlan("v", "none", 5), -1);
	assert_int_equal(link_add_bond("b", "mode=silly"), -1);
	assert_string_equal(fail_text(), "make the bond b: mode: no such value 'silly'");
	assert_int_equal(link_add_bond("b", "silly=1"), -1);
	assert_int_equal(link_add_bond("b", "mode"), -1);
	close(monitor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_and_read),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_cut_and_lying),
		cmocka_unit_test(test_attributes_that_lie),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_in_a_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
