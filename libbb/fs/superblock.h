/* SPDX-License-Identifier: MIT */
/*
 * What is on a device, as blkid(8) tells it: file systems, swap, encryption, RAID and LVM members,
 * partition tables; a row of functions, one a format.
 */
#ifndef FS_SUPERBLOCK_H
#define FS_SUPERBLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAGS_MAX = 24 };

/* NAME=value in the order blkid prints them. Zero-initialised is empty. */
struct tags {
	struct tag {
		const char *name;
		char value[192];
	} rows[TAGS_MAX];
	size_t count;
};

const char *tags_get(const struct tags *tags, const char *name);
void tags_add(struct tags *tags, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Where bytes come from: a device's, an image's. */
struct device_bytes {
	int fd;
	uint64_t offset;	/* where it begins in the file */
	bool broken;	/* a read failed, not for being beyond the end */
};

/* Exactly so many bytes from there; false beyond the end. */
bool device_read(struct device_bytes *device, uint64_t at, void *bytes, size_t length);

/* LABEL, UUID, VERSION, TYPE, USAGE and so on. False when nothing known is there. */
bool superblock_read(struct device_bytes *device, struct tags *tags);

/* PTUUID and PTTYPE ("gpt", "dos"). */
bool partition_table_read(struct device_bytes *device, struct tags *tags);

/*
 * Of a partition by number: PART_ENTRY_NAME, _UUID, _TYPE, _FLAGS, _NUMBER, _OFFSET, _SIZE (in
 * sectors of 512 bytes).
 */
bool partition_entry_read(struct device_bytes *device, unsigned number, struct tags *tags);

/* For the readers: bytes in little-endian order, a UUID's text, UTF-16 as UTF-8. */
uint64_t bytes_le(const uint8_t *bytes, size_t size);
void uuid_text(const uint8_t bytes[16], char text[40]);
/* The first three fields are little-endian, as in GPT. */
void guid_text(const uint8_t bytes[16], char text[40]);
void utf16_text(const uint8_t *bytes, size_t characters, char *text, size_t size);

#endif
