/* SPDX-License-Identifier: MIT */
/* A window on lines: laying them out in rows, moving, searching. What less is made of. */
#ifndef EDIT_PAGER_H
#define EDIT_PAGER_H

#include "edit/lazy.h"
#include "match/pattern.h"
#include "term/screen.h"

struct pager {
	struct lazy text;
	bool chop, numbers, colours;	/* -S -N -R */
	int tab;
	int rows, columns;		/* of the text: without the prompt's row */
	size_t top, skip;		/* first line shown, and its rows that are not */
	size_t shift;			/* columns to the left that are not shown */
	struct pattern *pattern;
	bool searched, hide_matches;
	bool (*stop)(void *data);	/* is a person waiting to go on? */
	void *stop_data;
};

/* Draw the lines; returns how many rows hold text. */
int pager_draw(struct pager *pager, struct screen *screen);

/* Move by rows, as far as there are any; false when not at all. */
bool pager_forward(struct pager *pager, size_t rows);
bool pager_back(struct pager *pager, size_t rows);
/* To a line, or so that the last one is the last row. */
void pager_go(struct pager *pager, size_t line);
void pager_end(struct pager *pager);
void pager_go_percent(struct pager *pager, size_t percent);
/* Print it all on a raw terminal when it fits into the window; false when it does not. */
bool pager_print_short(struct pager *pager);
/* Is the last line in the window? */
bool pager_at_end(struct pager *pager);
/* The line behind the last one in the window. */
size_t pager_bottom(struct pager *pager);

/* What to search for, by the flags of pattern_compile(); an empty text changes nothing. */
int pager_set_pattern(struct pager *pager, const char *text, unsigned flags);
/* The count-th line with a match behind (or before) the first one shown becomes the first. */
bool pager_search(struct pager *pager, bool forward, bool from_top, size_t count);

#endif
