/* SPDX-License-Identifier: MIT */
/* Colours within a text, as programs write them for a terminal: ECMA-48's SGR. */
#include <ctype.h>

#include "term/screen.h"

static int sgr_look(int look, int code)
{
	if (code == 0)
		return 0;
	if (code == 1 || code == 4)
		return look | (code == 1 ? LOOK_BOLD : LOOK_UNDERLINE);
	if (code == 7)
		return look | LOOK_REVERSE;
	if (code == 22 || code == 24 || code == 27)
		return look & ~(code == 22 ? LOOK_BOLD :
				code == 24 ? LOOK_UNDERLINE : LOOK_REVERSE);
	if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97) || code == 39)
		return (look & ~LOOK_COLOUR(30)) |
		       (code == 39 ? 0 : LOOK_COLOUR(code < 90 ? code - 30 : code - 82));
	if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107) || code == 49)
		return (look & ~LOOK_BACKGROUND(30)) |
		       (code == 49 ? 0 : LOOK_BACKGROUND(code < 100 ? code - 40 : code - 92));
	return look;
}

size_t screen_colours(const char *text, size_t length, int *look)
{
	int code = 0, changed = *look;

	if (length < 3 || text[1] != '[')
		return 0;
	for (size_t at = 2; at < length; at++) {
		if (isdigit((unsigned char)text[at]) && code < 1000) {
			code = code * 10 + text[at] - '0';
		} else if (text[at] == ';' || text[at] == 'm') {
			changed = sgr_look(changed, code);
			code = 0;
			if (text[at] == 'm') {
				*look = changed;
				return at + 1;
			}
		} else {
			/* Another sequence, as that which erases: nothing to see. */
			return isalpha((unsigned char)text[at]) ? at + 1 : 0;
		}
	}
	return 0;
}
