/* SPDX-License-Identifier: MIT */
/*
 * sed(1): a script is read (sed_script), made into commands (sed_parse, sed_replace) and run
 * (sed_run) over lines of files (sed_files).
 */
#ifndef TOOLS_SED_H
#define TOOLS_SED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/lines.h"
#include "core/text.h"
#include "match/pattern.h"

/* GNU's exit statuses. */
enum { SED_WRONG = 1, SED_NO_FILE = 2, SED_TROUBLE = 4 };

/* What -e and -f gave, joined by newlines, and how far it is read. */
struct sed_script {
	struct buffer text;
	size_t at;
	struct sed_piece {
		size_t start;
		const char *file;	/* NULL: of -e */
	} *pieces;
	size_t count;
};

void sed_script_add(struct sed_script *script, const char *text, size_t length, const char *file);
/* The next byte, EOF at the end. */
int sed_next(struct sed_script *script);
void sed_back(struct sed_script *script, int c);
/* The next one that is no blank (or, with newlines, no white space at all); it is taken. */
int sed_next_word(struct sed_script *script, bool newlines);
/* Exit with a message that tells where in the script. */
void sed_wrong(const struct sed_script *script, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
/* Up to a delimiter, which is taken; false when there is none. A pattern keeps its brackets. */
bool sed_delimited(struct sed_script *script, int delimiter, bool pattern, struct buffer *out);
/*
 * Decode \n \t \x41 \o101 \d065 \cA and their like behind a backslash, from *at on; moved past it.
 * Negative when it is none of them.
 */
int sed_escape(const char **at, const char *end);

/* A regular expression with the escapes above in it; NULL for none: the one used last. */
struct pattern *sed_pattern(const struct sed_script *script, const struct buffer *text,
			    unsigned flags);

struct sed_output {
	const char *name;
	FILE *file;
	bool lacks_newline;		/* the last line written had none */
};

struct sed_address {
	enum { SED_NONE, SED_LINE, SED_STEP, SED_LAST, SED_MATCH, SED_PLUS, SED_MULTIPLE } kind;
	uint64_t first, step;
	struct pattern *pattern;	/* NULL: the one used last */
};

struct sed_part {			/* of a replacement: text, then a group */
	char *text;
	size_t length;
	int group;			/* -1: none */
	char once, from_here;		/* 'u' or 'l'; 'U', 'L' or 'E'; 0: nothing changes */
};

struct sed_substitution {
	struct pattern *pattern;	/* NULL: the one used last */
	struct sed_part *parts;
	size_t count;
	int groups;			/* the highest that is used */
	uint64_t number;		/* the first to be replaced, from 1 */
	bool global, execute, print;
	struct sed_output *output;
};

struct sed_map;

struct sed_command {
	struct sed_address from, to;
	bool negated;
	enum { SED_IDLE, SED_ACTIVE, SED_CLOSED } range;
	uint64_t range_end;
	char name;
	char *text;			/* of a, c, i; of r, R, e, b, t, T, : */
	size_t length;
	int64_t number;			/* of q, Q, l; -1: none given */
	size_t jump;			/* where b, t, T and a { not taken go on */
	struct sed_output *output;
	struct sed_substitution *substitution;
	struct sed_map *map;
};

struct sed {
	bool quiet, extended, separate, in_place, unbuffered, nul, sandbox, follow;
	const char *suffix;		/* of backups; NULL: none */
	uint64_t line_length;
	struct sed_script script;
	struct sed_command *commands;
	size_t count;
	struct sed_output *outputs[64];
	size_t output_count;
	struct sed_output standard, *output;	/* output: where lines go now */
	struct sed_output written;	/* of w /dev/stdout */

	char **names;			/* operands that are still to be read */
	const char *name, *next_name;
	struct lines lines, next;	/* next: opened early, to see whether it holds anything */
	bool open, next_open;
	uint64_t number;
	char *temporary;		/* of the file edited in place */

	struct buffer space, hold, scratch;
	bool space_ends, hold_ends;	/* in a newline, as all lines but a file's last do */
	bool replaced;			/* what t asks for */
	struct pattern *last_pattern;
	struct sed_append {
		char kind;		/* a, r or R */
		const char *text;	/* or the file's name */
		size_t length;
	} *appends;
	size_t append_count;
	struct reader *readers;
	size_t reader_count;
};

/* Make the script's commands; exits on a mistake. */
void sed_parse(struct sed *sed);
/* s and y behind their letter, and the latter's work. */
void sed_parse_substitution(struct sed *sed, struct sed_command *command);
void sed_parse_map(struct sed *sed, struct sed_command *command);
void sed_translate(struct sed *sed, const struct sed_map *map);
/* Replace in the pattern space; false when there was nothing to replace. */
bool sed_substitute(struct sed *sed, const struct sed_substitution *substitution);
/* Where does it match? As pattern_find(); NULL is the pattern used last. */
int sed_find(struct sed *sed, struct pattern *pattern, size_t from, struct span *spans,
	     size_t count);
struct sed_output *sed_output_named(struct sed *sed, const char *name);
/* The rest of the line: a file's name. */
char *sed_file_name(struct sed *sed);

/* Read the next line into the pattern space, or behind it and a newline; false at the end. */
bool sed_read(struct sed *sed, bool append);
bool sed_is_last(struct sed *sed);
/* The next line of a file that R reads, into the scratch buffer; false at its end. */
bool sed_read_of(struct sed *sed, const char *name);
/* So much of the pattern space, which ends in a newline or, at a file's end, may not. */
void sed_put_line(struct sed *sed, struct sed_output *output, size_t length);
/* Bytes as they are. */
void sed_put(struct sed *sed, struct sed_output *output, const char *text, size_t length);
/* Finish the file that is edited in place, and all that was written. */
void sed_close(struct sed *sed);

/* Returns the exit status. */
int sed_run(struct sed *sed);

#endif
