/* SPDX-License-Identifier: MIT */
/* newc archives, member by member. */
#include "boot/newc.h"

#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/text.h"

/* The header's fields, eight hex digits each behind the magic. */
enum { FIELD_MODE = 1, FIELD_SIZE = 6, FIELD_NAME_LENGTH = 11 };

static bool field(const uint8_t *header, unsigned number, uint32_t *value)
{
	const uint8_t *at = header + 6 + number * 8;

	*value = 0;
	for (unsigned i = 0; i < 8; i++) {
		const char *digits = "0123456789abcdef";
		const char *digit = at[i] ? strchr(digits, at[i] | 0x20) : NULL;

		if (!digit)
			return false;
		*value = *value << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

static int take_header(struct newc *newc)
{
	uint32_t mode, size, length;

	if (memcmp(newc->header, "07070", 5) != 0 ||
	    (newc->header[5] != '1' && newc->header[5] != '2') ||
	    !field(newc->header, FIELD_MODE, &mode) || !field(newc->header, FIELD_SIZE, &size) ||
	    !field(newc->header, FIELD_NAME_LENGTH, &length))
		return fail_plain("damaged: no archive member where one must begin");
	if (!length || length > NEWC_NAME)
		return fail_plain("damaged: a name of %u bytes", length);
	newc->name_length = length;
	/* Header and name together end at a multiple of four. */
	newc->wanted = ((NEWC_HEADER + length + 3) & ~3u) - NEWC_HEADER;
	newc->have = 0;
	newc->left = size;
	newc->padding = -size & 3;
	newc->state = NEWC_IN_NAME;
	return 0;
}

static void take_name(struct newc *newc)
{
	struct newc_member member = { .name = newc->text, .size = newc->left };
	uint32_t mode = 0;

	newc->text[newc->name_length - 1] = '\0';
	newc->have = 0;
	if (strcmp(newc->text, "TRAILER!!!") == 0) {
		newc->left = newc->padding = 0;
		newc->state = NEWC_BETWEEN;
		return;
	}
	field(newc->header, FIELD_MODE, &mode);
	member.mode = mode;
	while (member.name[0] == '/' || (member.name[0] == '.' && member.name[1] == '/'))
		member.name++;
	newc->state = NEWC_IN_CONTENT;
	if (newc->begin)
		newc->begin(newc->data, &member);
}

/* Fill what is gathered whole; true when it is. */
static bool gather(struct newc *newc, void *to, const uint8_t **at, size_t *length)
{
	size_t part = MIN(newc->wanted - newc->have, *length);

	memcpy((char *)to + newc->have, *at, part);
	newc->have += part;
	*at += part;
	*length -= part;
	return newc->have == newc->wanted;
}

static void take_content(struct newc *newc, const uint8_t **at, size_t *length)
{
	size_t part = MIN(newc->left, *length);

	if (part && newc->content)
		newc->content(newc->data, *at, part);
	newc->left -= part;
	*at += part;
	*length -= part;
	if (!newc->left) {
		part = MIN(newc->padding, *length);
		newc->padding -= part;
		*at += part;
		*length -= part;
	}
	if (!newc->left && !newc->padding) {
		newc->state = NEWC_IN_HEADER;
		newc->have = 0;
		newc->wanted = NEWC_HEADER;
	}
}

ssize_t newc_take(struct newc *newc, const void *bytes, size_t length)
{
	const uint8_t *at = bytes;
	size_t left = length;

	while (left) {
		switch (newc->state) {
		case NEWC_BETWEEN:
			for (; left && !*at; at++)
				left--;
			if (!left || *at != '0')
				return length - left;
			newc->state = NEWC_IN_HEADER;
			newc->have = 0;
			newc->wanted = NEWC_HEADER;
			break;
		case NEWC_IN_HEADER:
			if (gather(newc, newc->header, &at, &left) && take_header(newc) < 0)
				return -1;
			break;
		case NEWC_IN_NAME:
			if (gather(newc, newc->text, &at, &left))
				take_name(newc);
			break;
		case NEWC_IN_CONTENT:
			take_content(newc, &at, &left);
			break;
		}
	}
	return length;
}

bool newc_is_whole(const struct newc *newc)
{
	return newc->state == NEWC_BETWEEN || (newc->state == NEWC_IN_HEADER && !newc->have);
}
