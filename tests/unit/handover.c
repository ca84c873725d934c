/* SPDX-License-Identifier: MIT */
/* boot/handover: a lease in the words of those who manage networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "boot/handover.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void address(struct ip_address *to, const char *text, uint8_t prefix)
{
	assert_int_equal(ip_address_parse(text, 0, to), 0);
	to->prefix = prefix;
}

static struct lease by_hand(void)
{
	struct lease lease = { .interface = "eth0", .dns_count = 2, .route_count = 1,
			       .search = "example.com" };

	address(&lease.address, "192.168.1.100", 24);
	address(&lease.routes[0].via, "192.168.1.1", 32);
	lease.routes[0].to.family = lease.routes[0].via.family;
	address(&lease.dns[0], "1.1.1.1", 32);
	address(&lease.dns[1], "8.8.8.8", 32);
	return lease;
}

static struct lease from_dhcp(void)
{
	struct lease lease = by_hand();

	lease.client_id_length = 7;
	lease.seconds = 3600;
	return lease;
}

static void assert_text(void (*write)(const struct lease *, const char *, struct buffer *),
			struct lease lease, const char *mac, const char *wanted)
{
	struct buffer text = { 0 };

	write(&lease, mac, &text);
	assert_string_equal(strchr(text.data, '\n') + 1, wanted);
	buffer_free(&text);
}

static void writes_networkd(void **state)
{
	(void)state;
	assert_text(handover_networkd, from_dhcp(), "52:54:00:12:34:56",
		    "[Match]\nMACAddress=52:54:00:12:34:56\nType=ether\nKind=!*\n\n"
		    "[Network]\nDHCP=ipv4\nKeepConfiguration=yes\n\n"
		    "[DHCPv4]\nClientIdentifier=mac\n");
	assert_text(handover_networkd, by_hand(), "",
		    "[Match]\nName=eth0\n\n[Network]\nAddress=192.168.1.100/24\n"
		    "KeepConfiguration=static\nDNS=1.1.1.1 8.8.8.8\nDomains=example.com\n\n"
		    "[Route]\nGateway=192.168.1.1\n");
}

static void keeps_the_name(void **state)
{
	struct buffer text = { 0 };

	(void)state;
	handover_link("52:54:00:12:34:56", &text);
	assert_non_null(strstr(text.data, "[Match]\nMACAddress=52:54:00:12:34:56\n"));
	assert_non_null(strstr(text.data, "[Link]\nNamePolicy=keep\n"));
	buffer_free(&text);
}

static void writes_dhcpcd(void **state)
{
	struct lease lease = from_dhcp(), fixed = by_hand();
	struct buffer text = { 0 };

	(void)state;
	memcpy(lease.client_id, "\1\x52\x54\0\x12\x34\x56", 7);
	handover_dhcpcd(&lease, &text);
	assert_non_null(strstr(text.data, "\ninterface eth0\nclientid 01:52:54:00:12:34:56\n"));
	buffer_free(&text);
	handover_dhcpcd(&fixed, &text);
	assert_non_null(strstr(text.data, "\ninterface eth0\nstatic ip_address=192.168.1.100/24\n"
			       "static routers=192.168.1.1\n"
			       "static domain_name_servers=1.1.1.1 8.8.8.8\n"));
	buffer_free(&text);
}

static void writes_keyfiles(void **state)
{
	(void)state;
	assert_text(handover_keyfile, from_dhcp(), "52:54:00:12:34:56",
		    "[connection]\nid=ramroot-eth0\ntype=ethernet\nautoconnect-priority=-100\n\n"
		    "[ethernet]\nmac-address=52:54:00:12:34:56\n\n"
		    "[ipv4]\nmethod=auto\ndhcp-client-id=mac\n\n[ipv6]\nmethod=auto\n");
	assert_text(handover_keyfile, by_hand(), "",
		    "[connection]\nid=ramroot-eth0\ntype=ethernet\nautoconnect-priority=-100\n"
		    "interface-name=eth0\n\n[ipv4]\nmethod=manual\n"
		    "address1=192.168.1.100/24\ngateway=192.168.1.1\ndns=1.1.1.1;8.8.8.8\n\n"
		    "[ipv6]\nmethod=auto\n");
}

static void writes_interfaces_and_resolved(void **state)
{
	struct lease lease = by_hand();
	struct buffer text = { 0 };

	(void)state;
	handover_interfaces(&lease, &text);
	assert_string_equal(strchr(text.data, '\n') + 1,
			    "auto eth0\niface eth0 inet static\n\taddress 192.168.1.100/24\n"
			    "\tgateway 192.168.1.1\n\tdns-nameservers 1.1.1.1 8.8.8.8\n");
	buffer_free(&text);
	lease = from_dhcp();
	handover_interfaces(&lease, &text);
	assert_non_null(strstr(text.data, "\niface eth0 inet dhcp\n"));
	buffer_free(&text);
	handover_resolved(&lease, &text);
	assert_non_null(strstr(text.data, "[Resolve]\nDNS=1.1.1.1 8.8.8.8\nDomains=example.com\n"));
	buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_networkd),
		cmocka_unit_test(keeps_the_name),
		cmocka_unit_test(writes_keyfiles),
		cmocka_unit_test(writes_dhcpcd),
		cmocka_unit_test(writes_interfaces_and_resolved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
