/* SPDX-License-Identifier: MIT */
/* Tables as text: aligned, raw, or KEY="value". */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "term/table.h"

/* The lines drawn to children. */
struct drawing {
	const char *branch, *last, *through, *none;
};

static const struct drawing fine = { "├─", "└─", "│ ", "  " };
static const struct drawing plain = { "|-", "`-", "| ", "  " };


int table_cell_text(struct buffer *out, const char *text)
{
	size_t left = strlen(text);
	int columns = 0;

	while (left) {
		wchar_t wide;
		size_t length = mbrtowc(&wide, text, left, &(mbstate_t){ 0 });

		if (length == 0 || length > left || !iswprint(wide)) {
			buffer_format(out, "\\x%02x", (unsigned char)*text);
			length = 1;
			columns += 4;
		} else {
			buffer_add(out, text, length);
			columns += MAX(wcwidth(wide), 0);
		}
		text += length;
		left -= length;
	}
	return columns;
}

/* The so-manieth line of a cell; NULL when it has fewer. */
static char *cell_line(const struct buffer *cell, unsigned number)
{
	const char *at = cell->data;

	for (; at && number; number--) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at ? xstrndup(at, strcspn(at, "\n")) : NULL;
}

static bool is_last_child(const struct table *table, size_t number)
{
	for (size_t i = number + 1; i < table->row_count; i++) {
		if (table->rows[i].parent == table->rows[number].parent)
			return false;
	}
	return true;
}

static bool has_child(const struct table *table, size_t number)
{
	for (size_t i = number + 1; i < table->row_count; i++) {
		if (table->rows[i].parent == (int)number)
			return true;
	}
	return false;
}

/* What stands before a row's text, from the top of the tree down. */
static void add_drawing(const struct table *table, const struct drawing *drawing, int number,
			bool first_line, struct buffer *out)
{
	int parent = table->rows[number].parent;

	if (parent < 0)
		return;
	if (table->rows[parent].parent >= 0)
		add_drawing(table, drawing, parent, false, out);
	if (first_line)
		buffer_text(out, is_last_child(table, number) ? drawing->last : drawing->branch);
	else
		buffer_text(out, is_last_child(table, number) ? drawing->none : drawing->through);
}

static int cell_text(const struct table *table, size_t number, unsigned i, unsigned line,
		     struct buffer *out)
{
	const struct table_row *row = &table->rows[number];
	const struct column *column = &table->columns[table->chosen[i]];
	char *text;
	int width = 0;

	if ((column->flags & COLUMN_TREE) && table->style == TABLE_TREE) {
		const struct drawing *drawing =
			table->ascii || MB_CUR_MAX == 1 ? &plain : &fine;

		add_drawing(table, drawing, number, line == 0, out);
		if (line > 0 && has_child(table, number))
			buffer_text(out, drawing->through);
		for (size_t at = 0; at < out->length; at++)
			width += (out->data[at] & 0xc0) != 0x80;
	}
	text = column->flags & COLUMN_LIST ? cell_line(&row->cells[i], line) :
	       line == 0 && row->cells[i].data ? xstrdup(row->cells[i].data) : NULL;
	if (text)
		width += table_cell_text(out, text);
	free(text);
	return width;
}

static unsigned line_count(const struct table *table, size_t number)
{
	unsigned most = 1;

	for (unsigned i = 0; i < table->count; i++) {
		const char *text = table->rows[number].cells[i].data;
		unsigned count = 1;

		if (!(table->columns[table->chosen[i]].flags & COLUMN_LIST))
			continue;
		while (text && (text = strchr(text, '\n')) != NULL) {
			text++;
			count++;
		}
		most = MAX(most, count);
	}
	return most;
}

/* Depth first: children stand behind their parents, whatever order they were added in. */
static size_t in_order(const struct table *table, int parent, size_t *order, size_t count)
{
	for (size_t i = 0; i < table->row_count; i++) {
		if (table->style == TABLE_TREE && table->rows[i].parent != parent)
			continue;
		order[count++] = i;
		if (table->style == TABLE_TREE)
			count = in_order(table, i, order, count);
	}
	return count;
}

static void measure(const struct table *table, int *widths)
{
	for (unsigned i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[table->chosen[i]];
		int heading = strlen(column->name);

		for (size_t row = 0; row < table->row_count; row++) {
			unsigned lines = column->flags & COLUMN_LIST ? line_count(table, row) : 1;

			for (unsigned line = 0; line < lines; line++) {
				struct buffer text = { 0 };
				int width = cell_text(table, row, i, line, &text);

				widths[i] = MAX(widths[i], width);
				buffer_free(&text);
			}
		}
		/* As libsmartcols has it: a hint counts where the heading is not the widest. */
		if (widths[i] < heading)
			widths[i] = heading;
		else if (heading < column->width)
			widths[i] = MAX(widths[i], column->width);
	}
}

/* Print, but not beyond the line's limit; text is valid in the locale by now. */
static void put(const struct table *table, int *column, const char *text)
{
	for (; *text; text++) {
		if ((*text & 0xc0) != 0x80)
			++*column;
		if (!table->line_width || *column <= table->line_width)
			putchar(*text);
	}
}

static void put_cell(const struct table *table, int *at, unsigned i, const char *text, int width,
		     const int *widths)
{
	bool last = i + 1 == table->count;
	bool right = table->columns[table->chosen[i]].flags & COLUMN_RIGHT;
	int blanks = MAX(widths[i] - width, 0);

	for (int n = 0; right && (!last || *text) && n < blanks; n++)
		put(table, at, " ");
	put(table, at, text);
	for (int n = 0; !right && !last && n < blanks; n++)
		put(table, at, " ");
	if (last)
		putchar('\n');
	else
		put(table, at, " ");
}

static void print_aligned(const struct table *table, const size_t *order)
{
	int *widths = xcalloc(table->count + 1, sizeof(*widths)), at = 0;

	measure(table, widths);
	for (unsigned i = 0; !table->no_heading && i < table->count; i++) {
		const char *name = table->columns[table->chosen[i]].name;

		put_cell(table, &at, i, name, strlen(name), widths);
	}
	for (size_t n = 0; n < table->row_count; n++) {
		unsigned lines = line_count(table, order[n]);

		for (unsigned line = 0; line < lines; line++) {
			at = 0;
			for (unsigned i = 0; i < table->count; i++) {
				struct buffer text = { 0 };
				int width = cell_text(table, order[n], i, line, &text);

				put_cell(table, &at, i, text.data ? text.data : "", width, widths);
				buffer_free(&text);
			}
		}
	}
	free(widths);
}

/* For programs: a blank, a backslash or what is no ASCII would confuse them. */
static void put_coded(const char *text, const char *special, bool blanks)
{
	for (; text && *text; text++) {
		if (!isprint((unsigned char)*text) || strchr(special, *text) ||
		    (unsigned char)*text > 0x7e || (blanks && isblank((unsigned char)*text)))
			printf("\\x%02x", (unsigned char)*text);
		else
			putchar(*text);
	}
}

static void print_raw(const struct table *table, const size_t *order)
{
	char key[32];

	for (unsigned i = 0; !table->no_heading && i < table->count; i++)
		printf("%s%c", table_key(table, table->chosen[i], key),
		       i + 1 < table->count ? ' ' : '\n');
	for (size_t n = 0; n < table->row_count; n++) {
		for (unsigned i = 0; i < table->count; i++) {
			put_coded(table->rows[order[n]].cells[i].data, "\\", true);
			putchar(i + 1 < table->count ? ' ' : '\n');
		}
	}
}

static void print_pairs(const struct table *table, const size_t *order)
{
	char key[32];

	for (size_t n = 0; n < table->row_count; n++) {
		for (unsigned i = 0; i < table->count; i++) {
			printf("%s=\"", table_key(table, table->chosen[i], key));
			put_coded(table->rows[order[n]].cells[i].data, "\"\\`$", false);
			printf("\"%c", i + 1 < table->count ? ' ' : '\n');
		}
	}
}

void table_print(const struct table *table)
{
	size_t *order = xcalloc(table->row_count + 1, sizeof(*order));

	setlocale(LC_CTYPE, "");
	in_order(table, -1, order, 0);
	if (table->style == TABLE_JSON)
		table_print_json(table);
	else if (table->row_count == 0)
		;	/* Not even a heading. */
	else if (table->style == TABLE_RAW)
		print_raw(table, order);
	else if (table->style == TABLE_PAIRS)
		print_pairs(table, order);
	else
		print_aligned(table, order);
	free(order);
}
