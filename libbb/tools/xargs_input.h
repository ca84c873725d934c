/* SPDX-License-Identifier: MIT */
/* xargs's input as words: of blanks and quotes, of lines, or between delimiters. */
#ifndef TOOLS_XARGS_INPUT_H
#define TOOLS_XARGS_INPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/text.h"

struct xargs_input {
	FILE *file;
	int delimiter;		/* EOF: blanks, newlines, quotes and backslashes */
	bool whole_lines;	/* blanks are part of a word */
	const char *end;	/* a word that ends the input; NULL: none */
	bool ended_line;	/* the word was its line's last */
};

/* The next word; 1, 0 at the end, negative with a message for a quote that is never closed. */
int xargs_word(struct xargs_input *input, struct buffer *word);

#endif
