/* SPDX-License-Identifier: MIT */
/* clear(1) of ncurses: an empty screen, and an empty scrollback unless -x. */
#include <stdio.h>

#include "core/applet.h"

static struct {
	bool keep_scrollback;
	const char *type;
} G;

static const struct option_row options[] = {
	{ "-x", OPTION_FLAG, &G.keep_scrollback, NULL, "leave the scrollback alone" },
	{ "-T", OPTION_TEXT, &G.type, "TYPE", "the terminal's type: all know these sequences" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	/* ECMA-48: cursor home, erase the display; xterm's 3 erases what scrolled off. */
	fputs(G.keep_scrollback ? "\033[H\033[2J" : "\033[H\033[2J\033[3J", stdout);
	return 0;
}

APPLET(clear, .names = "clear", .summary = "clear the screen", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G));
