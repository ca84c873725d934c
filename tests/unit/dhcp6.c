/* SPDX-License-Identifier: MIT */
/* net/ra, net/dhcp6_message and net/dhcp6_step: any bytes, and the client without a clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp6_step.h"
#include "net/packet.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const uint8_t router[16] = { 0xfe, 0x80, [15] = 1 };
static struct dhcp6_config config;
static struct dhcp6_client client;
static struct dhcp6_actions actions;
static uint64_t now;

static int set_up(void **state)
{
	(void)state;
	config = (struct dhcp6_config){ .mac = { 2, 0, 0, 0, 0, 1 }, .iaid = 7, .assign = true,
					.vendor_class = "PXEClient", .user_class = "RAMsteam",
					.id = { { 0, 3, 0, 1, 2, 0, 0, 0, 0, 1 }, 10 } };
	dhcp6_start(&client, &config, 42);
	now = 5000;
	return 0;
}

/* An advertisement: flags, and one prefix 2001:db8::/64 when `prefix`. */
static struct ra advertisement(uint8_t flags, bool prefix)
{
	uint8_t bytes[48] = { 134, [5] = flags, [6] = 7, 8, [16] = 3, 4, 64, 0xc0,
			      [22] = 0x10, [26] = 0x08, [32] = 0x20, 0x01, 0x0d, 0xb8 };
	struct ra ra;
	const char *why;

	assert_true(ra_decode(bytes, prefix ? 48 : 16, router, &ra, &why));
	return ra;
}

static void happens(enum dhcp6_event_kind kind)
{
	struct dhcp6_event event = { .kind = kind };

	dhcp6_step(&client, &event, now, &actions);
}

static void router_says(uint8_t flags, bool prefix)
{
	struct ra ra = advertisement(flags, prefix);
	struct dhcp6_event event = { .kind = DHCP6_ROUTER, .ra = &ra };

	dhcp6_step(&client, &event, now, &actions);
}

static void address_is(const char *text, enum dhcp6_address_state state)
{
	struct dhcp6_event event = { .kind = DHCP6_ADDRESS, .address_state = state };

	assert_int_equal(ip_address_parse(text, AF_INET6, &event.address), 0);
	dhcp6_step(&client, &event, now, &actions);
}

static void wake(void)
{
	assert_true(client.wake >= now);
	now = client.wake;
	happens(DHCP6_TIMER);
}

static struct dhcp6_packet answer(uint8_t type, uint8_t server, uint8_t last, uint32_t valid)
{
	struct dhcp6_packet packet;
	uint8_t id[4] = { 0, 1, 0, server };
	uint8_t association[40] = { [3] = 7, [13] = 5, [15] = 24, [16] = 0x20, 0x01, 0x0d, 0xb8,
				    [31] = last };

	memcpy(association + 32, &(uint32_t){ __builtin_bswap32(valid) }, 4);
	memcpy(association + 36, &(uint32_t){ __builtin_bswap32(valid) }, 4);
	dhcp6_begin(&packet, type, client.xid);
	dhcp6_add(&packet, OPT6_CLIENT_ID, config.id.bytes, config.id.length);
	dhcp6_add(&packet, OPT6_SERVER_ID, id, sizeof(id));
	dhcp6_add(&packet, OPT6_IA, association, last ? 40 : 12);
	return packet;
}

static void receive(struct dhcp6_packet packet)
{
	struct dhcp6_message message;
	struct dhcp6_event event = { .kind = DHCP6_MESSAGE, .message = &message };
	const char *why;

	assert_true(dhcp6_decode(packet.bytes, packet.length, &message, &why));
	dhcp6_step(&client, &event, now, &actions);
}

static void solicitations(void **state)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	uint8_t packet[64];
	struct ip_address prefix, address;
	char text[64];

	(void)state;
	assert_int_equal(ra_solicit(packet, NULL, mac), 48);
	assert_int_equal(packet_sum(packet + 40, 8, packet_sum(packet + 8, 32, 8 + 58)), 0xffff);
	assert_int_equal(ra_solicit(packet, router, mac), 56);
	assert_int_equal(packet_sum(packet + 40, 16, packet_sum(packet + 8, 32, 16 + 58)), 0xffff);
	assert_int_equal(packet[7], 255);
	ip_address_parse("2001:db8::/64", AF_INET6, &prefix);
	address = ra_address(&prefix, mac);
	assert_string_equal(ip_address_text(&address, text), "2001:db8::ff:fe00:1");
}

static void advertisements(void **state)
{
	struct ra ra = advertisement(0xc0, true);
	uint8_t bytes[64] = { 134 };
	const char *why;

	(void)state;
	assert_true(ra.managed && ra.other && ra.prefix_count == 1);
	assert_int_equal(ra.lifetime, 1800);
	assert_int_equal(ra.prefixes[0].valid, 4096);
	assert_true(ra.prefixes[0].on_link && ra.prefixes[0].autonomous);
	/* An option of no length, one cut off, a source that is no router's. */
	assert_false(ra_decode(bytes, 18, router, &ra, &why));
	assert_false(ra_decode(bytes, 17, router, &ra, &why));
	bytes[16] = 3;
	bytes[17] = 4;
	assert_false(ra_decode(bytes, 40, router, &ra, &why));
	assert_false(ra_decode(bytes, 16, (uint8_t[16]){ 0x20, 1 }, &ra, &why));
	assert_false(ra_decode(bytes, 15, router, &ra, &why));
	/* A prefix that is used longer than it is valid, and one of the link itself. */
	bytes[18] = 64;
	bytes[19] = 0xc0;
	bytes[32] = 0x20;
	bytes[27] = 1;
	assert_true(ra_decode(bytes, 48, router, &ra, &why));
	assert_int_equal(ra.prefix_count, 0);
	bytes[23] = 1;
	assert_true(ra_decode(bytes, 48, router, &ra, &why));
	assert_int_equal(ra.prefix_count, 1);
	bytes[32] = 0xfe;
	bytes[33] = 0x80;
	assert_true(ra_decode(bytes, 48, router, &ra, &why));
	assert_int_equal(ra.prefix_count, 0);
}

static void automatic(void **state)
{
	(void)state;
	happens(DHCP6_CARRIER);
	assert_int_equal(actions.what, DHCP6_SOLICIT_ROUTER);
	address_is("fe80::2", DHCP6_TENTATIVE);
	assert_int_equal(actions.what, 0);
	router_says(0, true);
	address_is("2001:db8::7/64", DHCP6_TENTATIVE);
	address_is("2001:db9::7/64", DHCP6_READY);
	assert_int_equal(actions.what, 0);
	address_is("2001:db8::7/64", DHCP6_READY);
	assert_int_equal(actions.what, DHCP6_GOT);
	assert_true(client.lease.automatic);
	assert_int_equal(client.lease.address.prefix, 64);
	assert_int_equal(client.lease.seconds, 4096);
	assert_int_equal(client.lease.route_count, 1);
	assert_int_equal(client.wake, 0);
}

static void kernel_makes_no_address(void **state)
{
	(void)state;
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0, true);
	while (!(actions.what & DHCP6_ASSIGN))
		wake();
	address_is("2001:db8::ff:fe00:1", DHCP6_READY);
	assert_int_equal(actions.what, DHCP6_GOT);
	assert_false(client.lease.automatic);
}

static void become_bound(uint32_t valid)
{
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0x80, false);
	assert_true(actions.what & DHCP6_SEND);
	assert_int_equal(actions.packet.bytes[0], DHCP6_SOLICIT);
	receive(answer(DHCP6_ADVERTISE, 1, 5, valid));
	wake();
	assert_int_equal(actions.packet.bytes[0], DHCP6_REQUEST);
	receive(answer(DHCP6_REPLY, 1, 5, valid));
	assert_int_equal(actions.what, DHCP6_ASSIGN);
	address_is("2001:db8::5", DHCP6_TENTATIVE);
	address_is("2001:db8::5", DHCP6_READY);
	assert_int_equal(actions.what, DHCP6_GOT);
}

static void stateful(void **state)
{
	(void)state;
	become_bound(1000);
	assert_int_equal(client.lease.address.prefix, 128);
	assert_int_equal(client.lease.rebind, 800);
	assert_int_equal(client.lease.renew, 500);
	assert_int_equal(client.lease.server_id_length, 4);
	wake();
	assert_int_equal(actions.packet.bytes[0], DHCP6_RENEW);
	receive(answer(DHCP6_REPLY, 1, 5, 2000));
	assert_int_equal(actions.what, DHCP6_GOT);
	assert_int_equal(client.lease.seconds, 2000);
	while (client.state != DHCP6_REBINDING)
		wake();
	assert_int_equal(actions.packet.bytes[0], DHCP6_REBIND);
	while (!(actions.what & DHCP6_LOST))
		wake();
	assert_int_equal(actions.packet.bytes[0], DHCP6_SOLICIT);
}

static void highest_preference_wins(void **state)
{
	struct dhcp6_packet packet;

	(void)state;
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	/* Without a router, after a while. */
	while (client.state != DHCP6_SOLICITING)
		wake();
	assert_in_range(now, 5900, 6600);
	receive(answer(DHCP6_ADVERTISE, 1, 0, 60));
	assert_int_equal(client.problem, DHCP6_REFUSED);
	receive(answer(DHCP6_ADVERTISE, 1, 5, 60));
	packet = answer(DHCP6_ADVERTISE, 2, 6, 60);
	dhcp6_add(&packet, OPT6_PREFERENCE, "\5", 1);
	receive(packet);
	wake();
	assert_int_equal(client.state, DHCP6_REQUESTING);
	assert_int_equal(client.offer.server.bytes[3], 2);
	receive(answer(DHCP6_REPLY, 2, 0, 60));
	assert_int_equal(client.state, DHCP6_SOLICITING);
	wake();
	packet = answer(DHCP6_ADVERTISE, 3, 6, 60);
	dhcp6_add(&packet, OPT6_PREFERENCE, "\377", 1);
	receive(packet);
	assert_int_equal(client.state, DHCP6_REQUESTING);
}

static void duplicate_is_declined(void **state)
{
	(void)state;
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0x80, false);
	receive(answer(DHCP6_ADVERTISE, 1, 5, 60));
	wake();
	receive(answer(DHCP6_REPLY, 1, 5, 60));
	address_is("2001:db8::5", DHCP6_DUPLICATE);
	assert_int_equal(actions.what, DHCP6_SEND | DHCP6_UNASSIGN);
	assert_int_equal(actions.packet.bytes[0], DHCP6_DECLINE);
	wake();
	receive(answer(DHCP6_ADVERTISE, 1, 5, 60));
	assert_int_equal(client.offer.type, 0);
	receive(answer(DHCP6_ADVERTISE, 1, 6, 60));
	assert_int_equal(client.offer.type, DHCP6_ADVERTISE);
}

static void stateless_is_waited_for(void **state)
{
	struct dhcp6_packet packet;

	(void)state;
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0x40, true);
	assert_int_equal(actions.packet.bytes[0], DHCP6_INFORM);
	address_is("2001:db8::7", DHCP6_READY);
	assert_int_equal(actions.what, 0);
	packet = answer(DHCP6_REPLY, 1, 0, 0);
	dhcp6_add(&packet, OPT6_BOOT_URL, "http://x/y", 10);
	receive(packet);
	assert_int_equal(actions.what, DHCP6_GOT);
	assert_string_equal(client.lease.boot_file, "http://x/y");
	/* But not for ever. */
	set_up(NULL);
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0x40, true);
	address_is("2001:db8::7", DHCP6_READY);
	while (!(actions.what & DHCP6_GOT))
		wake();
	assert_in_range(now, 7000, 9000);
}

static void strangers_are_ignored(void **state)
{
	struct dhcp6_packet packet;

	(void)state;
	happens(DHCP6_CARRIER);
	address_is("fe80::2", DHCP6_READY);
	router_says(0x80, false);
	packet = answer(DHCP6_ADVERTISE, 1, 5, 60);
	packet.bytes[3] ^= 1;
	receive(packet);
	packet = answer(DHCP6_ADVERTISE, 1, 5, 60);
	packet.bytes[10] ^= 1;		/* the client's identifier */
	receive(packet);
	receive(answer(DHCP6_REPLY, 1, 5, 60));
	receive(answer(DHCP6_RECONFIGURE, 1, 5, 60));
	dhcp6_begin(&packet, DHCP6_ADVERTISE, client.xid);
	receive(packet);
	assert_int_equal(client.offer.type, 0);
	/* Not valid for a second, not an address of one host. */
	receive(answer(DHCP6_ADVERTISE, 1, 5, 0));
	assert_int_equal(client.offer.type, 0);
	packet = answer(DHCP6_REPLY, 1, 5, 60);
	dhcp6_add(&packet, OPT6_RAPID_COMMIT, NULL, 0);
	receive(packet);
	assert_int_equal(client.state, DHCP6_CHECKING);
}

static void any_bytes_are_survived(void **state)
{
	(void)state;
	srand(5);
	for (int round = 0; round < 60000; round++) {
		struct dhcp6_packet packet = answer(DHCP6_ADVERTISE, 1, 5, 60);
		size_t length = rand() % 200;
		uint8_t *bytes = malloc(length);
		struct dhcp6_message message;
		struct ra ra;
		const char *why;

		dhcp6_add(&packet, rand() % 90, packet.bytes, rand() % 60);
		for (size_t i = 0; i < length; i++)
			bytes[i] = i < packet.length && rand() % 12 ? packet.bytes[i] : rand() % 64;
		dhcp6_decode(bytes, length, &message, &why);
		if (length > 20) {
			static const uint8_t types[] = { 3, 5, 25, 31, 1 };

			memcpy(bytes, "\206\0", 2);
			for (size_t i = 16; i + 1 < length; i += 8 * (1 + rand() % 6)) {
				bytes[i] = types[rand() % 5];
				bytes[i + 1] = rand() % 7;
			}
		}
		ra_decode(bytes, length, router, &ra, &why);
		free(bytes);
	}
}

static void any_order_is_survived(void **state)
{
	(void)state;
	srand(9);
	happens(DHCP6_CARRIER);
	for (int round = 0; round < 100000; round++) {
		static const char *const addresses[] = { "fe80::2", "2001:db8::5", "2001:db8::6" };
		struct dhcp6_packet packet = answer(rand() % 12, rand() % 3, rand() % 7,
						    rand() % 99);

		now += rand() % 2000;
		switch (rand() % 6) {
		case 0:
			happens(rand() % 2 ? DHCP6_CARRIER : DHCP6_NO_CARRIER);
			break;
		case 1:
			router_says(rand() % 4 << 6, rand() % 2);
			break;
		case 2:
			address_is(addresses[rand() % 3], rand() % 4);
			break;
		case 3:
			if (rand() % 3)
				dhcp6_add(&packet, OPT6_RAPID_COMMIT, NULL, 0);
			receive(packet);
			break;
		default:
			happens(DHCP6_TIMER);
		}
		if (client.carrier && !client.got && !client.has_ra)
			assert_true(client.wake);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(solicitations), cmocka_unit_test(advertisements),
		cmocka_unit_test_setup(automatic, set_up),
		cmocka_unit_test_setup(kernel_makes_no_address, set_up),
		cmocka_unit_test_setup(stateful, set_up),
		cmocka_unit_test_setup(highest_preference_wins, set_up),
		cmocka_unit_test_setup(duplicate_is_declined, set_up),
		cmocka_unit_test_setup(stateless_is_waited_for, set_up),
		cmocka_unit_test_setup(strangers_are_ignored, set_up),
		cmocka_unit_test_setup(any_bytes_are_survived, set_up),
		cmocka_unit_test_setup(any_order_is_survived, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
