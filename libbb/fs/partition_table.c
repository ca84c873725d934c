/* SPDX-License-Identifier: MIT */
/* Partition tables: GPT (UEFI specification, chapter 5) and the PC's master boot record. */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "fs/superblock.h"

enum { GPT_ENTRY_LEAST = 128, GPT_MOST = 1024, DOS_TABLE = 446, DOS_ENTRY = 16 };

/* The header's place depends on the size of a sector, which an image does not tell. */
static bool gpt_header(struct device_bytes *device, uint8_t header[96], unsigned *sector)
{
	for (*sector = 512; *sector <= 4096; *sector *= 8) {
		if (device_read(device, *sector, header, 96) && memcmp(header, "EFI PART", 8) == 0)
			return true;
	}
	return false;
}

static bool dos_table(struct device_bytes *device, uint8_t block[512])
{
	if (!device_read(device, 0, block, 512) || bytes_le(block + 510, 2) != 0xaa55)
		return false;
	for (int i = 0; i < 4; i++) {
		uint8_t flag = block[DOS_TABLE + i * DOS_ENTRY];

		if (flag != 0 && flag != 0x80)
			return false;
	}
	return true;
}

bool partition_table_read(struct device_bytes *device, struct tags *tags)
{
	uint8_t header[96], block[512];
	unsigned sector;
	char text[40];

	if (!dos_table(device, block))
		return false;
	if (gpt_header(device, header, &sector)) {
		guid_text(header + 56, text);
		tags_add(tags, "PTUUID", "%s", text);
		tags_add(tags, "PTTYPE", "gpt");
		return true;
	}
	/* Their boot sectors end in the same two bytes. */
	if (tags_get(tags, "TYPE") && (strcmp(tags_get(tags, "TYPE"), "vfat") == 0 ||
				       strcmp(tags_get(tags, "TYPE"), "ntfs") == 0))
		return false;
	if (bytes_le(block + 440, 4))
		tags_add(tags, "PTUUID", "%08x", (unsigned)bytes_le(block + 440, 4));
	tags_add(tags, "PTTYPE", "dos");
	return true;
}

static bool gpt_entry(struct device_bytes *device, unsigned number, struct tags *tags)
{
	uint8_t header[96], entry[GPT_ENTRY_LEAST];
	unsigned sector, size, count;
	uint64_t first, last, flags;
	char text[128];

	if (!gpt_header(device, header, &sector))
		return false;
	count = bytes_le(header + 80, 4);
	size = bytes_le(header + 84, 4);
	if (number < 1 || number > MIN(count, GPT_MOST) || size < sizeof(entry) || size > 65536 ||
	    !device_read(device, bytes_le(header + 72, 8) * sector + (number - 1) * (uint64_t)size,
			 entry, sizeof(entry)))
		return false;
	guid_text(entry, text);
	if (!text[0])
		return false;
	first = bytes_le(entry + 32, 8);
	last = bytes_le(entry + 40, 8);
	flags = bytes_le(entry + 48, 8);
	tags_add(tags, "PART_ENTRY_SCHEME", "gpt");
	utf16_text(entry + 56, 36, text, sizeof(text));
	tags_add(tags, "PART_ENTRY_NAME", "%s", text);
	guid_text(entry + 16, text);
	tags_add(tags, "PART_ENTRY_UUID", "%s", text);
	guid_text(entry, text);
	tags_add(tags, "PART_ENTRY_TYPE", "%s", text);
	if (flags)
		tags_add(tags, "PART_ENTRY_FLAGS", "0x%llx", (unsigned long long)flags);
	tags_add(tags, "PART_ENTRY_NUMBER", "%u", number);
	tags_add(tags, "PART_ENTRY_OFFSET", "%llu",
		 (unsigned long long)(first * (sector / 512)));
	tags_add(tags, "PART_ENTRY_SIZE", "%llu",
		 (unsigned long long)((last - first + 1) * (sector / 512)));
	return true;
}

/* The so-manieth logical partition: a chain of tables, each of which leads to the next. */
static bool dos_logical(struct device_bytes *device, const uint8_t *block, unsigned number,
			uint8_t entry[DOS_ENTRY], uint64_t *start)
{
	uint64_t extended = 0, at;
	uint8_t table[512];

	for (int i = 0; i < 4 && !extended; i++) {
		const uint8_t *row = block + DOS_TABLE + i * DOS_ENTRY;

		if (row[4] == 0x05 || row[4] == 0x0f || row[4] == 0x85)
			extended = bytes_le(row + 8, 4);
	}
	at = extended;
	for (unsigned left = number - 4; extended && left; left--) {
		if (!device_read(device, at * 512, table, sizeof(table)) ||
		    bytes_le(table + 510, 2) != 0xaa55)
			return false;
		memcpy(entry, table + DOS_TABLE, DOS_ENTRY);
		*start = at + bytes_le(entry + 8, 4);
		at = extended + bytes_le(table + DOS_TABLE + DOS_ENTRY + 8, 4);
		if (left > 1 && at == extended)
			return false;
	}
	return extended != 0;
}

static bool dos_entry(struct device_bytes *device, unsigned number, struct tags *tags)
{
	uint8_t block[512], entry[DOS_ENTRY];
	uint64_t start;

	if (!dos_table(device, block) || number < 1 || number > 256)
		return false;
	if (number <= 4) {
		memcpy(entry, block + DOS_TABLE + (number - 1) * DOS_ENTRY, DOS_ENTRY);
		start = bytes_le(entry + 8, 4);
	} else if (!dos_logical(device, block, number, entry, &start)) {
		return false;
	}
	if (!entry[4])
		return false;
	tags_add(tags, "PART_ENTRY_SCHEME", "dos");
	tags_add(tags, "PART_ENTRY_UUID", "%08x-%02x", (unsigned)bytes_le(block + 440, 4), number);
	tags_add(tags, "PART_ENTRY_TYPE", "0x%x", entry[4]);
	if (entry[0])
		tags_add(tags, "PART_ENTRY_FLAGS", "0x%x", entry[0]);
	tags_add(tags, "PART_ENTRY_NUMBER", "%u", number);
	tags_add(tags, "PART_ENTRY_OFFSET", "%llu", (unsigned long long)start);
	tags_add(tags, "PART_ENTRY_SIZE", "%u", (unsigned)bytes_le(entry + 12, 4));
	return true;
}

bool partition_entry_read(struct device_bytes *device, unsigned number, struct tags *tags)
{
	return gpt_entry(device, number, tags) || dos_entry(device, number, tags);
}
