/* SPDX-License-Identifier: MIT */
/* What the halves of pattern share: the tree, the program, the tables. */
#ifndef MATCH_PATTERN_PARTS_H
#define MATCH_PATTERN_PARTS_H

#include <stdint.h>

#include "core/text.h"
#include "core/utf8.h"
#include "match/pattern.h"

/* Assertions: places, not characters. */
enum place {
	PLACE_LINE_START, PLACE_LINE_END, PLACE_TEXT_START, PLACE_TEXT_END,
	PLACE_WORD_START, PLACE_WORD_END, PLACE_BOUNDARY, PLACE_NOT_BOUNDARY,
	PLACE_NO_WORD_BEFORE, PLACE_NO_WORD_BEHIND,
};

enum node_kind { NODE_EMPTY, NODE_SET, NODE_CAT, NODE_ALT, NODE_REPEAT, NODE_GROUP,
		 NODE_BACK, NODE_PLACE, NODE_SAVE };

/* Characters, or bytes where a character is one: sorted ranges that do not touch. */
struct set {
	struct set_range {
		uint32_t first, last;
	} *ranges;
	size_t count;
};

struct node {
	enum node_kind kind;
	int left, right;	/* of CAT and ALT; left alone of REPEAT and GROUP */
	int low, high;		/* of REPEAT; high -1: any number */
	bool few;		/* of REPEAT: as few as possible are preferred */
	int number;		/* of a set, group, back-reference, place or slot */
};

struct tree {
	struct node *nodes;
	size_t count, room;
	struct set *sets;
	size_t set_count;
	int groups;
	bool has_back, utf8;
	bool fold;		/* ignores case */
	bool crosses_lines;	/* asks for newlines */
	int root;
};

int tree_add(struct tree *tree, struct node node);
/* The tree takes the set over. */
int tree_add_set(struct tree *tree, struct set set);
/* Parse one text as a further alternative of the tree. */
int tree_parse(struct tree *tree, const char *text, size_t length, unsigned flags);
/* The same, of one in vim's syntax. */
int tree_parse_vim(struct tree *tree, const char *text, size_t length, unsigned flags);
void tree_free(struct tree *tree);

/* What the grammars share. */
enum { MOST_REPEATS = 32767, MOST_NESTING = 250 };

/* The character at *at, which is passed; a byte that is none is UTF8_BAD and the byte. */
uint32_t tree_character(const struct tree *tree, const char **at, const char *end);
int tree_add_cat(struct tree *tree, int left, int right);
int tree_add_character(struct tree *tree, uint32_t character);
int tree_add_place(struct tree *tree, enum place place);
/* The tree takes the set over, folded when it ignores case. */
int tree_add_finished(struct tree *tree, struct set *set, bool negate);

void set_add(struct set *set, uint32_t first, uint32_t last);
void set_finish(struct set *set, bool negate, uint32_t most);
/* A POSIX class by name; false when there is none. */
bool set_add_class(struct set *set, const char *name, size_t length, bool utf8);
void set_fold(struct set *set, bool utf8);

enum operation {
	OP_BYTES,		/* one byte of range first to last; go on behind */
	OP_SET,			/* one byte of a set; go on behind */
	OP_SPLIT,		/* go on at x, or else at y */
	OP_JUMP,		/* at x */
	OP_SAVE,		/* the position into slot x; go on behind */
	OP_PLACE,		/* when at place x; go on behind */
	OP_BACK,		/* what group x matched, again; go on behind */
	OP_MATCH,
};

struct instruction {
	enum operation op;
	uint8_t first, last;
	int x, y;
};

struct byte_set {
	uint64_t bits[4];
};

struct pattern {
	unsigned flags;
	struct instruction *code;
	size_t count, room;
	struct byte_set *sets;
	size_t set_count;
	int groups;
	bool has_back, has_places, utf8, crosses_lines;
	bool has_words;			/* places that ask for word characters */
	bool fold_back;			/* back-references ignore case */
	bool can_begin[256];		/* bytes a match may begin with */
	bool may_be_empty;
	struct dfa *search, *exact, *any;	/* made when first needed */
	/* A text that every match holds, when there is one worth looking for. */
	char *literal;
	size_t literal_length;
	bool is_literal;		/* and nothing else */
};

/* Fill the pattern's program in from a tree. */
int program_make(struct pattern *pattern, const struct tree *tree);
/* Or from several plain texts: 1, 0 when they are not all plain, or an error. */
int program_make_plain(struct pattern *pattern, const struct pattern_text *texts, size_t count);
/* Append an instruction; returns its number. */
int program_emit(struct pattern *pattern, enum operation op, int x, int y);
/* Append one that takes this byte; fold: of ASCII in either case. */
void program_emit_byte(struct pattern *pattern, unsigned char byte, bool fold);
/* Look for a literal that any match must hold. */
void program_find_literal(struct pattern *pattern, const struct tree *tree);

static inline bool byte_in(const struct byte_set *set, unsigned char byte)
{
	return set->bits[byte >> 6] >> (byte & 63) & 1;
}

/* Is this place here? before and behind: characters, or -1 at the text's ends. */
bool place_holds(const struct pattern *pattern, enum place place, int before, int behind);

/* Tables. */
struct dfa *dfa_make(struct pattern *pattern, bool anchored, int delimiter);
void dfa_free(struct dfa *dfa);
/* Does a match begin at from? The end of the longest, or -1. */
ssize_t dfa_longest(struct dfa *dfa, const char *text, size_t length, size_t from);
/*
 * Where within the block, before which there is a byte or (-1) nothing, a match was seen to end (or
 * just behind), or NULL.
 */
const char *dfa_scan(struct dfa *dfa, const char *block, size_t length, int byte_before);

/* The groups of the match that begins at start, of which the longest ends at end. */
void groups_find(const struct pattern *pattern, const char *text, size_t length, size_t start,
		 size_t end, struct span *spans, size_t count);
/*
 * Where the tables know too little: the longest match that begins at start, with PATTERN_VIM the
 * preferred one; its end, -1, or -2: too hard.
 */
ssize_t groups_search(const struct pattern *pattern, const char *text, size_t length, size_t start,
		      struct span *spans, size_t count);

#endif
