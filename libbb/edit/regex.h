/* SPDX-License-Identifier: MIT */
/*
 * Patterns as vi's users write them: vim's syntax (:help pattern) with \v \m \M \V, \zs and \ze,
 * \{-n,m}, \_s and \n; or a POSIX extended expression. A backtracking matcher with a limit on
 * its work, so that no pattern hangs.
 */
#ifndef EDIT_REGEX_H
#define EDIT_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGEX_GROUPS = 10 };

enum regex_flags {
	REGEX_IGNORE_CASE = 1,
	REGEX_SMART_CASE = 2,	/* with the former: unless the pattern has a capital letter */
	REGEX_EXTENDED = 4,	/* POSIX's extended syntax */
};

struct regex_span {
	size_t start, end;	/* SIZE_MAX: took no part */
};

/* Zero-initialised matches nothing. */
struct regex {
	struct regex_code *code;
	size_t count, room;
	struct regex_set *sets;
	size_t set_count;
	int groups, loops;
	bool ignore_case, crosses_lines;
};

/* Compile; fails with a message about the pattern. */
int regex_compile(struct regex *regex, const char *pattern, size_t length, unsigned flags);
void regex_free(struct regex *regex);

/*
 * The leftmost match that begins at or after an offset of the text; spans[0] is all of it, the
 * others its groups. Lines within the text end with newlines.
 */
bool regex_match(const struct regex *regex, const char *text, size_t length, size_t from,
		 struct regex_span spans[REGEX_GROUPS]);

/* For the two halves alone: the compiled program. */
enum regex_op {
	RE_CHARACTER, RE_ANY, RE_SET,		/* one character: value */
	RE_LINE_START, RE_LINE_END, RE_WORD_START, RE_WORD_END,
	RE_BOUNDARY, RE_NOT_BOUNDARY, RE_TEXT_START, RE_TEXT_END,
	RE_SAVE,				/* into slot value */
	RE_SPLIT,				/* go on at +value, or else at +other */
	RE_JUMP,				/* to +value */
	RE_GROUP,				/* what group value matched, again */
	RE_REPEAT,				/* the next instruction, value to other times */
	RE_REPEAT_LEAST,			/* the same, as few as possible */
	RE_ENTER, RE_PROGRESS,			/* loop value: fail where it matched nothing */
	RE_MATCH,
};

struct regex_code {
	enum regex_op op;
	int value, other;
	bool newline;		/* it also matches a newline */
};

struct regex_set {
	uint32_t ascii[4];	/* a bit for each */
	struct regex_range { uint32_t first, last; } *ranges;
	size_t count;
	bool negated;
};

#endif
