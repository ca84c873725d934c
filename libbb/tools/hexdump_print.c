/* SPDX-License-Identifier: MIT */
/* hexdump's formats, done to a block of bytes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tools/hexdump_format.h"

static void put(const struct hexdump_piece *piece, const char *text)
{
	char format[24];

	snprintf(format, sizeof(format), "%ss", piece->spec);
	printf(format, text);
}

/* Blanks of the width the conversion would have. */
static void put_blank(const struct hexdump_piece *piece)
{
	const char *at = piece->spec + 1;

	at += strspn(at, "-+ #0");
	printf("%*s", atoi(at), "");
}

static void put_number(const struct hexdump_piece *piece, uint64_t value, char letter)
{
	char format[24];

	snprintf(format, sizeof(format), "%sll%c", piece->spec, letter);
	printf(format, (unsigned long long)value);
}

static void put_real(const struct hexdump_piece *piece, const unsigned char *bytes)
{
	char format[24];
	double value;
	float small;

	memcpy(&value, bytes, sizeof(value));
	memcpy(&small, bytes, sizeof(small));
	snprintf(format, sizeof(format), "%s%c", piece->spec, piece->letter);
	printf(format, piece->bytes == 4 ? (double)small : value);
}

/* %_c: escapes and octal; %_u: names and hexadecimal. */
static void put_character(const struct hexdump_piece *piece, unsigned char c)
{
	static const char names[][4] = {
		"nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "lf", "vt",
		"ff", "cr", "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb",
		"can", "em", "sub", "esc", "fs", "gs", "rs", "us",
	};
	char text[8];

	if (c >= ' ' && c < 127)
		sprintf(text, "%c", c);
	else if (piece->kind == 'U' && c < ' ')
		strcpy(text, names[c]);
	else if (piece->kind == 'U')
		sprintf(text, c == 127 ? "del" : "%02x", c);
	else if (!c)
		strcpy(text, "\\0");
	else if (c >= '\a' && c <= '\r')
		sprintf(text, "\\%c", "abtnvfr"[c - '\a']);
	else
		sprintf(text, "%03o", c);
	put(piece, text);
}

static void put_value(const struct hexdump_piece *piece, const unsigned char *bytes,
		      uint64_t address)
{
	char text[2] = { *bytes }, format[24];
	int shift = 64 - piece->bytes * 8;
	uint64_t value = 0;
	struct buffer string = { 0 };

	switch (piece->kind) {
	case 'A':
		put_number(piece, address, piece->letter);
		break;
	case 'C': case 'U':
		put_character(piece, *bytes);
		break;
	case 'P':
		text[0] = *bytes >= ' ' && *bytes < 127 ? *bytes : '.';
		put(piece, text);
		break;
	case 'c':
		snprintf(format, sizeof(format), "%sc", piece->spec);
		printf(format, *bytes);
		break;
	case 's':
		buffer_add(&string, bytes, piece->bytes);
		put(piece, string.data);
		buffer_free(&string);
		break;
	case 'e':
		put_real(piece, bytes);
		break;
	default:
		memcpy(&value, bytes, piece->bytes);
		if (piece->kind == 'd')
			value = (uint64_t)((int64_t)(value << shift) >> shift);
		put_number(piece, value, piece->letter);
	}
}

/* The last of several times leaves out the blank behind it. */
static void put_text(const struct hexdump_unit *unit, const struct hexdump_piece *piece, bool last)
{
	size_t length = strlen(piece->text);
	bool ends = piece == unit->pieces + unit->count - 1 && !piece->kind;

	if (last && ends && unit->repeat > 1 && isspace((unsigned char)piece->text[length - 1]))
		length--;
	fwrite(piece->text, 1, length, stdout);
}

static void print_unit(const struct hexdump_unit *unit, const unsigned char **at, uint64_t *address,
		       uint64_t end)
{
	for (unsigned time = unit->repeat; time; time--) {
		for (size_t i = 0; i < unit->count; i++) {
			const struct hexdump_piece *piece = &unit->pieces[i];

			put_text(unit, piece, time == 1);
			if (!piece->kind)
				continue;
			if (*address >= end)
				put_blank(piece);
			else
				put_value(piece, *at, *address);
			*at += piece->bytes;
			*address += piece->bytes;
		}
	}
}

void hexdump_format_print(const struct hexdump_format *format, const unsigned char *block,
			  uint64_t address, uint64_t end)
{
	for (size_t i = 0; i < format->count; i++)
		if (!format->units[i].at_end)
			print_unit(&format->units[i], &block, &address, end);
}

bool hexdump_format_print_end(const struct hexdump_format *format, uint64_t end)
{
	const unsigned char *none = (const unsigned char *)"";

	for (size_t i = format->count; i--;) {
		if (!format->units[i].at_end)
			continue;
		print_unit(&format->units[i], &none, &end, UINT64_MAX);
		return true;
	}
	return false;
}
