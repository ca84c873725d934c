/* SPDX-License-Identifier: MIT */
/* boot/parameters and boot/ip_parameter: the kernel command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "boot/ip_parameter.h"
#include "boot/parameters.h"
#include "core/error.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void takes_its_own_words(void **state)
{
	struct parameters parameters;

	(void)state;
	parameters_parse("quiet ramroot=http://h/a=b init=/x ip=off ip=dhcp ramroot.onfail=reboot "
			 "ramroot.cmdline=\"a=1 b\" \"ramroot.layout=nix-store\" other=1\n",
			 &parameters);
	assert_string_equal(parameters.source, "http://h/a=b");
	assert_string_equal(parameters.init, "/x");
	assert_non_null(strstr(parameters.line, "ip=off ip=dhcp"));
	assert_string_equal(parameters.fill, "a=1 b");
	assert_string_equal(parameters.layout, "nix-store");
	assert_int_equal(parameters.on_failure, FAILURE_REBOOT);
	assert_int_equal(parameters.problems.length, 0);
	parameters_free(&parameters);
}

static void names_words_that_make_no_sense(void **state)
{
	struct parameters parameters;

	(void)state;
	parameters_parse("ramroot.onfail=maybe ramroot.nothing=1", &parameters);
	assert_non_null(strstr(parameters.problems.data, "ramroot.onfail=maybe: want retry"));
	assert_non_null(strstr(parameters.problems.data, "ramroot.nothing: no such parameter"));
	assert_int_equal(parameters.on_failure, FAILURE_RETRY);
	parameters_free(&parameters);
}

static void ends_at_two_dashes(void **state)
{
	struct parameters parameters;

	(void)state;
	parameters_parse("init=/a -- init=/b", &parameters);
	assert_string_equal(parameters.init, "/a");
	parameters_free(&parameters);
	parameters_parse("\"open quote init=/a", &parameters);
	assert_null(parameters.init);
	parameters_free(&parameters);
	parameters_parse("", &parameters);
	parameters_free(&parameters);
}

static void assert_address(const struct ip_address *address, const char *text)
{
	char buffer[64];

	assert_string_equal(ip_address_text(address, buffer), text);
}

static void reads_the_kernels_grammar(void **state)
{
	struct ip_parameter ip;

	(void)state;
	assert_int_equal(ip_parameter_parse("192.168.77.9:10.0.0.1:192.168.77.1:255.255.255.128:"
					    "box:eth1:off:1.1.1.1:8.8.8.8", &ip), 0);
	assert_int_equal(ip.method, IP_STATIC);
	assert_address(&ip.lease.address, "192.168.77.9");
	assert_int_equal(ip.lease.address.prefix, 25);
	assert_address(&ip.lease.server, "10.0.0.1");
	assert_int_equal(ip.lease.route_count, 1);
	assert_address(&ip.lease.routes[0].via, "192.168.77.1");
	assert_string_equal(ip.lease.hostname, "box");
	assert_string_equal(ip.lease.interface, "eth1");
	assert_int_equal(ip.lease.dns_count, 2);
	assert_address(&ip.lease.dns[1], "8.8.8.8");
}

static void reads_short_forms(void **state)
{
	struct ip_parameter ip;

	(void)state;
	assert_int_equal(ip_parameter_parse("dhcp", &ip), 0);
	assert_int_equal(ip.method, IP_DHCP);
	assert_int_equal(ip_parameter_parse("none", &ip), 0);
	assert_int_equal(ip.method, IP_OFF);
	assert_int_equal(ip_parameter_parse("eth0:dhcp", &ip), 0);
	assert_int_equal(ip.method, IP_DHCP);
	assert_string_equal(ip.lease.interface, "eth0");
	assert_int_equal(ip_parameter_parse(":::::eth2:dhcp", &ip), 0);
	assert_int_equal(ip.method, IP_DHCP);
	assert_string_equal(ip.lease.interface, "eth2");
	assert_int_equal(ip_parameter_parse("10.0.0.5::::::", &ip), 0);
	assert_int_equal(ip.lease.address.prefix, 8);
	assert_int_equal(ip_parameter_parse("10.0.0.5:::20", &ip), 0);
	assert_int_equal(ip.lease.address.prefix, 20);
	assert_int_equal(ip_parameter_parse("", &ip), 0);
	assert_int_equal(ip.method, IP_ANY);
	assert_int_equal(ip_parameter_parse("[2001:db8::5]::[2001:db8::1]:64::eth0:none", &ip), 0);
	assert_int_equal(ip.lease.address.family, AF_INET6);
	assert_int_equal(ip.lease.address.prefix, 64);
	assert_int_equal(ip.lease.routes[0].to.family, AF_INET6);
}

/* What is written for the next kernel is read there as the same network. */
static void written_for_another_kernel(void **state)
{
	static const char *const given[] = {
		"192.168.77.9::192.168.77.1:255.255.255.128:box::off:1.1.1.1:8.8.8.8",
		"[2001:db8::5]::[2001:db8::1]:64:::off:[2001:db8::53]",
		"10.0.0.5:::255.255.255.255:::off",
	};
	static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0xab };
	struct buffer out = { 0 };
	struct ip_parameter ip;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(given); i++) {
		assert_int_equal(ip_parameter_parse(given[i], &ip), 0);
		ip_parameter_words(&ip.lease, NULL, &out);
		assert_int_equal(strncmp(out.data, " ip=", 4), 0);
		assert_string_equal(out.data + 4, given[i]);
		buffer_free(&out);
	}
	ip_parameter_words(&ip.lease, mac, &out);
	assert_non_null(strstr(out.data, ":off BOOTIF=01-52-54-00-12-34-ab"));
	buffer_free(&out);
}

static void refuses_nonsense(void **state)
{
	static const char *const texts[] = {
		"perhaps", "1.2.3.4:::255.0.255.0", "1.2.3.4:::33", "1.2.3.999", "[::1", "[::1]x",
		"1.2.3.4::nowhere", "1:2:3:4:5:6:7:8:9:10:11",
		"1.2.3.4:::::an-interface-name-too-long", ":::::eth0:magic", "1.2.3.4/24",
		"1.2.3.4:::::a/b",
	};
	struct ip_parameter ip;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		fail_clear();
		assert_int_equal(ip_parameter_parse(texts[i], &ip), -1);
		assert_string_not_equal(fail_text(), "");
	}
}

static void survives_any_bytes(void **state)
{
	struct ip_parameter ip;
	struct parameters parameters;
	char text[80];

	(void)state;
	srand(7);
	for (int round = 0; round < 20000; round++) {
		size_t length = rand() % sizeof(text);

		for (size_t i = 0; i < length; i++)
			text[i] = rand() % 3 ? ":.[]10/\" ="[rand() % 10] : rand() % 255 + 1;
		text[length ? length - 1 : 0] = '\0';
		ip_parameter_parse(text, &ip);
		parameters_parse(text, &parameters);
		parameters_free(&parameters);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_own_words),
		cmocka_unit_test(names_words_that_make_no_sense),
		cmocka_unit_test(ends_at_two_dashes),
		cmocka_unit_test(reads_the_kernels_grammar),
		cmocka_unit_test(reads_short_forms),
		cmocka_unit_test(refuses_nonsense),
		cmocka_unit_test(written_for_another_kernel),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
