/* SPDX-License-Identifier: MIT */
/* An applet's page as text, laid out as man(1) lays out its own. */
#include "core/manual.h"

#include <ctype.h>
#include <string.h>

/* Columns: of the text, of an option's words, of what it does. */
enum { TEXT = 5, TERM = 5, MEANING = 30, NARROW = 12 };

struct page {
	struct buffer *out;
	unsigned width;
	bool bold;
};

int manual_section(const struct applet *applet)
{
	static const char *const system[] = { "boot", "net", "disk" };

	for (size_t i = 0; i < ARRAY_SIZE(system); i++)
		if (applet->group && strcmp(applet->group, system[i]) == 0)
			return 8;
	return 1;
}

bool manual_next(const char **at, struct manual_block *block)
{
	const char *line;

	*at += strspn(*at, "\n");
	if (!**at)
		return false;
	block->start = *at;
	block->literal = **at == ' ' || **at == '\t';
	for (line = *at; *line && *line != '\n'; ) {
		bool literal = *line == ' ' || *line == '\t';

		if (literal != block->literal)
			break;
		line += strcspn(line, "\n");
		*at = line;
		line += *line == '\n';
	}
	block->length = *at - block->start;
	return true;
}

static unsigned columns_of(const char *text, size_t length)
{
	unsigned columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

static void pad(struct page *page, unsigned columns)
{
	buffer_format(page->out, "%*s", (int)columns, "");
}

static void strong(struct page *page, const char *text)
{
	buffer_format(page->out, page->bold ? "\033[1m%s\033[m" : "%s", text);
}

static void heading(struct page *page, const char *text)
{
	buffer_text(page->out, "\n");
	strong(page, text);
	buffer_text(page->out, "\n");
}

/* Words, in lines from column indent to the width; the cursor stands at column `at`. */
static void prose(struct page *page, const char *text, size_t length, unsigned indent, unsigned at)
{
	const char *end = text + length;

	while (text < end) {
		const char *word = text;
		unsigned columns;

		while (text < end && !isspace((unsigned char)*text))
			text++;
		columns = columns_of(word, text - word);
		if (at > indent && at + 1 + columns > page->width) {
			buffer_text(page->out, "\n");
			at = 0;
		}
		if (at < indent) {
			pad(page, indent - at);
			at = indent;
		} else if (at > indent) {
			buffer_text(page->out, " ");
			at++;
		}
		buffer_add(page->out, word, text - word);
		at += columns;
		while (text < end && isspace((unsigned char)*text))
			text++;
	}
	buffer_text(page->out, "\n");
}

static void literal(struct page *page, const struct manual_block *block)
{
	const char *at = block->start, *end = at + block->length;

	while (at < end) {
		size_t length = strcspn(at, "\n");

		pad(page, TEXT);
		buffer_add(page->out, at, MIN(length, (size_t)(end - at)));
		buffer_text(page->out, "\n");
		at += length + 1;
	}
}

static void title(struct page *page, const struct applet *applet)
{
	static const char middle[] = "RAMsteam Manual";
	char name[64];
	unsigned room, side;

	text_copy(name, sizeof(name) - 4, applet->names);
	name[strcspn(name, " ")] = '\0';
	for (char *at = name; *at; at++)
		*at = toupper((unsigned char)*at);
	strcat(name, manual_section(applet) == 8 ? "(8)" : "(1)");
	side = strlen(name);
	room = page->width > 2 * side + sizeof(middle) ?
		page->width - 2 * side - (sizeof(middle) - 1) : 2;
	buffer_format(page->out, "%s%*s%s%*s%s\n", name, (int)room / 2, "", middle,
		      (int)(room - room / 2), "", name);
}

static void names(struct page *page, const struct applet *applet)
{
	const char *at = applet->names;
	struct buffer line = { 0 };

	heading(page, "NAME");
	for (size_t n; (n = next_name(&at)) != 0; at += n)
		buffer_format(&line, "%s%.*s", line.length ? ", " : "", (int)n, at);
	buffer_format(&line, " - %s", applet->summary);
	prose(page, line.data, line.length, TEXT, 0);
	buffer_free(&line);
}

static void synopsis(struct page *page, const struct applet *applet)
{
	struct buffer line = { 0 };
	unsigned at = TEXT + strcspn(applet->names, " ") + 1;
	char name[64];

	heading(page, "SYNOPSIS");
	text_copy(name, sizeof(name), applet->names);
	name[strcspn(name, " ")] = '\0';
	if (applet->options && applet->options->names)
		buffer_text(&line, "[OPTION]... ");
	buffer_text(&line, applet->operands ? applet->operands : "");
	pad(page, TEXT);
	strong(page, name);
	buffer_text(page->out, line.length ? " " : "");
	prose(page, line.data ? line.data : "", line.length, at, at);
	buffer_free(&line);
}

static void option(struct page *page, const struct option_row *row)
{
	/* On a narrow terminal the meaning stands below. */
	unsigned indent = page->width < 60 ? NARROW : MEANING, at;
	struct buffer left = { 0 };

	option_words(row, &left);
	pad(page, TERM);
	strong(page, left.data);
	at = TERM + columns_of(left.data, left.length);
	if (at + 2 > indent) {
		buffer_text(page->out, "\n");
		at = 0;
	}
	pad(page, indent - at);
	prose(page, row->help, strlen(row->help), indent, indent);
	buffer_free(&left);
}

void manual_text(const struct applet *applet, unsigned width, bool bold, struct buffer *out)
{
	struct page page = { .out = out, .width = MAX(width, 30u), .bold = bold };
	const struct option_row *row = applet->options;
	const char *at = applet->details;
	struct manual_block block;

	title(&page, applet);
	names(&page, applet);
	synopsis(&page, applet);
	if (row && row->names)
		heading(&page, "OPTIONS");
	for (; row && row->names; row++)
		option(&page, row);
	if (at)
		heading(&page, "DESCRIPTION");
	for (bool first = true; at && manual_next(&at, &block); first = false) {
		if (!first)
			buffer_text(out, "\n");
		if (block.literal)
			literal(&page, &block);
		else
			prose(&page, block.start, block.length, TEXT, 0);
	}
}
