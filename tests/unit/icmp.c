/* SPDX-License-Identifier: MIT */
/* net/icmp: requests and replies, any bytes, and ping's arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/icmp.h"
#include "net/packet.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void requests(void **state)
{
	uint8_t packet[8 + 57];
	struct icmp_reply reply;

	(void)state;
	for (size_t size = 0; size <= 57; size++) {
		size_t length = icmp_request(packet, AF_INET, 0x1234, 65535, size);

		assert_int_equal(length, size + 8);
		assert_int_equal(packet_sum(packet, length, 0), 0xffff);
		assert_true(icmp_parse(packet, length, AF_INET, false, true, &reply));
		assert_int_equal(reply.id, 0x1234);
		assert_int_equal(reply.sequence, 65535);
		assert_false(icmp_parse(packet, length, AF_INET, false, false, &reply));
		assert_false(icmp_parse(packet, 7, AF_INET, false, true, &reply));
	}
	icmp_request(packet, AF_INET6, 1, 2, 0);
	assert_int_equal(packet[0], 128);
	assert_false(icmp_parse(packet, 8, AF_INET, false, true, &reply));
}

static void any_bytes_are_survived(void **state)
{
	struct icmp_reply reply;

	(void)state;
	srand(2);
	for (int round = 0; round < 20000; round++) {
		size_t length = rand() % 70;
		uint8_t *bytes = malloc(length);
		struct buffer text = { 0 };

		for (size_t i = 0; i < length; i++)
			bytes[i] = rand();
		if (length)
			bytes[0] = 0x40 | rand() % 16;
		icmp_parse(bytes, length, AF_INET, true, false, &reply);
		icmp_error_text(round % 2 ? AF_INET : AF_INET6, rand() % 256, rand() % 20, rand(),
				&text);
		assert_true(text.length > 3);
		buffer_free(&text);
		free(bytes);
	}
}

static const char *time_of(uint64_t us)
{
	static struct buffer text;

	text.length = 0;
	icmp_time_text(us, &text);
	return text.data;
}

static void figures(void **state)
{
	struct icmp_figures figures = { 0 };
	struct buffer text = { 0 };
	int64_t took;

	(void)state;
	assert_string_equal(time_of(33), "0.033");
	assert_string_equal(time_of(1234), "1.23");
	assert_string_equal(time_of(12345), "12.3");
	assert_string_equal(time_of(123456), "123");
	icmp_summary(&figures, "x", 0, false, &text);
	assert_string_equal(text.data, "\n--- x ping statistics ---\n"
				       "0 packets transmitted, 0 received\n\n");
	buffer_free(&text);
	for (int i = 1; i <= 3; i++)
		assert_int_equal(icmp_count_sent(&figures, i * 1000000), i);
	assert_false(icmp_count_reply(&figures, 2, 2000100, &took));
	assert_int_equal(took, 100);
	assert_true(icmp_count_reply(&figures, 2, 2000300, &took));
	assert_false(icmp_count_reply(&figures, 3, 3000300, &took));
	icmp_summary(&figures, "x", 2000300, false, &text);
	assert_string_equal(text.data, "\n--- x ping statistics ---\n3 packets transmitted, "
				       "2 received, +1 duplicates, 33.3333% packet loss, "
				       "time 2000ms\nrtt min/avg/max/mdev = "
				       "0.100/0.200/0.300/0.100 ms, pipe 2\n");
	buffer_free(&text);
	/* One for a request long gone, and one that was never sent. */
	figures = (struct icmp_figures){ 0 };
	assert_false(icmp_count_reply(&figures, 5, 1, &took));
	assert_true(took < 0);
	for (int i = 0; i < 70000; i++)
		icmp_count_sent(&figures, i);
	assert_false(icmp_count_reply(&figures, 70000 & 0xffff, 70010, &took));
	assert_int_equal(took, 11);
	assert_false(icmp_count_reply(&figures, 1, 70010, &took));
	assert_true(took < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests), cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
