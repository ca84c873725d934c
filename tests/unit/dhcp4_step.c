/* SPDX-License-Identifier: MIT */
/* net/dhcp4_step: the client's states, driven without a socket or a clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp4_step.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

#define DAY 86400000ull

static struct dhcp4_config config;
static struct dhcp4_client client;
static struct dhcp4_actions actions;
static uint64_t now;

static int set_up(void **state)
{
	(void)state;
	config = (struct dhcp4_config){ .mac = { 2, 0, 0, 0, 0, 1 }, .mac_length = 6, .hardware = 1,
					.client_id = { 1, 2, 0, 0, 0, 0, 1 },
					.client_id_length = 7, .vendor_class = "PXEClient",
					.user_class = "RAMsteam", .probe = true };
	dhcp4_start(&client, &config, 42);
	now = 5000;
	return 0;
}

static void happens(enum dhcp4_event_kind kind)
{
	struct dhcp4_event event = { kind, NULL };

	dhcp4_step(&client, &event, now, &actions);
}

/* Let the time pass until the client wants to be woken. Returns the milliseconds. */
static uint64_t wake(void)
{
	uint64_t before = now;

	assert_true(client.wake >= now);
	now = client.wake;
	happens(DHCP4_TIMER);
	return now - before;
}

/* What the client just sent, decoded as if it were a reply. */
static struct dhcp4_message sent(void)
{
	static struct dhcp4_message message;
	const char *why;

	assert_true(actions.what & (DHCP4_SEND | DHCP4_SEND_TO));
	assert_true(actions.packet.length >= 300);
	actions.packet.bytes[0] = 2;
	assert_true(dhcp4_decode(actions.packet.bytes, actions.packet.length, &message, &why));
	assert_int_equal(message.type, actions.sent);
	return message;
}

/* A server's message; server 0 leaves itself out, lease UINT32_MAX - 1 the time. */
static struct dhcp4_packet reply(enum dhcp4_message_type type, uint8_t server, uint8_t yours,
				 uint32_t seconds)
{
	struct dhcp4_header header = { .op = 2, .htype = 1, .hlen = 6, .xid = client.xid };
	uint8_t from[4] = { 10, 0, 0, server }, mask[4] = { 255, 255, 255, 0 };
	uint32_t lease = __builtin_bswap32(seconds);
	struct dhcp4_packet packet;

	memcpy(header.yiaddr, (uint8_t[4]){ 10, 0, 0, yours }, 4);
	memcpy(header.chaddr, config.mac, 6);
	dhcp4_begin(&packet, &header, type);
	if (server)
		dhcp4_add(&packet, OPT_SERVER, from, 4);
	dhcp4_add(&packet, OPT_LEASE_TIME, &lease, 4);
	dhcp4_add(&packet, OPT_SUBNET_MASK, mask, 4);
	return packet;
}

static void receive(struct dhcp4_packet packet)
{
	static struct dhcp4_message message;
	struct dhcp4_event event = { DHCP4_MESSAGE, &message };
	const char *why;

	dhcp4_end(&packet);
	assert_true(dhcp4_decode(packet.bytes, packet.length, &message, &why));
	dhcp4_step(&client, &event, now, &actions);
}

static void come(enum dhcp4_message_type type, uint8_t server, uint8_t yours)
{
	receive(reply(type, server, yours, 3600));
}

static void become_bound(uint32_t seconds)
{
	happens(DHCP4_CARRIER);
	receive(reply(DHCP4_OFFER, 1, 50, seconds));
	receive(reply(DHCP4_ACK, 1, 50, seconds));
	while (client.state == DHCP4_PROBING)
		wake();
	assert_int_equal(client.state, DHCP4_BOUND);
	assert_true(actions.what & DHCP4_GOT);
}

static void ordinary(void **state)
{
	struct dhcp4_message message;
	uint8_t address[4];
	uint64_t took = 0;
	size_t length;

	(void)state;
	happens(DHCP4_CARRIER);
	assert_int_equal(actions.what, DHCP4_SEND);
	message = sent();
	assert_int_equal(message.type, DHCP4_DISCOVER);
	assert_int_equal(message.header.flags, 0);
	assert_int_equal(message.header.secs, 0);
	assert_memory_equal(dhcp4_get(&message, OPT_CLIENT_ID, &length), "\1\2\0\0\0\0\1", 7);
	assert_non_null(dhcp4_get(&message, OPT_RAPID_COMMIT, NULL));
	assert_int_equal(dhcp4_get_u16(&message, OPT_MAX_SIZE, 0), DHCP4_MAX_SIZE);
	assert_non_null(dhcp4_get(&message, OPT_ARCH, NULL));
	/* The request goes out at once. */
	come(DHCP4_OFFER, 1, 50);
	message = sent();
	assert_int_equal(message.type, DHCP4_REQUEST);
	assert_true(dhcp4_get_address(&message, OPT_REQUESTED, address));
	assert_memory_equal(address, "\12\0\0\62", 4);
	assert_true(dhcp4_get_address(&message, OPT_SERVER, address));
	assert_memory_equal(address, "\12\0\0\1", 4);
	assert_null(dhcp4_get(&message, OPT_RAPID_COMMIT, NULL));
	come(DHCP4_ACK, 1, 50);
	assert_int_equal(actions.what, DHCP4_PROBE);
	while (client.state == DHCP4_PROBING)
		took += wake();
	assert_true(took <= 40);
	assert_int_equal(actions.what, DHCP4_GOT | DHCP4_ANNOUNCE);
	assert_int_equal(client.lease.seconds, 3600);
}

static void back_off_with_jitter(void **state)
{
	static const uint64_t expected[] = { 500, 1000, 2000, 4000, 8000, 8000 };
	uint32_t xid;

	(void)state;
	happens(DHCP4_CARRIER);
	xid = client.xid;
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		uint64_t took = wake();

		assert_in_range(took, expected[i] * 3 / 4, expected[i] * 5 / 4);
		assert_int_equal(sent().type, DHCP4_DISCOVER);
		/* Every other one asks for an answer by broadcast. */
		assert_int_equal(sent().header.flags, i % 2 ? 0 : DHCP4_BROADCAST_FLAG);
		assert_int_equal(sent().header.secs, (now - 5000) / 1000);
	}
	assert_int_equal(client.xid, xid);
}

static void strangers_are_ignored(void **state)
{
	struct dhcp4_packet packet;

	(void)state;
	happens(DHCP4_CARRIER);
	packet = reply(DHCP4_OFFER, 1, 50, 60);
	packet.bytes[4] ^= 1;		/* the identifier */
	receive(packet);
	assert_int_equal(client.state, DHCP4_SELECTING);
	packet = reply(DHCP4_OFFER, 1, 50, 60);
	packet.bytes[28] ^= 1;		/* the hardware address */
	receive(packet);
	packet = reply(DHCP4_OFFER, 1, 50, 60);
	dhcp4_add(&packet, OPT_CLIENT_ID, "other", 5);
	receive(packet);
	come(DHCP4_ACK, 1, 50);
	come(DHCP4_NAK, 1, 50);
	come(DHCP4_DISCOVER, 1, 50);
	come(DHCP4_OFFER, 0, 50);
	assert_int_equal(client.state, DHCP4_SELECTING);
	assert_true(client.has_held && client.wake > now);
	packet = reply(DHCP4_OFFER, 1, 50, 60);
	dhcp4_add(&packet, OPT_CLIENT_ID, config.client_id, 7);
	receive(packet);
	assert_int_equal(client.state, DHCP4_REQUESTING);
	/* Neither another's acknowledgement nor his refusal. */
	come(DHCP4_ACK, 2, 50);
	come(DHCP4_NAK, 2, 50);
	assert_int_equal(client.state, DHCP4_REQUESTING);
	/* One that leaves itself out is the one that was asked. */
	come(DHCP4_ACK, 0, 50);
	assert_int_equal(client.state, DHCP4_PROBING);
	assert_int_equal(client.lease.server.bytes[3], 1);
}

static void silent_server_is_left(void **state)
{
	uint64_t took = 0;

	(void)state;
	happens(DHCP4_CARRIER);
	come(DHCP4_OFFER, 1, 50);
	while (client.state == DHCP4_REQUESTING)
		took += wake();
	assert_in_range(took, 2500, 5500);
	assert_int_equal(sent().type, DHCP4_DISCOVER);
	assert_int_equal(client.problem, DHCP4_SILENT);
	/* Its offer is taken only when no other comes. */
	come(DHCP4_OFFER, 1, 50);
	assert_int_equal(client.state, DHCP4_SELECTING);
	come(DHCP4_OFFER, 2, 60);
	assert_int_equal(client.state, DHCP4_REQUESTING);
	come(DHCP4_ACK, 2, 60);
	assert_int_equal(client.state, DHCP4_PROBING);
}

static void late_acknowledgement_counts(void **state)
{
	(void)state;
	happens(DHCP4_CARRIER);
	come(DHCP4_OFFER, 1, 50);
	while (client.state == DHCP4_REQUESTING)
		wake();
	come(DHCP4_ACK, 1, 51);
	assert_int_equal(client.state, DHCP4_SELECTING);
	come(DHCP4_ACK, 1, 50);
	assert_int_equal(client.state, DHCP4_PROBING);
}

static void blamed_server_is_better_than_none(void **state)
{
	(void)state;
	happens(DHCP4_CARRIER);
	come(DHCP4_OFFER, 1, 50);
	come(DHCP4_NAK, 1, 0);
	assert_int_equal(client.problem, DHCP4_REFUSED);
	assert_true(wake() <= 125);
	come(DHCP4_OFFER, 1, 50);
	assert_int_equal(client.state, DHCP4_SELECTING);
	while (client.state == DHCP4_SELECTING)
		wake();
	assert_int_equal(client.state, DHCP4_REQUESTING);
	assert_true(now < 5000 + 3000);
}

static void refusals_slow_down(void **state)
{
	unsigned requests = 0;

	(void)state;
	happens(DHCP4_CARRIER);
	while (now < 5000 + 60000) {
		if (actions.what & DHCP4_SEND && actions.sent == DHCP4_DISCOVER)
			come(DHCP4_OFFER, 1, 50);
		if (client.state == DHCP4_REQUESTING) {
			requests++;
			come(DHCP4_NAK, 1, 0);
		}
		wake();
	}
	assert_in_range(requests, 5, 20);
}

static void conflict_is_declined(void **state)
{
	struct dhcp4_message message;
	uint8_t address[4];

	(void)state;
	happens(DHCP4_CARRIER);
	come(DHCP4_OFFER, 1, 50);
	come(DHCP4_ACK, 1, 50);
	happens(DHCP4_CONFLICT);
	message = sent();
	assert_int_equal(message.type, DHCP4_DECLINE);
	assert_true(dhcp4_get_address(&message, OPT_REQUESTED, address));
	assert_memory_equal(address, "\12\0\0\62", 4);
	assert_true(dhcp4_get_address(&message, OPT_SERVER, address));
	assert_memory_equal(message.header.ciaddr, "\0\0\0\0", 4);
	assert_null(dhcp4_get(&message, OPT_PARAMETERS, NULL));
	wake();
	assert_int_equal(sent().type, DHCP4_DISCOVER);
	/* The same again is not asked for. */
	come(DHCP4_OFFER, 1, 50);
	assert_int_equal(client.state, DHCP4_SELECTING);
	come(DHCP4_OFFER, 1, 51);
	assert_int_equal(client.state, DHCP4_REQUESTING);
	happens(DHCP4_CONFLICT);
	assert_int_equal(client.state, DHCP4_REQUESTING);
}

static void rapid_commit(void **state)
{
	struct dhcp4_packet packet;

	(void)state;
	happens(DHCP4_CARRIER);
	packet = reply(DHCP4_ACK, 1, 50, 60);
	dhcp4_add(&packet, OPT_RAPID_COMMIT, NULL, 0);
	receive(packet);
	assert_int_equal(client.state, DHCP4_PROBING);
}

static void bootp_server(void **state)
{
	struct dhcp4_packet packet;

	(void)state;
	happens(DHCP4_CARRIER);
	packet = reply(DHCP4_OFFER, 0, 50, 60);
	/* Type, then time, are overwritten by padding: nothing is left but the mask. */
	memset(packet.bytes + 240, 0, 9);
	receive(packet);
	assert_int_equal(client.state, DHCP4_SELECTING);
	while (client.state == DHCP4_SELECTING)
		wake();
	assert_true(now <= 5000 + 500);
	assert_int_equal(client.state, DHCP4_PROBING);
	wake();
	wake();
	assert_int_equal(client.state, DHCP4_BOUND);
	assert_int_equal(client.lease.seconds, 0);
	assert_int_equal(client.wake, 0);
}

static void dhcp_is_preferred_to_bootp(void **state)
{
	struct dhcp4_packet packet;

	(void)state;
	happens(DHCP4_CARRIER);
	packet = reply(DHCP4_OFFER, 0, 50, 60);
	memset(packet.bytes + 240, 0, 9);
	receive(packet);
	come(DHCP4_OFFER, 1, 60);
	come(DHCP4_ACK, 1, 60);
	while (client.state == DHCP4_PROBING)
		wake();
	assert_int_equal(client.lease.seconds, 3600);
	assert_int_equal(client.lease.address.bytes[3], 60);
}

static void ipv6_only(void **state)
{
	struct dhcp4_packet packet;

	(void)state;
	config.ipv6_too = true;
	happens(DHCP4_CARRIER);
	packet = reply(DHCP4_OFFER, 1, 50, 60);
	dhcp4_add(&packet, OPT_IPV6_ONLY, "\0\0\0\5", 4);
	receive(packet);
	assert_int_equal(client.problem, DHCP4_IPV6_PREFERRED);
	assert_int_equal(client.wake, now + 300000);
}

/* A month with a server that answers when it is asked: every renewal by unicast, none too early. */
static void month(void **state)
{
	unsigned renewals = 0;
	uint64_t end = now + 30 * DAY;

	(void)state;
	become_bound(86400);
	while (now < end) {
		uint64_t took = wake();
		struct dhcp4_message message = sent();

		assert_in_range(took, DAY / 2 - 1000, DAY / 2);
		assert_int_equal(client.state, DHCP4_RENEWING);
		assert_int_equal(actions.what, DHCP4_SEND_TO);
		assert_memory_equal(message.header.ciaddr, "\12\0\0\62", 4);
		assert_null(dhcp4_get(&message, OPT_REQUESTED, NULL));
		assert_null(dhcp4_get(&message, OPT_SERVER, NULL));
		receive(reply(DHCP4_ACK, 1, 50, 86400));
		assert_int_equal(actions.what, DHCP4_GOT);
		renewals++;
	}
	assert_in_range(renewals, 60, 61);
}

static void silence_ends_in_a_new_search(void **state)
{
	uint64_t begin = now;
	unsigned renewing = 0, rebinding = 0;

	(void)state;
	become_bound(3600);
	while (client.state != DHCP4_SELECTING) {
		wake();
		renewing += client.state == DHCP4_RENEWING;
		rebinding += client.state == DHCP4_REBINDING;
		if (client.state == DHCP4_REBINDING)
			assert_int_equal(actions.what, DHCP4_SEND);
	}
	assert_int_equal(actions.what, DHCP4_LOST | DHCP4_SEND);
	assert_in_range(now - begin, 3600000, 3600100);
	assert_in_range(renewing, 3, 12);
	assert_in_range(rebinding, 2, 8);
}

static void rebinding_takes_any_server(void **state)
{
	(void)state;
	become_bound(3600);
	while (client.state != DHCP4_REBINDING)
		wake();
	receive(reply(DHCP4_ACK, 9, 50, 3600));
	assert_int_equal(client.state, DHCP4_BOUND);
	assert_int_equal(client.lease.server.bytes[3], 9);
}

static void refused_renewal_is_a_lost_lease(void **state)
{
	(void)state;
	become_bound(3600);
	come(DHCP4_NAK, 1, 50);		/* nobody asked */
	assert_int_equal(client.state, DHCP4_BOUND);
	wake();
	come(DHCP4_NAK, 1, 50);
	assert_int_equal(client.state, DHCP4_SELECTING);
	assert_int_equal(actions.what, DHCP4_LOST | DHCP4_SEND);
}

static void cable_pulled(void **state)
{
	(void)state;
	happens(DHCP4_CARRIER);
	happens(DHCP4_NO_CARRIER);
	assert_int_equal(client.wake, 0);
	become_bound(3600);
	happens(DHCP4_NO_CARRIER);
	assert_int_equal(client.state, DHCP4_BOUND);
	now += 10000;
	happens(DHCP4_CARRIER);
	assert_int_equal(client.state, DHCP4_REBOOTING);
	come(DHCP4_ACK, 3, 50);
	assert_int_equal(client.state, DHCP4_BOUND);
	/* Nobody answers: the lease is good until it ends. */
	happens(DHCP4_CARRIER);
	while (client.state == DHCP4_REBOOTING)
		wake();
	assert_int_equal(client.state, DHCP4_BOUND);
	assert_true(client.wake > now);
}

static void given_back(void **state)
{
	struct dhcp4_message message;

	(void)state;
	happens(DHCP4_GIVE_BACK);
	assert_int_equal(actions.what, 0);
	become_bound(3600);
	happens(DHCP4_GIVE_BACK);
	message = sent();
	assert_int_equal(message.type, DHCP4_RELEASE);
	assert_memory_equal(message.header.ciaddr, "\12\0\0\62", 4);
	assert_int_equal(actions.what, DHCP4_SEND_TO | DHCP4_LOST);
	assert_int_equal(client.wake, 0);
}

/* Whatever comes, in whatever order: time goes on, and the machine is never stuck while it asks. */
static void any_order_is_survived(void **state)
{
	static const enum dhcp4_event_kind kinds[] = { DHCP4_CARRIER, DHCP4_NO_CARRIER,
						       DHCP4_CONFLICT, DHCP4_GIVE_BACK };

	(void)state;
	srand(3);
	happens(DHCP4_CARRIER);
	for (int round = 0; round < 200000; round++) {
		struct dhcp4_packet packet;

		now += rand() % 3 ? rand() % 20 : rand() % 5000;
		switch (rand() % 8) {
		case 0:
			happens(kinds[rand() % ARRAY_SIZE(kinds)]);
			break;
		case 1:
		case 2:
		case 3:
			packet = reply(rand() % 9, rand() % 4, 50 + rand() % 3,
				       rand() % 5 ? 30 : rand());
			packet.bytes[rand() % 3 ? 16 : rand() % packet.length] = rand() % 200;
			dhcp4_end(&packet);
			{
				static struct dhcp4_message message;
				struct dhcp4_event event = { DHCP4_MESSAGE, &message };
				const char *why;

				if (dhcp4_decode(packet.bytes, packet.length, &message, &why))
					dhcp4_step(&client, &event, now, &actions);
			}
			break;
		default:
			happens(DHCP4_TIMER);
		}
		if (client.state != DHCP4_IDLE && client.state != DHCP4_BOUND)
			assert_true(client.wake);
		if (client.state == DHCP4_IDLE)
			happens(DHCP4_CARRIER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(ordinary, set_up),
		cmocka_unit_test_setup(back_off_with_jitter, set_up),
		cmocka_unit_test_setup(strangers_are_ignored, set_up),
		cmocka_unit_test_setup(silent_server_is_left, set_up),
		cmocka_unit_test_setup(late_acknowledgement_counts, set_up),
		cmocka_unit_test_setup(blamed_server_is_better_than_none, set_up),
		cmocka_unit_test_setup(refusals_slow_down, set_up),
		cmocka_unit_test_setup(conflict_is_declined, set_up),
		cmocka_unit_test_setup(rapid_commit, set_up),
		cmocka_unit_test_setup(bootp_server, set_up),
		cmocka_unit_test_setup(dhcp_is_preferred_to_bootp, set_up),
		cmocka_unit_test_setup(ipv6_only, set_up),
		cmocka_unit_test_setup(month, set_up),
		cmocka_unit_test_setup(silence_ends_in_a_new_search, set_up),
		cmocka_unit_test_setup(rebinding_takes_any_server, set_up),
		cmocka_unit_test_setup(refused_renewal_is_a_lost_lease, set_up),
		cmocka_unit_test_setup(cable_pulled, set_up),
		cmocka_unit_test_setup(given_back, set_up),
		cmocka_unit_test_setup(any_order_is_survived, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
