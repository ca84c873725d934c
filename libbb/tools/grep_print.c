/* SPDX-License-Identifier: MIT */
/* grep's output: names, numbers, lines, matches, in colours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tools/grep.h"

enum part { MATCH_SELECTED, MATCH_CONTEXT, NAME, NUMBER, OFFSET, SEPARATOR, LINE, CONTEXT, PARTS };

static struct {
	const char *codes[PARTS];
	bool reverse, no_erase;
} colors;

static void set_color(const char *key, const char *value)
{
	static const char keys[PARTS][3] = { "ms", "mc", "fn", "ln", "bn", "se", "sl", "cx" };

	if (strcmp(key, "mt") == 0)
		colors.codes[MATCH_SELECTED] = colors.codes[MATCH_CONTEXT] = value;
	colors.reverse |= strcmp(key, "rv") == 0;
	colors.no_erase |= strcmp(key, "ne") == 0;
	for (int i = 0; i < PARTS; i++)
		if (strcmp(keys[i], key) == 0)
			colors.codes[i] = value;
}

void grep_color_start(void)
{
	static const char *const defaults[PARTS] = {
		"01;31", "01;31", "35", "32", "32", "36", "", "" };
	const char *text = getenv("GREP_COLORS");
	char *copy, *rest;

	memcpy(colors.codes, defaults, sizeof(defaults));
	if (!text)
		return;
	copy = xstrdup(text);
	for (char *row = strtok_r(copy, ":", &rest); row; row = strtok_r(NULL, ":", &rest)) {
		char *value = strchr(row, '=');

		if (value)
			*value++ = '\0';
		set_color(row, value ? value : "");
	}
}

static void begin(const struct grep_how *how, enum part part)
{
	if (how->color && colors.codes[part][0])
		printf("\033[%sm%s", colors.codes[part], colors.no_erase ? "" : "\033[K");
}

static void end(const struct grep_how *how, enum part part)
{
	if (how->color && colors.codes[part][0])
		fputs(colors.no_erase ? "\033[m" : "\033[m\033[K", stdout);
}

static void put_mark(const struct grep_how *how, char mark)
{
	begin(how, SEPARATOR);
	putchar(mark);
	end(how, SEPARATOR);
}

static void put_number(const struct grep_how *how, enum part part, uint64_t number, int width,
		       char mark)
{
	char text[24], *at = text + sizeof(text);

	/* Not printf: this is done for each line. */
	do
		*--at = '0' + number % 10;
	while (number /= 10);
	begin(how, part);
	while (width-- > text + sizeof(text) - at)
		putchar(' ');
	fwrite(at, 1, text + sizeof(text) - at, stdout);
	end(how, part);
	put_mark(how, mark);
}

void grep_put_name(const struct grep_how *how, const char *name, char mark)
{
	begin(how, NAME);
	fputs(name, stdout);
	end(how, NAME);
	if (how->nul_names)
		putchar('\0');
	else if (mark == '\n')
		putchar(mark);
	else
		put_mark(how, mark);
}

void grep_put_separator(const struct grep_how *how)
{
	if (!how->separator)
		return;
	begin(how, SEPARATOR);
	fputs(how->separator, stdout);
	end(how, SEPARATOR);
	putchar('\n');
}

static void put_head(const struct grep_how *how, const char *name, const struct grep_line *line,
		     uint64_t offset)
{
	bool empty = !line->length || line->text[0] == (how->nul_lines ? '\0' : '\n');

	if (how->names)
		grep_put_name(how, name, line->mark);
	if (how->line_numbers)
		put_number(how, NUMBER, line->number, line->width, line->mark);
	if (how->byte_offsets)
		put_number(how, OFFSET, offset, line->width, line->mark);
	if (how->tab && !empty && (how->names || how->line_numbers || how->byte_offsets))
		fputs("\t", stdout);
}

/* -o: every match on a line of its own. */
static void put_matches(const struct grep_how *how, const char *name, const struct grep_line *line,
			size_t length)
{
	struct span match;

	for (size_t from = 0; from <= length &&
	     pattern_find(how->pattern, line->text, length, from, &match, 1) > 0;) {
		if (match.end == match.start) {
			from = match.end + 1;
			continue;
		}
		put_head(how, name, line, line->offset + match.start);
		begin(how, MATCH_SELECTED);
		fwrite(line->text + match.start, 1, match.end - match.start, stdout);
		end(how, MATCH_SELECTED);
		putchar(how->nul_lines ? '\0' : '\n');
		from = match.end;
	}
}

/* The line with its matches in colour. */
static void put_colored(const struct grep_how *how, const struct grep_line *line, size_t length)
{
	bool selected = line->mark == ':';
	enum part part = selected ? LINE : CONTEXT, match_part = selected ? MATCH_SELECTED
									  : MATCH_CONTEXT;
	bool matching = selected != how->invert;
	size_t from = 0, done = 0;
	struct span match;

	if (colors.reverse && how->invert)
		part = selected ? CONTEXT : LINE;
	while (matching && colors.codes[match_part][0] && from <= length &&
	       pattern_find(how->pattern, line->text, length, from, &match, 1) > 0) {
		if (match.end == match.start) {
			from = match.end + 1;
			continue;
		}
		begin(how, part);
		fwrite(line->text + done, 1, match.start - done, stdout);
		begin(how, match_part);
		fwrite(line->text + match.start, 1, match.end - match.start, stdout);
		end(how, match_part);
		from = done = match.end;
	}
	if (done < length) {
		begin(how, part);
		fwrite(line->text + done, 1, length - done, stdout);
		end(how, part);
	}
}

void grep_put_line(const struct grep_how *how, const char *name, const struct grep_line *line)
{
	char delimiter = how->nul_lines ? '\0' : '\n';
	size_t length = line->length;
	bool ended = length && line->text[length - 1] == delimiter;

	length -= ended;
	if (how->only_matching) {
		if (line->mark == ':' && !how->invert)
			put_matches(how, name, line, length);
	} else {
		put_head(how, name, line, line->offset);
		if (how->color)
			put_colored(how, line, length);
		else
			fwrite(line->text, 1, length, stdout);
		putchar(delimiter);
	}
	if (how->line_buffered)
		fflush(stdout);
}
