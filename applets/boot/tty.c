/* SPDX-License-Identifier: MIT */
/* tty(1): the name of the terminal on standard input. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"

enum { STATUS_NO_TERMINAL = 1, STATUS_USAGE = 2 };

static struct {
	bool silent;
} G;

static const struct option_row options[] = {
	{ "-s --silent --quiet", OPTION_FLAG, &G.silent, NULL, "only the exit status" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	const char *name;

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (!isatty(STDIN_FILENO)) {
		if (!G.silent)
			puts("not a tty");
		return STATUS_NO_TERMINAL;
	}
	if (G.silent)
		return 0;
	name = ttyname(STDIN_FILENO);
	/* A terminal of another mount namespace has no name here. */
	puts(name ? name : "not a tty");
	return name ? 0 : STATUS_NO_TERMINAL;
}

APPLET(tty, .names = "tty", .summary = "print the name of the terminal", .options = options,
       .run = run, .state = &G, .state_size = sizeof(G), .usage_status = STATUS_USAGE);
