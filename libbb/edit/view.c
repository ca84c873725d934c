/* SPDX-License-Identifier: MIT */
/* What the window shows: lines that wrap, the cursor, marked text, the last row. */
#include <stdio.h>
#include <string.h>

#include "edit/view.h"
#include "core/utf8.h"

/* Columns of the line numbers. */
static int gutter(const struct editor *editor)
{
	int width = 4;

	if (!editor->set.number && !editor->set.relativenumber)
		return 0;
	for (size_t lines = document_lines(&editor->document); lines >= 1000; lines /= 10)
		width++;
	return MIN(width, editor->columns - 2);
}

/* Walk over a line as it is laid out; a wide character does not straddle two rows. */
struct layout {
	const char *text;
	size_t length, at, used;	/* the character's bytes */
	uint32_t character;
	int width;			/* its columns */
	size_t column;			/* its display column */
	size_t row;			/* within the line */
	int x;				/* within the row */
	int columns;			/* of a row */
};

static void layout_begin(struct editor *editor, size_t line, struct layout *layout)
{
	memset(layout, 0, sizeof(*layout));
	layout->text = line_text(editor, line, &layout->length);
	layout->columns = MAX(editor->columns - gutter(editor), 1);
}

static bool layout_next(struct editor *editor, struct layout *layout)
{
	layout->at += layout->used;
	layout->x += layout->width;
	layout->column += layout->width;
	if (layout->at >= layout->length)
		return false;
	layout->used = utf8_decode(layout->text + layout->at, layout->length - layout->at,
				   &layout->character);
	layout->width = display_width(editor, layout->character, layout->column);
	if (layout->x >= layout->columns || (layout->width == 2 && layout->character >= 0x300 &&
					     layout->x + 2 > layout->columns)) {
		layout->row += MAX(layout->x / layout->columns, 1);
		layout->x = layout->x > layout->columns ? layout->x % layout->columns : 0;
	}
	return true;
}

size_t view_rows_of(struct editor *editor, size_t line)
{
	struct layout layout;

	layout_begin(editor, line, &layout);
	while (layout_next(editor, &layout))
		;
	if (editor->set.list)
		layout.x++;
	return layout.row + 1 + (layout.x > layout.columns ? (layout.x - 1) / layout.columns : 0);
}

/* Where in its line's rows the cursor is. */
static size_t cursor_row(struct editor *editor, int *x)
{
	struct layout layout;
	bool typing = editor->mode == MODE_INSERT || editor->mode == MODE_REPLACE;

	layout_begin(editor, editor->at.line, &layout);
	while (layout_next(editor, &layout)) {
		if (layout.at + layout.used <= editor->at.column)
			continue;
		if (layout.character == '\t' && !editor->set.list && !typing)
			layout.x += layout.width - 1;
		break;
	}
	if (layout.x >= layout.columns) {
		layout.row += layout.x / layout.columns;
		layout.x %= layout.columns;
	}
	if (x)
		*x = layout.x;
	return layout.row;
}

size_t view_last(struct editor *editor)
{
	size_t lines = document_lines(&editor->document), line = editor->top;
	size_t rows = view_rows_of(editor, line) - MIN(editor->top_skip,
						       view_rows_of(editor, line) - 1);

	while (line + 1 < lines) {
		rows += view_rows_of(editor, line + 1);
		if (rows > (size_t)editor->rows - 1)
			break;
		line++;
	}
	return line;
}

/* The first line to show so that so many rows stand above this one. */
static size_t top_above(struct editor *editor, size_t line, size_t rows)
{
	while (line > 0) {
		size_t more = view_rows_of(editor, line - 1);

		if (more > rows)
			break;
		rows -= more;
		line--;
	}
	return line;
}

/* Scroll as little as shows the cursor; when it is far away put it in the middle. */
void view_follow(struct editor *editor)
{
	size_t height = MAX(editor->rows - 1, 1), line = editor->at.line, rows = 0, last;
	size_t cursor = cursor_row(editor, NULL), own = view_rows_of(editor, line);

	editor->top = MIN(editor->top, document_lines(&editor->document) - 1);
	if (own > height) {
		if (editor->top != line)
			editor->top_skip = 0;
		editor->top = line;
		if (cursor < editor->top_skip)
			editor->top_skip = cursor;
		if (cursor >= editor->top_skip + height)
			editor->top_skip = cursor - height + 1;
		return;
	}
	editor->top_skip = 0;
	if (line < editor->top) {
		editor->top = editor->top - line < height / 2 ? line
			      : top_above(editor, line, height / 2);
		return;
	}
	for (size_t i = editor->top; i < line && rows <= 2 * height; i++)
		rows += view_rows_of(editor, i);
	if (rows + own <= height)
		return;
	if (rows + own <= height + height / 2) {
		editor->top = top_above(editor, line, height - own);
		return;
	}
	/* Nothing is shown behind the last line that could be text. */
	last = document_lines(&editor->document) - 1;
	own = view_rows_of(editor, last);
	editor->top = top_above(editor, line, (height - 1) / 2);
	if (own < height)
		editor->top = MIN(editor->top, top_above(editor, last, height - own));
}

static bool in_region(const struct region *region, size_t line, size_t at, size_t column)
{
	struct place here = { line, at };

	if (line < region->from.line || line > region->to.line)
		return false;
	if (region->extent == LINES)
		return true;
	if (region->extent == BLOCK)
		return column >= region->left && column < region->right;
	return !place_less(here, region->from) && place_less(here, region->to);
}

/* Control characters are shown as ^A, bytes that are no UTF-8 as <ff>. */
static void draw_character(struct editor *editor, struct screen *screen, int row, int x,
			   const struct layout *layout, int look)
{
	char shown[8];
	int margin = gutter(editor);

	if (layout->character == '\t' && !editor->set.list) {
		for (int i = 0; i < layout->width; i++)
			screen_put(screen, row + (x + i) / layout->columns,
				   margin + (x + i) % layout->columns, " ", 1, 1, look);
		return;
	}
	if (utf8_width(layout->character) >= 0) {
		screen_put(screen, row, margin + x, layout->text + layout->at, layout->used,
			   layout->width, look);
		return;
	}
	if (layout->character < 0x20 || layout->character == 0x7f)
		snprintf(shown, sizeof(shown), "^%c", layout->character ^ 0x40);
	else
		snprintf(shown, sizeof(shown), "<%02x>", layout->character & 0xff);
	for (int i = 0; shown[i]; i++)
		screen_put(screen, row + (x + i) / layout->columns,
			   margin + (x + i) % layout->columns, shown + i, 1, 1, look);
}

static void draw_number(struct editor *editor, struct screen *screen, int row, size_t line)
{
	char text[24];
	int width = gutter(editor);
	size_t number = line + 1;

	if (editor->set.relativenumber && line != editor->at.line)
		number = line > editor->at.line ? line - editor->at.line : editor->at.line - line;
	else if (editor->set.relativenumber && !editor->set.number)
		number = 0;
	if (width) {
		snprintf(text, sizeof(text), "%*zu ", width - 1, number);
		screen_text(screen, row, 0, text, strlen(text), 0);
	}
}

/* Matches of the pattern, for hlsearch: the one that ends behind a byte. */
static bool is_match(struct editor *editor, size_t line, size_t at, struct span *match)
{
	struct span spans[PATTERN_GROUPS];

	if (!editor->set.hlsearch || editor->pattern_hidden || !editor->pattern_text)
		return false;
	while (match->start >= 0 && (ssize_t)at >= match->end) {
		size_t next = match->end + (match->end == match->start);

		if (!search_in_line(editor, line, next, spans)) {
			match->start = match->end = -1;
			return false;
		}
		*match = spans[0];
	}
	return match->start >= 0 && (ssize_t)at >= match->start;
}

/* Draw a line's rows from one on; returns the next row of the screen. */
static int draw_line(struct editor *editor, struct screen *screen, int row, size_t line,
		     size_t skip, const struct region *marked)
{
	struct layout layout;
	struct span match = { 0, 0 };
	int limit = editor->rows - 1;
	int margin = gutter(editor);

	draw_number(editor, screen, row, line);
	layout_begin(editor, line, &layout);
	while (layout_next(editor, &layout)) {
		int y = row + (int)layout.row - (int)skip, look = 0;

		if (layout.row < skip)
			continue;
		if (y >= limit)
			return limit;
		if (marked && in_region(marked, line, layout.at, layout.column))
			look = LOOK_REVERSE;
		else if (is_match(editor, line, layout.at, &match))
			look = LOOK_REVERSE;
		draw_character(editor, screen, y, layout.x, &layout, look);
	}
	if (layout.row < skip)
		return row;
	row += layout.row - skip;
	if (layout.x > layout.columns) {
		row += (layout.x - 1) / layout.columns;
		layout.x = (layout.x - 1) % layout.columns + 1;
	}
	if (row < limit && editor->set.list)
		screen_put(screen, row, margin + layout.x, "$", 1, 1, 0);
	else if (row < limit && marked && in_region(marked, line, layout.length, layout.column) &&
		 layout.length == 0)
		screen_put(screen, row, margin, " ", 1, 1, LOOK_REVERSE);
	return row + 1;
}

static void draw_status(struct editor *editor, struct screen *screen)
{
	static const char *const modes[] = {
		[MODE_INSERT] = "-- INSERT --", [MODE_REPLACE] = "-- REPLACE --",
		[MODE_VISUAL] = "-- VISUAL --",
	};
	int row = editor->rows - 1;
	const char *text = editor->message;
	char place[48], question[120];

	if (editor->asking) {
		snprintf(question, sizeof(question), "replace with %s (y/n/a/q/l)?",
			 editor->asking);
		text = question;
	} else if (editor->mode == MODE_VISUAL && editor->visual != CHARACTERS)
		text = editor->visual == LINES ? "-- VISUAL LINE --" : "-- VISUAL BLOCK --";
	else if (editor->set.showmode && editor->mode != MODE_NORMAL)
		text = modes[editor->mode];
	screen_text(screen, row, 0, text, strlen(text),
		    text == editor->message && editor->message_is_error ? LOOK_REVERSE : 0);
	if (editor->recording && text != editor->message)
		screen_text(screen, row, strlen(text), "recording", 9, 0);
	snprintf(place, sizeof(place), "%zu,%zu", editor->at.line + 1,
		 document_length(&editor->document, editor->at.line) == 0
		 ? 0 : display_column(editor, editor->at) + 1);
	if (editor->set.ruler && editor->columns > 50 && (int)strlen(text) < editor->columns - 20)
		screen_text(screen, row, editor->columns - 18, place, strlen(place), 0);
}

/* The line typed at the prompt; a long one shows its end. */
static void draw_prompt(struct editor *editor, struct screen *screen)
{
	const struct buffer *prompt = &editor->prompt;
	size_t from = 0;
	int x = 0;

	for (size_t at = 0; at < editor->prompt_at;) {
		uint32_t character;

		at += utf8_decode(prompt->data + at, prompt->length - at, &character);
		x += MAX(utf8_width(character), 1);
		if (x >= screen->columns) {
			from = at;
			x = 0;
		}
	}
	screen_text(screen, editor->rows - 1, 0, prompt->data + from, prompt->length - from, 0);
	screen->row = editor->rows - 1;
	screen->column = x;
}

void view_draw(struct editor *editor, struct screen *screen)
{
	struct region marked = { 0 };
	int row = 0, x = 0;
	size_t line;

	view_follow(editor);
	if (editor->mode == MODE_VISUAL)
		marked = visual_region(editor);
	for (int i = 0; i < editor->rows; i++)
		screen_clear(screen, i, 0);
	for (line = editor->top; row < editor->rows - 1; line++) {
		size_t skip = line == editor->top ? editor->top_skip : 0;

		if (line >= document_lines(&editor->document)) {
			screen_put(screen, row++, 0, "~", 1, 1, 0);
			continue;
		}
		/* A line that does not fit is not shown, but the first one. */
		if (line > editor->top &&
		    row + view_rows_of(editor, line) > (size_t)editor->rows - 1) {
			for (; row < editor->rows - 1; row++)
				screen_put(screen, row, 0, "@", 1, 1, 0);
			break;
		}
		if (line == editor->at.line) {
			screen->row = row + (int)cursor_row(editor, &x) - (int)skip;
			screen->column = MIN(gutter(editor) + x, editor->columns - 1);
		}
		row = draw_line(editor, screen, row, line, skip,
				editor->mode == MODE_VISUAL ? &marked : NULL);
	}
	screen->row = MIN(screen->row, editor->rows - 2 >= 0 ? editor->rows - 2 : 0);
	if (editor->mode == MODE_PROMPT)
		draw_prompt(editor, screen);
	else
		draw_status(editor, screen);
}
