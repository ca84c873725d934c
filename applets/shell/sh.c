/* SPDX-License-Identifier: MIT */
/*
 * sh: mksh(1), linked in, set up so that a newcomer at the emergency prompt needs no setting: keys
 * of every terminal, completion, a history, a prompt that shows the folder and a failed status.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"

#define FOLDER "/run/ramroot"

int mksh_main(int argc, const char **argv);

/* Read by interactive shells alone, as ENV; later ones of the same boot share it. */
static const char settings[] =
	"# Made by the first sh of this boot; yours to change.\n"
	"set -o emacs -o braceexpand\n"
	"alias ll='ls -l'\n"
	"bind '^[[H=beginning-of-line' '^[[F=end-of-line' '^[[3=prefix-2' 2>/dev/null\n"
	"bind '^[OH=beginning-of-line' '^[OF=end-of-line' 2>/dev/null\n"
	"bind '^R=search-history' 2>/dev/null\n"
	"bind '^[[1~=beginning-of-line' '^[[4~=end-of-line' '^[[3~=delete-char-forward'"
	" 2>/dev/null\n"
	"PS1='${|\n"
	"	typeset status=$?\n"
	"	((status)) && REPLY=\"[$status] \"\n"
	"	REPLY+=\"${HOSTNAME:-ramsteam}:${PWD/#$HOME\\//\\~/}\"\n"
	"	((USER_ID)) && REPLY+=\"\\$ \" || REPLY+=\"# \"\n"
	"	return $status\n"
	"}'\n";

/* A serial line does not know its size: without one, long lines would be edited within nothing. */
static void size_terminal(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && (!size.ws_row || !size.ws_col)) {
		size.ws_row = size.ws_row ? size.ws_row : 24;
		size.ws_col = size.ws_col ? size.ws_col : 80;
		ioctl(STDIN_FILENO, TIOCSWINSZ, &size);
	}
}

/* The console of a screen answers to a call that no serial line has. */
static bool on_screen(void)
{
	char kind = 0;

	return ioctl(STDIN_FILENO, 0x4B33 /* KDGKBTYPE */, &kind) == 0;
}

/* Only of root, in a folder of root's: others' files there would run as this user. */
static void offer_settings(void)
{
	static const char path[] = FOLDER "/shellrc";

	if (geteuid() != 0 || make_folders(FOLDER) < 0)
		return;
	setenv("HISTFILE", FOLDER "/history", 0);
	/* Written once: another shell may be reading it. */
	if (!getenv("ENV") && (access(path, R_OK) == 0 || write_file(path, settings) == 0))
		setenv("ENV", path, 1);
}

static int run(int argc, char **argv)
{
	char host[65] = "";

	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 0);
	if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
		setenv("TERM", on_screen() ? "linux" : "vt100", 0);
		size_terminal();
		/* "(none)": the kernel's name of a host that got none yet. */
		if (gethostname(host, sizeof(host) - 1) == 0 && host[0] && host[0] != '(')
			setenv("HOSTNAME", host, 0);
		offer_settings();
	}
	fflush(stdout);
	return mksh_main(argc, (const char **)argv);
}

APPLET(sh, .names = "sh mksh", .summary = "the shell (mksh)",
       .operands = "[-c COMMAND | FILE] [ARGUMENT]...", .run = run, .flags = APPLET_RAW);
