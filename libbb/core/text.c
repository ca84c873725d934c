/* SPDX-License-Identifier: MIT */
/* Strings: checked numbers, growing buffers, and text made safe for a terminal. */
#include "core/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

void text_make_printable(char *text)
{
	for (unsigned char *at = (unsigned char *)text; *at; at++) {
		/* C1 controls arrive in UTF-8 as C2 80 to C2 9F. */
		bool c1 = at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;

		if ((*at < 0x20 && *at != '\t' && *at != '\n') || *at == 0x7f)
			*at = '?';
		else if (c1)
			at[0] = at[1] = '?';
	}
}

void text_make_line(char *text)
{
	for (char *at = text; (at = strpbrk(at, "\n\t"));)
		*at = ' ';
	text_make_printable(text);
}

bool text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

bool text_copy(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);

	if (length >= size) {
		memcpy(to, from, size - 1);
		to[size - 1] = '\0';
		return false;
	}
	memcpy(to, from, length + 1);
	return true;
}

int text_number(const char *text, int base, uint64_t low, uint64_t high, uint64_t *value)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, base);
	/* strtoull would skip blanks and take a sign: "-1" must not become 2^64-1. */
	if (!isalnum((unsigned char)text[0]) || *end || end == text)
		return fail_plain("invalid number '%s'", text);
	if (errno || number < low || number > high)
		return fail_plain("number '%s' is not between %llu and %llu", text,
				  (unsigned long long)low, (unsigned long long)high);
	*value = number;
	return 0;
}

static const struct {
	const char *name;
	uint64_t factor;
} size_suffixes[] = {
	{ "", 1 }, { "c", 1 }, { "B", 1 }, { "w", 2 }, { "b", 512 },
	{ "k", 1024 }, { "K", 1024 }, { "KiB", 1024 }, { "kB", 1000 }, { "KB", 1000 },
	{ "m", 1 << 20 }, { "M", 1 << 20 }, { "MiB", 1 << 20 }, { "MB", 1000000 },
	{ "g", 1 << 30 }, { "G", 1 << 30 }, { "GiB", 1 << 30 }, { "GB", 1000000000 },
	{ "T", 1ULL << 40 }, { "TiB", 1ULL << 40 }, { "TB", 1000000000000 },
	{ "P", 1ULL << 50 }, { "PiB", 1ULL << 50 }, { "PB", 1000000000000000 },
	{ "E", 1ULL << 60 }, { "EiB", 1ULL << 60 }, { "EB", 1000000000000000000 },
};

int text_size(const char *text, uint64_t *bytes)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)text[0]))
		return fail_plain("invalid size '%s'", text);
	for (size_t i = 0; i < ARRAY_SIZE(size_suffixes); i++) {
		if (strcmp(end, size_suffixes[i].name) != 0)
			continue;
		if (errno || __builtin_mul_overflow(number, size_suffixes[i].factor, bytes))
			return fail_plain("size '%s' is too large", text);
		return 0;
	}
	return fail_plain("invalid size '%s'", text);
}

const char *text_bytes(uint64_t bytes, char buffer[16])
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = bytes;
	size_t unit = 0;

	while (value >= 999.5 && unit + 1 < ARRAY_SIZE(units)) {
		value /= 1000;
		unit++;
	}
	snprintf(buffer, 16, "%.*f %s", unit && value < 9.995 ? 2 : unit && value < 99.95 ? 1 : 0,
		 value, units[unit]);
	return buffer;
}

unsigned text_distance(const char *a, const char *b, unsigned limit)
{
	unsigned rows[3][64];
	size_t columns = strlen(b);

	if (columns >= ARRAY_SIZE(rows[0]))
		return limit + 1;
	for (size_t j = 0; j <= columns; j++)
		rows[0][j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3];
		unsigned *second = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			row[j] = MIN(above[j - 1] + (a[i - 1] != b[j - 1]),
				     MIN(row[j - 1], above[j]) + 1);
			/* Two letters the wrong way round are one slip of the fingers. */
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], second[j - 2] + 1);
		}
	}
	return MIN(rows[strlen(a) % 3][columns], limit + 1);
}

char *text_shell_quote(const char *text)
{
	struct buffer quoted = { 0 };

	if (text[0] && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_-+=:,./@%")] == '\0')
		return xstrdup(text);
	buffer_text(&quoted, "'");
	for (; *text; text++) {
		if (*text == '\'')
			buffer_text(&quoted, "'\\''");
		else
			buffer_add(&quoted, text, 1);
	}
	buffer_text(&quoted, "'");
	return quoted.data;
}

void buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	size_t need = buffer->length + length + 1;

	if (need > buffer->room) {
		buffer->room = MAX(need, buffer->room * 2);
		buffer->data = xrealloc(buffer->data, buffer->room);
	}
	if (length)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die(1, "out of memory");
	va_end(args);
	buffer_text(buffer, text);
	free(text);
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

void *xrealloc(void *old, size_t size)
{
	void *memory = realloc(old, size ? size : 1);

	if (!memory)
		die(1, "out of memory");
	return memory;
}

void *xmalloc(size_t size)
{
	return xrealloc(NULL, size);
}

void *xcalloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		die(1, "out of memory");
	return memory;
}

char *xstrndup(const char *text, size_t length)
{
	char *copy;

	length = strnlen(text, length);
	copy = xmalloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die(1, "out of memory");
	va_end(args);
	return text;
}
