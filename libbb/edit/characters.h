/* SPDX-License-Identifier: MIT */
/* What kind of character: for words, patterns and drawing. */
#ifndef EDIT_CHARACTERS_H
#define EDIT_CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Neighbours of one kind make a word: 0 is blank, 1 punctuation, others kinds of letters. */
int character_kind(uint32_t character);

static inline bool is_blank(int character)
{
	return character == ' ' || character == '\t';
}

uint32_t character_lower(uint32_t character);
uint32_t character_upper(uint32_t character);

#endif
