/* SPDX-License-Identifier: MIT */
/*
 * Superblocks: squashfs (Documentation/filesystems/squashfs.rst, bytes_used), erofs
 * (Documentation/filesystems/erofs.rst, blocks << blkszbits), ext4 (s_blocks_count << log size),
 * ISO 9660 (ECMA-119, 8.4.8 and 8.4.12: the volume's space in blocks).
 */
#include "fs/image_size.h"

#include <string.h>

static uint64_t little(const void *head, size_t offset, size_t bytes)
{
	const uint8_t *at = (const uint8_t *)head + offset;
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

uint64_t image_size(enum image_kind kind, const void *head, size_t length)
{
	uint64_t bits;

	if (kind == IMAGE_SQUASHFS && length >= 48)
		return little(head, 40, 8);
	if (kind == IMAGE_EROFS && length >= 1024 + 40) {
		bits = little(head, 1024 + 12, 1);
		return bits >= 9 && bits <= 16 ? little(head, 1024 + 36, 4) << bits : 0;
	}
	if (kind == IMAGE_EXT && length >= 1024 + 28) {
		bits = little(head, 1024 + 24, 4);
		return bits <= 6 ? little(head, 1024 + 4, 4) << (10 + bits) : 0;
	}
	if (kind == IMAGE_ISO9660 && length >= 32768 + 130)
		return little(head, 32768 + 80, 4) * little(head, 32768 + 128, 2);
	return 0;
}
