/* SPDX-License-Identifier: MIT */
/* UTF-8 (RFC 3629), where a byte that is none stays itself: files and keys lose nothing. */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* A byte that is no UTF-8 decodes to UTF8_BAD + byte, and encodes back to that byte. */
#define UTF8_BAD 0x110000u

/* Decode the character at text; length is at least 1. Returns how many bytes it takes. */
size_t utf8_decode(const char *text, size_t length, uint32_t *character);
/* Returns how many bytes were put into out. */
size_t utf8_encode(uint32_t character, char out[4]);

/* Where the character begins that ends before at (at > 0). */
size_t utf8_before(const char *text, size_t at);

/* Columns of a character on a terminal: 0 (combining), 1 or 2; -1 for one that is not printable. */
int utf8_width(uint32_t character);

#endif
