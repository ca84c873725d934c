/* SPDX-License-Identifier: MIT */
/* hexdump(1): files in hexadecimal, or by formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "tools/dump_input.h"
#include "tools/hexdump_format.h"

enum { MOST_FORMATS = 32, MOST_BLOCK = 1 << 20 };

static struct {
	struct hexdump_format formats[MOST_FORMATS];
	size_t count;
	unsigned block;
	uint64_t skip;
	bool all;
	struct dump_input input;
} G;

static void add_format(const char *text)
{
	if (G.count == MOST_FORMATS)
		die(1, "too many formats");
	if (hexdump_format_parse(&G.formats[G.count++], text) < 0)
		die_failure(1);
}

static int set_known(const char *name, const char *argument)
{
	static const struct {
		char letter;
		const char *name, *end, *format, *second;
	} known[] = {
		{ 'b', "one-byte-octal", "\"%07.7_Ax\\n\"",
		  "\"%07.7_ax \" 16/1 \"%03o \" \"\\n\"" },
		{ 'c', "one-byte-char", "\"%07.7_Ax\\n\"",
		  "\"%07.7_ax \" 16/1 \"%3_c \" \"\\n\"" },
		{ 'd', "two-bytes-decimal", "\"%07.7_Ax\\n\"",
		  "\"%07.7_ax \" 8/2 \"  %05u \" \"\\n\"" },
		{ 'o', "two-bytes-octal", "\"%07.7_Ax\\n\"",
		  "\"%07.7_ax \" 8/2 \" %06o \" \"\\n\"" },
		{ 'x', "two-bytes-hex", "\"%07.7_Ax\\n\"",
		  "\"%07.7_ax \" 8/2 \"   %04x \" \"\\n\"" },
		{ 'C', "canonical", "\"%08.8_Ax\\n\"",
		  "\"%08.8_ax  \" 8/1 \"%02x \" \"  \" 8/1 \"%02x \"",
		  "\"  |\" 16/1 \"%_p\" \"|\\n\"" },
		{ ' ', "", "\"%07.7_Ax\\n\"", "\"%07.7_ax \" 8/2 \"%04x \" \"\\n\"" },
	};

	(void)argument;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].letter != name[1] && strcmp(known[i].name, name + 2) != 0)
			continue;
		add_format(known[i].end);
		add_format(known[i].format);
		if (known[i].second)
			add_format(known[i].second);
		break;
	}
	return 0;
}

static int set_format(const char *name, const char *argument)
{
	(void)name;
	add_format(argument);
	return 0;
}

/* -f: a format a line; # begins a comment. */
static int read_formats(const char *name, const char *argument)
{
	struct buffer text = { 0 };

	(void)name;
	if (read_file(argument, &text, MOST_BLOCK) < 0)
		die_failure(1);
	for (char *line = strtok(text.data, "\n"); line; line = strtok(NULL, "\n")) {
		line += strspn(line, " \t");
		if (*line && *line != '#')
			add_format(line);
	}
	buffer_free(&text);
	return 0;
}

static int set_size(const char *name, const char *argument)
{
	bool hexadecimal = argument[0] == '0' && (argument[1] | 0x20) == 'x', skip;
	uint64_t *size;

	skip = name[1] == 's' || strcmp(name, "--skip") == 0;
	size = skip ? &G.skip : &G.input.left;
	G.input.limited |= !skip;
	return hexadecimal ? text_number(argument, 0, 0, INT64_MAX, size)
			   : text_size(argument, size);
}

static const struct option_row options[] = {
	{ "-b --one-byte-octal", OPTION_CALL, set_known, NULL, "bytes in octal" },
	{ "-c --one-byte-char", OPTION_CALL, set_known, NULL, "bytes as characters" },
	{ "-C --canonical", OPTION_CALL, set_known, NULL, "bytes in hexadecimal and characters" },
	{ "-d --two-bytes-decimal", OPTION_CALL, set_known, NULL, "pairs in decimal" },
	{ "-o --two-bytes-octal", OPTION_CALL, set_known, NULL, "pairs in octal" },
	{ "-x --two-bytes-hex", OPTION_CALL, set_known, NULL, "pairs in hexadecimal" },
	{ "-e --format", OPTION_CALL, set_format, "FORMAT", "units TIMES/BYTES \"FORMAT\"" },
	{ "-f --format-file", OPTION_CALL, read_formats, "FILE", "formats, one a line" },
	{ "-n --length", OPTION_CALL, set_size, "SIZE", "only so many bytes" },
	{ "-s --skip", OPTION_CALL, set_size, "SIZE", "pass these bytes first" },
	{ "-v --no-squeezing", OPTION_FLAG, &G.all, NULL, "no * for blocks like the last" },
	{ 0 }
};

static void set_block(void)
{
	for (size_t i = 0; i < G.count; i++)
		G.block = MAX(G.block, G.formats[i].bytes);
	if (G.block > MOST_BLOCK)
		die(1, "the formats take too many bytes");
	for (size_t i = 0; i < G.count; i++)
		hexdump_format_fill(&G.formats[i], G.block);
}

static uint64_t dump(uint64_t address)
{
	unsigned char *block = xcalloc(G.block + 1, 2), *last = block + G.block + 1;
	bool any = false, repeated = false;
	size_t length;

	while (G.block && (length = dump_read(&G.input, block, G.block)) > 0) {
		if (any && !G.all && length == G.block && memcmp(block, last, length) == 0) {
			if (!repeated)
				puts("*");
			repeated = true;
		} else {
			repeated = false;
			memset(block + length, 0, G.block - length);
			for (size_t i = 0; i < G.count; i++)
				hexdump_format_print(&G.formats[i], block, address,
						     address + length);
		}
		any = true;
		memcpy(last, block, G.block);
		address += length;
	}
	free(block);
	return address;
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	uint64_t end;

	if (!G.count)
		set_known("- ", NULL);
	set_block();
	output_in_bulk();
	G.input.names = argc > 1 ? argv + 1 : standard;
	end = dump(G.skip - dump_skip(&G.input, G.skip));
	/* Of several formats the last tells where the end is. */
	for (size_t i = end ? G.count : 0; i--;)
		if (hexdump_format_print_end(&G.formats[i], end))
			break;
	if (exit_status && !G.input.opened)
		warn("all input file arguments failed");
	return 0;
}

APPLET(hexdump, .names = "hexdump", .summary = "show files in hexadecimal",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "A FORMAT's conversions are printf's, and %_a[dox] the place (%_A: once, at the\n"
		  "end), %_p a character or a full stop, %_c a character or an escape, %_u a\n"
		  "character or its name.");
