/* SPDX-License-Identifier: MIT */
/* net/dhcp4_message and dhcp4_lease: options joined, overloaded, mutated; what a reply means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp4_lease.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

/* A reply under construction, exactly as long as what was put in. */
static struct {
	struct dhcp4_header header;
	uint8_t options[1024];
	size_t length;
} reply;

static void begin(enum dhcp4_message_type type)
{
	static const uint8_t yours[4] = { 10, 0, 0, 5 };
	uint8_t byte = type;

	memset(&reply, 0, sizeof(reply));
	reply.header.op = 2;
	reply.header.hlen = 6;
	reply.header.cookie = __builtin_bswap32(DHCP4_COOKIE);
	memcpy(reply.header.yiaddr, yours, 4);
	reply.options[reply.length++] = OPT_TYPE;
	reply.options[reply.length++] = 1;
	reply.options[reply.length++] = byte;
}

static void put(unsigned number, const void *data, size_t length)
{
	reply.options[reply.length++] = number;
	reply.options[reply.length++] = length;
	memcpy(reply.options + reply.length, data, length);
	reply.length += length;
}

#define PUT(number, text) put(number, text, sizeof(text) - 1)

/* From memory that ends where the reply does, so that one byte too far is seen. */
static bool decode(struct dhcp4_message *message)
{
	size_t length = sizeof(reply.header) + reply.length;
	uint8_t *bytes = malloc(length);
	const char *why;
	bool good;

	memcpy(bytes, &reply.header, sizeof(reply.header));
	memcpy(bytes + sizeof(reply.header), reply.options, reply.length);
	good = dhcp4_decode(bytes, length, message, &why);
	assert_true(good == !why || good);
	free(bytes);
	return good;
}

static struct lease lease_of(void)
{
	struct dhcp4_message message;
	struct lease lease;
	const char *why;

	assert_true(decode(&message));
	assert_true(dhcp4_lease(&message, &lease, &why));
	return lease;
}

static const char *refusal(void)
{
	struct dhcp4_message message;
	struct lease lease;
	const char *why;

	assert_true(decode(&message));
	assert_false(dhcp4_lease(&message, &lease, &why));
	return why;
}

static void long_options_are_joined(void **state)
{
	struct dhcp4_message message;
	size_t length;
	const uint8_t *data;

	(void)state;
	begin(DHCP4_OFFER);
	PUT(OPT_BOOT_FILE, "http://a/");
	PUT(OPT_ROUTER, "\12\0\0\1");
	PUT(OPT_BOOT_FILE, "");
	PUT(OPT_BOOT_FILE, "b");
	/* RFC 3396: the options field, then file, then sname. */
	PUT(OPT_OVERLOAD, "\3");
	memcpy(reply.header.sname, "\103\1d\377", 4);
	memcpy(reply.header.file, "\103\1c\0\103\0", 6);
	assert_true(decode(&message));
	data = dhcp4_get(&message, OPT_BOOT_FILE, &length);
	assert_int_equal(length, 12);
	assert_memory_equal(data, "http://a/bcd", 12);
	assert_string_equal(lease_of().boot_file, "http://a/bcd");
	assert_string_equal(lease_of().boot_server, "");
}

static void what_is_cut_off_is_left_out(void **state)
{
	struct dhcp4_message message;

	(void)state;
	begin(DHCP4_OFFER);
	PUT(OPT_ROUTER, "\12\0\0\1");
	assert_true(decode(&message));
	for (size_t cut = 1; cut < 6; cut++) {
		reply.length--;
		assert_true(decode(&message));
		assert_int_equal(message.is_cut, cut != 6);
		assert_null(dhcp4_get(&message, OPT_ROUTER, NULL));
	}
	/* Amid the type: it could pass for a BOOTP server's. */
	reply.length = 2;
	assert_false(decode(&message));
	begin(DHCP4_OFFER);
	PUT(OPT_OVERLOAD, "\1");
	/* An option that reaches beyond `file`, and one that lacks its length. */
	memset(reply.header.file, 0, 128);
	memcpy(reply.header.file + 100, "\6\34", 2);
	assert_true(decode(&message) && message.is_cut);
	reply.header.file[101] = 26;
	assert_true(decode(&message) && !message.is_cut);
	reply.header.file[127] = 1;
	reply.header.file[100] = 0;
	reply.header.file[101] = 0;
	assert_true(decode(&message) && message.is_cut);
}

static void essentials_must_be_right(void **state)
{
	static const struct { unsigned number; const char *data; size_t length; } bad[] = {
		{ OPT_TYPE, "\2", 1 },		/* twice */
		{ OPT_SERVER, "\12\0\0", 3 }, { OPT_SERVER, "", 0 }, { OPT_LEASE_TIME, "\0\1", 2 },
		{ OPT_SUBNET_MASK, "\377", 1 }, { OPT_OVERLOAD, "\4", 1 }, { OPT_OVERLOAD, "", 0 },
	};
	struct dhcp4_message message;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		begin(DHCP4_OFFER);
		put(bad[i].number, bad[i].data, bad[i].length);
		assert_false(decode(&message));
	}
	begin(DHCP4_OFFER);
	reply.header.op = 1;
	assert_false(decode(&message));
	begin(DHCP4_OFFER);
	reply.header.cookie = 0;
	assert_false(decode(&message));
	begin(99);
	assert_false(decode(&message));
}

static void addresses(void **state)
{
	static const uint8_t bad[][4] = { { 0, 0, 0, 0 }, { 127, 0, 0, 1 }, { 224, 0, 0, 1 },
					  { 255, 255, 255, 255 }, { 0, 1, 2, 3 },
					  { 240, 0, 0, 1 } };
	struct lease lease;

	(void)state;
	begin(DHCP4_OFFER);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(reply.header.yiaddr, bad[i], 4);
		assert_true(refusal());
	}
	/* Without a mask, by class. */
	begin(DHCP4_OFFER);
	assert_int_equal(lease_of().address.prefix, 8);
	PUT(OPT_SUBNET_MASK, "\377\0\377\0");
	assert_string_equal(refusal(), "its subnet mask is none");
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\0\0\0\0");
	refusal();
	/* The network's own, and everybody's. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\0");
	reply.header.yiaddr[3] = 0;
	refusal();
	reply.header.yiaddr[3] = 255;
	refusal();
	reply.header.yiaddr[3] = 5;
	lease = lease_of();
	assert_int_equal(lease.address.prefix, 24);
	assert_memory_equal(lease.broadcast.bytes, "\12\0\0\377", 4);
	PUT(OPT_BROADCAST, "\12\0\0\0");
	assert_memory_equal(lease_of().broadcast.bytes, "\12\0\0\0", 4);
	PUT(OPT_MTU, "\2\77");
	assert_int_equal(lease_of().mtu, 0);
}

static const char *gateway_of(void)
{
	static char text[64];
	struct lease lease = lease_of();
	const struct ip_address *gateway = lease_gateway(&lease);

	return gateway ? ip_address_text(gateway, text) : "none";
}

static void gateways(void **state)
{
	struct lease lease;

	(void)state;
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\0");
	PUT(OPT_ROUTER, "\1\2\3\4" "\0\0\0\0" "\12\0\0\5" "\12\0\0\377" "\12\0\0\1");
	assert_string_equal(gateway_of(), "10.0.0.1");
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\0");
	PUT(OPT_ROUTER, "\1\2\3\4");
	assert_string_equal(gateway_of(), "none");
	/* A cloud's: only ourselves in the network, the gateway on the link. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\377");
	PUT(OPT_ROUTER, "\1\2\3\4");
	assert_string_equal(gateway_of(), "1.2.3.4");
	lease = lease_of();
	assert_int_equal(lease.route_count, 2);
	assert_int_equal(lease.routes[0].to.prefix, 32);
	assert_memory_equal(lease.routes[0].to.bytes, "\1\2\3\4", 4);
	assert_false(ip_address_is_set(&lease.routes[0].via));
	/* RFC 3021. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\376");
	PUT(OPT_ROUTER, "\12\0\0\4");
	assert_string_equal(gateway_of(), "10.0.0.4");
	assert_int_equal(lease_of().route_count, 1);
}

static void classless_routes(void **state)
{
	struct lease lease;

	(void)state;
	/* They override the router, also when no default is among them; RFC 3442. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\0");
	PUT(OPT_ROUTER, "\12\0\0\1");
	PUT(OPT_ROUTES, "\31\300\250\1\377\12\0\0\2");
	lease = lease_of();
	assert_int_equal(lease.route_count, 1);
	assert_int_equal(lease.routes[0].to.prefix, 25);
	/* Bits behind the mask are ignored. */
	assert_memory_equal(lease.routes[0].to.bytes, "\300\250\1\200", 4);
	/* The link's own first, through which the default's gateway is reached. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\377");
	PUT(OPT_ROUTES, "\0\1\2\3\4" "\40\1\2\3\4\0\0\0\0");
	lease = lease_of();
	assert_int_equal(lease.route_count, 2);
	assert_false(ip_address_is_set(&lease.routes[0].via));
	assert_int_equal(lease.routes[1].to.prefix, 0);
	/* Malformed: as if it were not there. */
	begin(DHCP4_OFFER);
	PUT(OPT_SUBNET_MASK, "\377\377\377\0");
	PUT(OPT_ROUTER, "\12\0\0\1");
	PUT(OPT_ROUTES, "\41\300\250\1\1\1\12\0\0\2");
	assert_string_equal(gateway_of(), "10.0.0.1");
}

static void search_lists(void **state)
{
	static const struct { const char *data; size_t length; const char *text; } rows[] = {
		{ "\1a\1b\0", 5, "a.b" }, { "\1a\1b\0\1c\300\2", 9, "a.b c.b" },
		{ "\1a\0\300\0", 5, "a a" },
		{ "\300\0", 2, NULL }, { "\1a\300\0", 4, NULL }, { "\1a\300\4\300\2", 6, NULL },
		{ "\1a", 2, NULL }, { "\77a", 2, NULL }, { "\100a\0", 3, NULL }, { "\0", 1, NULL },
		{ "\1a\300", 3, NULL }, { "\1\n\0", 3, NULL }, { "\1;\0", 3, NULL },
		{ "", 0, NULL },
		{ "\2-a\0", 4, NULL },
	};
	static uint8_t many[1024];
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t *copy = malloc(rows[i].length);
		bool good;

		memcpy(copy, rows[i].data, rows[i].length);
		good = dhcp4_search_list(copy, rows[i].length, text, sizeof(text));
		assert_int_equal(good, rows[i].text != NULL);
		if (good)
			assert_string_equal(text, rows[i].text);
		free(copy);
	}
	/* A long name, pointed at again and again: the text would be a hundred times as long. */
	many[0] = 63;
	memset(many + 1, 'a', 63);
	for (size_t i = 65; i + 1 < sizeof(many); i += 2)
		many[i] = 0xc0;
	assert_false(dhcp4_search_list(many, sizeof(many) - 1, text, sizeof(text)));
}

static void boot_files(void **state)
{
	(void)state;
	begin(DHCP4_OFFER);
	PUT(OPT_SERVER, "\12\0\0\1");
	memcpy(reply.header.file, "ipxe.efi", 8);
	assert_string_equal(lease_of().boot_file, "ipxe.efi");
	assert_string_equal(lease_of().boot_server, "10.0.0.1");
	memcpy(reply.header.siaddr, "\12\0\0\2", 4);
	assert_string_equal(lease_of().boot_server, "10.0.0.2");
	PUT(OPT_BOOT_FILE, "http://x/y\0\0");
	PUT(OPT_TFTP_SERVER, "tftp.example\0");
	assert_string_equal(lease_of().boot_file, "http://x/y");
	assert_string_equal(lease_of().boot_server, "tftp.example");
	/* Control bytes make it none, and never reach a terminal or a file. */
	begin(DHCP4_OFFER);
	PUT(OPT_BOOT_FILE, "a\33[2Jb");
	PUT(OPT_HOSTNAME, "a;reboot");
	PUT(OPT_DOMAIN, "a\nnameserver 6.6.6.6");
	assert_string_equal(lease_of().boot_file, "");
	assert_string_equal(lease_of().hostname, "");
	assert_string_equal(lease_of().domain, "");
}

static void times(void **state)
{
	struct lease lease;

	(void)state;
	begin(DHCP4_OFFER);
	PUT(OPT_LEASE_TIME, "\0\0\4\0");
	lease = lease_of();
	assert_int_equal(lease.seconds, 1024);
	assert_int_equal(lease.renew, 512);
	assert_int_equal(lease.rebind, 896);
	PUT(OPT_RENEW, "\377\377\377\376");
	PUT(OPT_REBIND, "\0\0\0\12");
	lease = lease_of();
	assert_true(lease.renew < lease.rebind && lease.rebind < lease.seconds);
	begin(DHCP4_OFFER);
	PUT(OPT_LEASE_TIME, "\377\377\377\377");
	assert_int_equal(lease_of().seconds, 0);
	begin(DHCP4_OFFER);
	assert_int_equal(lease_of().seconds, 3600);
	begin(DHCP4_OFFER);
	PUT(OPT_LEASE_TIME, "\0\0\0\1");
	lease = lease_of();
	assert_true(lease.renew <= lease.rebind && lease.rebind <= lease.seconds);
}

static void any_bytes_are_survived(void **state)
{
	uint8_t *bytes;
	struct dhcp4_message message;
	struct lease lease;
	const char *why;
	unsigned good = 0;

	(void)state;
	srand(7);
	for (int round = 0; round < 30000; round++) {
		size_t length = sizeof(reply.header) + rand() % 300;
		struct buffer text = { 0 };

		bytes = malloc(length);
		begin(DHCP4_OFFER);
		PUT(OPT_OVERLOAD, "\3");
		memcpy(bytes, &reply, MIN(length, sizeof(reply.header) + reply.length));
		for (size_t i = 108; i < 236; i++)
			bytes[i] = rand() % 8 ? rand() % 8 : rand();
		for (size_t i = sizeof(reply.header) + (round % 2 ? 6 : 0); i < length; i++)
			bytes[i] = rand() % 4 ? rand() % 5 : rand();
		if (dhcp4_decode(bytes, length, &message, &why)) {
			good += dhcp4_lease(&message, &lease, &why);
			lease_lines(&lease, &text);
			lease_values(&lease, &text);
			for (unsigned number = 0; number < 256; number++) {
				if (message.at[number])
					dhcp4_option_text(number, message.data +
							  message.at[number] - 1,
							  message.length[number], &text);
			}
		}
		buffer_free(&text);
		free(bytes);
	}
	assert_true(good > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_options_are_joined),
		cmocka_unit_test(what_is_cut_off_is_left_out),
		cmocka_unit_test(essentials_must_be_right), cmocka_unit_test(addresses),
		cmocka_unit_test(gateways), cmocka_unit_test(classless_routes),
		cmocka_unit_test(search_lists), cmocka_unit_test(boot_files),
		cmocka_unit_test(times), cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
