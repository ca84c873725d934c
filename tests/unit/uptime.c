/* SPDX-License-Identifier: MIT */
/* How long a machine is up, in procps's words: those the host's own uptime has just now no test. */
#include "proc/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void says(uint64_t seconds, const char *text)
{
	struct buffer words = { 0 };

	uptime_pretty(seconds, &words);
	assert_string_equal(words.data, text);
	buffer_free(&words);
}

static void test_pretty(void **state)
{
	(void)state;
	says(0, "up 0 minutes");
	says(119, "up 1 minute");
	says(6 * 3600 + 5, "up 6 hours, 0 minutes");
	says(86400 + 3600 + 120, "up 1 day, 1 hour, 2 minutes");
	says(8 * 86400 + 1, "up 1 week, 1 day, 0 minutes");
	says(UINT64_C(11) * 365 * 86400 + 60, "up 1 decade, 1 year, 1 minute");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pretty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
