/* SPDX-License-Identifier: MIT */
/* sort(1)'s keys: which part of a line, compared how, and the comparing. */
#ifndef TOOLS_SORT_KEY_H
#define TOOLS_SORT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sort_order { SORT_TEXT, SORT_NUMBER, SORT_GENERAL, SORT_HUMAN, SORT_MONTH, SORT_VERSION,
		  SORT_RANDOM };

struct sort_key {
	/* Fields and characters from 0; end_field SIZE_MAX: to the end of the line. */
	size_t start_field, start_char, end_field, end_char;
	bool skip_start_blanks, skip_end_blanks;
	enum sort_order order;
	bool dictionary, printable, fold, reverse;
	bool has_options;	/* else the global ones hold */
	char conflict;		/* a letter that does not go with the order; 0: none */
};

struct sort_part {
	char *at;
	size_t length;
};

struct sort_line {
	char *text;
	size_t length;			/* without its delimiter */
	uint64_t prefix;		/* orders as the first key does, or is equal */
	struct sort_part first;		/* the first key, when there are any */
};

struct sort_how {
	struct sort_key *keys;
	size_t key_count;
	struct sort_key global;	/* options without -k */
	int separator;		/* -1: a blank before, a field begins */
	bool stable, unique;
	uint64_t seed;		/* of -R */
	bool plain;		/* whole lines as bytes, in this direction or the other */
};

/* One of -k's: "2", "1.3,2nr". Exits on a mistake. */
void sort_key_parse(struct sort_key *key, const char *text);
/* One of the letters bdfghiMnRrV into the key; false when it is none. */
bool sort_key_option(struct sort_key *key, char letter, bool end);
/* Global options into keys without their own; exits when two do not go together. */
void sort_settle(struct sort_how *how);

/* What a key says of a line. */
struct sort_part sort_find_part(const struct sort_how *how, const struct sort_key *key,
				const struct sort_line *line);

/* Of a line whose text is set: fill in the rest. */
void sort_prepare(const struct sort_how *how, struct sort_line *line);
int sort_compare(const struct sort_how *how, const struct sort_line *a, const struct sort_line *b);
/* By keys alone: what -u takes for the same. */
int sort_compare_keys(const struct sort_how *how, const struct sort_line *a,
		      const struct sort_line *b);

#endif
