/* SPDX-License-Identifier: MIT */
/* strings(1) of binutils: the printable texts in any file. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/input.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool all, names, all_blanks;
	uint64_t least;
	char radix;		/* 'd', 'o', 'x' or 0 */
	char encoding;		/* 's': 7 bits, 'S': 8; 'b', 'B': 2, 4 bytes, 'l', 'L': turned */
	const char *separator;
} G;

static int set_radix(const char *name, const char *argument)
{
	G.radix = strcmp(name, "-o") == 0 ? 'o' : argument[0];
	if (!strchr("dox", G.radix) || !G.radix || (argument && argument[1]))
		return fail_plain("invalid radix '%s'", argument);
	return 0;
}

static int set_encoding(const char *name, const char *argument)
{
	(void)name;
	if (!argument[0] || !strchr("sSbBlL", argument[0]) || argument[1])
		return fail_plain("invalid encoding '%s'", argument);
	G.encoding = argument[0];
	return 0;
}

static int set_least(const char *name, const char *argument)
{
	(void)name;
	if (text_number(argument, 0, 0, INT32_MAX, &G.least) < 0)
		die(1, "invalid integer argument %s", argument);
	if (!G.least)
		die(1, "minimum string length is too small: %s", argument);
	return 0;
}

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "the whole file, as always" },
	{ "-d --data", OPTION_FLAG, &G.all, NULL, "the same: sections are not looked at" },
	{ "-e --encoding", OPTION_CALL, set_encoding, "sSbBlL",
	  "bytes of 7 bits, of 8; of 2 or 4 bytes, b B: high one first, l L: low one" },
	{ "-f --print-file-name", OPTION_FLAG, &G.names, NULL, "the file's name before each" },
	{ "-n --bytes", OPTION_CALL, set_least, "NUM", "texts of so many characters (4)" },
	{ "-#", OPTION_CALL, set_least, "NUM", "the same as -n NUM" },
	{ "-o", OPTION_CALL, set_radix, NULL, "the same as -t o" },
	{ "-s --output-separator", OPTION_TEXT, &G.separator, "TEXT", "between texts" },
	{ "-t --radix", OPTION_CALL, set_radix, "d|o|x", "where each begins" },
	{ "-w --include-all-whitespace", OPTION_FLAG, &G.all_blanks, NULL, "newlines too" },
	{ 0 }
};

/* The character at a place that has it all; none that could be text is above a byte. */
static unsigned character(const unsigned char *at, size_t width)
{
	bool low_first = (G.encoding | 0x20) == 'l';
	unsigned rest = 0;

	for (size_t i = 0; i < width; i++)
		if (i != (low_first ? 0 : width - 1))
			rest |= at[i];
	return rest ? 0 : at[low_first ? 0 : width - 1];
}

static bool is_text(unsigned char byte)
{
	return byte == '\t' || (byte < 0x80 && isprint(byte)) ||
	       (G.encoding == 'S' && byte >= 0x80) || (G.all_blanks && isspace(byte));
}

static void put_head(const char *name, uint64_t offset)
{
	if (G.names)
		printf("%s: ", name);
	if (G.radix == 'o')
		printf("%7llo ", (unsigned long long)offset);
	else if (G.radix == 'd')
		printf("%7llu ", (unsigned long long)offset);
	else if (G.radix == 'x')
		printf("%7llx ", (unsigned long long)offset);
}

/* A text that is under way. */
struct found {
	const char *name;
	struct buffer start;	/* while it is not long enough */
	bool printing;
};

static void end_text(struct found *found)
{
	if (found->printing)
		fputs(G.separator, stdout);
	found->printing = false;
	found->start.length = 0;
}

static void add_character(struct found *found, char byte, uint64_t offset, size_t width)
{
	if (found->printing) {
		putchar(byte);
		return;
	}
	buffer_add(&found->start, &byte, 1);
	if (found->start.length < G.least)
		return;
	put_head(found->name, offset - (found->start.length - 1) * width);
	fwrite(found->start.data, 1, found->start.length, stdout);
	found->printing = true;
}

static int search(int fd, const char *name)
{
	static unsigned char chunk[1 << 16];
	struct found found = { .name = strcmp(name, "-") == 0 ? "{standard input}" : name };
	size_t width = strchr("sS", G.encoding) ? 1 : strchr("bl", G.encoding) ? 2 : 4, have = 0;
	uint64_t offset = 0;
	ssize_t count;

	while ((count = read_full(fd, chunk + have, sizeof(chunk) - have)) > 0) {
		size_t at = 0, step;

		/* After what is no text the next byte may begin one. */
		for (have += count; at + width <= have; at += step) {
			unsigned char byte = character(chunk + at, width);

			step = is_text(byte) ? width : 1;
			if (is_text(byte))
				add_character(&found, byte, offset + at, width);
			else
				end_text(&found);
		}
		offset += at;
		have -= at;
		memmove(chunk, chunk + at, have);
	}
	end_text(&found);
	buffer_free(&found.start);
	return count < 0 ? fail("%s", quote_maybe(name)) : 0;
}

static int run(int argc, char **argv)
{
	(void)argc;
	G.least = G.least ? G.least : 4;
	G.encoding = G.encoding ? G.encoding : 's';
	G.separator = G.separator ? G.separator : "\n";
	output_in_bulk();
	input_each(argv + 1, search);
	return 0;
}

APPLET(strings, .names = "strings", .summary = "print the texts in files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
