/* SPDX-License-Identifier: MIT */
/*
 * How far a transfer is, on stderr: on a terminal one line redrawn at most five times a second,
 * elsewhere nothing, or with `sparse` a line at each tenth.
 *
 *	struct progress progress = { .quiet = G.quiet };
 *	progress_begin(&progress, "squashfs.img", size);
 *	while (...) progress_update(&progress, done);
 *	progress_end(&progress, true);
 */
#ifndef TERM_PROGRESS_H
#define TERM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	/* Set before progress_begin(): */
	bool quiet;		/* show nothing at all */
	bool sparse;		/* when stderr is no terminal: a line at each tenth of it */
	uint64_t skipped;	/* bytes that were there before: in `done`, not in the rate */
	/* Its own: */
	char name[256];		/* made printable */
	uint64_t total, done, began_ms, drawn_ms;
	unsigned tenths;	/* lines written, when sparse */
	unsigned drawn_width;	/* columns the line on the terminal takes */
	bool terminal, running;
};

/* total 0: not known. Copies the name. */
void progress_begin(struct progress *progress, const char *name, uint64_t total);
void progress_update(struct progress *progress, uint64_t done);
/* Redraw a last time and end the line; what failed is wiped from the terminal. */
void progress_end(struct progress *progress, bool ok);

/* A line of what goes on, in place of the progress for the moment. Not when quiet. */
void progress_say(struct progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The line itself, at most `columns` wide; the pure part, for the unit test. */
void progress_line(const struct progress *progress, uint64_t elapsed_ms, unsigned columns,
		   char *line, unsigned size);

#endif
