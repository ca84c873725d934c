/* SPDX-License-Identifier: MIT */
/*
 * find(1): the expression (find_parse), its tests (find_test) and what they are given
 * (find_argument), its actions (find_action, find_print).
 */
#ifndef TOOLS_FIND_H
#define TOOLS_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "fs/walk.h"
#include "match/pattern.h"

struct find;
struct find_node;

/* How arguments are read: from *at on into the node; exits when they are wrong. */
typedef void find_take(struct find *find, struct find_node *node, char ***at);

/* Is it so of this file? Actions say whether they succeeded. */
typedef bool find_function(struct find *find, const struct find_node *node,
			   struct walk_entry *entry);

struct find_node {
	enum { FIND_PREDICATE, FIND_AND, FIND_OR, FIND_COMMA, FIND_NOT } kind;
	struct find_node *left, *right;
	find_function *function;
	/* What the predicate was given. */
	const char *text;
	uint64_t number;
	uint64_t second;	/* -size: of a unit; -perm: of folders; -samefile: device */
	char sign;		/* of a number: '+', '-' or 0; of -perm: '-', '/' or 0 */
	char which, other;	/* times: 'a', 'c', 'm', 'B'; units; letters */
	bool flag;
	struct timespec time;
	struct pattern *pattern;
	FILE *file;
	char **words;		/* of a command, ended by NULL */
	size_t word_count;
	struct find_batch *batch;
};

struct find {
	struct find_node *expression;
	unsigned follow;	/* walk_flags of -H and -L */
	bool depth_first, one_device, quit, day_start, prune, warn_off, no_race;
	int min_depth, max_depth;
	struct timespec now;
	const char *root;	/* the operand being searched */
	const char *files_from;
	struct find_node *batches[16];
	size_t batch_count;
};

/* Read the expression; exits on a mistake. With no action, -print is put in. */
void find_parse(struct find *find, char **words);
bool find_evaluate(struct find *find, const struct find_node *node, struct walk_entry *entry);

/* A predicate by its name: its function, and how it takes its argument. */
struct find_predicate {
	const char *name;
	find_function *function;
	find_take *take;	/* NULL: it has no argument */
	enum { FIND_TEST, FIND_ACTION, FIND_OPTION } kind;
};

const struct find_predicate *find_test_named(const char *name);
const struct find_predicate *find_action_named(const char *name);
find_take find_take_text, find_take_no_case, find_take_true, find_take_number,
	find_take_size, find_take_type, find_take_perm, find_take_owner,
	find_take_owner_number, find_take_no_owner, find_take_age, find_take_newer,
	find_take_same_file, find_take_access, find_take_regex_type, find_take_regex;

/* Run what -exec ... + has gathered. */
void find_finish(struct find *find);
/* -printf's output; -ls's line. */
void find_print_format(FILE *file, const char *format, const struct find *find,
		       struct walk_entry *entry);
void find_print_ls(FILE *file, const struct find *find, struct walk_entry *entry);
/* The path with what could drive a terminal made harmless, when it goes to one. */
void find_put_path(FILE *file, const char *path);

void find_complain(const struct walk_entry *entry, int error);

#endif
