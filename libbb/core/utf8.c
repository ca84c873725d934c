/* SPDX-License-Identifier: MIT */
/* UTF-8 (RFC 3629) of files that may hold anything. */
#include <wchar.h>

#include "core/utf8.h"

static size_t bad(const char *text, uint32_t *character)
{
	*character = UTF8_BAD + (unsigned char)*text;
	return 1;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = *text;
	size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3
		    : first < 0xf5 ? 4 : 0;
	uint32_t value = size < 2 ? first : first & (0x7f >> size);

	if (size == 0 || size > length)
		return bad(text, character);
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return bad(text, character);
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return bad(text, character);
	*character = value;
	return size;
}

size_t utf8_encode(uint32_t character, char out[4])
{
	size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

	if (character >= UTF8_BAD) {
		out[0] = character - UTF8_BAD;
		return 1;
	}
	for (size_t i = size - 1; i > 0; i--, character >>= 6)
		out[i] = 0x80 | (character & 0x3f);
	out[0] = size == 1 ? character : (0xf00 >> size & 0xff) | character;
	return size;
}

size_t utf8_before(const char *text, size_t at)
{
	uint32_t character;

	for (size_t back = 2; back <= 4 && back <= at; back++) {
		if (((unsigned char)text[at - back + 1] & 0xc0) != 0x80)
			break;
		if (utf8_decode(text + at - back, back, &character) == back)
			return at - back;
	}
	return at - 1;
}

int utf8_width(uint32_t character)
{
	if (character < 0x20 || (character >= 0x7f && character < 0xa0) || character >= UTF8_BAD)
		return -1;
	if (character < 0x300)
		return 1;
	return wcwidth(character);
}
