/* SPDX-License-Identifier: MIT */
/* Characters are UTF-8's: a cursor never stands within one. */
#include "boot/ipxe_edit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "term/keys.h"

enum { LONGEST = 4096 };

static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static const char *text_of(const struct ipxe_edit *edit)
{
	return edit->line->data ? edit->line->data : "";
}

static size_t before(const struct ipxe_edit *edit, size_t at)
{
	while (at && is_inside(text_of(edit)[--at]))
		;
	return at;
}

static size_t after(const struct ipxe_edit *edit, size_t at)
{
	if (at < edit->line->length)
		at++;
	while (at < edit->line->length && is_inside(text_of(edit)[at]))
		at++;
	return at;
}

static void cut(struct ipxe_edit *edit, size_t from, size_t to)
{
	if (to <= from)
		return;
	memmove(edit->line->data + from, edit->line->data + to, edit->line->length - to + 1);
	edit->line->length -= to - from;
	edit->cursor = from;
}

static void insert(struct ipxe_edit *edit, const char *bytes, size_t length)
{
	if (edit->line->length + length > LONGEST)
		return;
	buffer_add(edit->line, bytes, length);
	memmove(edit->line->data + edit->cursor + length, edit->line->data + edit->cursor,
		edit->line->length - edit->cursor - length);
	memcpy(edit->line->data + edit->cursor, bytes, length);
	edit->cursor += length;
}

static size_t word_before(const struct ipxe_edit *edit)
{
	const char *text = text_of(edit);
	size_t at = edit->cursor;

	while (at && text[at - 1] == ' ')
		at--;
	while (at && text[at - 1] != ' ')
		at--;
	return at;
}

static void set_line(struct ipxe_edit *edit, const char *text)
{
	edit->line->length = 0;
	buffer_text(edit->line, text);
	edit->cursor = edit->line->length;
}

static void go_back(struct ipxe_edit *edit, int step)
{
	size_t back = edit->back + step;

	/* Below 0 is far above the count. */
	if (back > edit->history_count)
		return;
	if (edit->back == 0) {
		free(edit->kept);
		edit->kept = xstrdup(text_of(edit));
	}
	edit->back = back;
	set_line(edit, back ? edit->history[edit->history_count - back] : edit->kept);
}

void ipxe_edit_begin(struct ipxe_edit *edit, struct buffer *line)
{
	*edit = (struct ipxe_edit){ .line = line, .cursor = line->length };
}

void ipxe_edit_end(struct ipxe_edit *edit)
{
	free(edit->kept);
	edit->kept = NULL;
}

static void move_or_cut(struct ipxe_edit *edit, int key)
{
	switch (key) {
	case KEY_LEFT:
	case CONTROL('B'):
		edit->cursor = before(edit, edit->cursor);
		break;
	case KEY_RIGHT:
	case CONTROL('F'):
		edit->cursor = after(edit, edit->cursor);
		break;
	case KEY_HOME:
	case CONTROL('A'):
		edit->cursor = 0;
		break;
	case KEY_END:
	case CONTROL('E'):
		edit->cursor = edit->line->length;
		break;
	case '\b':
		cut(edit, before(edit, edit->cursor), edit->cursor);
		break;
	case KEY_DELETE:
	case CONTROL('D'):
		cut(edit, edit->cursor, after(edit, edit->cursor));
		break;
	case CONTROL('K'):
		cut(edit, edit->cursor, edit->line->length);
		break;
	case CONTROL('U'):
		cut(edit, 0, edit->cursor);
		break;
	case CONTROL('W'):
		cut(edit, word_before(edit), edit->cursor);
		break;
	case KEY_UP:
	case KEY_DOWN:
		go_back(edit, key == KEY_UP ? 1 : -1);
		break;
	}
}

enum ipxe_edit_result ipxe_edit_key(struct ipxe_edit *edit, int key)
{
	char bytes[4];

	if (key == '\r' || key == '\n')
		return EDIT_DONE;
	if (key == KEY_ESCAPE || key == CONTROL('C'))
		return EDIT_CANCELLED;
	if (key >= 0x20 && key < KEY_UP)
		insert(edit, bytes, utf8_encode(key, bytes));
	else
		move_or_cut(edit, key);
	return EDIT_GOES_ON;
}

/* Characters between two places. */
static unsigned width(const char *text, size_t from, size_t to)
{
	unsigned count = 0;

	for (; from < to; from++)
		count += !is_inside(text[from]);
	return count;
}

bool ipxe_edit_appended(const struct ipxe_edit *edit, size_t from, const char *prompt,
			unsigned columns)
{
	return !edit->secret && edit->cursor == edit->line->length && edit->cursor > from &&
	       width(prompt, 0, strlen(prompt)) + width(text_of(edit), 0, edit->cursor) + 2 <
	       columns;
}

void ipxe_edit_draw(const struct ipxe_edit *edit, const char *prompt, unsigned columns,
		    struct buffer *out)
{
	const char *text = text_of(edit);
	unsigned taken = width(prompt, 0, strlen(prompt));
	unsigned room = columns > taken + 2 ? columns - taken - 1 : 1;
	size_t start = 0, end;

	/* Scroll so far that the cursor is seen. */
	while (width(text, start, edit->cursor) >= room)
		start = after(edit, start);
	for (end = start; end < edit->line->length && width(text, start, end) < room;)
		end = after(edit, end);
	buffer_format(out, "\r%s", prompt);
	for (size_t i = start; i < end; i++) {
		if (!edit->secret)
			buffer_add(out, iscntrl((unsigned char)text[i]) ? "?" : text + i, 1);
		else if (!is_inside(text[i]))
			buffer_text(out, "*");
	}
	buffer_text(out, "\033[K\r");
	if (taken + width(text, start, edit->cursor))
		buffer_format(out, "\033[%uC", taken + width(text, start, edit->cursor));
}
