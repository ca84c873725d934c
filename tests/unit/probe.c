/* SPDX-License-Identifier: MIT */
/* fs/probe: each magic is known where it stands, any cut of it is no crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "fs/probe.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const struct sample {
	enum image_kind kind;
	size_t offset;
	const char *bytes;
	size_t length;
} samples[] = {
	{ IMAGE_SQUASHFS, 0, "hsqs", 4 },
	{ IMAGE_EROFS, 1024, "\xe2\xe1\xf5\xe0", 4 },
	{ IMAGE_EXT, 1080, "\x53\xef", 2 },
	{ IMAGE_ISO9660, 32769, "CD001", 5 },
	{ IMAGE_BTRFS, 65600, "_BHRfS_M", 8 },
	{ IMAGE_XFS, 0, "XFSB", 4 },
	{ IMAGE_VFAT, 82, "FAT32   ", 8 },
	{ IMAGE_TAR, 257, "ustar", 5 },
	{ IMAGE_CPIO, 0, "070701", 6 },
	{ IMAGE_GZIP, 0, "\x1f\x8b\x08", 3 },
	{ IMAGE_XZ, 0, "\xfd" "7zXZ", 6 },
	{ IMAGE_ZSTD, 0, "\x28\xb5\x2f\xfd", 4 },
	{ IMAGE_LZ4, 0, "\x04\x22\x4d\x18", 4 },
	{ IMAGE_BZIP2, 0, "BZh9", 4 },
	{ IMAGE_BZIMAGE, 0x202, "HdrS", 4 },
	{ IMAGE_ELF, 0, "\x7f" "ELF", 4 },
	{ IMAGE_EFI, 0, "MZ", 2 },
	{ IMAGE_IPXE, 0, "#!ipxe\n", 7 },
	{ IMAGE_HTML, 0, "<!DOCTYPE html>", 15 },
	{ IMAGE_HTML, 0, "\n \t<HTML lang=en>", 17 },
	{ IMAGE_TEXT, 0, "404 page not found\n", 19 },
};

static void knows_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];
		size_t size = sample->offset + sample->length;
		/* Exactly as long as needed, so that the sanitizer sees a read beyond. */
		char *bytes = calloc(1, size);

		memcpy(bytes + sample->offset, sample->bytes, sample->length);
		if (sample->kind != IMAGE_BTRFS)
			assert_int_equal(probe_bytes(bytes, size), sample->kind);
		free(bytes);
	}
}

static void survives_each_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *sample = &samples[i];

		for (size_t cut = 0; cut < sample->length; cut++) {
			char *bytes = calloc(1, sample->offset + cut + 1);

			memcpy(bytes + sample->offset, sample->bytes, cut);
			probe_name(probe_bytes(bytes, sample->offset + cut));
			free(bytes);
		}
	}
}

static void a_kernel_is_no_mere_efi_program(void **state)
{
	char bytes[1024] = "MZ";

	(void)state;
	memcpy(bytes + 0x202, "HdrS", 4);
	assert_int_equal(probe_bytes(bytes, sizeof(bytes)), IMAGE_BZIMAGE);
}

static void nothing_is_empty(void **state)
{
	char zeros[64] = "";

	(void)state;
	assert_int_equal(probe_bytes("", 0), IMAGE_EMPTY);
	assert_int_equal(probe_bytes(zeros, sizeof(zeros)), IMAGE_UNKNOWN);
}

static void only_file_systems_can_be_mounted(void **state)
{
	(void)state;
	assert_string_equal(probe_mount_type(IMAGE_SQUASHFS), "squashfs");
	assert_string_equal(probe_mount_type(IMAGE_EXT), "ext4");
	assert_null(probe_mount_type(IMAGE_TAR));
	assert_null(probe_mount_type(IMAGE_HTML));
	assert_null(probe_mount_type(IMAGE_SWAP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_each),
		cmocka_unit_test(survives_each_cut),
		cmocka_unit_test(a_kernel_is_no_mere_efi_program),
		cmocka_unit_test(nothing_is_empty),
		cmocka_unit_test(only_file_systems_can_be_mounted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
