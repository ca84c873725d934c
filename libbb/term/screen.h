/* SPDX-License-Identifier: MIT */
/*
 * A screen of cells: programs draw the whole picture as often as they like, and screen_update()
 * gives the fewest bytes that turn what is shown into it, for a slow line. It uses what a VT100
 * has: cursor addressing, erasing to the end of line, scroll regions, bold, underline, reverse;
 * colours only when they are drawn.
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

/* A look's bits; colours are ANSI's 0 to 15. */
enum cell_look { LOOK_BOLD = 1, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8 };
#define LOOK_COLOUR(colour) (((colour) + 1) << 4)
#define LOOK_BACKGROUND(colour) (((colour) + 1) << 9)

/* A wide character's second cell has an empty text; a blank one has " ". */
struct cell {
	char text[10];			/* a character and what combines with it */
	unsigned short look;
};

struct screen {
	int rows, columns;
	struct cell *drawn, *shown;
	bool unknown;			/* what the terminal shows is not known */
	int row, column;		/* where the cursor shall be */
	int at_row, at_column;		/* where it is; at_row < 0: not known */
	int look;			/* of what is written next, on the terminal */
	struct buffer out;		/* for the terminal; the caller writes and empties it */
};

/* A blank picture of this size; what the terminal shows is forgotten. */
void screen_resize(struct screen *screen, int rows, int columns);
void screen_free(struct screen *screen);

/* Blank a row from this column on. */
void screen_clear(struct screen *screen, int row, int column);

/*
 * Put a character, UTF-8 in so many bytes, into the picture; width 0 adds to the one before.
 * Returns the next column. What does not fit into the row is dropped.
 */
int screen_put(struct screen *screen, int row, int column, const char *text, size_t length,
	       int width, int look);
/* The same for a text of printable characters; others are shown as '?'. */
int screen_text(struct screen *screen, int row, int column, const char *text, size_t length,
		int look);

/* ESC [ numbers m at the text's beginning changes the look: how long it is, 0 when it is none. */
size_t screen_colours(const char *text, size_t length, int *look);

/* Append to screen->out what makes the terminal show the picture. */
void screen_update(struct screen *screen);
/* Forget what is shown: somebody else wrote to the terminal. */
void screen_forget(struct screen *screen);

#endif
