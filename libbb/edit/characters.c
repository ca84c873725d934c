/* SPDX-License-Identifier: MIT */
/* Kinds of characters, by the blocks of Unicode that editors tell apart. */
#include <ctype.h>
#include <stddef.h>
#include <wctype.h>

#include "core/text.h"
#include "core/utf8.h"
#include "edit/characters.h"

static const struct {
	uint32_t first, last;
	int kind;
} blocks[] = {
	{ 0x80, 0xa9, 1 }, { 0xab, 0xb4, 1 }, { 0xb6, 0xb9, 1 }, { 0xbb, 0xbf, 1 },
	{ 0xd7, 0xd7, 1 }, { 0xf7, 0xf7, 1 },
	{ 0x2000, 0x200b, 0 }, { 0x2010, 0x2027, 1 }, { 0x2028, 0x2029, 0 }, { 0x2030, 0x206f, 1 },
	{ 0x2070, 0x207f, 3 }, { 0x2080, 0x2094, 4 }, { 0x20a0, 0x27ff, 1 }, { 0x2800, 0x28ff, 5 },
	{ 0x2900, 0x2998, 1 }, { 0x29d8, 0x29db, 1 }, { 0x3000, 0x3000, 0 }, { 0x3001, 0x3020, 1 },
	{ 0x3040, 0x309f, 6 }, { 0x30a0, 0x30ff, 7 }, { 0x3300, 0x9fff, 8 }, { 0xac00, 0xd7a3, 9 },
	{ 0xf900, 0xfaff, 8 }, { 0xff1a, 0xff20, 1 }, { 0x1f000, 0x1faff, 10 },
	{ 0x20000, 0x2fa1f, 8 },
};

int character_kind(uint32_t character)
{
	if (character < 0x80) {
		if (character == ' ' || character == '\t' || character == 0)
			return 0;
		return isalnum(character) || character == '_' ? 2 : 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		if (character >= blocks[i].first && character <= blocks[i].last)
			return blocks[i].kind;
	return character >= UTF8_BAD ? 1 : 2;
}

uint32_t character_lower(uint32_t character)
{
	return character < 0x80 ? (uint32_t)tolower(character)
	       : character < UTF8_BAD ? towlower(character) : character;
}

uint32_t character_upper(uint32_t character)
{
	return character < 0x80 ? (uint32_t)toupper(character)
	       : character < UTF8_BAD ? towupper(character) : character;
}
