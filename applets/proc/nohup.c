/* SPDX-License-Identifier: MIT */
/* nohup(1): run a command that the end of the terminal does not end. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/run.h"
#include "core/text.h"

static void move_to(int fd, int place)
{
	if (fd != place) {
		if (dup2(fd, place) < 0)
			die(125, "failed to redirect: %s", strerror(errno));
		close(fd);
	}
}

/* nohup.out here, or else at home; readable by its owner alone. */
static const char *open_output(void)
{
	const char *home = getenv("HOME"), *name = "nohup.out";
	int flags = O_CREAT | O_WRONLY | O_APPEND;
	int fd = open(name, flags, 0600);

	if (fd < 0) {
		fail("failed to open 'nohup.out'");
		warn_failure();
		if (home) {
			name = xasprintf("%s/nohup.out", home);
			fd = open(name, flags, 0600);
		}
		if (fd < 0)
			die(125, "failed to open %s: %s", quote(name), strerror(errno));
	}
	move_to(fd, STDOUT_FILENO);
	return name;
}

static int run(int argc, char **argv)
{
	bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO), err = isatty(STDERR_FILENO);
	const char *name = NULL;

	if (argc < 2)
		usage("missing operand");
	if (in) {
		/* Reads of it fail, so that nobody takes it for an empty file. */
		int fd = open("/dev/null", O_WRONLY);

		if (fd < 0)
			die(125, "failed to render standard input unusable: %s", strerror(errno));
		move_to(fd, STDIN_FILENO);
	}
	if (out || (err && fcntl(STDOUT_FILENO, F_GETFD) < 0))
		name = open_output();
	if (name)
		fprintf(stderr, "nohup: %sappending output to %s\n",
			in ? "ignoring input and " : "", quote(name));
	else if (err)
		fprintf(stderr, "nohup: %s%sredirecting stderr to stdout\n",
			in ? "ignoring input" : "", in ? " and " : "");
	else if (in)
		fprintf(stderr, "nohup: ignoring input\n");
	signal(SIGHUP, SIG_IGN);
	if (err && dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		die(125, "failed to redirect standard error: %s", strerror(errno));
	return become_saying("failed to run command ", argv + 1);
}

APPLET(nohup, .names = "nohup", .summary = "run a command that a hangup does not end",
       .operands = "COMMAND [ARGUMENT]...", .run = run, .flags = APPLET_STOP,
       .usage_status = 125,
       .details = "What it would print to a terminal is added to nohup.out in this folder, or\n"
		  "else in $HOME.");
