/* SPDX-License-Identifier: MIT */
/* A terminal's bytes as keys, with iPXE's numbers: what scripts compare (prompt --key). Pure. */
#ifndef BOOT_IPXE_KEYS_H
#define BOOT_IPXE_KEYS_H

#include <stdbool.h>

/* ESC [ NUMBER TERMINATOR: how iPXE numbers what a terminal sends for keys without character. */
#define KEY_ANSI(number, terminator) (0x100 * ((number) + 1) + (terminator))

enum {
	KEY_NONE = -1,		/* in the middle of a sequence */
	KEY_CTRL_C = 0x03,
	KEY_TAB = 0x09,
	KEY_LF = 0x0a,
	KEY_CR = 0x0d,
	KEY_ESC = 0x1b,
	KEY_BACKSPACE = 0x08,
	KEY_RUBOUT = 0x7f,
	KEY_UP = KEY_ANSI(0, 'A'),
	KEY_DOWN = KEY_ANSI(0, 'B'),
	KEY_RIGHT = KEY_ANSI(0, 'C'),
	KEY_LEFT = KEY_ANSI(0, 'D'),
	KEY_END = KEY_ANSI(0, 'F'),
	KEY_HOME = KEY_ANSI(0, 'H'),
	KEY_DELETE = KEY_ANSI(3, '~'),
	KEY_PAGE_UP = KEY_ANSI(5, '~'),
	KEY_PAGE_DOWN = KEY_ANSI(6, '~'),
};

/* Zero-initialised is ready. */
struct ipxe_keys {
	int state;
	unsigned number;
};

/* Take a byte: the key it completes, or KEY_NONE. */
int ipxe_keys_take(struct ipxe_keys *keys, unsigned char byte);

/* Nothing followed for a while: a lone ESC is the key itself. KEY_NONE: there was none. */
int ipxe_keys_flush(struct ipxe_keys *keys);

/* Whether an ESC has come and what follows decides. */
bool ipxe_keys_pending(const struct ipxe_keys *keys);

#endif
