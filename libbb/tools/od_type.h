/* SPDX-License-Identifier: MIT */
/* od's types: how values are shown. */
#ifndef TOOLS_OD_TYPE_H
#define TOOLS_OD_TYPE_H

#include <stdbool.h>
#include <stddef.h>

struct od_type {
	char letter;		/* a c d f o u x */
	unsigned size;		/* bytes of a value */
	unsigned width;		/* columns of a value, at most */
	bool shows_text;	/* z: the bytes as characters behind the line */
};

enum { OD_MOST_TYPES = 32 };

/* Append the types of a text as "x1zd2fD"; fails with GNU's words. */
int od_types_parse(const char *text, struct od_type *types, size_t *count);

/* A value as text, in the machine's byte order. */
void od_value(const struct od_type *type, const unsigned char *bytes, char text[64]);

#endif
