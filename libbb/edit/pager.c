/* SPDX-License-Identifier: MIT */
/* A pager's window: lines become rows of cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/pager.h"
#include "core/utf8.h"

/* A line being laid out: what is drawn where, and how it looks. */
struct drawing {
	struct pager *pager;
	struct screen *screen;		/* NULL: only count rows */
	int row, first_row, limit;	/* of the screen */
	size_t column;			/* display column within the line */
	int look;			/* by escape sequences */
	int margin;
};

static int margin_of(const struct pager *pager)
{
	return pager->numbers ? 8 : 0;
}

static int width_of(const struct pager *pager)
{
	return MAX(pager->columns - margin_of(pager), 1);
}

/* Put one character; without -S a row that is full goes on in the next. */
static void put(struct drawing *drawing, const char *text, size_t length, int width, int look)
{
	struct pager *pager = drawing->pager;
	int columns = width_of(pager);
	size_t column = drawing->column;
	int row, x;

	if (pager->chop || pager->shift) {
		row = drawing->first_row;
		x = column < pager->shift ? -1 : (int)MIN(column - pager->shift, (size_t)1 << 20);
		if (x >= 0 && x + width > columns)
			x = -1;
	} else {
		if (width == 2 && column % columns == (size_t)columns - 1)
			column = ++drawing->column;
		if (width == 0 && column)
			column--;
		row = drawing->first_row + (int)MIN(column / columns, (size_t)1 << 20);
		x = column % columns + (width == 0);
	}
	drawing->column += width;
	drawing->row = MAX(drawing->row, row);
	if (drawing->screen && x >= 0 && row >= 0 && row < drawing->limit)
		screen_put(drawing->screen, row, drawing->margin + x, text, length, width, look);
}

static void put_text(struct drawing *drawing, const char *text, int look)
{
	for (; *text; text++)
		put(drawing, text, 1, 1, look);
}

/* x, backspace, x is bold, _ backspace x underlined, as nroff has it: how long, or 0. */
static size_t overstruck(struct drawing *drawing, const char *text, size_t length, bool found)
{
	uint32_t first, second;
	size_t used = utf8_decode(text, length, &first), more;
	int look = drawing->look;

	if (used + 1 >= length || text[used] != '\b')
		return 0;
	more = utf8_decode(text + used + 1, length - used - 1, &second);
	if (utf8_width(second) <= 0)
		return 0;
	look |= first == '_' && second != '_' ? LOOK_UNDERLINE : LOOK_BOLD;
	put(drawing, text + used + 1, more, utf8_width(second), found ? look ^ LOOK_REVERSE : look);
	return used + 1 + more;
}

static void put_special(struct drawing *drawing, uint32_t character, int look)
{
	char text[12];

	if (character == '\t') {
		do {
			put(drawing, " ", 1, 1, look);
		} while (drawing->column % drawing->pager->tab);
		return;
	}
	if (character == 0x1b)
		strcpy(text, "ESC");
	else if (character < 0x20 || character == 0x7f)
		snprintf(text, sizeof(text), "^%c", (int)character ^ 0x40);
	else if (character >= UTF8_BAD)
		snprintf(text, sizeof(text), "<%02X>", character - UTF8_BAD);
	else
		snprintf(text, sizeof(text), "<U+%04X>", character);
	put_text(drawing, text, look ^ LOOK_REVERSE);
}

/* Is the byte within a match? match moves on as the bytes do. */
static bool in_match(struct pager *pager, const char *text, size_t length, size_t at,
		     struct span *match)
{
	struct span spans[PATTERN_GROUPS];

	if (!pager->searched || pager->hide_matches)
		return false;
	while (match->end >= 0 && (ssize_t)at >= match->end) {
		size_t next = match->end + (match->end == match->start && match->end > 0);

		if (next > length || pattern_find(pager->pattern, text, length, next, spans,
						  PATTERN_GROUPS) <= 0) {
			*match = (struct span){ -1, -1 };
			return false;
		}
		*match = spans[0];
		if (match->start == match->end && match->end == (ssize_t)at)
			match->end = match->start = at + 1;
	}
	return match->start >= 0 && (ssize_t)at >= match->start;
}

/* Lay out a line; returns how many rows it takes. */
static int lay(struct pager *pager, struct screen *screen, int row, size_t line)
{
	struct drawing drawing = { pager, screen, row, row, pager->rows, 0, 0, margin_of(pager) };
	struct span match = { 0, 0 };
	size_t length, used;
	const char *text = lazy_line(&pager->text, line, &length);
	char number[24];

	if (screen && pager->numbers && row >= 0) {
		snprintf(number, sizeof(number), "%7zu ", line + 1);
		screen_text(screen, row, 0, number, 8, 0);
	}
	if (length && text[length - 1] == '\r')
		length--;
	for (size_t at = 0; at < length && drawing.row < pager->rows; at += used) {
		uint32_t character;
		bool found = screen && in_match(pager, text, length, at, &match);
		int look = found ? drawing.look ^ LOOK_REVERSE : drawing.look;

		if (text[at] == 0x1b && pager->colours &&
		    (used = screen_colours(text + at, length - at, &drawing.look)) > 0)
			continue;
		used = overstruck(&drawing, text + at, length - at, found);
		if (used)
			continue;
		used = utf8_decode(text + at, length - at, &character);
		if (utf8_width(character) < 0)
			put_special(&drawing, character, look);
		else
			put(&drawing, text + at, used, utf8_width(character), look);
	}
	return drawing.row - row + 1;
}

/* Rows of a line, but no more than anybody needs to know. */
static size_t rows_of(struct pager *pager, size_t line)
{
	int rows = pager->rows, counted;

	if (pager->chop || pager->shift)
		return 1;
	pager->rows = 1 << 20;
	counted = lay(pager, NULL, 0, line);
	pager->rows = rows;
	return counted;
}

static bool known(struct pager *pager, size_t line)
{
	return lazy_has(&pager->text, line, pager->stop, pager->stop_data);
}

int pager_draw(struct pager *pager, struct screen *screen)
{
	int row = -(int)pager->skip;

	for (size_t line = pager->top; row < pager->rows && known(pager, line); line++)
		row += lay(pager, screen, row, line);
	return MIN(row, pager->rows);
}

size_t pager_bottom(struct pager *pager)
{
	size_t line = pager->top;

	for (long rows = -(long)pager->skip; rows < pager->rows && known(pager, line); line++)
		rows += rows_of(pager, line);
	return line;
}

bool pager_at_end(struct pager *pager)
{
	long rows = -(long)pager->skip;
	size_t line = pager->top;

	for (; rows < pager->rows && known(pager, line); line++)
		rows += rows_of(pager, line);
	return rows <= pager->rows && !known(pager, line);
}

bool pager_forward(struct pager *pager, size_t rows)
{
	bool moved = false;

	for (; rows > 0 && !pager_at_end(pager); rows--) {
		if (++pager->skip >= rows_of(pager, pager->top)) {
			pager->skip = 0;
			pager->top++;
		}
		moved = true;
	}
	return moved;
}

bool pager_back(struct pager *pager, size_t rows)
{
	bool moved = false;

	for (; rows > 0 && (pager->skip > 0 || pager->top > 0); rows--) {
		if (pager->skip == 0)
			pager->skip = rows_of(pager, --pager->top);
		pager->skip--;
		moved = true;
	}
	return moved;
}

void pager_go(struct pager *pager, size_t line)
{
	if (!known(pager, line))
		line = pager->text.count ? pager->text.count - 1 : 0;
	pager->top = line;
	pager->skip = 0;
}

void pager_end(struct pager *pager)
{
	known(pager, SIZE_MAX - 1);
	pager->top = pager->text.count;
	pager->skip = 0;
	pager_back(pager, pager->rows);
}

int pager_set_pattern(struct pager *pager, const char *text, unsigned flags)
{
	struct pattern *pattern;

	if (!*text)
		return 0;
	pattern = pattern_compile(text, strlen(text), flags);
	if (!pattern)
		return -1;
	pattern_free(pager->pattern);
	pager->pattern = pattern;
	pager->searched = true;
	return 0;
}

bool pager_search(struct pager *pager, bool forward, bool from_top, size_t count)
{
	size_t line = pager->top;

	if (!pager->searched)
		return false;
	if (!from_top && !forward && line-- == 0)
		return false;
	if (!from_top && forward)
		line++;
	for (; known(pager, line); line += forward ? 1 : -1) {
		size_t length;
		const char *text = lazy_line(&pager->text, line, &length);

		if (pattern_find(pager->pattern, text, length, 0, NULL, 0) > 0 && --count == 0) {
			pager->top = line;
			pager->skip = 0;
			return true;
		}
		if (!forward && line == 0)
			break;
	}
	return false;
}

void pager_go_percent(struct pager *pager, size_t percent)
{
	known(pager, SIZE_MAX - 1);
	pager_go(pager, pager->text.count * MIN(percent, (size_t)100) / 100);
	if (pager_at_end(pager))
		pager_end(pager);
}

bool pager_print_short(struct pager *pager)
{
	if (!pager_at_end(pager))
		return false;
	for (size_t i = 0; i < pager->text.count; i++) {
		size_t length;
		const char *text = lazy_line(&pager->text, i, &length);

		fwrite(text, 1, length, stdout);
		fputs("\r\n", stdout);
	}
	fflush(stdout);
	return true;
}
