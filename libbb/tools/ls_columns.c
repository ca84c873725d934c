/* SPDX-License-Identifier: MIT */
/* ls -C, -x, -m: as many names to a line as fit. */
#include <stdio.h>
#include <stdlib.h>

#include "tools/ls.h"

/* A name of one letter and two blanks. */
enum { LEAST = 3, GAP = 2 };

static void indent(const struct ls_how *how, unsigned from, unsigned to)
{
	while (from < to) {
		if (how->tab && to / how->tab > (from + 1) / how->tab) {
			putchar('\t');
			from += how->tab - from % how->tab;
		} else {
			putchar(' ');
			from++;
		}
	}
}

/* Which column of so many does the file stand in? */
static size_t column_of(const struct ls_list *list, const struct ls_how *how, size_t file,
			size_t columns)
{
	size_t rows = (list->count + columns - 1) / columns;

	return how->format == LS_COLUMNS ? file / rows : file % columns;
}

/* Try a number of columns; fills in their widths. */
static bool fits(const struct ls_list *list, const struct ls_how *how, const unsigned *lengths,
		 size_t columns, unsigned *widths)
{
	unsigned total = columns * LEAST;

	for (size_t i = 0; i < columns; i++)
		widths[i] = LEAST;
	for (size_t i = 0; i < list->count; i++) {
		size_t column = column_of(list, how, i, columns);
		unsigned length = lengths[i] + (column + 1 == columns ? 0 : GAP);

		if (length > widths[column]) {
			total += length - widths[column];
			widths[column] = length;
			if (how->width && total >= how->width)
				return false;
		}
	}
	return true;
}

/* The most columns that fit. The sum of any columns' least widths rules most numbers out. */
static size_t choose(const struct ls_list *list, const struct ls_how *how,
		     const unsigned *lengths, unsigned *widths)
{
	size_t most = how->width ? (how->width + LEAST - 1) / LEAST : list->count;

	for (size_t columns = MIN(most, list->count); columns > 1; columns--)
		if (fits(list, how, lengths, columns, widths))
			return columns;
	widths[0] = 0;
	return 1;
}

static void put_table(const struct ls_list *list, const struct ls_how *how)
{
	unsigned *lengths = xcalloc(list->count, sizeof(*lengths));
	unsigned *widths = xcalloc(list->count, sizeof(*widths));
	size_t columns, rows;

	for (size_t i = 0; i < list->count; i++)
		lengths[i] = ls_file_columns(list, &list->files[i], how);
	columns = choose(list, how, lengths, widths);
	rows = (list->count + columns - 1) / columns;
	for (size_t row = 0; row < rows; row++) {
		unsigned position = 0;

		for (size_t column = 0; column < columns; column++) {
			size_t step = how->format == LS_COLUMNS ? rows : 1;
			size_t at = how->format == LS_COLUMNS ? row + column * rows
							      : row * columns + column;

			if (at >= list->count)
				break;
			ls_put_file(list, &list->files[at], how);
			if (column + 1 < columns && at + step < list->count)
				indent(how, position + lengths[at], position + widths[column]);
			position += widths[column];
		}
		putchar(how->end);
	}
	free(lengths);
	free(widths);
}

/* One after the other, with commas (or, for any width, two blanks) between. */
static void put_row(const struct ls_list *list, const struct ls_how *how)
{
	unsigned position = 0;

	for (size_t i = 0; i < list->count; i++) {
		unsigned length = ls_file_columns(list, &list->files[i], how);

		if (i) {
			bool stays = !how->width || position + length + 2 < how->width;

			putchar(how->format == LS_COMMAS ? ',' : ' ');
			putchar(stays ? ' ' : how->end);
			position = stays ? position + 2 : 0;
		}
		ls_put_file(list, &list->files[i], how);
		position += length;
	}
	if (list->count)
		putchar(how->end);
}

void ls_put_columns(const struct ls_list *list, const struct ls_how *how)
{
	if (how->format == LS_COMMAS || (how->format == LS_COLUMNS && !how->width)) {
		put_row(list, how);
	} else if (how->format == LS_ONE) {
		for (size_t i = 0; i < list->count; i++) {
			ls_put_file(list, &list->files[i], how);
			putchar(how->end);
		}
	} else if (list->count) {
		put_table(list, how);
	}
}
