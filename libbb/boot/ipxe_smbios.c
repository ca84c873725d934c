/* SPDX-License-Identifier: MIT */
/* A structure is a header, its fields, then its strings, each ended by NUL, and one NUL more. */
#include "boot/ipxe_smbios.h"

#include <string.h>

struct structure {
	const uint8_t *fields;
	size_t length;		/* of the fields, the header included */
	const uint8_t *strings, *end;
};

enum { HEADER = 4, LAST_TYPE = 127 };

/* Take the next one off the table. */
static bool next(const uint8_t **at, const uint8_t *end, struct structure *found)
{
	if (end - *at < HEADER || (*at)[1] < HEADER || (*at)[1] > end - *at)
		return false;
	found->fields = *at;
	found->length = (*at)[1];
	found->strings = found->end = *at + found->length;
	do {
		found->end = memchr(found->end, 0, end - found->end);
		if (!found->end || found->end + 1 >= end)
			return false;
		found->end++;
	} while (*found->end);
	*at = found->end + 1;
	return true;
}

/* Strings count from 1; 0 is none. */
static bool take_string(const struct structure *from, unsigned number, struct buffer *value)
{
	const uint8_t *at = from->strings;

	while (number > 1 && at < from->end) {
		at += strlen((const char *)at) + 1;
		number--;
	}
	if (!number || at >= from->end || !*at)
		return false;
	buffer_text(value, (const char *)at);
	return true;
}

bool ipxe_smbios_field(const void *table, size_t length, uint32_t tag, struct buffer *value)
{
	unsigned instance = tag >> 24, type = tag >> 16 & 0xff;
	unsigned offset = tag >> 8 & 0xff, size = tag & 0xff;
	const uint8_t *at = table, *end = at + length;
	struct structure found;

	while (next(&at, end, &found) && found.fields[0] != LAST_TYPE) {
		if (found.fields[0] != type || instance--)
			continue;
		if (offset + MAX(size, 1u) > found.length)
			return false;
		if (!size)
			return take_string(&found, found.fields[offset], value);
		buffer_add(value, found.fields + offset, size);
		return true;
	}
	return false;
}
