/* SPDX-License-Identifier: MIT */
/*
 * POSIX basic and extended regular expressions with GNU's additions (\+ \? \| \w \W \s \S \b \B
 * \< \> \` \'), leftmost-longest, over any bytes. UTF-8 when the applet has set the locale to it.
 * Or vim's patterns (:help pattern) with \v \m \M \V, \zs \ze, \{-n,m}, \_s, \n, where of the
 * leftmost matches the one counts that the pattern prefers.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum pattern_flags {
	PATTERN_EXTENDED = 1,
	PATTERN_FIXED = 2,		/* every character stands for itself */
	PATTERN_IGNORE_CASE = 4,
	PATTERN_LINES = 8,		/* ^ and $ match around newlines within the text too */
	PATTERN_WHOLE_WORD = 16,	/* no word character before and behind the match */
	PATTERN_WHOLE_LINE = 32,
	PATTERN_LENIENT = 64,		/* grep's: an unmatched ) or leading \{ stands for itself */
	PATTERN_VIM = 128,		/* vim's syntax and preference */
	PATTERN_SMART_CASE = 256,	/* IGNORE_CASE unless the text has a capital letter */
};

enum { PATTERN_GROUPS = 10 };

struct span {
	ssize_t start, end;		/* -1: the group took no part */
};

struct pattern;

struct pattern_text {
	const char *text;
	size_t length;
};

/* Fails with GNU's words, as "Unmatched ( or \\(". The alternatives may be several texts. */
struct pattern *pattern_compile(const char *text, size_t length, unsigned flags);
struct pattern *pattern_compile_all(const struct pattern_text *texts, size_t count,
				    unsigned flags);
void pattern_free(struct pattern *pattern);

/* Groups the pattern has, \0 not counted. */
size_t pattern_groups(const struct pattern *pattern);

/* May a match reach over the end of a line (vim's \n and \_s)? */
bool pattern_crosses_lines(const struct pattern *pattern);

/*
 * The leftmost-longest match at or after an offset of the text, which is a line without its
 * newline or (sed) several. spans[0] is all of it, as many groups follow as wanted. 1 when found,
 * 0 when not; negative (with a message) when back-references made it too hard to tell.
 */
int pattern_find(struct pattern *pattern, const char *text, size_t length, size_t from,
		 struct span *spans, size_t count);

/*
 * Of a block of whole lines, ended by delimiter, the first that holds a match: its start, or
 * NULL; negative *error as above.
 */
const char *pattern_find_line(struct pattern *pattern, const char *block, size_t length,
			      char delimiter, int *error);

#endif
