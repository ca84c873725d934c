/* SPDX-License-Identifier: MIT */
/* xargs's input as words. */
#include "tools/xargs_input.h"

#include <ctype.h>
#include <string.h>

#include "core/error.h"

static void add(struct buffer *word, int c)
{
	char byte = c;

	buffer_add(word, &byte, 1);
}

static int delimited_word(struct xargs_input *input, struct buffer *word)
{
	int c = getc(input->file);

	if (c == EOF)
		return 0;
	for (; c != EOF && c != input->delimiter; c = getc(input->file))
		add(word, c);
	input->ended_line = true;
	return 1;
}

/* Up to the closing quote, on the same line. */
static int quoted_part(struct xargs_input *input, struct buffer *word, int quote)
{
	int c;

	while ((c = getc(input->file)) != quote) {
		if (c == EOF || c == '\n')
			return fail_plain("unmatched %s quote; by default quotes are special to "
					  "xargs unless you use the -0 option",
					  quote == '"' ? "double" : "single");
		add(word, c);
	}
	return 0;
}

/* Behind a word: does its line go on? A blank before the newline joins the next one. */
static void look_behind(struct xargs_input *input, int c, bool blank)
{
	for (; c != EOF && c != '\n' && isblank(c); c = getc(input->file))
		blank = true;
	input->ended_line = c == EOF || (c == '\n' && !blank);
	if (c != EOF && c != '\n')
		ungetc(c, input->file);
}

static int plain_word(struct xargs_input *input, struct buffer *word)
{
	bool blank = false;
	int c;

	do
		c = getc(input->file);
	while (c != EOF && isspace(c));
	if (c == EOF)
		return 0;
	for (; c != EOF && c != '\n' && (input->whole_lines || !isblank(c));
	     c = getc(input->file)) {
		blank = false;
		if (c == '\\') {
			c = getc(input->file);
			if (c == EOF)
				break;
			blank = isblank(c);
			add(word, c);
		} else if (c == '"' || c == '\'') {
			if (quoted_part(input, word, c) < 0)
				return -1;
		} else if (c) {
			add(word, c);
		} else {
			warn("WARNING: a NUL character occurred in the input.  It cannot be passed "
			     "through in the argument list.  Did you mean to use the --null "
			     "option?");
			/* What is behind it is lost, as an argument ends there. */
			while (c != EOF && c != '\n')
				c = getc(input->file);
			break;
		}
	}
	look_behind(input, c, blank);
	return 1;
}

int xargs_word(struct xargs_input *input, struct buffer *word)
{
	int result;

	word->length = 0;
	buffer_add(word, "", 0);
	if (input->delimiter != EOF)
		return delimited_word(input, word);
	result = plain_word(input, word);
	if (result > 0 && input->end && strcmp(word->data, input->end) == 0)
		return 0;
	return result;
}
