/* SPDX-License-Identifier: MIT */
/* A terminal whose keys a program takes one by one: raw mode, its size, its signals. */
#ifndef TERM_TTY_H
#define TERM_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "core/loop.h"
#include "term/keys.h"

/* Zero-initialised is closed. */
struct tty {
	int in, out;
	bool open, keep_signals;	/* keep_signals: Ctrl-C is a signal, not a key */
	int rows, columns;
	struct termios saved;
	struct loop loop;
	char bytes[512];
	size_t start, end;
	int event;			/* KEY_RESIZE or KEY_HANGUP that came */
	int values[2];
};

/*
 * Take the terminal into raw mode. It must be one, and in must be readable. SIGWINCH, SIGHUP and
 * SIGTERM come as keys until tty_close(), which gives all back; both may be called in turn, as
 * around another program's run.
 */
int tty_open(struct tty *tty, int in, int out);
void tty_close(struct tty *tty);

/*
 * The next key, waiting so long (negative: for ever); KEY_TIMEOUT when none came. KEY_RESIZE
 * means that rows and columns were set anew, KEY_HANGUP that the line is gone or SIGTERM came.
 */
int tty_key(struct tty *tty, int milliseconds);
/* Is a key waiting already? Then drawing can wait. */
bool tty_pending(struct tty *tty);

/* Show another picture than what is on the screen, and give that back: where terminals can. */
void tty_alternate(struct tty *tty, bool on);

/* Was Ctrl-C pressed? It and what was typed before it is forgotten then. */
bool tty_interrupted(struct tty *tty);

int tty_write(struct tty *tty, const char *text, size_t length);

#endif
