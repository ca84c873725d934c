/* SPDX-License-Identifier: MIT */
/* fs/superblock, fs/partition_table: fields where each format has them; any bytes are survived. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/text.h"
#include "fs/superblock.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

#define UUID "00010203-0405-0607-0809-0a0b0c0d0e0f"

static const struct sample {
	const char *magic, *type, *label, *uuid;
	size_t magic_at, label_at, uuid_at;
} samples[] = {
	{ "\x53\xef", "ext2", "root", UUID, 1080, 1144, 1128 },
	{ "\xe2\xe1\xf5\xe0", "erofs", "sixteen letters!", UUID, 1024, 1088, 1072 },
	{ "XFSB", "xfs", "twelve chars", UUID, 0, 108, 32 },
	{ "SWAPSPACE2", "swap", "swap", UUID, 4086, 1052, 1036 },
	{ "_BHRfS_M", "btrfs", "pool", UUID, 65600, 65536 + 0x12b, 65536 + 0x20 },
	{ "CD001", "iso9660", "DEBIAN 12", NULL, 32769, 32808, 0 },
};

static int file_of(const uint8_t *bytes, size_t length)
{
	int fd = memfd_create("image", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes, length), length);
	return fd;
}

enum { SIZE = 80000 };

static void fill(uint8_t *bytes, const struct sample *sample)
{
	memset(bytes, 0, SIZE);
	for (uint8_t byte = 0; sample->uuid_at && byte < 16; byte++)
		bytes[sample->uuid_at + byte] = byte;
	memcpy(bytes + sample->label_at, sample->label, strlen(sample->label));
	memcpy(bytes + sample->magic_at, sample->magic, strlen(sample->magic));
}

static void reads_each(void **state)
{
	static uint8_t bytes[SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		struct device_bytes device = { 0 };
		struct tags tags = { 0 };

		fill(bytes, sample);
		device.fd = file_of(bytes, SIZE);
		assert_true(superblock_read(&device, &tags));
		assert_string_equal(tags_get(&tags, "TYPE"), sample->type);
		assert_string_equal(tags_get(&tags, "LABEL"), sample->label);
		if (sample->uuid)
			assert_string_equal(tags_get(&tags, "UUID"), sample->uuid);
		assert_null(tags_get(&tags, "PTTYPE"));
		close(device.fd);
	}
}

static void survives_any_length(void **state)
{
	static uint8_t bytes[SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		fill(bytes, &samples[i]);
		for (size_t length = 0; length < SIZE; length += 977) {
			struct device_bytes device = { .fd = file_of(bytes, length) };
			struct tags tags = { 0 };

			superblock_read(&device, &tags);
			partition_table_read(&device, &tags);
			for (unsigned number = 0; number < 9; number++)
				partition_entry_read(&device, number, &tags);
			close(device.fd);
		}
	}
}

static void reads_a_chain_of_logical_partitions_that_bites_its_tail(void **state)
{
	static uint8_t bytes[8192];
	struct device_bytes device = { 0 };
	struct tags tags = { 0 };

	(void)state;
	bytes[510] = 0x55;
	bytes[511] = 0xaa;
	bytes[446 + 4] = 0x05;
	bytes[446 + 8] = 2;
	/* At sector 2: one partition, then itself again. */
	bytes[1024 + 510] = 0x55;
	bytes[1024 + 511] = 0xaa;
	bytes[1024 + 446 + 4] = 0x83;
	bytes[1024 + 446 + 8] = 1;
	bytes[1024 + 446 + 12] = 4;
	device.fd = file_of(bytes, sizeof(bytes));
	assert_true(partition_entry_read(&device, 5, &tags));
	assert_string_equal(tags_get(&tags, "PART_ENTRY_OFFSET"), "3");
	assert_string_equal(tags_get(&tags, "PART_ENTRY_SIZE"), "4");
	assert_false(partition_entry_read(&device, 6, &tags));
	assert_false(partition_entry_read(&device, 0, &tags));
	close(device.fd);
}

static void turns_utf16_into_utf8(void **state)
{
	static const uint8_t bytes[] = { 'a', 0, 0xfc, 0, 0xac, 0x20, 0x3d, 0xd8, 0x00, 0xde };
	char text[16];

	(void)state;
	utf16_text(bytes, 5, text, sizeof(text));
	assert_string_equal(text, "a\303\274\342\202\254\360\237\230\200");
	utf16_text(bytes, 5, text, 6);
	assert_true(strlen(text) < 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each),
		cmocka_unit_test(survives_any_length),
		cmocka_unit_test(reads_a_chain_of_logical_partitions_that_bites_its_tail),
		cmocka_unit_test(turns_utf16_into_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
