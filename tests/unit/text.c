/* SPDX-License-Identifier: MIT */
/* core/text: numbers and sizes are checked, texts bounded, quoting survives a shell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void numbers(void **state)
{
	static const char *const bad[] = { "", "-1", "+1", " 1", "1 ", "1x", "x", "11", "2",
					   "99999999999999999999999" };
	uint64_t value = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_true(text_number(bad[i], 10, 3, 10, &value) < 0);
	assert_int_equal(value, 7);
	assert_int_equal(text_number("10", 10, 3, 10, &value), 0);
	assert_int_equal(value, 10);
	assert_int_equal(text_number("0x1f", 0, 0, UINT64_MAX, &value), 0);
	assert_int_equal(value, 31);
	assert_int_equal(text_number("18446744073709551615", 10, 0, UINT64_MAX, &value), 0);
	assert_true(value == UINT64_MAX);
}

static void sizes(void **state)
{
	static const struct { const char *text; uint64_t bytes; } good[] = {
		{ "0", 0 }, { "10", 10 }, { "4k", 4096 }, { "4K", 4096 }, { "3GB", 3000000000 },
		{ "2GiB", 2ULL << 30 }, { "10b", 5120 }, { "15E", 15ULL << 60 },
	};
	static const char *const bad[] = { "", "k", "-1k", "1kk", "1 k", "16E", "1Q", "1.5M" };
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(text_size(good[i].text, &bytes), 0);
		assert_true(bytes == good[i].bytes);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_true(text_size(bad[i], &bytes) < 0);
}

static void shown_bytes(void **state)
{
	char text[16];

	(void)state;
	assert_string_equal(text_bytes(0, text), "0 B");
	assert_string_equal(text_bytes(999, text), "999 B");
	assert_string_equal(text_bytes(1000, text), "1.00 kB");
	assert_string_equal(text_bytes(300000000, text), "300 MB");
	assert_string_equal(text_bytes(999999, text), "1.00 MB");
	assert_true(strlen(text_bytes(UINT64_MAX, text)) < sizeof(text));
}

static void bounds(void **state)
{
	char to[4], escape[] = "a\033[2J\tb\n\x7f";

	(void)state;
	assert_true(text_copy(to, sizeof(to), "abc"));
	assert_false(text_copy(to, sizeof(to), "abcd"));
	assert_string_equal(to, "abc");
	text_make_printable(escape);
	assert_string_equal(escape, "a?[2J\tb\n?");
	assert_true(text_starts_with("abc", "ab") && !text_starts_with("ab", "abc"));
	assert_true(text_ends_with("abc", "bc") && !text_ends_with("bc", "abc"));
}

static void distance(void **state)
{
	(void)state;
	assert_int_equal(text_distance("mount", "mount", 3), 0);
	assert_int_equal(text_distance("mount", "muont", 3), 1);
	assert_int_equal(text_distance("mount", "moun", 3), 1);
	assert_int_equal(text_distance("", "abc", 3), 3);
	assert_int_equal(text_distance("abc", "", 1), 2);
	assert_true(text_distance("mount", "switch_root", 3) > 3);
}

static void quoting(void **state)
{
	char *plain = text_shell_quote("/nix/store"), *quoted = text_shell_quote("it's $HOME");

	(void)state;
	assert_string_equal(plain, "/nix/store");
	assert_string_equal(quoted, "'it'\\''s $HOME'");
	free(plain);
	free(quoted);
}

static void buffers(void **state)
{
	struct buffer buffer = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_format(&buffer, "%d,", i);
	assert_int_equal(buffer.length, 3890);
	assert_int_equal(buffer.data[buffer.length], 0);
	buffer_add(&buffer, "\0x", 2);
	buffer_text(&buffer, "end");
	assert_memory_equal(buffer.data + 3890, "\0xend", 6);
	buffer_free(&buffer);
	assert_null(buffer.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(sizes), cmocka_unit_test(shown_bytes),
		cmocka_unit_test(bounds), cmocka_unit_test(distance), cmocka_unit_test(quoting),
		cmocka_unit_test(buffers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
