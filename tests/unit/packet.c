/* SPDX-License-Identifier: MIT */
/* net/packet and net/arp: headers built are headers read, every changed bit is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/arp.h"
#include "net/packet.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const uint8_t from[4] = { 10, 0, 0, 1 }, to[4] = { 255, 255, 255, 255 };

static void built_and_read(void **state)
{
	uint8_t packet[PACKET_HEADERS + 33];
	size_t length, got;
	const uint8_t *payload;

	(void)state;
	for (size_t size = 0; size <= 33; size++) {
		uint8_t data[33];

		memset(data, 0xa5, sizeof(data));
		length = packet_build(packet, from, 67, to, 68, data, size);
		assert_int_equal(length, PACKET_HEADERS + size);
		payload = packet_payload(packet, length, 68, false, &got);
		assert_non_null(payload);
		assert_int_equal(got, size);
		assert_memory_equal(payload, data, size);
		assert_null(packet_payload(packet, length, 67, false, &got));
		assert_null(packet_payload(packet, length - 1, 68, false, &got));
	}
	/* What follows is the frame's padding. */
	length = packet_build(packet, from, 67, to, 68, "abc", 3);
	assert_non_null(packet_payload(packet, sizeof(packet), 68, false, &got));
	assert_int_equal(got, 3);
}

static void changed_bits_are_noticed(void **state)
{
	uint8_t packet[PACKET_HEADERS + 4];
	size_t length, got;

	(void)state;
	for (size_t bit = 0; bit < sizeof(packet) * 8; bit++) {
		length = packet_build(packet, from, 67, to, 68, "abcd", 4);
		packet[bit / 8] ^= 1 << bit % 8;
		assert_null(packet_payload(packet, length, 68, false, &got));
	}
	/* No checksum, or one that was left to a card, is no fault. */
	length = packet_build(packet, from, 67, to, 68, "abcd", 4);
	packet[26] ^= 1;
	assert_non_null(packet_payload(packet, length, 68, true, &got));
	packet[26] = packet[27] = 0;
	assert_non_null(packet_payload(packet, length, 68, false, &got));
}

static void any_bytes_are_survived(void **state)
{
	size_t got;

	(void)state;
	srand(1);
	for (int round = 0; round < 50000; round++) {
		size_t length = rand() % 80;
		uint8_t *bytes = malloc(length);
		const uint8_t *mac;

		for (size_t i = 0; i < length; i++)
			bytes[i] = rand();
		if (length > 20) {
			uint32_t sum;

			bytes[0] = 0x40 | rand() % 16;
			bytes[2] = 0;
			bytes[6] = bytes[7] = 0;
			bytes[9] = 17;
			bytes[10] = bytes[11] = 0;
			sum = packet_sum(bytes, (bytes[0] & 15) * 4u <= length
						? (bytes[0] & 15) * 4 : length, 0);
			bytes[10] = ~sum >> 8;
			bytes[11] = ~sum;
		}
		packet_payload(bytes, length, 68, true, &got);
		arp_is_conflict(bytes, length, from, &mac);
		free(bytes);
	}
}

static void conflicts(void **state)
{
	static const uint8_t ours[6] = { 2, 0, 0, 0, 0, 1 }, other[4] = { 10, 0, 0, 2 };
	struct arp_packet packet;
	const uint8_t *mac;

	(void)state;
	arp_announce(&packet, ours, from);
	assert_true(arp_is_conflict(&packet, sizeof(packet), from, &mac));
	assert_memory_equal(mac, ours, 6);
	assert_false(arp_is_conflict(&packet, sizeof(packet), other, &mac));
	assert_false(arp_is_conflict(&packet, sizeof(packet) - 1, from, &mac));
	arp_probe(&packet, ours, from);
	assert_true(arp_is_conflict(&packet, sizeof(packet), from, &mac));
	/* Somebody only asks for it: he does not have it. */
	memcpy(packet.sender, other, 4);
	assert_false(arp_is_conflict(&packet, sizeof(packet), from, &mac));
	arp_announce(&packet, ours, from);
	packet.protocol = 0;
	assert_false(arp_is_conflict(&packet, sizeof(packet), from, &mac));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_and_read), cmocka_unit_test(changed_bits_are_noticed),
		cmocka_unit_test(any_bytes_are_survived), cmocka_unit_test(conflicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
