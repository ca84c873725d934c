/* SPDX-License-Identifier: MIT */
/* Keys from bytes; the sequences are of ECMA-48, ctlseqs of xterm, and console_codes(4). */
#include <stdint.h>

#include "core/text.h"
#include "core/utf8.h"
#include "term/keys.h"

/* ESC [ LETTER and ESC O LETTER */
static int letter_key(char letter, bool control)
{
	switch (letter) {
	case 'A': return KEY_UP;
	case 'B': return KEY_DOWN;
	case 'C': return control ? KEY_WORD_RIGHT : KEY_RIGHT;
	case 'D': return control ? KEY_WORD_LEFT : KEY_LEFT;
	case 'H': return KEY_HOME;
	case 'F': return KEY_END;
	}
	return 0;
}

/* ESC [ NUMBER ~ */
static int number_key(int number)
{
	static const int keys[] = {
		0, KEY_HOME, KEY_INSERT, KEY_DELETE, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_HOME,
		KEY_END, 0, 0, KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, 0, KEY_F6, KEY_F7, KEY_F8,
		KEY_F9, KEY_F10, 0, KEY_F11, KEY_F12,
	};
	bool known = number > 0 && number < (int)ARRAY_SIZE(keys) && keys[number];

	return known ? keys[number] : KEY_NOTHING;
}

static int csi_key(char last, const int values[2])
{
	if (last == '~')
		return number_key(values[0]);
	if (last == 'R' && values[0] > 0 && values[1] > 0)
		return KEY_REPORT;
	return letter_key(last, values[1] == 5);
}

/* ESC [ numbers letter. */
static size_t csi(const char *bytes, size_t length, int *key, int values[2])
{
	int at = 0;

	values[0] = values[1] = 0;
	for (size_t i = 2; i < length; i++) {
		if (bytes[i] >= '0' && bytes[i] <= '9') {
			if (at < 2 && values[at] < 10000)
				values[at] = values[at] * 10 + bytes[i] - '0';
		} else if (bytes[i] == ';') {
			at++;
		} else {
			*key = csi_key(bytes[i], values);
			return *key ? i + 1 : 1;
		}
	}
	return 0;
}

/*
 * ESC O letter: keys, or a person's Esc, O, and a text that begins so? Keys come alone, or
 * with others of their like behind them.
 */
static size_t ss3(const char *bytes, size_t length, int *key)
{
	for (size_t i = 0; i < length; i += 3) {
		if (bytes[i] != KEY_ESCAPE || i + 1 >= length || bytes[i + 1] != 'O')
			return 1;
		if (i + 2 == length)
			return i ? 1 : 0;
		if (!letter_key(bytes[i + 2], false))
			return 1;
	}
	*key = letter_key(bytes[2], false);
	return 3;
}

static size_t escape(const char *bytes, size_t length, bool final, int *key, int values[2])
{
	size_t used = 0;
	int found = 0;

	if (length > 1 && bytes[1] == '[')
		used = csi(bytes, length, &found, values);
	else if (length > 1 && bytes[1] == 'O')
		used = ss3(bytes, length, &found);
	else if (length > 1)
		used = 1;
	if (used == 0 && !final && length < 32)
		return 0;
	*key = used > 1 ? found : KEY_ESCAPE;
	return used > 1 ? used : 1;
}

/* Could these bytes become one character of UTF-8? */
static bool is_beginning(const char *bytes, size_t length)
{
	unsigned char first = bytes[0];
	size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

	if (first < 0xc2 || first > 0xf4 || length >= size)
		return false;
	for (size_t i = 1; i < length; i++)
		if (((unsigned char)bytes[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t keys_decode(const char *bytes, size_t length, bool final, int *key, int values[2])
{
	int ignored[2];
	uint32_t character;
	size_t used;

	if (length == 0)
		return 0;
	if (bytes[0] == KEY_ESCAPE)
		return escape(bytes, length, final, key, values ? values : ignored);
	if (!final && is_beginning(bytes, length))
		return 0;
	used = utf8_decode(bytes, length, &character);
	*key = character == 0x7f ? '\b' : (int)character;
	return used;
}
