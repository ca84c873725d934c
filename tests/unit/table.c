/* SPDX-License-Identifier: MIT */
/* term/table: choosing columns and their order; fs/size_text beside lsblk's rounding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fs/size_text.h"
#include "term/table.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const struct column columns[] = {
	{ "NAME", COLUMN_TREE }, { "SIZE", COLUMN_RIGHT | COLUMN_NUMBER }, { "USE%" },
};

static void fill(struct buffer *cell, unsigned column, const void *item)
{
	const char *const *texts = item;

	if (texts[column])
		buffer_text(cell, texts[column]);
}

static struct table new_table(void)
{
	return (struct table){ .columns = columns, .column_count = 3, .fill = fill };
}

static void chooses_columns(void **state)
{
	struct table table = new_table();
	char key[32];

	(void)state;
	assert_int_equal(table_choose(&table, "size,NAME"), 0);
	assert_int_equal(table.count, 2);
	assert_int_equal(table.chosen[0], 1);
	assert_int_equal(table_choose(&table, "+use%"), 0);
	assert_int_equal(table.count, 3);
	assert_true(table_choose(&table, "NAMES") < 0);
	assert_true(table_choose(&table, "NAME,") < 0);
	table.shell_names = true;
	assert_string_equal(table_key(&table, 2, key), "USE_PCT");
	table_free(&table);
}

static void sorts_numbers_as_numbers(void **state)
{
	static const char *const rows[][3] = {
		{ "b", "100", NULL }, { "a", "9", NULL }, { "c", NULL, NULL },
	};
	struct table table = new_table();

	(void)state;
	table_choose_all(&table);
	for (int i = 0; i < 3; i++)
		assert_int_equal(table_add(&table, rows[i], -1), i);
	assert_int_equal(table_sort(&table, "size"), 0);
	assert_string_equal(table.rows[0].cells[0].data, "c");
	assert_string_equal(table.rows[1].cells[0].data, "a");
	assert_int_equal(table_sort(&table, "name"), 0);
	assert_string_equal(table.rows[0].cells[0].data, "a");
	assert_true(table_sort(&table, "other") < 0);
	table_free(&table);
}

static void rounds_sizes(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0B" }, { 1, "1B" }, { 1023, "1023B" }, { 1024, "1K" }, { 1075, "1K" },
		{ 1076, "1.1K" }, { 1536, "1.5K" }, { 1048575, "1024K" }, { 1048576, "1M" },
		{ 12638248960, "11.8G" }, { UINT64_MAX, "16E" }, { 1ull << 60, "1E" },
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(size_text(rows[i].bytes, text), rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_columns),
		cmocka_unit_test(sorts_numbers_as_numbers),
		cmocka_unit_test(rounds_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
