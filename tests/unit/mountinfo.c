/* SPDX-License-Identifier: MIT */
/* fs/mountinfo: lines of every shape, options and their absence, which mount a path is on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "core/text.h"
#include "fs/mountinfo.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void reads_lines(void **state)
{
	char full[] = "36 35 98:0 /m1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw";
	char bare[] = "1 0 0:1 / / rw - rootfs none rw\n";
	struct mountinfo mount;

	(void)state;
	assert_true(mountinfo_parse(full, &mount));
	assert_int_equal(mount.id, 36);
	assert_int_equal(mount.device, makedev(98, 0));
	assert_string_equal(mount.target, "/mnt 2");
	assert_string_equal(mount.optional, "master:1 shared:2");
	assert_string_equal(mount.fs_options, "rw");
	assert_true(mountinfo_parse(bare, &mount));
	assert_string_equal(mount.optional, "");
	assert_string_equal(mount.type, "rootfs");
}

static void refuses_others(void **state)
{
	static const char *const lines[] = {
		"", "x", "1 2", "1 2 3:4", "1 2 3:4 / /", "1 2 3:4 / / rw", "1 2 3:4 / / rw - ",
		"1 2 3:4 / / rw - t", "1 2 3 / / rw - t s o", "1 2 3:4 / / rw shared:1",
	};
	struct mountinfo mount;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char *copy = strdup(lines[i]);

		assert_false(mountinfo_parse(copy, &mount));
		free(copy);
	}
}

static void matches_options(void **state)
{
	(void)state;
	assert_true(mountinfo_has_options("rw,size=4k", "rw"));
	assert_true(mountinfo_has_options("rw,size=4k", "size"));
	assert_true(mountinfo_has_options("rw,size=4k", "rw,size=4k"));
	assert_false(mountinfo_has_options("rw,size=4k", "size=8k"));
	assert_true(mountinfo_has_options("rw", "noro"));
	assert_false(mountinfo_has_options("rw", "norw"));
	assert_false(mountinfo_has_options("rw", "r"));
}

static void finds_the_mount_of_a_path(void **state)
{
	struct mountinfo rows[] = {
		{ .id = 1, .target = "/" }, { .id = 2, .target = "/a" },
		{ .id = 3, .target = "/a" }, { .id = 4, .target = "/ab" },
	};
	struct mountinfo_table table = { .rows = rows, .count = 4 };

	(void)state;
	assert_int_equal(mountinfo_of(&table, "/a/b")->id, 3);
	assert_int_equal(mountinfo_of(&table, "/ab")->id, 4);
	assert_int_equal(mountinfo_of(&table, "/abc")->id, 1);
	assert_int_equal(mountinfo_of(&table, "/")->id, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(refuses_others),
		cmocka_unit_test(matches_options),
		cmocka_unit_test(finds_the_mount_of_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
