/* SPDX-License-Identifier: MIT */
/* The picture of a screen, and the fewest bytes that change what a terminal shows into it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "term/screen.h"
#include "core/utf8.h"

static const struct cell blank = { .text = " " };

static struct cell *row_of(struct cell *cells, const struct screen *screen, int row)
{
	return cells + (size_t)row * screen->columns;
}

static bool same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void blank_cells(struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cells[i] = blank;
}

void screen_resize(struct screen *screen, int rows, int columns)
{
	size_t count = (size_t)rows * columns;

	screen->rows = rows;
	screen->columns = columns;
	screen->drawn = xrealloc(screen->drawn, count * sizeof(struct cell));
	screen->shown = xrealloc(screen->shown, count * sizeof(struct cell));
	blank_cells(screen->drawn, count);
	screen->row = screen->column = 0;
	screen_forget(screen);
}

void screen_free(struct screen *screen)
{
	free(screen->drawn);
	free(screen->shown);
	buffer_free(&screen->out);
	memset(screen, 0, sizeof(*screen));
}

void screen_forget(struct screen *screen)
{
	screen->unknown = true;
	screen->at_row = -1;
}

void screen_clear(struct screen *screen, int row, int column)
{
	if (row >= 0 && row < screen->rows && column < screen->columns)
		blank_cells(row_of(screen->drawn, screen, row) + column, screen->columns - column);
}

/* Add a combining character to the cell before; what does not fit is not shown. */
static void combine(struct cell *row, int column, const char *text, size_t length)
{
	size_t have;

	if (column > 1 && !row[column - 1].text[0])
		column--;
	if (column < 1)
		return;
	have = strlen(row[column - 1].text);
	if (have + length < sizeof(row->text))
		memcpy(row[column - 1].text + have, text, length);
}

int screen_put(struct screen *screen, int row, int column, const char *text, size_t length,
	       int width, int look)
{
	struct cell *cells = row_of(screen->drawn, screen, row);

	if (row < 0 || row >= screen->rows || column < 0)
		return column + width;
	if (width == 0) {
		if (column <= screen->columns)
			combine(cells, column, text, length);
		return column;
	}
	if (column + width > screen->columns)
		return column + width;
	for (int i = 0; i < width; i++) {
		memset(&cells[column + i], 0, sizeof(*cells));
		cells[column + i].look = look;
	}
	memcpy(cells[column].text, text, MIN(length, sizeof(cells->text) - 1));
	return column + width;
}

int screen_text(struct screen *screen, int row, int column, const char *text, size_t length,
		int look)
{
	uint32_t character;

	for (size_t used, at = 0; at < length; at += used) {
		int width;

		used = utf8_decode(text + at, length - at, &character);
		width = utf8_width(character);
		if (width < 0)
			column = screen_put(screen, row, column, "?", 1, 1, look);
		else
			column = screen_put(screen, row, column, text + at, used, width, look);
	}
	return column;
}

static void move_to(struct screen *screen, int row, int column)
{
	int right = column - screen->at_column;

	if (screen->at_row == row && right == 0)
		return;
	if (screen->at_row == row && column == 0)
		buffer_text(&screen->out, "\r");
	else if (screen->at_row == row && right < 0 && right >= -3)
		buffer_add(&screen->out, "\b\b\b", -right);
	else if (screen->at_row >= 0 && row == screen->at_row + 1 && column == 0)
		buffer_text(&screen->out, "\r\n");
	else if (column == 0)
		buffer_format(&screen->out, "\033[%dH", row + 1);
	else
		buffer_format(&screen->out, "\033[%d;%dH", row + 1, column + 1);
	screen->at_row = row;
	screen->at_column = column;
}

/* SGR's 30 to 37 and 90 to 97, or 10 more for the background; value is 0 for none. */
static void set_colour(struct screen *screen, int value, int base)
{
	if (value)
		buffer_format(&screen->out, ";%d",
			      value > 8 ? base + 60 + value - 9 : base + value - 1);
}

static void set_look(struct screen *screen, int look)
{
	if (screen->look == look)
		return;
	buffer_text(&screen->out, "\033[0");
	if (look & LOOK_BOLD)
		buffer_text(&screen->out, ";1");
	if (look & LOOK_UNDERLINE)
		buffer_text(&screen->out, ";4");
	if (look & LOOK_REVERSE)
		buffer_text(&screen->out, ";7");
	set_colour(screen, look >> 4 & 31, 30);
	set_colour(screen, look >> 9 & 31, 40);
	buffer_text(&screen->out, "m");
	screen->look = look;
}

/* Cells [from, to) of a row; behind the last column a terminal's cursor is nowhere certain. */
static void write_cells(struct screen *screen, int row, int from, int to)
{
	struct cell *drawn = row_of(screen->drawn, screen, row);

	move_to(screen, row, from);
	for (int column = from; column < to; column++) {
		if (drawn[column].text[0]) {
			set_look(screen, drawn[column].look);
			buffer_text(&screen->out, drawn[column].text);
		}
		row_of(screen->shown, screen, row)[column] = drawn[column];
	}
	screen->at_column = to;
	if (to == screen->columns)
		screen->at_row = -1;
}

/* Where the blank rest of a row begins. */
static int text_end(const struct cell *row, int columns)
{
	while (columns > 0 && same(&row[columns - 1], &blank))
		columns--;
	return columns;
}

/* Write what differs; a gap of equal cells shorter than a cursor movement is written too. */
static void update_row(struct screen *screen, int row)
{
	enum { GAP = 6 };
	struct cell *drawn = row_of(screen->drawn, screen, row);
	struct cell *shown = row_of(screen->shown, screen, row);
	int end = text_end(drawn, screen->columns), shown_end = text_end(shown, screen->columns);
	int stop = shown_end - end > 3 ? end : MAX(end, shown_end);

	for (int column = 0; column < stop; column++) {
		int from = column, last = column;

		if (same(&drawn[column], &shown[column]))
			continue;
		while (from > 0 && !drawn[from].text[0])
			from--;
		for (; column < stop && column - last < GAP; column++)
			if (!same(&drawn[column], &shown[column]))
				last = column;
		while (last + 1 < screen->columns && !drawn[last + 1].text[0])
			last++;
		write_cells(screen, row, from, last + 1);
		column = last;
	}
	if (stop >= shown_end)
		return;
	move_to(screen, row, stop);
	set_look(screen, 0);
	buffer_text(&screen->out, "\033[K");
	blank_cells(shown + stop, screen->columns - stop);
}

static bool rows_equal(const struct screen *screen, int drawn, int shown)
{
	return memcmp(row_of(screen->drawn, screen, drawn), row_of(screen->shown, screen, shown),
		      screen->columns * sizeof(struct cell)) == 0;
}

/* How many rows of [top, bottom] with text would be right if the screen moved up by so many. */
static int gain(const struct screen *screen, int top, int bottom, int up)
{
	int rows = 0;

	for (int row = MAX(top, top - up); row <= bottom && row + up <= bottom; row++)
		if (rows_equal(screen, row, row + up) &&
		    text_end(row_of(screen->drawn, screen, row), screen->columns) > 0)
			rows++;
	return rows;
}

static void scroll(struct screen *screen, int top, int bottom, int up)
{
	int count = abs(up), rows = bottom - top + 1;
	struct cell *first = row_of(screen->shown, screen, top);
	size_t moved = (size_t)(rows - count) * screen->columns;
	size_t gone = (size_t)count * screen->columns;

	set_look(screen, 0);
	buffer_format(&screen->out, "\033[%d;%dr\033[%dH", top + 1, bottom + 1,
		      (up > 0 ? bottom : top) + 1);
	for (int i = 0; i < count; i++)
		buffer_text(&screen->out, up > 0 ? "\n" : "\033M");
	buffer_text(&screen->out, "\033[r");
	screen->at_row = -1;
	if (up > 0) {
		memmove(first, first + gone, moved * sizeof(*first));
		blank_cells(first + moved, gone);
	} else {
		memmove(first + gone, first, moved * sizeof(*first));
		blank_cells(first, gone);
	}
}

/* Let the terminal move rows that only changed their place. */
static void find_scroll(struct screen *screen)
{
	int top = 0, bottom = screen->rows - 1, best = 0, best_gain = 1;

	while (top <= bottom && rows_equal(screen, top, top))
		top++;
	while (bottom > top && rows_equal(screen, bottom, bottom))
		bottom--;
	for (int rows = 1; rows < bottom - top; rows++) {
		for (int sign = -1; sign <= 1; sign += 2) {
			int gained = gain(screen, top, bottom, sign * rows) -
				     gain(screen, top, bottom, 0);

			if (gained > best_gain) {
				best_gain = gained;
				best = sign * rows;
			}
		}
	}
	if (best)
		scroll(screen, top, bottom, best);
}

void screen_update(struct screen *screen)
{
	if (screen->unknown) {
		screen->look = -1;
		set_look(screen, 0);
		buffer_text(&screen->out, "\033[H\033[J");
		screen->at_row = screen->at_column = 0;
		blank_cells(screen->shown, (size_t)screen->rows * screen->columns);
		screen->unknown = false;
	} else {
		find_scroll(screen);
	}
	for (int row = 0; row < screen->rows; row++)
		update_row(screen, row);
	set_look(screen, 0);
	move_to(screen, screen->row, screen->column);
}
