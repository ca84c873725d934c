/* SPDX-License-Identifier: MIT */
/* PE's headers, as far as its sections: Microsoft's PE format, "Section Table". */
#include "boot/uki.h"

#include <string.h>

#include "core/error.h"
#include "core/text.h"

enum {
	PE_OFFSET = 0x3c,	/* u32 in the DOS header */
	SECTIONS = 6,		/* u16, counted from "PE\0\0" */
	OPTIONAL_SIZE = 20,	/* u16 */
	HEADER = 24,		/* then the optional header, then the sections */
	SECTION = 40, VIRTUAL_SIZE = 8, RAW_SIZE = 16, RAW_OFFSET = 20,
};

static uint32_t little(const uint8_t *at, unsigned bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static struct uki_part *part_of(struct uki *uki, const uint8_t *section)
{
	const struct {
		const char *name;
		struct uki_part *part;
	} parts[] = {
		{ ".linux\0", &uki->linux_image }, { ".initrd", &uki->initrd },
		{ ".cmdline", &uki->cmdline }, { ".uname\0", &uki->release },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (memcmp(section, parts[i].name, 8) == 0)
			return parts[i].part;
	return NULL;
}

int uki_parse(const void *bytes, size_t length, struct uki *uki)
{
	const uint8_t *file = bytes, *at;
	size_t header, count;

	*uki = (struct uki){ 0 };
	if (length < 64 || memcmp(file, "MZ", 2) != 0)
		return 0;
	header = little(file + PE_OFFSET, 4);
	if (header > length || length - header < HEADER || memcmp(file + header, "PE\0", 4) != 0)
		return 0;
	count = little(file + header + SECTIONS, 2);
	header += HEADER + little(file + header + OPTIONAL_SIZE, 2);
	if (header > length || count > (length - header) / SECTION)
		return fail_plain("damaged: %zu sections are more than the file has", count);
	for (at = file + header; count--; at += SECTION) {
		struct uki_part *part = part_of(uki, at);

		if (!part)
			continue;
		part->offset = little(at + RAW_OFFSET, 4);
		/* What is stored is padded; a section may also be larger in memory than stored. */
		part->length = MIN(little(at + RAW_SIZE, 4), little(at + VIRTUAL_SIZE, 4));
		if (part->offset > length || part->length > length - part->offset)
			return fail_plain("damaged: section %.8s ends behind the file", at);
	}
	return uki->linux_image.length != 0;
}
