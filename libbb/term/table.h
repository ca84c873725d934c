/* SPDX-License-Identifier: MIT */
/*
 * Tables as util-linux's tools print them: columns, a tree in one of them, --raw, --pairs, --json.
 * An applet gives its columns and a function that fills one cell; the rest is here.
 */
#ifndef TERM_TABLE_H
#define TERM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

enum column_flags {
	COLUMN_RIGHT = 1,
	COLUMN_NUMBER = 2,	/* JSON without quotes */
	COLUMN_BOOL = 4,	/* JSON's true and false for 1 and 0 */
	COLUMN_TREE = 8,	/* lines to the children are drawn before it */
	COLUMN_LIST = 16,	/* lines of their own, JSON's array */
	COLUMN_SIZE = 32,	/* a number where .bytes is set */
};

struct column {
	const char *name;
	unsigned flags;
	int width;		/* the least, when a cell is as wide as the heading */
};

enum table_style { TABLE_TREE, TABLE_LIST, TABLE_RAW, TABLE_PAIRS, TABLE_JSON };

struct table {
	/* Set before the first row; zero is a tree with a heading. */
	const char *json_name;
	const struct column *columns;
	size_t column_count;
	/* Fill a cell of a row (its text stays NULL for none). */
	void (*fill)(struct buffer *cell, unsigned column, const void *item);
	enum table_style style;
	bool no_heading, ascii, shell_names, bytes;
	int line_width;		/* lines are cut there; 0: never */

	/* Which columns, in order: table_choose() or directly. */
	unsigned chosen[96];
	unsigned count;

	struct table_row {
		struct buffer *cells;	/* one a chosen column */
		int parent;
	} *rows;
	size_t row_count;
};

/* Choose columns: "NAME,SIZE" instead of, "+SIZE" beside the ones chosen already. */
int table_choose(struct table *table, const char *names);
void table_choose_all(struct table *table);
bool table_has(const struct table *table, unsigned column);

/* Add a row below another, or below -1 (none). Returns its number. */
int table_add(struct table *table, const void *item, int parent);

/* Order rows by a column, text or number as it is. */
int table_sort(struct table *table, const char *column);

void table_print(const struct table *table);
void table_free(struct table *table);

/* For table_print(): the JSON form. */
void table_print_json(const struct table *table);
/* The name in lower case, for shells without characters of other use. */
const char *table_key(const struct table *table, unsigned column, char key[32]);

/* Appended with bytes that are not printable as \x0a, in the reader's locale; returns columns. */
int table_cell_text(struct buffer *out, const char *text);

#endif
