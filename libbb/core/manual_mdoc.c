/* SPDX-License-Identifier: MIT */
/* An applet's page as mdoc(7), clean under mandoc -Tlint. */
#include <ctype.h>
#include <string.h>

#include "core/manual.h"

/* Lines of the source longer than this are bad style to mandoc. */
enum { SOURCE_WIDTH = 78 };

/* Two hyphens are options here, never a dash. */
static void escaped(struct buffer *page, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			buffer_text(page, "\\e");
		else if (text[i] == '-' && i + 1 < length && text[i + 1] == '-')
			buffer_text(page, "\\-");
		else
			buffer_add(page, &text[i], 1);
	}
}

/* A macro's argument: what looks like a macro or punctuation is kept from being taken for one. */
static void argument(struct buffer *page, const char *text, size_t length)
{
	bool macro = length >= 2 && length <= 3 && isupper((unsigned char)text[0]) &&
		     islower((unsigned char)text[1]);

	buffer_text(page, " ");
	if (macro || (length == 1 && !isalnum((unsigned char)text[0])) || text[0] == '"')
		buffer_text(page, "\\&");
	escaped(page, text, length);
}

/* Words in lines; a sentence ends its line. */
static void prose(struct buffer *page, const char *text, size_t length)
{
	const char *end = text + length;
	size_t column = 0;

	while (text < end) {
		const char *word = text;
		size_t size;

		while (text < end && !isspace((unsigned char)*text))
			text++;
		size = text - word;
		if (column && column + 1 + size > SOURCE_WIDTH) {
			buffer_text(page, "\n");
			column = 0;
		}
		if (column)
			buffer_text(page, " ");
		else if (word[0] == '.' || word[0] == '\'')
			buffer_text(page, "\\&");
		escaped(page, word, size);
		column += size + 1;
		if (strchr(".?!", word[size - 1]) && text < end) {
			buffer_text(page, "\n");
			column = 0;
		}
		while (text < end && isspace((unsigned char)*text))
			text++;
	}
	if (column)
		buffer_text(page, "\n");
}

static void literal(struct buffer *page, const struct manual_block *block)
{
	buffer_text(page, ".Bd -literal\n");
	for (size_t i = 0; i < block->length; ) {
		size_t length = strcspn(block->start + i, "\n");

		length = MIN(length, block->length - i);
		escaped(page, block->start + i, length);
		buffer_text(page, "\n");
		i += length + 1;
	}
	buffer_text(page, ".Ed\n");
}

static size_t count(const char *text, size_t length, char wanted)
{
	size_t found = 0;

	for (size_t i = 0; i < length; i++)
		found += text[i] == wanted;
	return found;
}

/* A word of the operands, without the brackets that open or close around more than it. */
static void operand(struct buffer *page, const char *word, size_t length)
{
	bool again = length > 3 && memcmp(word + length - 3, "...", 3) == 0;
	size_t core = again ? length - 3 : length, closed = 0;
	size_t opens = count(word, core, '['), closes = count(word, core, ']');
	bool alone = opens == 1 && closes == 1 && word[0] == '[' && word[core - 1] == ']';

	for (size_t excess = alone ? 1 : opens > closes ? opens - closes : 0;
	     excess && core && word[0] == '['; excess--) {
		buffer_text(page, ".Oo\n");
		word++;
		core--;
	}
	for (size_t excess = alone ? 1 : closes > opens ? closes - opens : 0;
	     excess && core && word[core - 1] == ']'; excess--) {
		core--;
		closed++;
	}
	if (core > 1 && word[0] == '-' && isalnum((unsigned char)word[1])) {
		buffer_text(page, ".Fl");
		argument(page, word + 1, core - 1);
	} else if (core) {
		buffer_text(page, isalnum((unsigned char)word[0]) ? ".Ar" : ".No");
		argument(page, word, core);
	}
	if (core && again && !closed)
		buffer_text(page, " ...");
	buffer_text(page, core ? "\n" : "");
	while (closed--)
		buffer_text(page, !closed && again ? ".Oc ...\n" : ".Oc\n");
}

static void synopsis(struct buffer *page, const struct applet *applet)
{
	const char *at = applet->operands ? applet->operands : "";

	buffer_text(page, ".Sh SYNOPSIS\n.Nm\n");
	if (applet->options && applet->options->names)
		buffer_text(page, ".Op Ar OPTION ...\n");
	for (size_t n; (n = next_name(&at)) != 0; at += n)
		operand(page, at, n);
}

static void option(struct buffer *page, const struct option_row *row)
{
	const char *at = row->names;

	buffer_text(page, ".It");
	for (size_t n; (n = next_name(&at)) != 0; at += n) {
		buffer_text(page, at == row->names ? " " : " , ");
		if (n == 2 && at[1] == '#') {
			buffer_text(page, "Fl Ns Ar NUM");
			continue;
		}
		buffer_text(page, at[0] == '-' ? "Fl" : "Cm");
		if (at[0] == '-')
			argument(page, at + 1, n - 1);
		else
			argument(page, at, n);
	}
	if (row->kind == OPTION_OPTIONAL || row->kind == OPTION_MAYBE) {
		buffer_text(page, " Ns Op = Ns Ar");
		argument(page, row->arg ? row->arg : "WHEN", strlen(row->arg ? row->arg : "WHEN"));
	} else if (row->arg && strcmp(row->names, "-#") != 0) {
		buffer_text(page, " Ar");
		argument(page, row->arg, strcspn(row->arg, " "));
	}
	buffer_text(page, "\n");
	prose(page, row->help, strlen(row->help));
}

static void names(struct buffer *page, const struct applet *applet)
{
	const char *at = applet->names;

	buffer_text(page, ".Sh NAME\n");
	for (size_t n; (n = next_name(&at)) != 0; at += n) {
		buffer_text(page, ".Nm");
		argument(page, at, n);
		buffer_text(page, at[n] ? " ,\n" : "\n");
	}
	buffer_text(page, ".Nd ");
	escaped(page, applet->summary, strlen(applet->summary));
	buffer_text(page, "\n");
}

void manual_mdoc(const struct applet *applet, const char *date, struct buffer *page)
{
	const struct option_row *row = applet->options;
	const char *at = applet->details;
	size_t length = strcspn(applet->names, " ");
	struct manual_block block;
	bool first = true;

	buffer_format(page, ".\\\" From the tables of RAMsteam %s.\n.Dd %s\n.Dt ",
		      RAMSTEAM_VERSION, date);
	for (size_t i = 0; i < length; i++) {
		char letter = toupper((unsigned char)applet->names[i]);

		buffer_add(page, &letter, 1);
	}
	buffer_format(page, " %d\n.Os\n", manual_section(applet));
	names(page, applet);
	synopsis(page, applet);
	buffer_text(page, ".Sh DESCRIPTION\n");
	for (; at && manual_next(&at, &block); first = false) {
		if (!first && !block.literal)
			buffer_text(page, ".Pp\n");
		if (block.literal)
			literal(page, &block);
		else
			prose(page, block.start, block.length);
	}
	if (!row || !row->names) {
		if (first)
			buffer_format(page, "Takes no options but\n.Fl -help .\n");
		return;
	}
	buffer_text(page, first ? "The options are:\n" : ".Pp\nThe options are:\n");
	buffer_text(page, ".Bl -tag -width Ds\n");
	for (; row->names; row++)
		option(page, row);
	buffer_text(page, ".El\n");
}
