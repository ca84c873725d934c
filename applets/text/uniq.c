/* SPDX-License-Identifier: MIT */
/* uniq(1): of equal lines that follow each other, show or count one. */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/input.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool count, repeated, unique, all, ignore_case, nul, grouped;
	enum { SEPARATE_NONE, SEPARATE_PREPEND, SEPARATE_APPEND, SEPARATE_BETWEEN,
	       SEPARATE_BOTH } separate;
	uint64_t fields, characters, most;
	bool most_set, any_group;
} G;

static int set_all(const char *name, const char *argument)
{
	static const char *const words[] = { "none", "prepend", NULL, "separate" };
	bool known = !argument;

	(void)name;
	G.all = G.repeated = true;
	for (size_t i = 0; argument && i < ARRAY_SIZE(words); i++) {
		if (words[i] && strcmp(words[i], argument) == 0) {
			G.separate = i;
			known = true;
		}
	}
	if (!known)
		die(1, "invalid argument '%s' for '--all-repeated'", argument);
	return 0;
}

static int set_group(const char *name, const char *argument)
{
	static const char *const words[] = { NULL, "prepend", "append", "separate", "both" };

	(void)name;
	G.grouped = true;
	G.separate = SEPARATE_BETWEEN;
	if (!argument)
		return 0;
	for (size_t i = 1; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i], argument) == 0) {
			G.separate = i;
			return 0;
		}
	}
	die(1, "invalid argument '%s' for '--group'", argument);
}

static int set_number(const char *name, const char *argument)
{
	char letter = name[1] != '-' ? name[1] : strstr(name, "fields") ? 'f' :
		      strstr(name, "skip") ? 's' : 'w';
	uint64_t *value = letter == 'f' ? &G.fields : letter == 's' ? &G.characters : &G.most;

	G.most_set |= letter == 'w';
	if (text_number(argument, 10, 0, UINT64_MAX, value) < 0) {
		if (!*argument || argument[strspn(argument, "0123456789")])
			die(1, "%s: invalid number of %s", quote_maybe(argument),
			    letter == 'f' ? "fields to skip" : letter == 's' ? "bytes to skip" :
			    "bytes to compare");
		*value = UINT64_MAX;
	}
	return 0;
}

static int set_skip(const char *name, const char *argument)
{
	(void)name;
	return set_number("-f", argument);
}

static const struct option_row options[] = {
	{ "-c --count", OPTION_FLAG, &G.count, NULL, "how often each line is there, before it" },
	{ "-d --repeated", OPTION_FLAG, &G.repeated, NULL, "only lines that are there again" },
	{ "-D", OPTION_CALL, set_all, NULL, "all of these" },
	{ "--all-repeated", OPTION_MAYBE, set_all, "HOW",
	  "the same; groups apart by an empty line: none, prepend, separate" },
	{ "-f --skip-fields", OPTION_CALL, set_number, "N", "do not compare the first N fields" },
	{ "-#", OPTION_CALL, set_skip, "N", "the same as -f N" },
	{ "--group", OPTION_MAYBE, set_group, "HOW",
	  "all lines, groups apart: separate, prepend, append, both" },
	{ "-i --ignore-case", OPTION_FLAG, &G.ignore_case, NULL,
	  "upper and lower case are the same" },
	{ "-s --skip-chars", OPTION_CALL, set_number, "N", "nor the first N characters" },
	{ "-u --unique", OPTION_FLAG, &G.unique, NULL, "only lines that are there once" },
	{ "-w --check-chars", OPTION_CALL, set_number, "N", "compare no more than N characters" },
	{ "-z --zero-terminated", OPTION_FLAG, &G.nul, NULL, "lines end with NUL, not newline" },
	{ 0 }
};

struct line {
	struct buffer text;	/* with its delimiter */
	size_t start, length;	/* of what is compared */
};

static void find_key(struct line *line)
{
	const char *text = line->text.data;
	size_t at = 0, end = line->text.length;

	end -= end && text[end - 1] == (G.nul ? '\0' : '\n');
	for (uint64_t i = 0; i < G.fields && at < end; i++) {
		while (at < end && (isblank((unsigned char)text[at]) || text[at] == '\n'))
			at++;
		while (at < end && !isblank((unsigned char)text[at]) && text[at] != '\n')
			at++;
	}
	at += MIN(end - at, G.characters);
	line->start = at;
	line->length = end - at;
	if (G.most_set)
		line->length = MIN(line->length, G.most);
}

static bool is_equal(const struct line *a, const struct line *b)
{
	const char *x = a->text.data + a->start, *y = b->text.data + b->start;

	if (a->length != b->length)
		return false;
	return G.ignore_case ? strncasecmp(x, y, a->length) == 0 : memcmp(x, y, a->length) == 0;
}

static void put(const struct line *line)
{
	char delimiter = G.nul ? '\0' : '\n';
	size_t length = line->text.length;

	fwrite(line->text.data, 1, length, stdout);
	if (!length || line->text.data[length - 1] != delimiter)
		putchar(delimiter);
}

static void put_one(const struct line *line, uint64_t count)
{
	if (count == 1 ? G.repeated : G.unique)
		return;
	if (G.count)
		printf("%7llu ", (unsigned long long)count);
	put(line);
}

static ssize_t next_line(struct lines *lines, struct line *line)
{
	ssize_t length;
	char *text;

	length = lines_next(lines, &text);
	if (length < 0)
		warn_failure();
	if (length <= 0)
		return length;
	line->text.length = 0;
	buffer_add(&line->text, text, length);
	find_key(line);
	return length;
}

/* -D and --group: every line of a group, and what stands between groups. */
static void filter_groups(struct lines *lines, struct line *current, struct line *next)
{
	char delimiter = G.nul ? '\0' : '\n';
	bool first_of_group = true, any = false;

	while (current->text.length) {
		bool more = next_line(lines, next) > 0, same = more && is_equal(current, next);

		if (first_of_group && (G.grouped || same)) {
			if (G.separate == SEPARATE_PREPEND || G.separate == SEPARATE_BOTH ||
			    ((G.separate == SEPARATE_BETWEEN) && any))
				if (G.separate != SEPARATE_BOTH || !any)
					putchar(delimiter);
			any = true;
		}
		if (G.grouped || same || !first_of_group) {
			/* With -u too, not the first of the equal ones. */
			if (G.grouped || !first_of_group || !G.unique)
				put(current);
			if (!same && (G.separate == SEPARATE_APPEND || G.separate == SEPARATE_BOTH))
				putchar(delimiter);
		}
		first_of_group = !same;
		if (!more)
			return;
		struct line turn = *current;

		*current = *next;
		*next = turn;
	}
}

static void filter(struct lines *lines)
{
	struct line current = { 0 }, next = { 0 };
	uint64_t count = 1;

	if (next_line(lines, &current) > 0 && (G.all || G.grouped)) {
		filter_groups(lines, &current, &next);
	} else if (current.text.length) {
		while (next_line(lines, &next) > 0) {
			if (is_equal(&current, &next)) {
				count++;
				continue;
			}
			struct line turn = current;

			put_one(&current, count);
			current = next;
			next = turn;
			count = 1;
		}
		put_one(&current, count);
	}
	buffer_free(&current.text);
	buffer_free(&next.text);
}

static int run(int argc, char **argv)
{
	struct lines lines = { .delimiter = G.nul ? LINES_NUL : '\n' };
	int fd = 0;

	if (argc > 3)
		usage("extra operand %s", quote(argv[3]));
	if (G.grouped && (G.count || G.repeated || G.unique || G.all))
		usage("--group is mutually exclusive with -c/-d/-D/-u");
	if (G.all && G.count)
		usage("printing all duplicated lines and repeat counts is meaningless");
	if (argc > 1 && (fd = input_open(argv[1])) < 0)
		die_failure(1);
	if (argc > 2 && strcmp(argv[2], "-") != 0 && !freopen(argv[2], "we", stdout))
		die(1, "%s: %s", quote_maybe(argv[2]), strerror(errno));
	lines.fd = fd;
	lines.name = xasprintf("error reading %s", quote(argc > 1 ? argv[1] : "-"));
	output_in_bulk();
	filter(&lines);
	lines_free(&lines);
	return 0;
}

APPLET(uniq, .names = "uniq", .summary = "of equal lines in a row show one",
       .operands = "[INPUT [OUTPUT]]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
