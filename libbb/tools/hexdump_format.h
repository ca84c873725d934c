/* SPDX-License-Identifier: MIT */
/* hexdump's formats, as -e takes them: 8/2 "%04x " "\n". */
#ifndef TOOLS_HEXDUMP_FORMAT_H
#define TOOLS_HEXDUMP_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text, and the conversion behind it. */
struct hexdump_piece {
	char *text;
	char kind;		/* c d e o s u x as printf(3); A C P U as %_a %_c ...; 0: none */
	char letter;		/* the conversion itself: X, or the base of an address */
	char spec[16];		/* "%04" of it */
	unsigned bytes;
};

struct hexdump_unit {
	struct hexdump_piece *pieces;
	size_t count;
	unsigned bytes, repeat;
	bool repeat_set;
	bool at_end;		/* has %_A: shown when all else is done */
};

struct hexdump_format {
	struct hexdump_unit *units;
	size_t count;
	unsigned bytes;
};

/* Fails with a message for what is no format. */
int hexdump_format_parse(struct hexdump_format *format, const char *text);

/* Let the last unit of a format that takes fewer bytes than a block be repeated over the rest. */
void hexdump_format_fill(struct hexdump_format *format, unsigned block);

/* Show a block; what lies at or beyond end is left blank. */
void hexdump_format_print(const struct hexdump_format *format, const unsigned char *block,
			  uint64_t address, uint64_t end);
/* The last unit that has %_A in it; false when there is none. */
bool hexdump_format_print_end(const struct hexdump_format *format, uint64_t end);

#endif
