/* SPDX-License-Identifier: MIT */
/* grep(1)'s parts: searching one file (grep_file), printing lines (grep_print). */
#ifndef TOOLS_GREP_H
#define TOOLS_GREP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/pattern.h"

enum grep_binary { GREP_BINARY, GREP_TEXT, GREP_WITHOUT_MATCH };

struct grep_how {
	struct pattern *pattern;
	bool invert, count, list, list_without, only_matching, quiet, silent;
	bool line_numbers, byte_offsets, names, tab, nul_names, nul_lines, line_buffered, color;
	bool groups;			/* asked for context, be it of no line */
	uint64_t most;			/* matching lines to stop after */
	uint64_t before, after;		/* lines of context */
	const char *separator;		/* between groups of context, NULL: none */
	enum grep_binary binary;
};

struct grep_result {
	bool matched, failed;		/* anything at all */
};

/* Search what fd gives; its matches go to stdout. Negative on failure. */
int grep_file(const struct grep_how *how, int fd, const char *name, struct grep_result *result);

/* Colours of GREP_COLORS; call once. */
void grep_color_start(void);

struct grep_line {
	const char *text;
	size_t length;			/* with its newline, which the last may lack */
	uint64_t number, offset;
	char mark;			/* ':' selected, '-' context */
	int width;			/* of the numbers, with -T */
};

void grep_put_line(const struct grep_how *how, const char *name, const struct grep_line *line);
/* A file's name where it is the whole line, or begins "name:count". */
void grep_put_name(const struct grep_how *how, const char *name, char end);
void grep_put_separator(const struct grep_how *how);

#endif
