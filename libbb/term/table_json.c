/* SPDX-License-Identifier: MIT */
/* Tables as JSON (RFC 8259), laid out as util-linux does. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "term/table.h"

static void print_string(const char *text, size_t length)
{
	static const char escapes[] = "\bb\ff\nn\rr\tt\"\"\\\\";

	putchar('"');
	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];
		const char *known = NULL;

		for (const char *at = escapes; *at && !known; at += 2)
			known = (unsigned char)*at == c ? at + 1 : NULL;
		if (known)
			printf("\\%c", *known);
		else if (c < 0x20 || c == 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void indent(int depth)
{
	printf("%*s", depth * 3, "");
}

static void print_list(const char *text, int depth)
{
	puts("[");
	indent(depth + 1);
	putchar(' ');
	if (!text)
		fputs("null", stdout);
	for (const char *at = text; at;) {
		size_t length = strcspn(at, "\n");

		print_string(at, length);
		at = at[length] ? at + length + 1 : NULL;
		if (at)
			fputs(", ", stdout);
	}
	putchar('\n');
	indent(depth);
	putchar(']');
}

static void print_value(const struct table *table, unsigned column, const char *text, int depth)
{
	unsigned flags = table->columns[column].flags;

	if (text && !*text)
		text = NULL;
	if (flags & COLUMN_LIST)
		print_list(text, depth);
	else if ((flags & COLUMN_BOOL) && (!text || strcmp(text, "-") != 0))
		fputs(!text || !*text || strcmp(text, "0") == 0 ? "false" : "true", stdout);
	else if (!text)
		fputs("null", stdout);
	else if ((flags & COLUMN_NUMBER) || ((flags & COLUMN_SIZE) && table->bytes))
		fputs(text, stdout);
	else
		print_string(text, strlen(text));
}

static bool print_rows(const struct table *table, int parent, int depth);

static bool has_children(const struct table *table, int parent)
{
	for (size_t i = 0; i < table->row_count; i++) {
		if (table->rows[i].parent == parent)
			return true;
	}
	return false;
}

static void print_row(const struct table *table, size_t number, int depth)
{
	const struct table_row *row = &table->rows[number];

	puts("{");
	for (unsigned i = 0; i < table->count; i++) {
		char key[32];

		indent(depth + 1);
		table_key(table, table->chosen[i], key);
		for (char *at = key; *at; at++)
			*at = tolower((unsigned char)*at);
		printf("\"%s\": ", key);
		print_value(table, table->chosen[i], row->cells[i].data, depth + 1);
		if (i + 1 < table->count)
			puts(",");
	}
	if (has_children(table, number)) {
		puts(",");
		indent(depth + 1);
		puts("\"children\": [");
		indent(depth + 2);
		print_rows(table, number, depth + 2);
		putchar('\n');
		indent(depth + 1);
		putchar(']');
	}
	putchar('\n');
	indent(depth);
	putchar('}');
}

static bool print_rows(const struct table *table, int parent, int depth)
{
	bool any = false;

	for (size_t i = 0; i < table->row_count; i++) {
		if (table->rows[i].parent != parent)
			continue;
		if (any)
			putchar(',');
		any = true;
		print_row(table, i, depth);
	}
	return any;
}

void table_print_json(const struct table *table)
{
	puts("{");
	indent(1);
	printf("\"%s\": [\n", table->json_name);
	if (table->row_count)
		indent(2);
	print_rows(table, -1, 2);
	putchar('\n');
	indent(1);
	puts("]\n}");
}
