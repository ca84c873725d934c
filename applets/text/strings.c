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
	char encoding;		/* 's': 7 bits, 'S': 8 */
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
	if ((argument[0] != 's' && argument[0] != 'S') || argument[1])
		return fail_plain("invalid encoding '%s': s or S", argument);
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
	{ "-e --encoding", OPTION_CALL, set_encoding, "s|S", "characters of 7 bits, of 8" },
	{ "-f --print-file-name", OPTION_FLAG, &G.names, NULL, "the file's name before each" },
	{ "-n --bytes", OPTION_CALL, set_least, "NUM", "texts of so many characters (4)" },
	{ "-#", OPTION_CALL, set_least, "NUM", "the same as -n NUM" },
	{ "-o", OPTION_CALL, set_radix, NULL, "the same as -t o" },
	{ "-s --output-separator", OPTION_TEXT, &G.separator, "TEXT", "between texts" },
	{ "-t --radix", OPTION_CALL, set_radix, "d|o|x", "where each begins" },
	{ "-w --include-all-whitespace", OPTION_FLAG, &G.all_blanks, NULL, "newlines too" },
	{ 0 }
};

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

static int search(int fd, const char *name)
{
	static char chunk[1 << 16];
	struct buffer start = { 0 };	/* of a text not yet long enough */
	uint64_t offset = 0;
	bool printing = false;
	ssize_t count;

	if (strcmp(name, "-") == 0)
		name = "{standard input}";
	while ((count = read_full(fd, chunk, sizeof(chunk))) > 0) {
		for (ssize_t i = 0; i < count; i++, offset++) {
			if (!is_text(chunk[i])) {
				if (printing)
					fputs(G.separator, stdout);
				printing = false;
				start.length = 0;
				continue;
			}
			if (printing) {
				putchar(chunk[i]);
				continue;
			}
			buffer_add(&start, &chunk[i], 1);
			if (start.length < G.least)
				continue;
			put_head(name, offset + 1 - start.length);
			fwrite(start.data, 1, start.length, stdout);
			printing = true;
		}
	}
	if (printing)
		fputs(G.separator, stdout);
	buffer_free(&start);
	return count < 0 ? fail("%s", quote_maybe(name)) : 0;
}

static int run(int argc, char **argv)
{
	(void)argc;
	G.least = G.least ? G.least : 4;
	G.separator = G.separator ? G.separator : "\n";
	output_in_bulk();
	input_each(argv + 1, search);
	return 0;
}

APPLET(strings, .names = "strings", .summary = "print the texts in files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
