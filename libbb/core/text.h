/* SPDX-License-Identifier: MIT */
/* Strings: checked numbers, growing buffers, and text made safe for a terminal. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Replace control characters (but tab and newline) by '?', in place. UTF-8 is left alone. */
void text_make_printable(char *text);
/* The same, and newlines and tabs become blanks: what shall stay one line. */
void text_make_line(char *text);

bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* Copy with certain termination; false when it had to be cut. */
bool text_copy(char *to, size_t size, const char *from);

/*
 * The whole text as a number within [low, high]; fails with a message that names the text.
 * Base 0 takes 0x and 0 prefixes as strtoull does.
 */
int text_number(const char *text, int base, uint64_t low, uint64_t high, uint64_t *value);

/* A size with GNU suffixes: 10, 4k, 4K, 1M, 2GiB, 3GB (powers of 1000), 10b (512). */
int text_size(const char *text, uint64_t *bytes);

/* "300 MB"-like text of a count of bytes, powers of 1000, three digits. Returns buffer. */
const char *text_bytes(uint64_t bytes, char buffer[16]);

/* Restricted edit distance, at most limit + 1: for "did you mean". */
unsigned text_distance(const char *a, const char *b, unsigned limit);

/* Text within single quotes, safe for a POSIX shell, when it needs them. Caller frees. */
char *text_shell_quote(const char *text);

/* A buffer that grows. Zero-initialised is empty; data is always NUL-terminated or NULL. */
struct buffer {
	char *data;
	size_t length, room;
};

/* Append; memory exhaustion ends the program, as nothing sensible is left to do. */
void buffer_add(struct buffer *buffer, const void *data, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *buffer);

/* Allocation that does not return NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#endif
