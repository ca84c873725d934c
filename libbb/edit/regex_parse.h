/* SPDX-License-Identifier: MIT */
/* What the files that compile patterns share. */
#ifndef EDIT_REGEX_PARSE_H
#define EDIT_REGEX_PARSE_H

#include "edit/regex.h"

struct regex_parser {
	struct regex *regex;
	const char *at, *end;
	const char *natural;	/* what is special without a backslash */
	bool extended;
	int group_open, nesting;
};

/* Append an instruction; returns where it is. */
size_t regex_emit(struct regex_parser *parser, enum regex_op op, int value, int other);
/* \d, \s and their like; newline: as \_s. */
int regex_class(struct regex_parser *parser, int letter, bool newline);
/* Behind a '['. One that is never closed is a '[' to vim. */
int regex_bracket(struct regex_parser *parser, bool newline);

#endif
