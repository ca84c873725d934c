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
#include "core/text.h"
#include "term/window.h"

#define FOLDER "/run/ramroot"

int mksh_main(int argc, const char **argv);

/*
 * Read by interactive shells alone, as ENV; later ones of the same boot share it. Keys are bound
 * by mksh itself, for VT, xterm and serial terminals; but Ctrl-L shall clear as in other shells. A
 * Ctrl-D that a command left unread arrives as NUL, which must not take the next key with it.
 */
static const char settings[] =
	"# Made by the first sh of this boot; yours to change.\n"
	"set -o emacs\n"
	"# Ctrl-D ended other tools' dhclient; at a console's prompt it shall do no harm.\n"
	"[[ $$ = 1 || $PPID = 1 ]] && set -o ignoreeof\n"
	"alias ll='ls -l'\n"
	"bind '^L=clear-screen' '\\x00=no-op' 2>/dev/null\n"
	"PS1='${|\n"
	"	typeset status=$?\n"
	"	((status)) && REPLY=\"[$status] \"\n"
	"	REPLY+=\"${HOSTNAME:-ramsteam}:\"\n"
	"	if [[ -n ${HOME#/} && $PWD/ = \"$HOME\"/* ]]; then\n"
	"		REPLY+=\"~${PWD#\"$HOME\"}\"\n"
	"	else\n"
	"		REPLY+=$PWD\n"
	"	fi\n"
	"	((USER_ID)) && REPLY+=\"\\$ \" || REPLY+=\"# \"\n"
	"	return $status\n"
	"}'\n";

/*
 * A serial line does not know its size: without one, long lines would be edited within nothing.
 * Only the foreground of a terminal is asked, and only the first shell has to.
 */
static void size_terminal(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0 || (size.ws_row && size.ws_col))
		return;
	if (window_ask(STDIN_FILENO, &size) < 0) {
		fail_clear();
		size.ws_row = size.ws_row ? size.ws_row : 24;
		size.ws_col = size.ws_col ? size.ws_col : 80;
	}
	ioctl(STDIN_FILENO, TIOCSWINSZ, &size);
}

/* The console of a screen answers to a call that no serial line has. */
static bool on_screen(void)
{
	char kind = 0;

	return ioctl(STDIN_FILENO, 0x4B33 /* KDGKBTYPE */, &kind) == 0;
}

/*
 * mksh asks what to say of a command that is nowhere; scripts/sysroot gives it this question. Only
 * a person is told of near names: what a script prints stays the same whatever we hold.
 */
const char *mksh_not_found(const char *name, int interactive);
const char *mksh_not_found(const char *name, int interactive)
{
	const char *near = interactive && !strchr(name, '/') ? applet_nearest(name) : NULL;
	static char text[96];

	if (!near)
		return "not found";
	snprintf(text, sizeof(text), "not found; did you mean %s?", near);
	return text;
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

/* Called sh, it is a POSIX shell that expands braces; called mksh, it is as mksh is. */
static const char **with_options(int *argc, char **argv)
{
	static const char *const options[] = { "-o", "posix", "-o", "braceexpand" };
	size_t count = text_ends_with(argv[0], "mksh") ? 0 : ARRAY_SIZE(options);
	const char **made = xcalloc(*argc + count + 1, sizeof(*made));

	made[0] = argv[0];
	memcpy(made + 1, options, count * sizeof(*made));
	memcpy(made + 1 + count, argv + 1, (*argc - 1) * sizeof(*made));
	*argc += count;
	return made;
}

static int run(int argc, char **argv)
{
	const char **words = with_options(&argc, argv);
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
	return mksh_main(argc, words);
}

APPLET(sh, .names = "sh ash mksh", .summary = "the shell (mksh)",
       .operands = "[-c COMMAND | FILE] [ARGUMENT]...", .run = run, .flags = APPLET_RAW,
       .details =
	  "  Tab                complete a name, or list what fits\n"
	  "  arrows, Home, End  move; Ctrl with an arrow by words\n"
	  "  Ctrl-R, Up, Down   search and walk the history\n"
	  "  Ctrl-A E W U K Y   begin, end, cut a word, the line, the rest, put back\n"
	  "  Ctrl-C, Ctrl-Z     interrupt, stop; jobs, fg, bg\n"
	  "At a terminal, settings are read from /run/ramroot/shellrc (or $ENV), which the\n"
	  "first shell of root writes; the history is beside it. A serial line's size is\n"
	  "asked of the terminal.\n\n"
	  "Called sh, it follows POSIX and expands braces; called mksh, it is mksh as it\n"
	  "comes. Of the shell itself: alias bg cd command eval exec exit export fc fg\n"
	  "getopts hash jobs kill let local print pwd read return set shift test times\n"
	  "trap type typeset ulimit umask unalias unset wait.");
