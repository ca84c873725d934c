/* SPDX-License-Identifier: MIT */
/*
 * Command lines of ip(8): words and values, abbreviations, and its complaints. A table of rows is
 * the one place where a word is known.
 */
#ifndef NET_IP_WORDS_H
#define NET_IP_WORDS_H

#include <stdbool.h>
#include <stdint.h>

struct ip_words {
	char **at;		/* ended by NULL */
	uint64_t seen;		/* rows that were given */
};

struct ip_row {
	const char *word;	/* as typed: "metric|priority|=tos", = when not to be shortened */
	unsigned flags;
	/* Take the value (NULL for a flag). Returns 0 or a negative enum ip_result. */
	int (*take)(void *state, const struct ip_row *row, const char *value);
	unsigned number;	/* what the row stands for: an attribute, a flag */
	const char *wrong;	/* said of a wrong value */
};

enum ip_row_flags {
	ROW_WHOLE = 1,		/* may not be abbreviated */
	ROW_FLAG = 2,		/* takes no value */
	ROW_ONCE = 4,		/* a second one is a mistake */
};

/* abbreviation: a beginning of the word, not empty. */
bool ip_word_matches(const char *abbreviation, const char *word);

/*
 * When the next word is one of the table, take it and its value: 1. When not: 0. When the value is
 * wrong or missing: negative.
 */
int ip_words_take(struct ip_words *words, const struct ip_row *rows, void *state);

/* The next word is this one (abbreviated); it is taken. */
bool ip_words_accept(struct ip_words *words, const char *word);
/* The same for a whole word. */
bool ip_words_accept_whole(struct ip_words *words, const char *word);
/* The next word as a value; NULL and `Command line is not complete` when there is none. */
const char *ip_words_value(struct ip_words *words);

/* Complaints; each returns IP_WRONG. */
int ip_wrong(const char *value, const char *why);
int ip_twice(const char *word, const char *value);
int ip_garbage(const char *word, const char *value);

/* Print a text of help to stderr; nothing more is then to be said. Returns IP_WRONG. */
int ip_help(const char *text);

/* Checked numbers: decimal, 0x, 0. */
bool ip_u32(const char *text, uint32_t *number);
bool ip_u16(const char *text, uint16_t *number);
bool ip_u8(const char *text, uint8_t *number);
bool ip_u64(const char *text, uint64_t *number);
/* `Error: argument of "x" must be "on" or "off", not "y"` */
int ip_switch(const char *word, const char *text, bool *on);

/* Find the command a word abbreviates; the first of the table that fits. NULL for none. */
struct ip;
struct ip_command {
	const char *word;
	bool whole;
	int (*run)(struct ip *ip, struct ip_words *words, unsigned number);
	unsigned number;
};
/* Run it, the first one when no word is left. */
int ip_command_run(struct ip *ip, struct ip_words *words, const struct ip_command *commands,
		   const char *object, const char *help);

#endif
