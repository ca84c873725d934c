/* SPDX-License-Identifier: MIT */
/* boot/ipxe_edit, ipxe_screen, ipxe_smbios: lines, menus and firmware tables, without a machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_edit.h"
#include "boot/ipxe_screen.h"
#include "boot/ipxe_smbios.h"
#include "core/text.h"
#include "term/keys.h"
#include "term/screen.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void expect_line(const char *start, const int *keys, size_t count, const char *wanted)
{
	struct buffer line = { 0 };
	struct ipxe_edit edit;

	buffer_text(&line, start);
	ipxe_edit_begin(&edit, &line);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(ipxe_edit_key(&edit, keys[i]), EDIT_GOES_ON);
	assert_string_equal(line.data, wanted);
	assert_int_equal(ipxe_edit_key(&edit, '\r'), EDIT_DONE);
	assert_int_equal(ipxe_edit_key(&edit, KEY_ESCAPE), EDIT_CANCELLED);
	ipxe_edit_end(&edit);
	buffer_free(&line);
}

#define EXPECT_LINE(start, wanted, ...) do {                                                       \
		const int keys[] = { __VA_ARGS__ };                                                \
		expect_line(start, keys, ARRAY_SIZE(keys), wanted);                                \
	} while (0)

static void edits(void **state)
{
	(void)state;
	EXPECT_LINE("ab", "abc", 'c');
	EXPECT_LINE("ac", "abc", KEY_LEFT, 'b');
	EXPECT_LINE("bc", "abc", KEY_HOME, 'a');
	EXPECT_LINE("bc", "abc", CONTROL('A'), 'a', CONTROL('E'), '!', '\b');
	EXPECT_LINE("abc", "bc", KEY_HOME, KEY_DELETE);
	EXPECT_LINE("abc", "abc", KEY_RIGHT, KEY_DELETE, KEY_UP, KEY_DOWN, KEY_F8, CONTROL('Z'));
	EXPECT_LINE("one two  three", "one two  ", CONTROL('W'));
	EXPECT_LINE("one two", "", CONTROL('U'), '\b');
	EXPECT_LINE("one two", "one", KEY_LEFT, KEY_LEFT, KEY_LEFT, KEY_LEFT, CONTROL('K'));
	EXPECT_LINE("a\xc3\xb6", "\xc3\xb6", KEY_LEFT, KEY_LEFT, CONTROL('D'));
	EXPECT_LINE("a\xc3\xb6", "a\xe2\x82\xac", '\b', 0x20ac);
	EXPECT_LINE("", "", KEY_LEFT, KEY_DELETE, CONTROL('K'), CONTROL('W'));
}

static void looks_back(void **state)
{
	char *history[] = { "first", "second" };
	struct buffer line = { 0 };
	struct ipxe_edit edit;

	(void)state;
	buffer_text(&line, "new");
	ipxe_edit_begin(&edit, &line);
	edit.history = history;
	edit.history_count = 2;
	ipxe_edit_key(&edit, KEY_UP);
	assert_string_equal(line.data, "second");
	ipxe_edit_key(&edit, KEY_UP);
	ipxe_edit_key(&edit, KEY_UP);
	assert_string_equal(line.data, "first");
	ipxe_edit_key(&edit, KEY_DOWN);
	ipxe_edit_key(&edit, KEY_DOWN);
	ipxe_edit_key(&edit, KEY_DOWN);
	assert_string_equal(line.data, "new");
	ipxe_edit_end(&edit);
	buffer_free(&line);
}

static void shows_the_cursor(void **state)
{
	struct buffer line = { 0 }, out = { 0 };
	struct ipxe_edit edit;

	(void)state;
	buffer_text(&line, "0123456789");
	ipxe_edit_begin(&edit, &line);
	ipxe_edit_draw(&edit, "> ", 80, &out);
	assert_string_equal(out.data, "\r> 0123456789\033[K\r\033[12C");
	out.length = 0;
	ipxe_edit_draw(&edit, "> ", 10, &out);
	assert_string_equal(out.data, "\r> 456789\033[K\r\033[8C");
	out.length = 0;
	edit.secret = true;
	edit.cursor = 0;
	ipxe_edit_draw(&edit, "", 80, &out);
	assert_string_equal(out.data, "\r**********\033[K\r");
	ipxe_edit_draw(&edit, "a prompt wider than the terminal", 5, &out);
	buffer_free(&out);
	buffer_free(&line);
}

static struct ipxe_menu_item items[] = {
	{ NULL, "Headline", 0, false }, { "a", "First", 'x', false }, { NULL, "", 0, false },
	{ "b", "Second \033[1mbold\033[0m \033]0;title\a", 0x147e, true },
	{ "e", "Third", 0, false }, { NULL, "Foot", 'g', false }, { "z", "Last", 0, false },
};
static const struct ipxe_menu menu = { NULL, "Title", items, ARRAY_SIZE(items) };

static void moves(void **state)
{
	struct ipxe_screen screen = { .menu = &menu, .at = 3, .rows = 24, .columns = 80 };
	static const struct { int key; size_t at; } steps[] = {
		{ KEY_UP, 1 }, { KEY_UP, 1 }, { KEY_DOWN, 3 }, { KEY_DOWN, 4 }, { KEY_DOWN, 6 },
		{ KEY_DOWN, 6 }, { KEY_HOME, 1 }, { KEY_END, 6 }, { KEY_PAGE_UP, 1 },
		{ KEY_PAGE_DOWN, 6 }, { KEY_HOME, 1 }, { 'g', 6 }, { 'q', 6 }, { 'e', 6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		assert_int_equal(ipxe_screen_key(&screen, steps[i].key), SCREEN_GOES_ON);
		assert_int_equal(screen.at, steps[i].at);
	}
	assert_int_equal(ipxe_screen_key(&screen, 'x'), SCREEN_CHOSEN);
	assert_int_equal(screen.at, 1);
	assert_int_equal(ipxe_screen_key(&screen, KEY_F8), SCREEN_CHOSEN);
	assert_int_equal(screen.at, 3);
	assert_int_equal(ipxe_screen_key(&screen, KEY_ESCAPE), SCREEN_LEFT);
	assert_int_equal(ipxe_screen_key(&screen, CONTROL('C')), SCREEN_LEFT);
	screen.may_edit = true;
	assert_int_equal(ipxe_screen_key(&screen, 'e'), SCREEN_CHOSEN);
	assert_true(screen.edit);
	assert_int_equal(ipxe_key_number(KEY_UP), 0x141);
	assert_int_equal(ipxe_key_number('x'), 'x');
}

static char *row_text(const struct screen *picture, int row)
{
	struct buffer text = { 0 };

	buffer_text(&text, "");
	for (int column = 0; column < picture->columns; column++)
		buffer_text(&text, picture->drawn[row * picture->columns + column].text);
	while (text.length && text.data[text.length - 1] == ' ')
		text.data[--text.length] = '\0';
	return text.data;
}

static void expect_row(const struct screen *picture, int row, const char *wanted)
{
	char *text = row_text(picture, row);

	assert_string_equal(text, wanted);
	free(text);
}

static void draws(void **state)
{
	struct ipxe_screen screen = { .menu = &menu, .at = 3, .seconds = 12, .rows = 24,
				      .columns = 40 };
	struct screen picture = { 0 };

	(void)state;
	screen_resize(&picture, 24, 40);
	ipxe_screen_draw(&screen, &picture);
	expect_row(&picture, 1, "                 Title");
	expect_row(&picture, 3, "   Headline");
	expect_row(&picture, 4, "   First");
	expect_row(&picture, 6, "   Second bold ?]0;title?        (12)");
	assert_int_equal(picture.drawn[6 * 40 + 3].look & LOOK_REVERSE, LOOK_REVERSE);
	expect_row(&picture, 9, "   Last");
	/* Too small for all: scrolled, and told. */
	screen = (struct ipxe_screen){ .menu = &menu, .at = 6, .rows = 8, .columns = 20 };
	screen_resize(&picture, 8, 20);
	ipxe_screen_draw(&screen, &picture);
	expect_row(&picture, 2, "   ...");
	expect_row(&picture, 5, "   Last");
	ipxe_screen_key(&screen, KEY_HOME);
	ipxe_screen_draw(&screen, &picture);
	expect_row(&picture, 3, "   Headline");
	expect_row(&picture, 6, "   ...");
	for (int size = 2; size < 12; size++) {
		screen.rows = screen.columns = size;
		screen_resize(&picture, size, size);
		ipxe_screen_draw(&screen, &picture);
	}
	screen_free(&picture);
}

static const char table[] =
	"\x00\x05\x00\x00\x01" "BIOS\0\0"
	"\x01\x08\x01\x00\x01\x02\xaa\xbb" "Maker\0Model\0\0"
	"\x04\x06\x02\x00\x00\x00\0\0"
	"\x01\x05\x03\x00\x01" "Other\0\0"
	"\x7f\x04\x04\x00\0";

static void expect_field(uint32_t tag, const char *wanted, size_t length)
{
	struct buffer value = { 0 };
	bool found = ipxe_smbios_field(table, sizeof(table), tag, &value);

	assert_int_equal(found, wanted != NULL);
	if (found) {
		assert_int_equal(value.length, length);
		assert_memory_equal(value.data, wanted, length);
	}
	buffer_free(&value);
}

static void smbios(void **state)
{
	(void)state;
	expect_field(0x010400, "Maker", 5);
	expect_field(0x010500, "Model", 5);
	expect_field(0x010602, "\xaa\xbb", 2);
	expect_field(0x01010400, "Other", 5);
	expect_field(0x000400, "BIOS", 4);
	expect_field(0x010603, NULL, 0);	/* beyond its fields */
	expect_field(0x010600, NULL, 0);	/* no such string */
	expect_field(0x040400, NULL, 0);	/* string 0 is none */
	expect_field(0x02010400, NULL, 0);
	expect_field(0x070400, NULL, 0);
	/* Cut off, and spoiled, anywhere. */
	for (size_t length = 0; length < sizeof(table); length++) {
		char *copy = malloc(length + 1);
		struct buffer value = { 0 };

		memcpy(copy, table, length);
		ipxe_smbios_field(copy, length, 0x01010400, &value);
		value.length = 0;
		if (length)
			copy[length / 2] ^= 0xff;
		ipxe_smbios_field(copy, length, 0x01010400, &value);
		buffer_free(&value);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(looks_back),
		cmocka_unit_test(shows_the_cursor),
		cmocka_unit_test(moves),
		cmocka_unit_test(draws),
		cmocka_unit_test(smbios),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
