/* SPDX-License-Identifier: MIT */
/* Sizes as ls -h, df -h and du -h print them: rounded up, "1.5K", "10M". */
#include "core/human.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

/* Rounded up, or to the nearest (of two the even one). */
static const char *format_size(uint64_t bytes, unsigned base, bool up, char buffer[16])
{
	static const char letters[] = "kMGTPE";
	uint64_t unit = 1, whole, rest, tenths, scale;
	int power = -1;
	char letter;

	while (power < 5 && bytes / unit >= base) {
		unit *= base;
		power++;
	}
	whole = bytes / unit;
	if (power < 0) {
		snprintf(buffer, 16, "%llu", (unsigned long long)whole);
		return buffer;
	}
	/* Below ten with a digit behind the point: counted in tenths of the unit. */
	rest = bytes % unit;
	scale = whole < 10 ? 10 : 1;
	tenths = whole * scale + (uint64_t)((__uint128_t)rest * scale / unit);
	rest = (uint64_t)((__uint128_t)rest * scale % unit);
	if (up ? rest != 0 : rest > unit - rest || (rest == unit - rest && (tenths & 1)))
		tenths++;
	if (scale == 10 && tenths >= 100) {
		tenths /= 10;
		scale = 1;
	}
	if (scale == 1 && tenths == base && power < 5) {
		tenths = scale = 10;
		power++;
	}
	letter = power == 0 && base == 1024 ? 'K' : letters[power];
	if (scale == 10)
		snprintf(buffer, 16, "%u.%u%c", (unsigned)tenths / 10, (unsigned)tenths % 10,
			 letter);
	else
		snprintf(buffer, 16, "%u%c", (unsigned)tenths, letter);
	return buffer;
}

const char *human_size(uint64_t bytes, unsigned base, char buffer[16])
{
	return format_size(bytes, base, true, buffer);
}

const char *human_size_nearest(uint64_t bytes, unsigned base, char buffer[16])
{
	return format_size(bytes, base, false, buffer);
}

int size_style_parse(const char *text, struct size_style *style)
{
	char counted[64];

	*style = (struct size_style){ .unit = 1 };
	if (strcmp(text, "human-readable") == 0 || strcmp(text, "si") == 0) {
		style->human = text[0] == 's' ? 1000 : 1024;
		return 0;
	}
	if (*text == '\'')
		text++;
	if (isdigit((unsigned char)*text)) {
		if (text_size(text, &style->unit) < 0)
			return -1;
	} else {
		snprintf(counted, sizeof(counted), "1%s", text);
		if (!*text || text_size(counted, &style->unit) < 0 ||
		    !text_copy(style->suffix, sizeof(style->suffix), text))
			return fail_plain("invalid --block-size argument '%s'", text);
	}
	return style->unit ? 0 : fail_plain("invalid --block-size argument '%s'", text);
}

const char *size_style_text(const struct size_style *style, uint64_t bytes, char buffer[40])
{
	uint64_t count;

	if (style->human)
		return human_size(bytes, style->human, buffer);
	count = bytes / style->unit + (bytes % style->unit != 0);
	snprintf(buffer, 40, "%llu%s", (unsigned long long)count, style->suffix);
	return buffer;
}
