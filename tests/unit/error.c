/* SPDX-License-Identifier: MIT */
/* core/error: the text grows by context on its way up, and never beyond its room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/error.h"

static int fail_with(int number)
{
	errno = number;
	return fail("open %s", "/x");
}

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void context(void **state)
{
	(void)state;
	assert_int_equal(fail_with(ENOENT), -1);
	assert_int_equal(errno, ENOENT);
	assert_string_equal(fail_text(), "open /x: No such file or directory");
	assert_int_equal(fail_in("attach %d", 1), -1);
	assert_string_equal(fail_text(), "attach 1: open /x: No such file or directory");
	fail_clear();
	assert_string_equal(fail_text(), "");
	fail_plain("%s", "alone");
	assert_string_equal(fail_text(), "alone");
}

static void long_texts(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	fail_plain("%s", text);
	for (int i = 0; i < 5; i++)
		fail_in("%s", text);
	assert_true(strlen(fail_text()) < sizeof(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context), cmocka_unit_test(long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
