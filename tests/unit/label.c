/* SPDX-License-Identifier: MIT */
/* fs/label: labels and UUIDs where each superblock has them; any bytes are survived. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "fs/label.h"
#include "fs/probe.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const struct sample {
	const char *magic, *label, *uuid;
	size_t magic_at, label_at, uuid_at;
} samples[] = {
	{ "\x53\xef", "root", "00010203-0405-0607-0809-0a0b0c0d0e0f", 1080, 1144, 1128 },
	{ "\xe2\xe1\xf5\xe0", "sixteen letters!", "00010203-0405-0607-0809-0a0b0c0d0e0f", 1024,
	  1088, 1072 },
	{ "XFSB", "twelve chars", "00010203-0405-0607-0809-0a0b0c0d0e0f", 0, 108, 32 },
	{ "SWAPSPACE2", "swap", "00010203-0405-0607-0809-0a0b0c0d0e0f", 4086, 1052, 1036 },
	{ "CD001", "DEBIAN 12", "", 32769, 32808, 0 },
	{ "FAT32   ", "EFI", "0302-0100", 82, 71, 67 },
	{ "FAT16   ", "NO NAME    ", "0302-0100", 54, 43, 39 },
};

static void reads_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		uint8_t *head = calloc(1, PROBE_SIZE);
		struct label label;

		for (uint8_t byte = 0; sample->uuid_at && byte < 16; byte++)
			head[sample->uuid_at + byte] = byte;
		if (sample->label_at == 71 || sample->label_at == 43)
			memset(head + sample->label_at, ' ', 11);
		memcpy(head + sample->label_at, sample->label, strlen(sample->label));
		memcpy(head + sample->magic_at, sample->magic, strlen(sample->magic));
		label_read(head, PROBE_SIZE, &label);
		assert_string_equal(label.label, text_starts_with(sample->label, "NO NAME")
							 ? "" : sample->label);
		assert_string_equal(label.uuid, sample->uuid);
		free(head);
	}
}

static void any_length_is_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		size_t end = sample->magic_at + strlen(sample->magic);

		for (size_t length = end; length < end + 200; length++) {
			uint8_t *head = malloc(length);
			struct label label;

			memset(head, 0xff, length);
			memcpy(head + sample->magic_at, sample->magic, strlen(sample->magic));
			label_read(head, length, &label);
			assert_true(strlen(label.label) < sizeof(label.label));
			free(head);
		}
	}
}

static void tags(void **state)
{
	(void)state;
	assert_true(label_is_tag("LABEL=root"));
	assert_true(label_is_tag("PARTUUID=x"));
	assert_false(label_is_tag("/dev/sda1"));
	assert_false(label_is_tag("label=x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each),
		cmocka_unit_test(any_length_is_survived),
		cmocka_unit_test(tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
