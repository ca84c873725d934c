/* SPDX-License-Identifier: MIT */
/* term/utf8, keys and screen: bytes to characters, keys and pictures. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "term/keys.h"
#include "term/screen.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void characters(void **state)
{
	static const char *const bad[] = { "\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
					   "\xf4\x90\x80\x80", "\xff", "\xe4\xb8", "\xc3" };
	uint32_t character;
	char bytes[4];

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c += 37) {
		size_t size = utf8_encode(c, bytes);

		if (c >= 0xd800 && c < 0xe000)
			continue;
		assert_int_equal(utf8_decode(bytes, size, &character), size);
		assert_int_equal(character, c);
		assert_int_equal(utf8_before(bytes, size), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &character), 1);
		assert_int_equal(character, UTF8_BAD + (unsigned char)bad[i][0]);
		assert_int_equal(utf8_encode(character, bytes), 1);
		assert_int_equal(bytes[0], bad[i][0]);
	}
	assert_int_equal(utf8_before("a\x80\xc3\xa9", 4), 2);
	assert_int_equal(utf8_before("a\x80\xc3\xa9", 2), 1);
	assert_int_equal(utf8_width(0x4e2d), 2);
	assert_int_equal(utf8_width(0x301), 0);
	assert_int_equal(utf8_width(1), -1);
}

static void keys(void **state)
{
	static const struct { const char *bytes; size_t used; int key; bool final; } rows[] = {
		{ "a", 1, 'a' }, { "\x7f", 1, '\b' }, { "\xc3\xa9", 2, 0xe9 }, { "\xc3", 0, -1 },
		{ "\xc3", 1, UTF8_BAD + 0xc3, true }, { "\xff", 1, UTF8_BAD + 0xff },
		{ "\033", 0, -1 }, { "\033", 1, KEY_ESCAPE, true }, { "\033[", 0, -1 },
		{ "\033[A", 3, KEY_UP }, { "\033OA", 3, KEY_UP }, { "\033OAx", 1, KEY_ESCAPE },
		{ "\033OA\033OB", 3, KEY_UP }, { "\033Ofoo", 1, KEY_ESCAPE },
		{ "\033[3~", 4, KEY_DELETE }, { "\033[1~x", 4, KEY_HOME },
		{ "\033[H", 3, KEY_HOME },
		{ "\033[1;5C", 6, KEY_WORD_RIGHT }, { "\033[24;80R", 8, KEY_REPORT },
		{ "\033[99~", 5, KEY_NOTHING }, { "\033[q", 1, KEY_ESCAPE },
		{ "\033:wq", 1, KEY_ESCAPE }, { "\033[999999999999A", 15, KEY_UP },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int key = -1, values[2];

		assert_int_equal(keys_decode(rows[i].bytes, strlen(rows[i].bytes), rows[i].final,
					     &key, values), rows[i].used);
		assert_int_equal(key, rows[i].key);
	}
}

/* What the terminal is told for this row, when the picture before was another. */
static const char *told(struct screen *screen, int row, const char *text)
{
	screen->out.length = 0;
	screen_clear(screen, row, 0);
	screen_text(screen, row, 0, text, strlen(text), 0);
	screen_update(screen);
	return screen->out.length ? screen->out.data : "";
}

static void pictures(void **state)
{
	struct screen screen = { 0 };

	(void)state;
	screen_resize(&screen, 4, 20);
	assert_string_equal(told(&screen, 0, "one two"), "\033[0m\033[H\033[Jone two\r");
	assert_string_equal(told(&screen, 0, "one two"), "");
	assert_string_equal(told(&screen, 0, "one tqo"), "\033[1;6Hq\r");
	assert_string_equal(told(&screen, 0, "one"), "\033[1;4H\033[K\r");
	assert_string_equal(told(&screen, 1, "two"), "\r\ntwo\033[1H");
	screen_text(&screen, 2, 0, "\xe4\xb8\xad", 3, LOOK_REVERSE | LOOK_COLOUR(1));
	assert_string_equal(told(&screen, 3, ""),
			    "\033[3H\033[0;7;31m\xe4\xb8\xad\033[0m\033[1H");
	/* What does not fit is dropped, wherever it is put. */
	screen_text(&screen, 0, 19, "\xe4\xb8\xad", 3, 0);
	screen_text(&screen, 9, 0, "x", 1, 0);
	screen_text(&screen, 0, 30, "x\xcc\x81", 3, 0);
	screen.out.length = 0;
	screen_update(&screen);
	assert_int_equal(screen.out.length, 0);
	screen_free(&screen);
}

static void scrolls(void **state)
{
	struct screen screen = { 0 };
	char text[40];

	(void)state;
	screen_resize(&screen, 10, 40);
	for (int up = 0; up < 2; up++) {
		for (int row = 0; row < 9; row++) {
			snprintf(text, sizeof(text), "a long enough line %d", row + up);
			screen_clear(&screen, row, 0);
			screen_text(&screen, row, 0, text, strlen(text), 0);
		}
		screen.out.length = 0;
		screen_update(&screen);
	}
	assert_true(screen.out.length < 60);
	assert_non_null(strstr(screen.out.data, "\033[1;9r"));
	screen_free(&screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters), cmocka_unit_test(keys), cmocka_unit_test(pictures),
		cmocka_unit_test(scrolls),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
