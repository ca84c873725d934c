/* SPDX-License-Identifier: MIT */
/* od's types: how values are shown. */
#include "tools/od_type.h"

#include <ctype.h>
#include <float.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

/* Columns for whole numbers of 1, 2, 4 and 8 bytes. */
static const struct {
	char letter;
	unsigned widths[4];
} numbers[] = {
	{ 'd', { 4, 6, 11, 20 } }, { 'u', { 3, 5, 10, 20 } },
	{ 'o', { 3, 6, 11, 22 } }, { 'x', { 2, 4, 8, 16 } },
};

/* A size behind a type's letter: digits, or a letter of C's types. 0: not one we have. */
static int read_size(const char **at, char letter, unsigned *size)
{
	static const struct {
		const char *letters;
		unsigned sizes[4];
	} known[] = { { "CSIL", { 1, 2, 4, 8 } }, { "FDL", { 4, 8, sizeof(long double) } } };
	bool is_float = letter == 'f';
	const char *found = **at ? strchr(known[is_float].letters, **at) : NULL;

	*size = is_float ? 8 : 4;
	if (found) {
		*size = known[is_float].sizes[found - known[is_float].letters];
		++*at;
	} else if (isdigit((unsigned char)**at)) {
		*size = strtoul(*at, (char **)at, 10);
	}
	if (is_float)
		return *size == 4 || *size == 8 || *size == sizeof(long double) ? 0 : -1;
	return *size == 1 || *size == 2 || *size == 4 || *size == 8 ? 0 : -1;
}

static void set_width(struct od_type *type)
{
	if (type->letter == 'f')
		type->width = type->size == 4 ? 15 : type->size == 8 ? 24 : 29;
	else if (strchr("ac", type->letter))
		type->width = 3;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i].letter == type->letter)
			type->width = numbers[i].widths[__builtin_ctz(type->size)];
}

int od_types_parse(const char *text, struct od_type *types, size_t *count)
{
	const char *at = text;

	if (!*text)
		return fail_plain("invalid type string ''");
	while (*at) {
		struct od_type *type = &types[*count];

		if (*count == OD_MOST_TYPES)
			return fail_plain("too many types");
		*type = (struct od_type){ .letter = *at++, .size = 1 };
		if (!strchr("acdfoux", type->letter))
			return fail_plain("invalid character '%c' in type string '%s'",
					  type->letter, text);
		if (!strchr("ac", type->letter) && read_size(&at, type->letter, &type->size) < 0)
			return fail_plain("invalid type string '%s';\nthis system doesn't provide "
					  "a %u-byte %s type", text, type->size,
					  type->letter == 'f' ? "floating point" : "integral");
		if (*at == 'z') {
			type->shows_text = true;
			at++;
		}
		set_width(type);
		++*count;
	}
	return 0;
}

static const char *name_of(unsigned char c)
{
	static const char names[][4] = {
		"nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt",
		"ff", "cr", "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb",
		"can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
	};

	return c == 127 ? "del" : c <= ' ' ? names[c] : NULL;
}

static void character(char letter, unsigned char c, char text[64])
{
	const char *name = letter == 'a' ? name_of(c & 0x7f) : NULL;

	if (name)
		strcpy(text, name);
	else if (letter == 'a')
		sprintf(text, "%c", c & 0x7f);
	else if (!c)
		strcpy(text, "\\0");
	else if (c >= '\a' && c <= '\r')
		sprintf(text, "\\%c", "abtnvfr"[c - '\a']);
	else
		sprintf(text, c >= ' ' && c < 127 ? "%c" : "%03o", c);
}

/* The fewest digits that give the same value again; of tiny ones, which have few, from one on. */
static void real(const struct od_type *type, const unsigned char *bytes, char text[64])
{
	int digits = type->size == 4 ? FLT_DIG : type->size == 8 ? DBL_DIG : LDBL_DIG;
	long double least = type->size == 4 ? FLT_MIN : type->size == 8 ? DBL_MIN : LDBL_MIN;
	long double value, again;
	double normal;
	float small;

	memcpy(&small, bytes, sizeof(small));
	value = small;
	if (type->size > 4) {
		memcpy(&normal, bytes, sizeof(normal));
		value = normal;
	}
	if (type->size > 8)
		memcpy(&value, bytes, sizeof(value));
	for (digits = value > -least && value < least ? 1 : digits; digits <= 21; digits++) {
		sprintf(text, "%.*Lg", digits, value);
		again = type->size == 4 ? strtof(text, NULL) :
			type->size == 8 ? strtod(text, NULL) : strtold(text, NULL);
		if (value != value || again == value)
			return;
	}
}

void od_value(const struct od_type *type, const unsigned char *bytes, char text[64])
{
	uint64_t value = 0;
	int shift = 64 - type->size * 8;

	if (strchr("ac", type->letter)) {
		character(type->letter, *bytes, text);
		return;
	}
	if (type->letter == 'f') {
		real(type, bytes, text);
		return;
	}
	memcpy(&value, bytes, type->size);
	if (type->letter == 'd')
		sprintf(text, "%lld", (long long)(value << shift) >> shift);
	else if (type->letter == 'u')
		sprintf(text, "%llu", (unsigned long long)value);
	else
		sprintf(text, type->letter == 'x' ? "%0*llx" : "%0*llo", type->width,
			(unsigned long long)value);
}
