/* SPDX-License-Identifier: MIT */
/* Backslash escapes of echo -e, printf and $'': \n, \0101, \x41, \u20ac. */
#include "core/escape.h"

#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return 99;
}

/* Up to so many digits; returns how many there were. */
static int read_digits(const char *at, int base, int most, uint32_t *value)
{
	int count = 0;

	for (*value = 0; count < most && digit_of(at[count]) < base; count++)
		*value = *value * base + digit_of(at[count]);
	return count;
}

int escape_decode(const char **at, enum escape_style style, char out[8])
{
	static const char letters[] = "a\ab\be\033f\fn\nr\rt\tv\v\\\\";
	const char *text = *at;
	uint32_t value;
	int count;

	for (const char *letter = letters; *letter; letter += 2) {
		if (*letter == *text) {
			*out = letter[1];
			++*at;
			return 1;
		}
	}
	if (*text == '"' && style == ESCAPE_FORMAT) {
		*out = '"';
		++*at;
		return 1;
	}
	if (*text == 'c') {
		++*at;
		return 0;
	}
	if (*text >= '0' && *text <= '7') {
		int zero = style == ESCAPE_ECHO && *text == '0';

		count = zero + read_digits(text + zero, 8, 3, &value);
		*out = value;
	} else if (*text == 'x') {
		count = read_digits(text + 1, 16, 2, &value);
		*out = value;
		if (count)
			count++;
	} else if (*text == 'u' || *text == 'U') {
		int most = *text == 'u' ? 4 : 8;

		count = read_digits(text + 1, 16, most, &value);
		if (count != most || value >= UTF8_BAD)
			return -1;
		*at += count + 1;
		return utf8_encode(value, out);
	} else {
		return -1;
	}
	*at += count;
	return count ? 1 : -1;
}

bool escape_print(const char *text, enum escape_style style, FILE *file)
{
	while (*text) {
		char out[8];
		int count;

		if (*text != '\\') {
			size_t plain = strcspn(text, "\\");

			fwrite(text, 1, plain, file);
			text += plain;
			continue;
		}
		text++;
		count = escape_decode(&text, style, out);
		if (count == 0)
			return false;
		if (count < 0)
			putc('\\', file);
		else
			fwrite(out, 1, count, file);
	}
	return true;
}
