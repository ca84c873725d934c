/* SPDX-License-Identifier: MIT */
/* Tables: choosing columns, adding rows. */
#include "term/table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"

static int find_column(const struct table *table, const char *name, size_t length)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (strlen(table->columns[i].name) == length &&
		    strncasecmp(table->columns[i].name, name, length) == 0)
			return i;
	}
	return fail_plain("unknown column: %.*s", (int)length, name);
}

int table_choose(struct table *table, const char *names)
{
	if (*names == '+')
		names++;
	else
		table->count = 0;
	do {
		size_t length = strcspn(names, ",");
		int column = find_column(table, names, length);

		if (column < 0)
			return -1;
		if (table->count == ARRAY_SIZE(table->chosen))
			return fail_plain("too many columns");
		table->chosen[table->count++] = column;
		names += length;
	} while (*names++ == ',');
	return 0;
}

void table_choose_all(struct table *table)
{
	table->count = MIN(table->column_count, ARRAY_SIZE(table->chosen));
	for (unsigned i = 0; i < table->count; i++)
		table->chosen[i] = i;
}

bool table_has(const struct table *table, unsigned column)
{
	for (unsigned i = 0; i < table->count; i++) {
		if (table->chosen[i] == column)
			return true;
	}
	return false;
}

int table_add(struct table *table, const void *item, int parent)
{
	struct table_row *row;

	/* Grown by doubling: lsblk and findmnt may have thousands of rows. */
	if ((table->row_count & (table->row_count - 1)) == 0)
		table->rows = xrealloc(table->rows, (table->row_count ? table->row_count * 2 : 1) *
				       sizeof(*table->rows));
	row = &table->rows[table->row_count];
	row->parent = parent;
	row->cells = xcalloc(table->count ? table->count : 1, sizeof(*row->cells));
	for (unsigned i = 0; i < table->count; i++)
		table->fill(&row->cells[i], table->chosen[i], item);
	return table->row_count++;
}

static int sort_at;
static bool sort_numbers;

static int compare_rows(const void *a, const void *b)
{
	const char *left = ((const struct table_row *)a)->cells[sort_at].data;
	const char *right = ((const struct table_row *)b)->cells[sort_at].data;
	double x, y;

	if (!left || !right)
		return (left != NULL) - (right != NULL);
	if (!sort_numbers)
		return strcmp(left, right);
	x = atof(left);
	y = atof(right);
	return (x > y) - (x < y);
}

int table_sort(struct table *table, const char *name)
{
	int column = find_column(table, name, strlen(name));

	if (column < 0)
		return -1;
	for (unsigned i = 0; i < table->count; i++) {
		if (table->chosen[i] != (unsigned)column)
			continue;
		sort_at = i;
		sort_numbers = table->columns[column].flags & (COLUMN_NUMBER | COLUMN_SIZE);
		qsort(table->rows, table->row_count, sizeof(*table->rows), compare_rows);
		return 0;
	}
	return fail_plain("the sort column has to be among the output columns");
}

const char *table_key(const struct table *table, unsigned column, char key[32])
{
	const char *name = table->columns[column].name;
	size_t i;

	for (i = 0; name[i] && i < 31; i++) {
		key[i] = name[i];
		if (table->shell_names && !isalnum((unsigned char)name[i]))
			key[i] = name[i] == '%' ? '\0' : '_';
	}
	key[i] = '\0';
	/* USE% is USE_PCT to a shell. */
	if (table->shell_names && i && name[i - 1] == '%' && i + 3 < 31)
		strcpy(key + i - 1, "_PCT");
	return key;
}

void table_free(struct table *table)
{
	for (size_t row = 0; row < table->row_count; row++) {
		for (unsigned i = 0; i < table->count; i++)
			buffer_free(&table->rows[row].cells[i]);
		free(table->rows[row].cells);
	}
	free(table->rows);
	table->rows = NULL;
	table->row_count = 0;
}
