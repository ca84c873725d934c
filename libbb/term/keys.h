/* SPDX-License-Identifier: MIT */
/* Keys of VT100, xterm and the Linux console, from the bytes they send. */
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* A key is a character (UTF8_BAD + byte when it is no UTF-8), or one of these. */
enum key {
	KEY_UP = 0x200000, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_INSERT,
	KEY_DELETE, KEY_PAGE_UP, KEY_PAGE_DOWN,
	KEY_WORD_LEFT, KEY_WORD_RIGHT,	/* arrows with Ctrl */
	KEY_REPORT,			/* the terminal's answer to ESC [ 6 n: see values */
	KEY_RESIZE, KEY_HANGUP, KEY_TIMEOUT,	/* of the driver: the size, the line, the clock */
	KEY_NOTHING,			/* a sequence that is no key of ours */
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11,
	KEY_F12,
};

#define KEY_ESCAPE 0x1b
#define CONTROL(letter) ((letter) & 0x1f)

/*
 * The key at the front of these bytes; returns how many bytes it took, 0 when they are only the
 * beginning of one, and key is left alone. With final nothing more will come, and there always
 * is a key.
 * values receives a report's two numbers; it may be NULL.
 */
size_t keys_decode(const char *bytes, size_t length, bool final, int *key, int values[2]);

#endif
