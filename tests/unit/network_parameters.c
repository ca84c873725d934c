/* SPDX-License-Identifier: MIT */
/* boot/network_parameters: dracut's words for the network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "boot/network_parameters.h"
#include "core/error.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static struct network_parameters parsed;

static void parse(const char *line)
{
	if (network_parameters_parse(line, &parsed) < 0)
		fail_msg("%s: %s", line, fail_text());
}

static void assert_address(const struct ip_address *address, const char *text)
{
	char buffer[64];

	assert_string_equal(ip_prefix_text(address, buffer), text);
}

static void assert_lines(const char *wanted)
{
	struct buffer lines = { 0 };

	for (unsigned i = 0; i < parsed.device_count; i++)
		network_device_lines(&parsed.devices[i], &lines);
	assert_string_equal(lines.data, wanted);
	buffer_free(&lines);
}

static void every_way_to_an_address(void **state)
{
	static const struct {
		const char *word;
		enum ip_method method;
	} rows[] = {
		{ "ip=dhcp", IP_DHCP }, { "ip=on", IP_ANY }, { "ip=any", IP_ANY },
		{ "ip=both", IP_ANY }, { "ip=single-dhcp", IP_DHCP }, { "ip=dhcp6", IP_DHCP6 },
		{ "ip=auto6", IP_AUTO6 }, { "ip=either6", IP_EITHER6 }, { "ip=link6", IP_LINK6 },
		{ "ip=off", IP_OFF }, { "ip=::::box:eth0:auto6", IP_AUTO6 },
		{ "ip=eth0:dhcp6", IP_DHCP6 }, { "ip=10.0.0.2:::24::eth0:none", IP_STATIC },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		parse(rows[i].word);
		assert_int_equal(parsed.ip_count, 1);
		assert_int_equal(parsed.ips[0].method, rows[i].method);
	}
	parse("quiet root=/dev/sda1");
	assert_int_equal(parsed.ip_count, 0);
}

static void several_with_mtu_and_address(void **state)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0xab, 9 };

	(void)state;
	parse("ip=eth0.5:dhcp:1400:02:00:00:00:ab:09 x=y ip=eth1:auto6::02-00-00-00-ab-09 "
	      "ip=10.0.0.2::10.0.0.1:255.255.0.0:box:eth2:none:9000 "
	      "ip=10.0.0.3::10.0.0.1:16:box:eth3:off:1.1.1.1:[2606:4700::1111]:10.0.0.4");
	assert_int_equal(parsed.ip_count, 4);
	assert_string_equal(parsed.ips[0].lease.interface, "eth0.5");
	assert_int_equal(parsed.ips[0].lease.mtu, 1400);
	assert_memory_equal(parsed.ips[0].mac, mac, 6);
	assert_memory_equal(parsed.ips[1].mac, mac, 6);
	assert_int_equal(parsed.ips[1].lease.mtu, 0);
	assert_int_equal(parsed.ips[2].lease.mtu, 9000);
	assert_int_equal(parsed.ips[2].lease.dns_count, 0);
	assert_int_equal(parsed.ips[3].lease.dns_count, 2);
	assert_address(&parsed.ips[3].lease.dns[1], "2606:4700::1111");
	assert_address(&parsed.ips[3].lease.ntp[0], "10.0.0.4");
}

static void devices_in_the_order_of_making(void **state)
{
	(void)state;
	parse("vlan=bond0.007:bond0 bridge=br0:bond0.007,eth2 "
	      "bond=bond0:eth0,eth1:mode=802.3ad,miimon=100,arp_ip_target=10.0.0.1;10.0.0.2:9000");
	assert_lines("ip link add bond0 type bond mode 802.3ad miimon 100 "
		     "arp_ip_target 10.0.0.1,10.0.0.2\n"
		     "ip link set eth0 down\nip link set eth0 master bond0\nip link set eth0 up\n"
		     "ip link set eth1 down\nip link set eth1 master bond0\nip link set eth1 up\n"
		     "ip link set bond0 mtu 9000\n"
		     "ip link set bond0 up\nip link add link bond0 name bond0.007 type vlan id 7\n"
		     "ip link add br0 type bridge\n"
		     "ip link set bond0.007 master br0\nip link set bond0.007 up\n"
		     "ip link set eth2 master br0\nip link set eth2 up\n");
}

static void devices_without_a_value(void **state)
{
	(void)state;
	parse("bond");
	assert_lines("ip link add bond0 type bond mode balance-rr\n"
		     "ip link set eth0 down\nip link set eth0 master bond0\nip link set eth0 up\n"
		     "ip link set eth1 down\nip link set eth1 master bond0\nip link set eth1 up\n");
	parse("bridge");
	assert_lines("ip link add br0 type bridge\nip link set eth0 master br0\n"
		     "ip link set eth0 up\n");
	parse("vlan=vlan0012:eth0");
	assert_int_equal(parsed.devices[0].id, 12);
}

static void cards_by_address(void **state)
{
	static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

	(void)state;
	parse("ifname=lan0:52:54:00:12:34:56 BOOTIF=01-52-54-00-12-34-56 bootdev=lan0");
	assert_string_equal(parsed.names[0].name, "lan0");
	assert_memory_equal(parsed.names[0].mac, mac, 6);
	assert_true(parsed.has_boot_mac);
	assert_memory_equal(parsed.boot_mac, mac, 6);
	assert_string_equal(parsed.boot_device, "lan0");
	parse("BOOTIF=52:54:00:12:34:56 rd.bootif=0");
	assert_false(parsed.has_boot_mac);
}

static void resolvers_and_routes_go_into_the_lease(void **state)
{
	struct lease lease = { .interface = "eth0", .dns_count = 1, .route_count = 1 };

	(void)state;
	assert_int_equal(ip_address_parse("10.0.0.9", AF_INET, &lease.dns[0]), 0);
	parse("nameserver=1.1.1.1 nameserver=[2001:db8::53] rd.route=10.9.0.0/16:10.0.0.7 "
	      "rd.route=192.168.9.0/24::eth0 rd.route=[2001:db8:3::/48]:[2001:db8::1]:eth1 "
	      "rd.net.timeout.dhcp=7 rd.net.dhcp.retry=3");
	assert_int_equal(parsed.dhcp_seconds, 7);
	assert_int_equal(parsed.dhcp_tries, 3);
	network_parameters_amend(&parsed, &parsed.ips[0], &lease);
	assert_int_equal(lease.dns_count, 3);
	assert_address(&lease.dns[0], "1.1.1.1");
	assert_address(&lease.dns[1], "2001:db8::53");
	assert_address(&lease.dns[2], "10.0.0.9");
	assert_int_equal(lease.route_count, 3);
	assert_address(&lease.routes[1].to, "10.9.0.0/16");
	assert_address(&lease.routes[1].via, "10.0.0.7");
	assert_false(ip_address_is_set(&lease.routes[2].via));
	parse("rd.peerdns=0 nameserver=1.1.1.1");
	network_parameters_amend(&parsed, &parsed.ips[0], &lease);
	assert_int_equal(lease.dns_count, 1);
}

/* nfsroot.rst: what is told beside DHCP counts more than what DHCP tells. */
static void peers_beside_dhcp(void **state)
{
	struct lease lease = { .dns_count = 1, .route_count = 2, .boot_server = "10.0.0.2" };

	(void)state;
	assert_int_equal(ip_address_parse("10.0.0.5", AF_INET, &lease.address), 0);
	assert_int_equal(ip_address_parse("10.0.0.9", AF_INET, &lease.dns[0]), 0);
	assert_int_equal(ip_address_parse("0.0.0.0/0", AF_INET, &lease.routes[0].to), 0);
	assert_int_equal(ip_address_parse("10.9.0.0/16", AF_INET, &lease.routes[1].to), 0);
	parse("ip=:10.0.0.7:10.0.0.8::box:eth0:dhcp:1.1.1.1::10.0.0.4 rd.peerdns=0");
	assert_int_equal(parsed.ips[0].method, IP_DHCP);
	network_parameters_amend(&parsed, &parsed.ips[0], &lease);
	assert_string_equal(lease.boot_server, "10.0.0.7");
	assert_int_equal(lease.route_count, 2);
	assert_address(&lease.routes[0].to, "10.9.0.0/16");
	assert_address(&lease.routes[1].via, "10.0.0.8");
	assert_int_equal(lease.routes[1].to.prefix, 0);
	assert_int_equal(lease.dns_count, 1);
	assert_address(&lease.dns[0], "1.1.1.1");
	assert_address(&lease.ntp[0], "10.0.0.4");
	/* A gateway of the other family says nothing of this one's. */
	lease.address.family = AF_INET6;
	network_parameters_amend(&parsed, &parsed.ips[0], &lease);
	assert_int_equal(lease.route_count, 2);
}

static void full_lists_stay_within_the_lease(void **state)
{
	struct lease lease = { .dns_count = 8, .route_count = 32 };

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		lease.dns[i] = (struct ip_address){ AF_INET, 32, { 10, 0, 0, i } };
	parse("nameserver=1.1.1.1 nameserver=1.1.1.2 rd.route=10.0.0.0/8:10.0.0.1");
	network_parameters_amend(&parsed, &parsed.ips[0], &lease);
	assert_int_equal(lease.dns_count, 8);
	assert_int_equal(lease.route_count, 32);
	assert_address(&lease.dns[1], "1.1.1.2");
}

static void refuses_nonsense(void **state)
{
	static const char *const lines[] = {
		"vlan=eth0", "vlan=eth0.4095:eth0", "vlan=eth0.0:eth0", "vlan=name:eth0",
		"vlan=eth0.5:eth0,eth1", "vlan=:eth0", "bond=b:", "bond=b:eth0:mode=1;`x`",
		"bond=b:eth0::12", "bond=$(x):eth0", "bridge=b:", "bridge=b:a:c", "team=t:eth0",
		"\"bridge=br 0:eth0\"", "ifname=lan0", "ifname=lan0:1:2",
		"ifname=a'b:52:54:00:12:34:56", "BOOTIF=01-x", "nameserver=", "nameserver=dns",
		"nameserver=1.1.1.0/24", "rd.route=10.0.0.0/8",
		"rd.route=10.0.0.0/8::", "rd.route=x:10.0.0.1", "rd.route=10.0.0.0/8:2001",
		"rd.net.timeout.dhcp=0", "ip=eth0:dhcp:67", "ip=eth0:dhcp:1500:xx",
		"ip=eth0:dhcp:1500:1:2:3:4:5", "ip=:::::eth0:dhcp:1500:1:2:3:4:5:600",
		"bond=a:b bond=b:a", "vlan=a1:a1", "ip=magic",
		"ip=10.0.0.2:::24::eth0:none:1.1.1.1:8.8.8.8:9.9.9.9:4.4.4.4",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		fail_clear();
		if (network_parameters_parse(lines[i], &parsed) == 0)
			fail_msg("%s was taken", lines[i]);
		assert_string_not_equal(fail_text(), "");
	}
}

static void too_many_are_told(void **state)
{
	static const char *const words[] = {
		"ip=dhcp ", "nameserver=1.1.1.1 ", "vlan=a1:b ", "bond=a:b ",
		"ifname=a:52:54:00:12:34:56 ", "rd.route=1.0.0.0/8:1.1.1.1 ",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct buffer line = { 0 };

		for (int times = 0; times < 20; times++)
			buffer_text(&line, words[i]);
		fail_clear();
		assert_int_equal(network_parameters_parse(line.data, &parsed), -1);
		assert_non_null(strstr(fail_text(), "more than"));
		buffer_free(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_to_an_address),
		cmocka_unit_test(several_with_mtu_and_address),
		cmocka_unit_test(devices_in_the_order_of_making),
		cmocka_unit_test(devices_without_a_value),
		cmocka_unit_test(cards_by_address),
		cmocka_unit_test(resolvers_and_routes_go_into_the_lease),
		cmocka_unit_test(full_lists_stay_within_the_lease),
		cmocka_unit_test(peers_beside_dhcp), cmocka_unit_test(refuses_nonsense),
		cmocka_unit_test(too_many_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
