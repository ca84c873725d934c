/* SPDX-License-Identifier: MIT */
/* nl(1): number lines, of pages with heads and feet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/input.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"
#include "core/text.h"
#include "match/pattern.h"

enum section { HEAD, BODY, FOOT };

static struct {
	const char *styles[3], *separator, *mark;
	struct pattern *patterns[3];
	bool keep_numbers;
	enum section section;
	int64_t number, start, step;
	bool start_set, step_set;
	uint64_t join, width, blanks;
	char left_zero;		/* 'l', 'r' or 'z' */
	bool overflowed;
} G;

static int set_style(const char *name, const char *argument)
{
	char letter = name[1] != '-' ? name[1] : name[2];
	enum section section = letter == 'h' ? HEAD : letter == 'b' ? BODY : FOOT;

	if (!strchr("atnp", argument[0]) || !argument[0] || (argument[0] != 'p' && argument[1])) {
		warn("invalid %s numbering style: %s", section == HEAD ? "header" :
		     section == BODY ? "body" : "footer", quote(argument));
		usage("no such style");
	}
	G.styles[section] = argument;
	if (argument[0] != 'p')
		return 0;
	G.patterns[section] = pattern_compile(argument + 1, strlen(argument + 1), 0);
	if (!G.patterns[section])
		die_failure(1);
	return 0;
}

static int64_t read_number(const char *what, const char *text, int64_t least)
{
	bool negative = *text == '-';
	uint64_t number;

	if (text_number(text + negative, 10, 0, INT64_MAX, &number) < 0 ||
	    (negative ? -(int64_t)number : (int64_t)number) < least)
		die(1, "invalid %s: %s", what, quote(text));
	return negative ? -(int64_t)number : (int64_t)number;
}

static int set_number(const char *name, const char *argument)
{
	char letter = name[1] != '-' ? name[1] : strstr(name, "increment") ? 'i' :
		      strstr(name, "join") ? 'l' : strstr(name, "starting") ? 'v' : 'w';

	G.step_set |= letter == 'i';
	G.start_set |= letter == 'v';
	if (letter == 'i')
		G.step = read_number("line number increment", argument, INT64_MIN);
	else if (letter == 'v')
		G.start = read_number("starting line number", argument, INT64_MIN);
	else if (letter == 'l')
		G.join = read_number("line number of blank lines", argument, 1);
	else
		G.width = read_number("line number field width", argument, 1);
	return 0;
}

static int set_format(const char *name, const char *argument)
{
	(void)name;
	if (strcmp(argument, "ln") != 0 && strcmp(argument, "rn") != 0 &&
	    strcmp(argument, "rz") != 0)
		usage("invalid line numbering format: %s", quote(argument));
	G.left_zero = argument[0] == 'l' ? 'l' : argument[1] == 'z' ? 'z' : 'r';
	return 0;
}

static const struct option_row options[] = {
	{ "-b --body-numbering", OPTION_CALL, set_style, "STYLE", "which lines: a t n pPATTERN" },
	{ "-d --section-delimiter", OPTION_TEXT, &G.mark, "CC", "instead of \\:" },
	{ "-f --footer-numbering", OPTION_CALL, set_style, "STYLE", "the same for feet" },
	{ "-h --header-numbering", OPTION_CALL, set_style, "STYLE", "the same for heads" },
	{ "-i --line-increment", OPTION_CALL, set_number, "NUM", "from one number to the next" },
	{ "-l --join-blank-lines", OPTION_CALL, set_number, "NUM", "of so many empty lines one" },
	{ "-n --number-format", OPTION_CALL, set_format, "FORMAT", "ln left, rn right, rz zeros" },
	{ "-p --no-renumber", OPTION_FLAG, &G.keep_numbers, NULL,
	  "do not begin anew on each page" },
	{ "-s --number-separator", OPTION_TEXT, &G.separator, "TEXT", "behind numbers, not a tab" },
	{ "-v --starting-line-number", OPTION_CALL, set_number, "NUM", "the first number" },
	{ "-w --number-width", OPTION_CALL, set_number, "NUM", "columns of the numbers" },
	{ 0 }
};

/* A line of nothing but the mark, once to three times, begins a section. */
static bool begins_section(const char *line, size_t length)
{
	size_t unit = strlen(G.mark), times = 0;

	while (unit && length >= (times + 1) * unit &&
	       memcmp(line + times * unit, G.mark, unit) == 0)
		times++;
	if (!times || times > 3 || times * unit != length)
		return false;
	G.section = times == 3 ? HEAD : times == 2 ? BODY : FOOT;
	if (!G.keep_numbers)
		G.number = G.start;
	putchar('\n');
	return true;
}

static bool is_numbered(const char *line, size_t length)
{
	const char *style = G.styles[G.section];

	switch (style[0]) {
	case 'a':
		if (G.join > 1 && !length) {
			if (++G.blanks < G.join)
				return false;
		}
		G.blanks = 0;
		return true;
	case 't':
		return length > 0;
	case 'p':
		return pattern_find(G.patterns[G.section], line, length, 0, NULL, 0) > 0;
	default:
		return false;
	}
}

static void put_number(void)
{
	if (G.overflowed)
		die(1, "line number overflow");
	printf(G.left_zero == 'l' ? "%-*lld" : G.left_zero == 'z' ? "%0*lld" : "%*lld",
	       (int)G.width, (long long)G.number);
	fputs(G.separator, stdout);
	G.overflowed = __builtin_add_overflow(G.number, G.step, &G.number);
}

static int number_lines(int fd, const char *name)
{
	struct lines lines = { .fd = fd, .name = quote_maybe(name) };
	ssize_t length;
	char *line;

	while ((length = lines_next(&lines, &line)) > 0) {
		length -= line[length - 1] == '\n';
		if (begins_section(line, length))
			continue;
		if (is_numbered(line, length))
			put_number();
		else
			printf("%*s", (int)(G.width + strlen(G.separator)), "");
		fwrite(line, 1, length, stdout);
		putchar('\n');
	}
	lines_free(&lines);
	return length;
}

static int run(int argc, char **argv)
{
	(void)argc;
	if (!G.styles[BODY])
		G.styles[BODY] = "t";
	for (int i = 0; i < 3; i++)
		if (!G.styles[i])
			G.styles[i] = "n";
	G.separator = G.separator ? G.separator : "\t";
	if (!G.mark)
		G.mark = "\\:";
	else if (G.mark[0] && !G.mark[1])
		G.mark = xasprintf("%s:", G.mark);
	G.width = G.width ? G.width : 6;
	G.step = G.step_set ? G.step : 1;
	G.number = G.start = G.start_set ? G.start : 1;
	G.section = BODY;
	output_in_bulk();
	input_each(argv + 1, number_lines);
	return 0;
}

APPLET(nl, .names = "nl", .summary = "number lines", .operands = "[FILE]...", .options = options,
       .run = run, .state = &G, .state_size = sizeof(G));
