/* SPDX-License-Identifier: MIT */
/* boot/kernel: what is no kernel is named as what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/kernel.h"
#include "core/error.h"
#include "core/text.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

/* A 64-bit bzImage's header: 3 setup sectors, 0x10 units of 16 bytes, at most 2047 characters. */
static void make_header(uint8_t head[1024])
{
	memset(head, 0, 1024);
	memcpy(head, "MZ", 2);
	head[0x1f1] = 3;
	head[0x1f4] = 0x10;
	memcpy(head + 0x202, "HdrS\x0f\x02", 6);
	head[0x236] = 1;
	memcpy(head + 0x238, "\xff\x07", 2);
}

static void reads_the_header(void **state)
{
	uint8_t head[1024];

	(void)state;
	make_header(head);
	assert_int_equal(kernel_check(head, sizeof(head), "k"), 0);
	assert_int_equal(kernel_size(head, sizeof(head)), 4 * 512 + 256);
	assert_int_equal(kernel_cmdline_limit(head, sizeof(head)), 2047);
	head[0x1f1] = 0;
	assert_int_equal(kernel_size(head, sizeof(head)), 5 * 512 + 256);
}

static void sees_a_cut_file(void **state)
{
	uint8_t head[1024];

	(void)state;
	make_header(head);
	assert_int_equal(kernel_check_size(head, sizeof(head), 2304, "k"), 0);
	assert_int_equal(kernel_check_size(head, sizeof(head), 9999, "k"), 0);
	assert_true(kernel_check_size(head, sizeof(head), 2000, "k") < 0);
	assert_string_equal(fail_text(), "k is cut off: 2000 bytes of a kernel of 2304");
	assert_true(kernel_check(head, 0x210, "k") < 0);
	assert_non_null(strstr(fail_text(), "k is cut off"));
}

static void names_what_it_is_instead(void **state)
{
	static const struct { const char *bytes; size_t length; const char *text; } rows[] = {
		{ "", 0, "k is no kernel: it is empty" },
		{ "<html><body>404", 15,
		  "k is no kernel: looks like HTML: did the server send an error page?" },
		{ "\x1f\x8b\x08\0\0", 5, "k is no kernel: it is a gzip file: an initrd?" },
		{ "hsqs\0\0", 6, "k is no kernel: it is squashfs" },
		{ "#!ipxe\n", 7,
		  "k is no kernel: it is an iPXE script: give it to ramroot, "
		  "or chain it from iPXE" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(kernel_check(rows[i].bytes, rows[i].length, "k") < 0);
		assert_string_equal(fail_text(), rows[i].text);
	}
}

static void any_bytes_are_survived(void **state)
{
	uint8_t head[1024];

	(void)state;
	srand(1);
	for (int round = 0; round < 2000; round++) {
		size_t length = rand() % sizeof(head);
		uint8_t *copy = malloc(length + 1);

		make_header(head);
		for (int change = 0; change < 8; change++)
			head[rand() % sizeof(head)] = rand();
		memcpy(copy, head, length);
		kernel_check_size(copy, length, rand(), "k");
		kernel_cmdline_limit(copy, length);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_header),
		cmocka_unit_test(sees_a_cut_file),
		cmocka_unit_test(names_what_it_is_instead),
		cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
