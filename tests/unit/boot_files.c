/* SPDX-License-Identifier: MIT */
/* boot/initrd, fs/image_size, boot/layout: archives of one file, lengths, names of store paths. */
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/initrd.h"
#include "boot/layout.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/archive.h"
#include "fs/image_size.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static int listed;

static enum archive_next count_member(struct archive *from, struct archive_entry *entry,
				      void *own)
{
	static const char *const names[] = { "etc", "etc/deep", "etc/deep/file" };

	(void)from, (void)own;
	assert_in_range(listed, 0, 2);
	assert_string_equal(archive_entry_pathname(entry), names[listed]);
	listed++;
	return ARCHIVE_PASS;
}

static ssize_t read_block(void *data, const void **block)
{
	static char bytes[512];

	*block = bytes;
	return read(*(int *)data, bytes, sizeof(bytes));
}

static void wraps_a_file(void **state)
{
	int fd = memfd_create("initrd", 0);
	struct archive_request request = { .read = read_block, .data = &fd, .name = "initrd",
					   .list_only = true, .member = count_member };
	char digits[9] = "";
	int64_t begun;

	(void)state;
	assert_int_equal(write_all(fd, "abc", 3), 0);
	assert_int_equal(initrd_pad(fd), 0);
	begun = initrd_member_begin(fd, "/etc/deep/file", 0600);
	assert_true(begun > 4);
	assert_int_equal(write_all(fd, "hello", 5), 0);
	assert_int_equal(initrd_member_end(fd, begun), 0);
	assert_int_equal(pread(fd, digits, 8, begun + 54), 8);
	assert_string_equal(digits, "00000005");
	assert_int_equal(pread(fd, digits, 8, begun + 14), 8);
	assert_int_equal(strtol(digits, NULL, 16), S_IFREG | 0600);
	assert_int_equal(lseek(fd, 0, SEEK_END) % 4, 0);
	lseek(fd, 4, SEEK_SET);
	assert_int_equal(archive_run(&request), 0);
	assert_int_equal(listed, 3);
	assert_int_equal(initrd_member_begin(fd, "//", 0600), -1);
	close(fd);
}

static void reads_superblocks(void **state)
{
	uint8_t head[2048] = { 0 };

	(void)state;
	head[40] = 0x10;
	head[43] = 1;
	assert_int_equal(image_size(IMAGE_SQUASHFS, head, sizeof(head)), 0x01000010);
	assert_int_equal(image_size(IMAGE_SQUASHFS, head, 47), 0);
	head[1024 + 12] = 12;
	head[1024 + 36] = 5;
	assert_int_equal(image_size(IMAGE_EROFS, head, sizeof(head)), 5 * 4096);
	head[1024 + 12] = 200;
	assert_int_equal(image_size(IMAGE_EROFS, head, sizeof(head)), 0);
	head[1024 + 4] = 3;
	head[1024 + 24] = 2;
	assert_int_equal(image_size(IMAGE_EXT, head, sizeof(head)), 3 * 4096);
	head[1024 + 27] = 0xff;
	assert_int_equal(image_size(IMAGE_EXT, head, sizeof(head)), 0);
	assert_int_equal(image_size(IMAGE_TAR, head, sizeof(head)), 0);
}

static void knows_store_names(void **state)
{
	(void)state;
	assert_true(layout_is_store_name("0123456789abcdfghijklmnpqrsvwxyz-nixos-system-x"));
	assert_false(layout_is_store_name("0123456789abcdfghijklmnpqrsvwxyz"));
	assert_false(layout_is_store_name("0123456789abcdfghijklmnpqrsvwxyz-"));
	assert_false(layout_is_store_name("0123456789abcdefghijklmnpqrsvwxy-name"));
	assert_false(layout_is_store_name("usr"));
}

static void prints_the_walkthrough(void **state)
{
	struct layout_parts parts = { .root = "/mnt-root", .lower = "/run/ramroot/lower" };
	struct buffer lines = { 0 };

	(void)state;
	layout_lines(LAYOUT_NIX_STORE, &parts, &lines);
	assert_non_null(strstr(lines.data, "mount -t tmpfs -o mode=0755 none /mnt-root\n"));
	assert_non_null(strstr(lines.data, "mount -t overlay -o lowerdir=/mnt-root/nix/.ro-store,"
			       "upperdir=/mnt-root/nix/.rw-store/store,"
			       "workdir=/mnt-root/nix/.rw-store/work overlay "
			       "/mnt-root/nix/store\n"));
	buffer_free(&lines);
	parts.lower = "/c:/b:/a";
	parts.upper = "LABEL=my disk";
	layout_lines(LAYOUT_NIX_STORE, &parts, &lines);
	assert_non_null(strstr(lines.data, "mount --move /a /mnt-root/nix/.ro-store\n"
			       "mount -o rw 'LABEL=my disk' /mnt-root/nix/.rw-store\n"));
	assert_non_null(strstr(lines.data, "lowerdir=/c:/b:/mnt-root/nix/.ro-store,"));
	buffer_free(&lines);
	parts = (struct layout_parts){ .root = "/r" };
	layout_lines(LAYOUT_UNKNOWN, &parts, &lines);
	assert_non_null(strstr(lines.data, "lowerdir=${lower%${lower##*:}}/r/nix/.ro-store,"));
	assert_non_null(strstr(lines.data, "if [ -e ${lower##*:}/usr ]"));
	assert_non_null(strstr(lines.data, "\tmount -t overlay -o lowerdir=$lower,"));
	assert_non_null(strstr(lines.data, "\nelse\n\tmkdir -p /r\n"));
	buffer_free(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wraps_a_file),
		cmocka_unit_test(reads_superblocks),
		cmocka_unit_test(knows_store_names),
		cmocka_unit_test(prints_the_walkthrough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
