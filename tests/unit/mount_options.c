/* SPDX-License-Identifier: MIT */
/* fs/mount_options, fs/mount_table: the words of -o and the rows of fstab. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>

#include "core/error.h"
#include "fs/mount_options.h"
#include "fs/mount_table.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

/* Parse a copy, check flags and what is left for the file system. */
static struct mount_options parse(const char *text, unsigned long flags, const char *data)
{
	static char copy[256];
	struct mount_options options = { 0 };

	strcpy(copy, text);
	assert_int_equal(mount_options_parse(&options, copy), 0);
	assert_int_equal(options.flags, flags);
	assert_string_equal(options.data.data ? options.data.data : "", data);
	buffer_free(&options.data);
	return options;
}

static void flags_and_data(void **state)
{
	(void)state;
	parse("", 0, "");
	parse("defaults", 0, "");
	parse("ro,size=10m,nosuid,mode=0755", MS_RDONLY | MS_NOSUID, "size=10m,mode=0755");
	parse("ro,rw", 0, "");
	parse("nodev,dev,noexec", MS_NOEXEC, "");
	parse(",,ro,,", MS_RDONLY, "");
	parse("rbind", MS_BIND | MS_REC, "");
	parse("remount,ro", MS_REMOUNT | MS_RDONLY, "");
	parse("lowerdir=/a:/b,upperdir=/c", 0, "lowerdir=/a:/b,upperdir=/c");
	parse("context=\"a,ro,b\",ro", MS_RDONLY, "context=\"a,ro,b\"");
	parse("x-systemd.automount,noauto", 0, "");
}

static void own_words(void **state)
{
	struct mount_options options;

	(void)state;
	options = parse("loop", 0, "");
	assert_true(options.loop);
	assert_null(options.loop_device);
	options = parse("loop=/dev/loop3,offset=4k,sizelimit=1M", 0, "");
	assert_string_equal(options.loop_device, "/dev/loop3");
	assert_int_equal(options.offset, 4096);
	assert_int_equal(options.size_limit, 1 << 20);
	options = parse("offset=512", 0, "");
	assert_true(options.loop);
	options = parse("rw", 0, "");
	assert_true(options.read_write);
	options = parse("rw,ro", MS_RDONLY, "");
	assert_false(options.read_write);
	options = parse("rprivate", 0, "");
	assert_int_equal(options.propagation, MS_PRIVATE | MS_REC);
	options = parse("noauto,nofail", 0, "");
	assert_true(options.noauto && options.nofail);
}

static void a_bad_number_is_named(void **state)
{
	struct mount_options options = { 0 };
	char text[] = "ro,offset=zwei";

	(void)state;
	assert_true(mount_options_parse(&options, text) < 0);
	assert_non_null(strstr(fail_text(), "offset=zwei"));
	mount_options_free(&options);
}

static void words_say_flags_again(void **state)
{
	struct buffer text = { 0 };

	(void)state;
	mount_options_words(MS_RDONLY | MS_NODEV, &text);
	assert_string_equal(text.data, "ro,nodev");
	buffer_free(&text);
}

static void rows_of_fstab(void **state)
{
	char row[] = "/dev/sda1\t/mnt/a\\040b  ext4 ro,nosuid 0 2\n";
	char comment[] = "  # none", empty[] = "", half[] = "/dev/sda1 /mnt";
	char short_row[] = "none /tmp tmpfs";
	struct mount_entry entry;

	(void)state;
	assert_true(mount_entry_parse(row, &entry));
	assert_string_equal(entry.source, "/dev/sda1");
	assert_string_equal(entry.target, "/mnt/a b");
	assert_string_equal(entry.type, "ext4");
	assert_string_equal(entry.options, "ro,nosuid");
	assert_true(mount_entry_parse(short_row, &entry));
	assert_string_equal(entry.options, "");
	assert_false(mount_entry_parse(comment, &entry));
	assert_false(mount_entry_parse(empty, &entry));
	assert_false(mount_entry_parse(half, &entry));
}

static void lists_of_types(void **state)
{
	(void)state;
	assert_true(mount_type_matches("xfs", "ext4,xfs"));
	assert_false(mount_type_matches("ext", "ext4,xfs"));
	assert_false(mount_type_matches("proc", "noproc,sysfs"));
	assert_false(mount_type_matches("sysfs", "noproc,sysfs"));
	assert_false(mount_type_matches("sysfs", "noproc,nosysfs"));
	assert_true(mount_type_matches("tmpfs", "noproc,sysfs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_and_data),
		cmocka_unit_test(own_words),
		cmocka_unit_test(a_bad_number_is_named),
		cmocka_unit_test(words_say_flags_again),
		cmocka_unit_test(rows_of_fstab),
		cmocka_unit_test(lists_of_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
