/* SPDX-License-Identifier: MIT */
/* net/ntp: offsets in both directions, eras, answers that are none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "net/ntp.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const uint64_t cookie = 0x0123456789abcdef;

/* A good answer, given at this time since 1970, half a second after it came in. */
static void answer_at(double when, unsigned char packet[NTP_PACKET])
{
	for (int i = 0; i < 2; i++) {
		double ntp = when + i * 0.5 + 2208988800.0;
		uint64_t whole = ntp;
		uint64_t count = whole << 32 | (uint64_t)((ntp - whole) * 4294967296.0);

		for (int byte = 0; byte < 8; byte++)
			packet[32 + 8 * i + byte] = count >> (56 - 8 * byte);
	}
	packet[0] = 4 << 3 | 4;
	packet[1] = 2;
	memcpy(packet + 24, &cookie, sizeof(cookie));
}

static void question(void **state)
{
	unsigned char packet[NTP_PACKET];

	(void)state;
	ntp_question(cookie, packet);
	assert_int_equal(packet[0], 0x23);
	assert_memory_equal(packet + 40, &cookie, 8);
}

static void offsets(void **state)
{
	/* Before and after the era ends in 2036. */
	static const double times[] = { 1e9, 1795551096.25, 2085978495.0, 2085978496.0, 2.5e9 };
	static const double offsets[] = { 0, 3600, -3600, 1e9, -0.25 };
	struct ntp_answer answer;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t j = 0; j < 5; j++) {
			unsigned char packet[NTP_PACKET] = { 0 };
			double sent = times[i] - offsets[j] - 0.125;

			answer_at(times[i], packet);
			assert_int_equal(ntp_take(packet, sizeof(packet), cookie, sent,
						  sent + 0.75, &answer), 0);
			assert_true(fabs(answer.offset - offsets[j]) < 1e-5);
			assert_true(fabs(answer.delay - 0.25) < 1e-5);
			assert_int_equal(answer.stratum, 2);
		}
	}
}

static void refused(const unsigned char packet[NTP_PACKET], size_t length, const char *says)
{
	struct ntp_answer answer;

	assert_true(ntp_take(packet, length, cookie, 0, 1, &answer) < 0);
	assert_non_null(strstr(fail_text(), says));
}

static void refusals(void **state)
{
	unsigned char good[NTP_PACKET] = { 0 }, packet[NTP_PACKET];

	(void)state;
	answer_at(1.7e9, good);
	refused(good, 47, "no answer of an NTP server");
	refused(good, 0, "no answer");
#define WITH(at, value) (memcpy(packet, good, sizeof(packet)), packet[at] = (value), packet)
	refused(WITH(0, 4 << 3 | 3), 48, "no answer of an NTP server");
	refused(WITH(24, 0), 48, "another's question");
	refused(WITH(1, 16), 48, "does not know the time");
	refused(WITH(0, 3 << 6 | 4 << 3 | 4), 48, "does not know the time");
	memcpy(WITH(1, 0) + 12, "RAT\x1b", 4);
	refused(packet, 48, "refuses: RAT?");
	memset(WITH(0, 4 << 3 | 4) + 40, 0, 8);
	refused(packet, 48, "does not know the time");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(question), cmocka_unit_test(offsets), cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
