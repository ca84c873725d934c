/* SPDX-License-Identifier: MIT */
/* libbb/net/address: what iproute2 takes for an address or a prefix, and what it refuses. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/link.h"

#include <cmocka.h>

static const struct {
	const char *text;
	int family;
	const char *address;	/* NULL: refused */
	unsigned prefix;
} prefixes[] = {
	{ "192.168.1.100/24", 0, "192.168.1.100", 24 },
	{ "10.0.0.1", 0, "10.0.0.1", 32 },
	{ "10/8", 0, "10.0.0.0", 8 },
	{ "172.16/12", AF_INET, "172.16.0.0", 12 },
	{ "0x0a.1.2.3", 0, "10.1.2.3", 32 },
	{ "1.2.3.4/255.255.255.0", 0, "1.2.3.4", 24 },
	{ "1.2.3.4/0", 0, "1.2.3.4", 0 },
	{ "fe80::1/64", 0, "fe80::1", 64 },
	{ "::/0", 0, "::", 0 },
	{ "::ffff:1.2.3.4", 0, "::ffff:1.2.3.4", 128 },
	{ "default", 0, "0.0.0.0", 0 },
	{ "default", AF_INET6, "::", 0 },
	{ "any", AF_INET, "0.0.0.0", 0 },
	{ "foo", 0, NULL },
	{ "", 0, NULL },
	{ "/", 0, NULL },
	{ "/24", 0, NULL },
	{ "1.2.3.4/", 0, NULL },
	{ "1.2.3.4/33", 0, NULL },
	{ "1.2.3.4/-1", 0, NULL },
	{ "1.2.3.4/255.0.255.0", 0, NULL },
	{ "1.2.3.4/99999999999999999999", 0, NULL },
	{ "::1/129", 0, NULL },
	{ "::1/ffff::", 0, "::1", 16 },
	{ "256.1.1.1", 0, NULL },
	{ "1.2.3.4.5", 0, NULL },
	{ "1..2", 0, NULL },
	{ "-1.2.3.4", 0, NULL },
	{ " 1.2.3.4", 0, NULL },
	{ "1.2.3.4 ", 0, NULL },
	{ "::1", AF_INET, NULL },
	{ "1.2.3.4", AF_INET6, NULL },
	{ "1.2.3.4", 200, NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/8", 0, NULL },
};

static void test_prefixes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		struct ip_address address;
		char text[64];
		int result = ip_address_parse(prefixes[i].text, prefixes[i].family, &address);

		if (!prefixes[i].address) {
			assert_int_equal(result, -1);
			assert_false(ip_address_is_set(&address));
			continue;
		}
		assert_int_equal(result, 0);
		assert_string_equal(ip_address_text(&address, text), prefixes[i].address);
		assert_int_equal(address.prefix, prefixes[i].prefix);
	}
}

static void test_words(void **state)
{
	struct ip_address address;

	(void)state;
	ip_address_parse("foo", 0, &address);
	assert_string_equal(fail_text(), "any valid prefix is expected rather than \"foo\"");
	ip_address_parse("foo", AF_INET, &address);
	assert_string_equal(fail_text(), "inet prefix is expected rather than \"foo\"");
	assert_int_equal(ip_address_parse_host("::1/64", AF_INET6, &address), -1);
	assert_string_equal(fail_text(), "inet6 address is expected rather than \"::1/64\"");
}

static struct ip_address parse(const char *text)
{
	struct ip_address address;

	assert_int_equal(ip_address_parse(text, 0, &address), 0);
	return address;
}

static void test_networks(void **state)
{
	struct ip_address a = parse("192.168.1.100/24"), b = parse("192.168.1.1"), none = { 0 };
	struct ip_address broadcast = ip_address_broadcast(&a), v6 = parse("fd00::1/10");
	char text[64];

	(void)state;
	assert_true(ip_network_has(&a, &b) && !ip_network_has(&b, &a));
	assert_false(ip_network_has(&v6, &a));
	assert_string_equal(ip_address_text(&broadcast, text), "192.168.1.255");
	assert_string_equal(ip_prefix_text(&a, text), "192.168.1.100/24");
	assert_string_equal(ip_prefix_text(&b, text), "192.168.1.1");
	a.prefix = 31;
	broadcast = ip_address_broadcast(&a);
	assert_false(ip_address_is_set(&broadcast));
	broadcast = ip_address_broadcast(&v6);
	assert_false(ip_address_is_set(&broadcast));
	assert_string_equal(ip_address_text(&none, text), "");
	a = parse("255.255.254.0");
	assert_int_equal(ip_mask_bits(&a), 23);
	a = parse("255.0.255.0");
	assert_int_equal(ip_mask_bits(&a), -1);
	a = parse("0.0.0.0");
	assert_int_equal(ip_mask_bits(&a), 0);
	assert_true(ip_address_is_any(&a) && !ip_address_is_any(&b));
	assert_false(ip_address_from_bytes("abcde", 5, &a));
	assert_true(ip_address_from_bytes("abcd", 4, &a));
	b = parse("97.98.99.100");
	assert_true(ip_address_equal(&a, &b));
}

static void test_hardware(void **state)
{
	uint8_t mac[8];
	char text[96], many[3 * 40];

	(void)state;
	assert_int_equal(link_mac_parse("52:54:0:12:34:aB", mac, sizeof(mac)), 6);
	assert_string_equal(link_mac_text(mac, 6, text), "52:54:00:12:34:ab");
	assert_int_equal(link_mac_parse("52-54-00-12-34-56", mac, sizeof(mac)), 6);
	assert_string_equal(link_mac_text(mac, 0, text), "");
	assert_int_equal(link_mac_parse("", mac, sizeof(mac)), -1);
	assert_int_equal(link_mac_parse("52:54:", mac, sizeof(mac)), -1);
	assert_int_equal(link_mac_parse("52:544", mac, sizeof(mac)), -1);
	assert_int_equal(link_mac_parse("5g", mac, sizeof(mac)), -1);
	memset(many, 0, sizeof(many));
	for (size_t i = 0; i < sizeof(many) - 1; i++)
		many[i] = i % 3 == 2 ? ':' : '1';
	assert_int_equal(link_mac_parse(many, mac, sizeof(mac)), -1);
	/* Longer than any real one: cut, and within its room. */
	link_mac_text((const uint8_t *)many, 40, text);
	assert_int_equal(strlen(text), 95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_hardware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
