/* SPDX-License-Identifier: MIT */
/* Bytes in bulk: sixteen at a time where the compiler has vectors. */
#ifndef CORE_BYTES_H
#define CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* memmem(3), fast: the first place of the needle (of at least a byte), or NULL. */
const char *literal_find(const char *text, size_t length, const char *needle,
			 size_t needle_length);

/* memchr(3) and memrchr(3), for the short distances of lines. */
const char *find_byte(const char *text, size_t length, char byte);
const char *find_byte_back(const char *text, size_t length, char byte);

/* How often a byte occurs: lines, for newlines. */
size_t count_byte(const char *text, size_t length, char byte);

/* Is there no byte beyond ASCII? */
bool is_ascii(const char *text, size_t length);

/* Is all of it whole, well-formed UTF-8 (RFC 3629)? */
bool is_utf8(const char *text, size_t length);

#endif
