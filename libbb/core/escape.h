/* SPDX-License-Identifier: MIT */
/* Backslash escapes of echo -e, printf and $'': \n, \0101, \x41, \u20ac. */
#ifndef CORE_ESCAPE_H
#define CORE_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

enum escape_style {
	ESCAPE_ECHO,	/* \0NNN is octal, \c ends the output (echo -e, printf %b) */
	ESCAPE_FORMAT,	/* \NNN is octal, \" too (printf's format) */
};

/*
 * Decode one escape; *at points behind the backslash and is moved past it. Returns the number
 * of bytes put into out, 0 for \c, or negative when it is no escape (nothing is moved).
 */
int escape_decode(const char **at, enum escape_style style, char out[8]);

/* Print text with its escapes decoded; false when \c ended it. */
bool escape_print(const char *text, enum escape_style style, FILE *file);

#endif
