/* SPDX-License-Identifier: MIT */
/* Superblocks: each format's own document says where its fields stand. */
#include "fs/superblock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "core/utf8.h"
#include "fs/superblock_formats.h"

void tags_add(struct tags *tags, const char *name, const char *format, ...)
{
	struct tag *tag = &tags->rows[tags->count];
	va_list args;

	if (tags->count == TAGS_MAX)
		return;
	tag->name = name;
	va_start(args, format);
	vsnprintf(tag->value, sizeof(tag->value), format, args);
	va_end(args);
	/* A format's label that is all blanks, or a number that is not set. */
	if (tag->value[0])
		tags->count++;
}

const char *tags_get(const struct tags *tags, const char *name)
{
	for (size_t i = 0; i < tags->count; i++) {
		if (strcmp(tags->rows[i].name, name) == 0)
			return tags->rows[i].value;
	}
	return NULL;
}

bool device_read(struct device_bytes *device, uint64_t at, void *bytes, size_t length)
{
	ssize_t got;

	if (at > INT64_MAX / 2 || device->offset > INT64_MAX / 4)
		return false;
	got = pread(device->fd, bytes, length, device->offset + at);
	if (got < 0)
		device->broken = true;
	return got == (ssize_t)length;
}

uint64_t bytes_le(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	while (size-- > 0)
		value = value << 8 | bytes[size];
	return value;
}

void uuid_text(const uint8_t bytes[16], char text[40])
{
	bool set = false;

	for (int i = 0; i < 16; i++)
		set |= bytes[i] != 0;
	text[0] = '\0';
	for (int i = 0; set && i < 16; i++)
		text += sprintf(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
				bytes[i]);
}

void guid_text(const uint8_t bytes[16], char text[40])
{
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t sorted[16];

	for (int i = 0; i < 16; i++)
		sorted[i] = bytes[order[i]];
	uuid_text(sorted, text);
}

void utf16_text(const uint8_t *bytes, size_t characters, char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < characters && used + 4 < size; i++) {
		unsigned c = bytes_le(bytes + 2 * i, 2);

		if (!c)
			break;
		if (c >= 0xd800 && c < 0xdc00 && i + 1 < characters)
			c = 0x10000 + ((c & 0x3ff) << 10) + (bytes_le(bytes + 2 * ++i, 2) & 0x3ff);
		used += utf8_encode(c, text + used);
	}
	text[used] = '\0';
}

static const struct format {
	uint64_t at;
	size_t length;
	const char *magic;
	/* NULL: the magic is enough. False when it is none after all. */
	bool (*read)(struct device_bytes *device, struct tags *tags);
	const char *type, *usage;	/* NULL: the function adds them */
} formats[] = {
	{ 4096, 4, "\xfc\x4e\x2b\xa9", read_raid, "linux_raid_member", "raid" },
	{ 0, 4, "\xfc\x4e\x2b\xa9", read_raid, "linux_raid_member", "raid" },
	{ 512, 8, "LABELONE", read_lvm, "LVM2_member", "raid" },
	{ 0, 6, "LUKS\xba\xbe", read_luks, "crypto_LUKS", "crypto" },
	{ 0, 11, "\xeb\x58\x90-FVE-FS-", NULL, "BitLocker", "crypto" },
	{ 1024 + 56, 2, "\x53\xef", read_ext, NULL, "filesystem" },
	{ 0, 4, "XFSB", read_xfs, "xfs", "filesystem" },
	{ 65536 + 64, 8, "_BHRfS_M", read_btrfs, "btrfs", "filesystem" },
	{ 1024, 4, "\x10\x20\xf5\xf2", read_f2fs, "f2fs", "filesystem" },
	{ 1024, 4, "\xe2\xe1\xf5\xe0", read_erofs, "erofs", "filesystem" },
	{ 0, 4, "hsqs", read_squashfs, "squashfs", "filesystem" },
	{ 16, 16, "Compressed ROMFS", read_cramfs, "cramfs", "filesystem" },
	{ 3, 8, "NTFS    ", read_ntfs, "ntfs", "filesystem" },
	{ 3, 8, "EXFAT   ", read_exfat, "exfat", "filesystem" },
	{ 82, 5, "FAT32", read_fat, "vfat", "filesystem" },
	{ 54, 3, "FAT", read_fat, "vfat", "filesystem" },
	{ 32769, 5, "CD001", read_iso9660, "iso9660", "filesystem" },
	{ 4086, 10, "SWAPSPACE2", read_swap, "swap", "other" },
	{ 65526, 10, "SWAPSPACE2", read_swap, "swap", "other" },
};

bool superblock_read(struct device_bytes *device, struct tags *tags)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const struct format *format = &formats[i];
		char magic[16];
		struct tags found = { 0 };

		if (!device_read(device, format->at, magic, format->length) ||
		    memcmp(magic, format->magic, format->length) != 0)
			continue;
		if (format->read && !format->read(device, &found))
			continue;
		if (format->type)
			tags_add(&found, "TYPE", "%s", format->type);
		tags_add(&found, "USAGE", "%s", format->usage);
		*tags = found;
		return true;
	}
	return false;
}
