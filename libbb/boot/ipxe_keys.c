/* SPDX-License-Identifier: MIT */
/* ECMA-48's control sequences, and what Linux's console and terminals of old make of them. */
#include "boot/ipxe_keys.h"

enum { GROUND, ESCAPE, SEQUENCE, SECOND, APPLICATION, FUNCTION };

/* Different terminals, the same keys. */
static int canonical(int key)
{
	switch (key) {
	case KEY_ANSI(1, '~'):
	case KEY_ANSI(7, '~'):
		return KEY_HOME;
	case KEY_ANSI(4, '~'):
	case KEY_ANSI(8, '~'):
		return KEY_END;
	default:
		return key;
	}
}

static int take_in_sequence(struct ipxe_keys *keys, unsigned char byte)
{
	if (byte >= '0' && byte <= '9') {
		/* Behind a semicolon is which of Shift, Alt and Ctrl were held. */
		if (keys->state == SEQUENCE && keys->number < 1000)
			keys->number = keys->number * 10 + byte - '0';
		return KEY_NONE;
	}
	if (byte == ';') {
		keys->state = SECOND;
		return KEY_NONE;
	}
	if (byte == '[' && keys->number == 0) {
		keys->state = FUNCTION;
		return KEY_NONE;
	}
	keys->state = GROUND;
	if (byte < 0x40 || byte > 0x7e)
		return KEY_NONE;
	return canonical(KEY_ANSI(byte == '~' ? keys->number : 0, byte));
}

int ipxe_keys_take(struct ipxe_keys *keys, unsigned char byte)
{
	switch (keys->state) {
	case GROUND:
		if (byte != KEY_ESC)
			return byte;
		keys->state = ESCAPE;
		keys->number = 0;
		return KEY_NONE;
	case ESCAPE:
		if (byte == '[' || byte == 'O') {
			keys->state = byte == '[' ? SEQUENCE : APPLICATION;
			return KEY_NONE;
		}
		/* A second ESC, or Alt with a key, which counts as the key. */
		keys->state = GROUND;
		return byte;
	case APPLICATION:
		keys->state = GROUND;
		return KEY_ANSI(0, byte);
	case FUNCTION:
		/* Linux's console: ESC [ [ A to E are F1 to F5. */
		keys->state = GROUND;
		return byte >= 'A' && byte <= 'E' ? KEY_ANSI(11 + byte - 'A', '~') : KEY_NONE;
	default:
		return take_in_sequence(keys, byte);
	}
}

int ipxe_keys_flush(struct ipxe_keys *keys)
{
	int state = keys->state;

	keys->state = GROUND;
	return state == ESCAPE ? KEY_ESC : KEY_NONE;
}

bool ipxe_keys_pending(const struct ipxe_keys *keys)
{
	return keys->state != GROUND;
}
