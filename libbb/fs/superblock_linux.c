/* SPDX-License-Identifier: MIT */
/* Superblocks of Linux' own formats. Offsets: the kernel's fs/NAME and include/uapi/linux. */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "fs/superblock_formats.h"

static void add_uuid(struct tags *tags, const char *name, const uint8_t *bytes)
{
	char text[40];

	uuid_text(bytes, text);
	tags_add(tags, name, "%s", text);
}

static void add_text(struct tags *tags, const char *name, const uint8_t *bytes, int length)
{
	tags_add(tags, name, "%.*s", length, (const char *)bytes);
}

/* ext4.rst, "Super Block". */
enum { COMPAT_JOURNAL = 0x4, INCOMPAT_JOURNAL_DEVICE = 0x8, INCOMPAT_EXT3 = 0x16,
       RO_COMPAT_EXT3 = 0x7 };

bool read_ext(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[1024];
	unsigned compatible, incompatible, read_only;
	const char *type;

	if (!device_read(device, 1024, block, sizeof(block)))
		return false;
	compatible = bytes_le(block + 92, 4);
	incompatible = bytes_le(block + 96, 4);
	read_only = bytes_le(block + 100, 4);
	if (incompatible & INCOMPAT_JOURNAL_DEVICE)
		type = "jbd";
	else if ((incompatible & ~INCOMPAT_EXT3) || (read_only & ~RO_COMPAT_EXT3))
		type = "ext4";
	else
		type = compatible & COMPAT_JOURNAL ? "ext3" : "ext2";
	add_text(tags, "LABEL", block + 120, 16);
	add_uuid(tags, "UUID", block + 104);
	if ((compatible & COMPAT_JOURNAL) || strcmp(type, "jbd") == 0)
		add_uuid(tags, "EXT_JOURNAL", block + 208);
	if (strcmp(type, "ext3") == 0)
		tags_add(tags, "SEC_TYPE", "ext2");
	tags_add(tags, "VERSION", "%u.%u", (unsigned)bytes_le(block + 76, 4),
		 (unsigned)bytes_le(block + 62, 2));
	if (bytes_le(block + 24, 4) < 32)
		tags_add(tags, "BLOCK_SIZE", "%u", 1024u << (unsigned)bytes_le(block + 24, 4));
	tags_add(tags, "TYPE", "%s", type);
	return true;
}

static unsigned big_endian(const uint8_t *bytes, size_t size)
{
	unsigned value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

bool read_xfs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[264];

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	add_text(tags, "LABEL", block + 108, 12);
	add_uuid(tags, "UUID", block + 32);
	tags_add(tags, "BLOCK_SIZE", "%u", big_endian(block + 102, 2));
	return true;
}

bool read_btrfs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[0x1000];

	if (!device_read(device, 65536, block, sizeof(block)))
		return false;
	add_text(tags, "LABEL", block + 0x12b, 192 - 1);
	add_uuid(tags, "UUID", block + 0x20);
	/* The device's own, within its dev_item. */
	add_uuid(tags, "UUID_SUB", block + 0xc9 + 66);
	tags_add(tags, "BLOCK_SIZE", "%u", (unsigned)bytes_le(block + 0x90, 4));
	return true;
}

bool read_f2fs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[1024 + 256];
	char label[192];

	if (!device_read(device, 1024, block, sizeof(block)))
		return false;
	utf16_text(block + 124, 512, label, sizeof(label));
	tags_add(tags, "LABEL", "%s", label);
	add_uuid(tags, "UUID", block + 108);
	tags_add(tags, "VERSION", "%u.%u", (unsigned)bytes_le(block + 4, 2),
		 (unsigned)bytes_le(block + 6, 2));
	if (bytes_le(block + 16, 4) < 32)
		tags_add(tags, "BLOCK_SIZE", "%u", 1u << bytes_le(block + 16, 4));
	return true;
}

bool read_erofs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[128];

	if (!device_read(device, 1024, block, sizeof(block)))
		return false;
	add_text(tags, "LABEL", block + 64, 16);
	add_uuid(tags, "UUID", block + 48);
	if (block[12] < 32)
		tags_add(tags, "BLOCK_SIZE", "%u", 1u << block[12]);
	return true;
}

bool read_squashfs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[96];

	if (!device_read(device, 0, block, sizeof(block)) || bytes_le(block + 28, 2) < 4)
		return false;
	tags_add(tags, "VERSION", "%u.%u", (unsigned)bytes_le(block + 28, 2),
		 (unsigned)bytes_le(block + 30, 2));
	return true;
}

bool read_cramfs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[64];

	if (!device_read(device, 0, block, sizeof(block)) || bytes_le(block, 4) != 0x28cd3d45)
		return false;
	add_text(tags, "LABEL", block + 48, 16);
	return true;
}

bool read_swap(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[1024 + 64];

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	add_text(tags, "LABEL", block + 1024 + 28, 16);
	add_uuid(tags, "UUID", block + 1024 + 12);
	tags_add(tags, "VERSION", "1");
	return true;
}

/* Both versions have them at the same places: LUKS2 on-disk format, table 1. */
bool read_luks(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[592];
	unsigned version;

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	version = big_endian(block + 6, 2);
	if (version != 1 && version != 2)
		return false;
	tags_add(tags, "VERSION", "%u", version);
	if (version == 2)
		add_text(tags, "LABEL", block + 24, 48);
	add_text(tags, "UUID", block + 168, 40);
	if (version == 2)
		add_text(tags, "SUBSYSTEM", block + 208, 48);
	return true;
}

/* "LABELONE", then "LVM2 001" at 24; the header says where the UUID stands. */
bool read_lvm(struct device_bytes *device, struct tags *tags)
{
	static const uint8_t groups[] = { 6, 4, 4, 4, 4, 4, 6 };
	uint8_t block[512];
	char text[48], *to = text;
	size_t at;

	if (!device_read(device, 512, block, sizeof(block)) || memcmp(block + 24, "LVM2 001", 8))
		return false;
	at = bytes_le(block + 20, 4);
	if (at > sizeof(block) - 32)
		return false;
	for (size_t i = 0; i < sizeof(groups); at += groups[i++])
		to += sprintf(to, "%s%.*s", i ? "-" : "", groups[i], (char *)block + at);
	tags_add(tags, "UUID", "%s", text);
	tags_add(tags, "VERSION", "LVM2 001");
	return true;
}

/* md's version 1 superblock, include/uapi/linux/raid/md_p.h. */
bool read_raid(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[256], first[4];
	uint64_t at = 4096;

	if (device_read(device, 0, first, sizeof(first)) &&
	    memcmp(first, "\xfc\x4e\x2b\xa9", 4) == 0)
		at = 0;
	if (!device_read(device, at, block, sizeof(block)) || bytes_le(block + 4, 4) != 1)
		return false;
	add_uuid(tags, "UUID", block + 16);
	add_uuid(tags, "UUID_SUB", block + 168);
	add_text(tags, "LABEL", block + 32, 32);
	tags_add(tags, "VERSION", "1.%d", at ? 2 : 1);
	return true;
}
