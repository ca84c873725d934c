/* SPDX-License-Identifier: MIT */
/* Magic numbers, as rows: the kernel's linux/magic.h, and each format's own document. */
#include "fs/probe.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"

static const struct magic {
	enum image_kind kind;
	size_t offset, length;
	const char *bytes;
} magics[] = {
	{ IMAGE_SQUASHFS, 0, 4, "hsqs" },
	{ IMAGE_EROFS, 1024, 4, "\xe2\xe1\xf5\xe0" },
	{ IMAGE_EXT, 1024 + 56, 2, "\x53\xef" },
	{ IMAGE_XFS, 0, 4, "XFSB" },
	{ IMAGE_ISO9660, 32769, 5, "CD001" },
	{ IMAGE_CPIO, 0, 6, "070701" },
	{ IMAGE_CPIO, 0, 6, "070702" },
	{ IMAGE_SWAP, 4086, 10, "SWAPSPACE2" },
	{ IMAGE_TAR, 257, 5, "ustar" },
	{ IMAGE_GZIP, 0, 3, "\x1f\x8b\x08" },
	{ IMAGE_XZ, 0, 6, "\xfd" "7zXZ\0" },
	{ IMAGE_ZSTD, 0, 4, "\x28\xb5\x2f\xfd" },
	{ IMAGE_LZ4, 0, 4, "\x04\x22\x4d\x18" },
	{ IMAGE_LZ4, 0, 4, "\x02\x21\x4c\x18" },
	{ IMAGE_BZIP2, 0, 3, "BZh" },
	{ IMAGE_BZIMAGE, 0x202, 4, "HdrS" },
	{ IMAGE_ELF, 0, 4, "\x7f" "ELF" },
	{ IMAGE_EFI, 0, 2, "MZ" },
	{ IMAGE_VFAT, 82, 5, "FAT32" },
	{ IMAGE_VFAT, 54, 3, "FAT" },
	{ IMAGE_IPXE, 0, 6, "#!ipxe" },
};

static const struct kind_row {
	const char *name, *mount_type;
} kinds[] = {
	[IMAGE_UNKNOWN] = { "data of no known kind" },
	[IMAGE_EMPTY] = { "an empty file" },
	[IMAGE_SQUASHFS] = { "squashfs", "squashfs" },
	[IMAGE_EROFS] = { "erofs", "erofs" },
	[IMAGE_EXT] = { "ext4", "ext4" },
	[IMAGE_ISO9660] = { "iso9660", "iso9660" },
	[IMAGE_VFAT] = { "vfat", "vfat" },
	[IMAGE_XFS] = { "xfs", "xfs" },
	[IMAGE_BTRFS] = { "btrfs", "btrfs" },
	[IMAGE_SWAP] = { "swap space" },
	[IMAGE_TAR] = { "a tar archive" },
	[IMAGE_CPIO] = { "a cpio archive" },
	[IMAGE_GZIP] = { "gzip data" },
	[IMAGE_XZ] = { "xz data" },
	[IMAGE_ZSTD] = { "zstd data" },
	[IMAGE_LZ4] = { "lz4 data" },
	[IMAGE_BZIP2] = { "bzip2 data" },
	[IMAGE_BZIMAGE] = { "a Linux kernel" },
	[IMAGE_EFI] = { "an EFI program" },
	[IMAGE_ELF] = { "an ELF file" },
	[IMAGE_IPXE] = { "an iPXE script" },
	[IMAGE_HTML] = { "HTML" },
	[IMAGE_TEXT] = { "text" },
};

/* Text that a server sends where a file was wanted. */
static enum image_kind probe_text(const char *head, size_t length)
{
	size_t blanks = 0;

	while (blanks < length && isspace((unsigned char)head[blanks]))
		blanks++;
	if (length - blanks >= 9 && strncasecmp(head + blanks, "<!doctype", 9) == 0)
		return IMAGE_HTML;
	if (length - blanks >= 5 && strncasecmp(head + blanks, "<html", 5) == 0)
		return IMAGE_HTML;
	for (size_t i = 0; i < MIN(length, 512); i++) {
		unsigned char c = head[i];

		if (c == 0x7f || (c < ' ' && !isspace(c)))
			return IMAGE_UNKNOWN;
	}
	return IMAGE_TEXT;
}

enum image_kind probe_bytes(const void *head, size_t length)
{
	if (length == 0)
		return IMAGE_EMPTY;
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++) {
		const struct magic *magic = &magics[i];

		if (length >= magic->offset + magic->length &&
		    memcmp((const char *)head + magic->offset, magic->bytes, magic->length) == 0)
			return magic->kind;
	}
	return probe_text(head, length);
}

const char *probe_name(enum image_kind kind)
{
	return kinds[kind].name;
}

const char *probe_mount_type(enum image_kind kind)
{
	return kinds[kind].mount_type;
}

int probe_fd(int fd, const char *name, enum image_kind *kind)
{
	char head[PROBE_SIZE];
	ssize_t length = 0, got = 1;

	while (length < PROBE_SIZE && got > 0) {
		got = pread(fd, head + length, PROBE_SIZE - length, length);
		if (got < 0)
			return fail("read %s", name);
		length += got;
	}
	*kind = probe_bytes(head, length);
	/* btrfs keeps its superblock at 64 KiB, beyond what is kept of a stream. */
	if (*kind == IMAGE_UNKNOWN && pread(fd, head, 8, 0x10040) == 8 &&
	    memcmp(head, "_BHRfS_M", 8) == 0)
		*kind = IMAGE_BTRFS;
	return 0;
}
