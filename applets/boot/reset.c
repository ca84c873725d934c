/* SPDX-License-Identifier: MIT */
/* reset(1) of ncurses: a terminal that a program left in disorder, made usable again. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "term/stty_modes.h"

static struct {
	bool no_strings;
} G;

static const struct option_row options[] = {
	{ "-I", OPTION_FLAG, &G.no_strings, NULL, "only the line's modes, nothing is sent" },
	{ 0 }
};

/* The terminal, wherever output was sent. */
static int open_terminal(void)
{
	for (int fd = STDERR_FILENO; fd >= STDIN_FILENO; fd--)
		if (isatty(fd))
			return fd;
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

static int run(int argc, char **argv)
{
	/* DEC: to the initial state, soft reset; ECMA-48: wrap, cursor, no attributes. */
	static const char strings[] = "\033c\033[!p\033[?7h\033[?25h\033[m\033[4l\033>";
	struct termios mode, set;
	int fd = open_terminal();

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (fd < 0 || tcgetattr(fd, &mode) < 0)
		die(1, "there is no terminal to reset: %s", strerror(errno));
	/* Characters that are set are the user's: his erase key goes on to work. */
	set = mode;
	stty_make_sane(&mode);
	for (size_t i = 0; i < stty_character_count; i++)
		if (set.c_cc[stty_characters[i].place] != _POSIX_VDISABLE)
			mode.c_cc[stty_characters[i].place] = set.c_cc[stty_characters[i].place];
	if (tcsetattr(fd, TCSADRAIN, &mode) < 0)
		die(1, "set the terminal's modes: %s", strerror(errno));
	if (!G.no_strings && write_all(fd, strings, strlen(strings)) < 0)
		die_failure(1);
	return 0;
}

APPLET(reset, .names = "reset", .summary = "make a terminal in disorder usable again",
       .operands = "", .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details =
	  "Echo, lines and signals come back, as by stty sane, and the terminal is sent what\n"
	  "puts it into its initial state. Where Enter does not end a line, Ctrl-J does.");
