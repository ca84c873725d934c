/* SPDX-License-Identifier: MIT */
/* Superblocks of other systems: FAT (Microsoft's fatgen103), exFAT, NTFS, ISO 9660 (ECMA-119). */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "fs/superblock_formats.h"

static void add_padded(struct tags *tags, const char *name, const uint8_t *bytes, int length)
{
	while (length && (bytes[length - 1] == ' ' || !bytes[length - 1]))
		length--;
	tags_add(tags, name, "%.*s", length, (const char *)bytes);
}

static bool is_power(unsigned value)
{
	return value && (value & (value - 1)) == 0;
}

enum { FAT_ENTRY = 32, FAT_VOLUME = 0x08, FAT_LONG_NAME = 0x0f, FAT_DELETED = 0xe5 };

/* The label is an entry of the root folder; its first sectors are enough. */
static bool fat_root_label(struct device_bytes *device, uint64_t at, char label[12])
{
	uint8_t entries[4096];

	if (!device_read(device, at, entries, sizeof(entries)))
		return false;
	for (size_t i = 0; i < sizeof(entries); i += FAT_ENTRY) {
		const uint8_t *entry = entries + i;
		int length = 11;

		if (!entry[0])
			return false;
		if (entry[0] == FAT_DELETED || (entry[11] & FAT_LONG_NAME) == FAT_LONG_NAME ||
		    !(entry[11] & FAT_VOLUME))
			continue;
		while (length && entry[length - 1] == ' ')
			length--;
		snprintf(label, 12, "%.*s", length, (const char *)entry);
		return true;
	}
	return false;
}

bool read_fat(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[512];
	unsigned sector, cluster, reserved, table, sectors, entries;
	char label[12] = "";
	const uint8_t *serial;
	uint64_t data;
	bool wide;

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	wide = memcmp(block + 82, "FAT32", 5) == 0;
	serial = block + (wide ? 67 : 39);
	sector = bytes_le(block + 11, 2);
	cluster = block[13];
	if (!is_power(sector) || sector < 512 || !is_power(cluster) || !block[16])
		return false;
	reserved = bytes_le(block + 14, 2);
	entries = bytes_le(block + 17, 2);
	table = wide ? bytes_le(block + 36, 4) : bytes_le(block + 22, 2);
	sectors = bytes_le(block + 19, 2) ? bytes_le(block + 19, 2) : bytes_le(block + 32, 4);
	data = reserved + (uint64_t)table * block[16];
	if (wide)
		data += (uint64_t)(bytes_le(block + 44, 4) - 2) * cluster;
	fat_root_label(device, data * sector, label);
	if (!wide)
		tags_add(tags, "SEC_TYPE", "msdos");
	if (memcmp(serial + 4, "NO NAME    ", 11) != 0)
		add_padded(tags, "LABEL_FATBOOT", serial + 4, 11);
	tags_add(tags, "LABEL", "%s", label);
	if (bytes_le(serial, 4))
		tags_add(tags, "UUID", "%02X%02X-%02X%02X", serial[3], serial[2], serial[1],
			 serial[0]);
	sectors = (sectors - data - entries * FAT_ENTRY / sector) / cluster;
	tags_add(tags, "VERSION", wide ? "FAT32" : sectors < 4085 ? "FAT12" : "FAT16");
	tags_add(tags, "BLOCK_SIZE", "%u", sector);
	return true;
}

enum { EXFAT_LABEL = 0x83 };

bool read_exfat(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[512], entries[4096];
	unsigned shift, cluster_shift;
	const uint8_t *serial = block + 100;
	uint64_t root;
	char label[64] = "";

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	shift = block[108];
	cluster_shift = block[109];
	if (shift < 9 || shift > 12 || cluster_shift > 25 || bytes_le(block + 96, 4) < 2)
		return false;
	root = (bytes_le(block + 88, 4) << shift) +
	       ((bytes_le(block + 96, 4) - 2) << (shift + cluster_shift));
	if (device_read(device, root, entries, sizeof(entries))) {
		for (size_t i = 0; i < sizeof(entries) && entries[i]; i += FAT_ENTRY) {
			if (entries[i] != EXFAT_LABEL)
				continue;
			utf16_text(entries + i + 2, MIN(entries[i + 1], 11), label, sizeof(label));
			break;
		}
	}
	tags_add(tags, "LABEL", "%s", label);
	tags_add(tags, "UUID", "%02X%02X-%02X%02X", serial[3], serial[2], serial[1], serial[0]);
	tags_add(tags, "VERSION", "%u.%u", block[105], block[104]);
	tags_add(tags, "BLOCK_SIZE", "%u", 1u << shift);
	return true;
}

enum { MFT_VOLUME = 3, ATTRIBUTE_VOLUME_NAME = 0x60, ATTRIBUTE_END = 0xffffffff };

/* The volume's name is an attribute of the fourth record of the master file table. */
static void ntfs_label(const uint8_t *record, size_t length, char *label, size_t size)
{
	size_t at = bytes_le(record + 20, 2);

	while (at + 24 <= length) {
		uint32_t type = bytes_le(record + at, 4), room = bytes_le(record + at + 4, 4);
		size_t value = bytes_le(record + at + 16, 4), from = bytes_le(record + at + 20, 2);

		if (type == ATTRIBUTE_END || room < 24 || room > length - at)
			return;
		if (type == ATTRIBUTE_VOLUME_NAME && from <= room && value <= room - from) {
			utf16_text(record + at + from, value / 2, label, size);
			return;
		}
		at += room;
	}
}

bool read_ntfs(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[512], record[4096];
	unsigned sector, cluster, per_record;
	char label[160] = "";
	uint64_t at;

	if (!device_read(device, 0, block, sizeof(block)))
		return false;
	sector = bytes_le(block + 11, 2);
	cluster = sector * (block[13] > 128 ? 1u << ((256 - block[13]) & 31) : block[13]);
	/* A negative number of clusters is a power of two in bytes. */
	per_record = block[64] > 127 ? 1u << ((256 - block[64]) & 31) : block[64] * cluster;
	if (!is_power(sector) || !cluster || per_record < 256 || per_record > sizeof(record))
		return false;
	at = bytes_le(block + 48, 8) * cluster + MFT_VOLUME * per_record;
	if (device_read(device, at, record, per_record) && memcmp(record, "FILE", 4) == 0)
		ntfs_label(record, per_record, label, sizeof(label));
	tags_add(tags, "LABEL", "%s", label);
	tags_add(tags, "BLOCK_SIZE", "%u", sector);
	tags_add(tags, "UUID", "%016llX", (unsigned long long)bytes_le(block + 72, 8));
	return true;
}

static bool is_digits(const uint8_t *text, int length)
{
	for (int i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
	}
	return true;
}

bool read_iso9660(struct device_bytes *device, struct tags *tags)
{
	uint8_t block[2048];
	const uint8_t *date;

	if (!device_read(device, 32768, block, sizeof(block)))
		return false;
	tags_add(tags, "BLOCK_SIZE", "2048");
	add_padded(tags, "SYSTEM_ID", block + 8, 32);
	add_padded(tags, "VOLUME_SET_ID", block + 190, 128);
	add_padded(tags, "PUBLISHER_ID", block + 318, 128);
	add_padded(tags, "DATA_PREPARER_ID", block + 446, 128);
	add_padded(tags, "APPLICATION_ID", block + 574, 128);
	/* The date of the last change stands for a UUID, that of creation where there is none. */
	date = block + 830;
	if (!is_digits(date, 16) || memcmp(date, "0000000000000000", 16) == 0)
		date = block + 813;
	if (is_digits(date, 16))
		tags_add(tags, "UUID", "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", (char *)date,
			 (char *)date + 4, (char *)date + 6, (char *)date + 8, (char *)date + 10,
			 (char *)date + 12, (char *)date + 14);
	add_padded(tags, "LABEL", block + 40, 32);
	return true;
}
