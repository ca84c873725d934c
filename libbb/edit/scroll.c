/* SPDX-License-Identifier: MIT */
/* Moving the text under the window: Ctrl-F B D U E Y, z and its like. */
#include "edit/editor.h"

static void cursor_into_view(struct editor *editor)
{
	size_t bottom = view_last(editor);

	if (editor->at.line < editor->top)
		editor->at.line = editor->top;
	if (editor->at.line > bottom)
		editor->at.line = bottom;
	editor->at.column = display_byte(editor, editor->at.line, editor->want);
	editor->at = place_clamp(editor, editor->at, false);
}

static void to_nonblank(struct editor *editor)
{
	editor->at.column = first_nonblank(editor, editor->at.line);
	want_here(editor);
}

static bool by_pages(struct editor *editor, size_t count, bool down)
{
	size_t last = document_lines(&editor->document) - 1, page = MAX(editor->rows - 3, 1);

	while (count--) {
		if (down) {
			size_t bottom = view_last(editor);

			if (editor->top == last)
				return false;
			editor->top = bottom >= last ? last : MAX(bottom - 1, editor->top + 1);
			if (bottom - 1 <= editor->top && bottom < last)
				editor->top = MIN(editor->top, last);
		} else {
			size_t rows = 0, line = MIN(editor->top + 1, last);

			if (editor->top == 0)
				return false;
			/* Two lines stay in sight. */
			for (; line > 0; line--) {
				rows += view_rows_of(editor, line);
				if (rows >= page + 2)
					break;
			}
			editor->top = MIN(line, editor->top - 1);
		}
		editor->top_skip = 0;
	}
	cursor_into_view(editor);
	to_nonblank(editor);
	return true;
}

static bool by_half(struct editor *editor, size_t count, bool down)
{
	size_t last = document_lines(&editor->document) - 1, by;

	if (count)
		editor->set.scroll = MIN(count, (size_t)editor->rows);
	by = editor->set.scroll ? editor->set.scroll : MAX((editor->rows - 1) / 2, 1);
	if (down ? editor->at.line == last : editor->at.line == 0)
		return false;
	if (down) {
		if (view_last(editor) < last)
			editor->top = MIN(editor->top + by, last);
		editor->at.line = MIN(editor->at.line + by, last);
	} else {
		editor->top -= MIN(by, editor->top);
		editor->at.line -= MIN(by, editor->at.line);
	}
	editor->top_skip = 0;
	to_nonblank(editor);
	return true;
}

static bool by_lines(struct editor *editor, size_t count, bool down)
{
	size_t last = document_lines(&editor->document) - 1;

	if (down ? editor->top == last : editor->top == 0)
		return false;
	editor->top = down ? MIN(editor->top + count, last)
			   : editor->top - MIN(count, editor->top);
	editor->top_skip = 0;
	cursor_into_view(editor);
	return true;
}

/* z: put the cursor's line at the top, the middle or the bottom of the window. */
static bool place_line(struct editor *editor, size_t count)
{
	int key = editor_key(editor);
	size_t above = key == 'b' || key == '-' ? editor->rows - 2
		     : key == 'z' || key == '.' ? (editor->rows - 1) / 2 : 0, rows = 0;
	size_t line;

	if (key != 'z' && key != 't' && key != 'b' && key != '.' && key != '-' && key != '\r')
		return false;
	if (count) {
		editor->at.line = MIN(count, document_lines(&editor->document)) - 1;
		editor->at = place_clamp(editor, editor->at, false);
	}
	for (line = editor->at.line; line > 0; line--) {
		rows += view_rows_of(editor, line - 1);
		if (rows > above)
			break;
	}
	editor->top = above ? line : editor->at.line;
	editor->top_skip = 0;
	if (key == '.' || key == '-' || key == '\r')
		to_nonblank(editor);
	return true;
}

bool scroll_command(struct editor *editor, int key, size_t count, bool *well)
{
	size_t times = count ? count : 1;

	view_follow(editor);
	switch (key) {
	case CONTROL('F'): case KEY_PAGE_DOWN: *well = by_pages(editor, times, true); break;
	case CONTROL('B'): case KEY_PAGE_UP: *well = by_pages(editor, times, false); break;
	case CONTROL('D'): *well = by_half(editor, count, true); break;
	case CONTROL('U'): *well = by_half(editor, count, false); break;
	case CONTROL('E'): *well = by_lines(editor, times, true); break;
	case CONTROL('Y'): *well = by_lines(editor, times, false); break;
	case 'z': *well = place_line(editor, count); break;
	default: return false;
	}
	return true;
}
