/* SPDX-License-Identifier: MIT */
/* cut(1): parts of each line. */
#include <stdio.h>
#include <string.h>

#include "core/applet.h"
#include "core/bytes.h"
#include "core/error.h"
#include "core/input.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"
#include "core/ranges.h"
#include "core/text.h"

static struct {
	bool fields, only_delimited, complement, nul, ignored, delimiter_set;
	const char *list, *output_delimiter, *delimiter;
	int lists;
	struct ranges ranges;
} G;

static int set_list(const char *name, const char *argument)
{
	G.lists++;
	G.list = argument;
	G.fields = strcmp(name, "-f") == 0 || strcmp(name, "--fields") == 0;
	return 0;
}

static int set_delimiter(const char *name, const char *argument)
{
	(void)name;
	if (argument[0] && argument[1])
		usage("the delimiter must be a single character");
	G.delimiter = argument;
	G.delimiter_set = true;
	return 0;
}

static const struct option_row options[] = {
	{ "-b --bytes", OPTION_CALL, set_list, "LIST", "these bytes of each line" },
	{ "-c --characters", OPTION_CALL, set_list, "LIST", "the same" },
	{ "-d --delimiter", OPTION_CALL, set_delimiter, "CHAR",
	  "between fields, instead of a tab" },
	{ "-f --fields", OPTION_CALL, set_list, "LIST", "these fields, lines without any whole" },
	{ "-n", OPTION_FLAG, &G.ignored, NULL, "nothing" },
	{ "--complement", OPTION_FLAG, &G.complement, NULL, "all but those" },
	{ "-s --only-delimited", OPTION_FLAG, &G.only_delimited, NULL, "no lines without fields" },
	{ "--output-delimiter", OPTION_TEXT, &G.output_delimiter, "TEXT", "between parts printed" },
	{ "-z --zero-terminated", OPTION_FLAG, &G.nul, NULL, "lines end with NUL, not newline" },
	{ 0 }
};

/* An empty text stands for NUL. */
static void put_between(void)
{
	fwrite(G.output_delimiter, 1, MAX(strlen(G.output_delimiter), 1u), stdout);
}

static void cut_bytes(const char *line, size_t length)
{
	for (size_t i = 0; i < G.ranges.count && G.ranges.items[i].first <= length; i++) {
		uint64_t first = G.ranges.items[i].first;
		uint64_t last = MIN(G.ranges.items[i].last, length);

		if (i && G.output_delimiter)
			put_between();
		fwrite(line + first - 1, 1, last - first + 1, stdout);
	}
}

/* False when the line is not to be printed at all. */
static bool cut_fields(const char *line, size_t length)
{
	char delimiter = G.delimiter_set ? *G.delimiter : '\t';
	const char *at = line, *end = line + length;
	const struct range *range = G.ranges.items, *stop = range + G.ranges.count;
	bool any = false;

	if (!find_byte(line, length, delimiter)) {
		if (!G.only_delimited)
			fwrite(line, 1, length, stdout);
		return !G.only_delimited;
	}
	for (uint64_t number = 1; range < stop; number++) {
		const char *found = find_byte(at, end - at, delimiter);
		size_t part = (found ? found : end) - at;

		if (number >= range->first) {
			if (any && G.output_delimiter)
				put_between();
			else if (any)
				putchar(delimiter);
			any = true;
			fwrite(at, 1, part, stdout);
		}
		if (number == range->last)
			range++;
		if (!found)
			break;
		at = found + 1;
	}
	return true;
}

/* Fields that end where lines do: those of the file. */
static int cut_lines(int fd, const char *name)
{
	struct buffer text = { 0 };
	char delimiter = *G.delimiter;

	if (read_fd(fd, name, &text, SIZE_MAX / 2) < 0)
		return -1;
	if (text.length) {
		text.length -= text.data[text.length - 1] == delimiter;
		if (cut_fields(text.data, text.length))
			putchar(delimiter);
	}
	buffer_free(&text);
	return 0;
}

static int cut(int fd, const char *name)
{
	struct lines lines = { .fd = fd, .name = quote_maybe(name),
			       .delimiter = G.nul ? LINES_NUL : '\n' };
	char delimiter = G.nul ? '\0' : '\n';
	bool print = true;
	ssize_t length;
	char *line;

	if (G.fields && G.delimiter_set && *G.delimiter == delimiter)
		return cut_lines(fd, lines.name);
	while ((length = lines_next(&lines, &line)) > 0) {
		length -= line[length - 1] == delimiter;
		if (G.fields)
			print = cut_fields(line, length);
		else
			cut_bytes(line, length);
		if (print)
			putchar(delimiter);
		if (lines.start == lines.end)
			fflush(stdout);
	}
	lines_free(&lines);
	return length;
}

static int run(int argc, char **argv)
{
	(void)argc;
	if (!G.lists)
		usage("you must specify a list of bytes, characters, or fields");
	if (G.lists > 1)
		usage("only one list may be specified");
	if (!G.fields && G.delimiter_set)
		usage("an input delimiter may be specified only when operating on fields");
	if (!G.fields && G.only_delimited)
		usage("suppressing non-delimited lines makes sense\n"
		      "\tonly when operating on fields");
	if (ranges_parse(&G.ranges, G.list, G.fields ? "field" : "byte/character position") < 0)
		usage("%s", fail_text());
	if (G.complement)
		ranges_complement(&G.ranges);
	output_in_bulk();
	input_each(argv + 1, cut);
	return 0;
}

APPLET(cut, .names = "cut", .summary = "print parts of each line", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = "LIST: N, N-M, N-, -M, several with commas, counted from 1.");
