/* SPDX-License-Identifier: MIT */
/*
 * Tables of names: a line "8086  Intel", below it "\t1234  Device", below that
 * "\t\t1af4 1100  Sub"; classes are "C 02  Network", "\t00  Ethernet", "\t\t01  Interface".
 */
#include "dev/ids.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static unsigned depth_of(struct slice line)
{
	unsigned depth = 0;

	while (depth < line.length && line.data[depth] == '\t')
		depth++;
	return depth;
}

/* The number at the front; *text is moved past it and the blanks. */
static int number(struct slice *text)
{
	int value = 0;
	size_t i;

	for (i = 0; i < text->length && i < 4 && isxdigit((unsigned char)text->data[i]); i++)
		value = value * 16 + (isdigit((unsigned char)text->data[i])
					      ? text->data[i] - '0'
					      : (text->data[i] | 0x20) - 'a' + 10);
	if (!i)
		return -1;
	while (i < text->length && text->data[i] == ' ')
		i++;
	text->data += i;
	text->length -= i;
	return value;
}

bool ids_device(struct slice table, int vendor, int device, int subvendor, int subdevice,
		struct slice *name)
{
	unsigned wanted = subvendor >= 0 ? 2 : device >= 0 ? 1 : 0, found = 0;
	struct slice line;

	while (slice_line(&table, &line)) {
		unsigned depth = depth_of(line);
		struct slice text = { line.data + depth, line.length - depth };

		if (!text.length || *text.data == '#')
			continue;
		if (depth == 0 && found)
			return false;
		if (depth == 0 && *text.data == 'C' && text.length > 1 && text.data[1] == ' ')
			return false;
		if (depth != found || depth > wanted)
			continue;
		if (number(&text) != (depth == 0 ? vendor : depth == 1 ? device : subvendor))
			continue;
		if (depth == 2 && number(&text) != subdevice)
			continue;
		if (depth == wanted) {
			*name = text;
			return true;
		}
		found++;
	}
	return false;
}

bool ids_class(struct slice table, int class, int subclass, int interface, struct slice *name)
{
	unsigned wanted = interface >= 0 ? 2 : subclass >= 0 ? 1 : 0, found = 0;
	struct slice line;

	while (slice_line(&table, &line)) {
		unsigned depth = depth_of(line);
		struct slice text = { line.data + depth, line.length - depth };

		if (!text.length || *text.data == '#')
			continue;
		if (depth == 0) {
			if (found)
				return false;
			if (text.length < 4 || memcmp(text.data, "C ", 2) != 0)
				continue;
			text.data += 2;
			text.length -= 2;
		} else if (!found) {
			continue;
		}
		if (depth != found || depth > wanted ||
		    number(&text) != (depth == 0 ? class : depth == 1 ? subclass : interface))
			continue;
		if (depth == wanted) {
			*name = text;
			return true;
		}
		found++;
	}
	return false;
}
