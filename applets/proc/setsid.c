/* SPDX-License-Identifier: MIT */
/* setsid(1) of util-linux: run a program in a new session. */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/run.h"

static struct {
	bool terminal, fork, wait;
} G;

static const struct option_row options[] = {
	{ "-c --ctty", OPTION_FLAG, &G.terminal, NULL,
	  "make the terminal of stdin the session's, so that Ctrl+C works" },
	{ "-f --fork", OPTION_FLAG, &G.fork, NULL, "fork even when there is no need" },
	{ "-w --wait", OPTION_FLAG, &G.wait, NULL, "wait for it, and exit as it did" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("no command specified");
	/* The leader of a process group cannot begin a session. */
	if (G.fork || getpgrp() == getpid()) {
		pid_t child = fork();

		if (child < 0)
			die(1, "fork: %s", strerror(errno));
		if (child && G.wait)
			return wait_for(child);
		if (child)
			return 0;
	}
	if (setsid() < 0)
		die(1, "setsid failed: %s", strerror(errno));
	if (G.terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 1) < 0)
		die(1, "failed to set the controlling terminal: %s", strerror(errno));
	return become_saying("failed to execute ", argv + 1);
}

APPLET(setsid, .names = "setsid", .summary = "run a program in a new session",
       .operands = "PROGRAM [ARGUMENT]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP);
