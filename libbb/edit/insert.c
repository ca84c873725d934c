/* SPDX-License-Identifier: MIT */
/* Insert and replace mode. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

/* One run of the mode. */
struct insertion {
	size_t times;			/* of the text, when Esc comes */
	size_t first_key;		/* in the keys typed: where the text begins */
	struct place start;
	bool lines;			/* each in a line of its own */
	bool moved;			/* by arrows: the text is not repeated */
	bool indented;			/* the line has nothing but its automatic indent */
	struct buffer replaced;		/* R: what was there, for backspace */
	size_t *sizes;			/* of each replaced character; SIZE_MAX: none was */
	size_t size_count;
};

static void insert_text(struct editor *editor, const char *text, size_t length)
{
	document_replace(&editor->document, editor->at, editor->at, text, length);
	editor->at.column += length;
}

void insert_key_text(struct editor *editor, int key)
{
	char bytes[4];
	size_t length = utf8_encode(key, bytes);

	insert_text(editor, bytes, length);
	buffer_add(&editor->cuts[CUT_INSERTED].text, bytes, length);
}

/* R: the character under the cursor goes, and is remembered. */
static void overtype(struct editor *editor, struct insertion *insertion, int key)
{
	size_t size = character_size(editor, editor->at), length;
	const char *text = line_text(editor, editor->at.line, &length);
	struct place end = editor->at;

	insertion->sizes = xrealloc(insertion->sizes,
				    (insertion->size_count + 1) * sizeof(size_t));
	insertion->sizes[insertion->size_count++] = key == '\r' || !size ? SIZE_MAX : size;
	if (size && key != '\r') {
		buffer_add(&insertion->replaced, text + editor->at.column, size);
		end.column += size;
		document_replace(&editor->document, editor->at, end, NULL, 0);
	}
}

/* R: backspace puts back what was there. */
static void restore(struct editor *editor, struct insertion *insertion)
{
	size_t size;
	struct place end = editor->at;

	if (insertion->size_count == 0) {
		if (editor->at.column > 0)
			editor->at.column = column_before(editor, editor->at);
		return;
	}
	size = insertion->sizes[--insertion->size_count];
	if (editor->at.column == 0)
		return;
	editor->at.column = column_before(editor, editor->at);
	if (size == SIZE_MAX) {
		document_replace(&editor->document, editor->at, end, NULL, 0);
		return;
	}
	insertion->replaced.length -= size;
	document_replace(&editor->document, editor->at, end,
			 insertion->replaced.data + insertion->replaced.length, size);
}

static void drop_indent(struct editor *editor, struct insertion *insertion)
{
	if (!insertion->indented)
		return;
	insertion->indented = false;
	document_replace(&editor->document, (struct place){ editor->at.line, 0 },
			 editor->at, NULL, 0);
	editor->at.column = 0;
}

/* The blanks a line begins with, up to the cursor. */
static char *indent_text(struct editor *editor, size_t line, size_t limit, size_t *size)
{
	size_t length;
	const char *text = line_text(editor, line, &length);

	for (*size = 0; *size < length && *size < limit && is_blank(text[*size]); ++*size)
		;
	return xstrndup(text, *size);
}

static void new_line(struct editor *editor, struct insertion *insertion)
{
	size_t size, length;
	char *indent = indent_text(editor, editor->at.line, editor->at.column, &size);
	struct place end = editor->at;
	const char *text;

	if (editor->set.autoindent) {
		/* Blanks at the cursor do not go down with the rest. */
		text = line_text(editor, end.line, &length);
		while (end.column < length && is_blank(text[end.column]))
			end.column++;
		document_replace(&editor->document, editor->at, end, NULL, 0);
	}
	drop_indent(editor, insertion);
	insert_text(editor, "\n", 1);
	editor->at = (struct place){ editor->at.line + 1, 0 };
	if (editor->set.autoindent && size) {
		insert_text(editor, indent, size);
		insertion->indented = true;
	}
	buffer_text(&editor->cuts[CUT_INSERTED].text, "\n");
	free(indent);
}

static void tab(struct editor *editor)
{
	int stop = editor->set.softtabstop ? editor->set.softtabstop : editor->set.tabstop;
	size_t column = display_column(editor, editor->at);

	if (!editor->set.expandtab && !editor->set.softtabstop) {
		insert_key_text(editor, '\t');
		return;
	}
	for (size_t count = stop - column % stop; count > 0; count--)
		insert_key_text(editor, ' ');
}

static void erase_to(struct editor *editor, size_t column)
{
	struct place from = { editor->at.line, column };

	document_replace(&editor->document, from, editor->at, NULL, 0);
	editor->at = from;
}

/* Join with the line above, as Backspace and its like do at a line's start. */
static void erase_line_end(struct editor *editor)
{
	struct place end = editor->at;

	if (end.line == 0)
		return;
	editor->at = (struct place){ end.line - 1,
				     document_length(&editor->document, end.line - 1) };
	document_replace(&editor->document, editor->at, end, NULL, 0);
}

static void backspace(struct editor *editor)
{
	struct buffer *inserted = &editor->cuts[CUT_INSERTED].text;
	int stop = editor->set.softtabstop;
	size_t length;
	const char *text = line_text(editor, editor->at.line, &length);

	if (inserted->length)
		inserted->length = utf8_before(inserted->data, inserted->length);
	if (editor->at.column == 0) {
		erase_line_end(editor);
		return;
	}
	if (stop && text[editor->at.column - 1] == ' ') {
		size_t column = editor->at.column - 1;
		size_t left = (display_column(editor, editor->at) - 1) % stop;

		for (; left > 0 && column > 0 && text[column - 1] == ' '; left--)
			column--;
		erase_to(editor, column);
		return;
	}
	erase_to(editor, column_before(editor, editor->at));
}

/* Ctrl-W: a word back; not over where the insertion began, until the cursor stands there. */
static void erase_word(struct editor *editor, struct place start)
{
	struct place at = editor->at;
	size_t limit = start.line == at.line && start.column < at.column ? start.column : 0;
	int kind;

	if (at.column == 0) {
		erase_line_end(editor);
		return;
	}
	do {
		at.column = column_before(editor, at);
	} while (at.column > limit && word_kind(editor, at, false) == 0);
	kind = word_kind(editor, at, false);
	while (at.column > limit) {
		struct place before = { at.line, column_before(editor, at) };

		if (word_kind(editor, before, false) != kind)
			break;
		at = before;
	}
	erase_to(editor, MAX(at.column, limit));
}

static void erase_line(struct editor *editor, struct place start)
{
	size_t indent;

	free(indent_text(editor, editor->at.line, editor->at.column, &indent));
	if (editor->at.column == 0)
		erase_line_end(editor);
	else if (start.line == editor->at.line && start.column < editor->at.column)
		erase_to(editor, start.column);
	else
		erase_to(editor, indent < editor->at.column ? indent : 0);
}

static void shift(struct editor *editor, int by)
{
	size_t before = document_length(&editor->document, editor->at.line), after;

	if (before == 0 && by > 0)
		set_indent(editor, editor->at.line, editor->set.shiftwidth);
	else
		shift_lines(editor, editor->at.line, editor->at.line, by);
	after = document_length(&editor->document, editor->at.line);
	editor->at.column = after >= before ? editor->at.column + after - before
			  : editor->at.column - MIN(editor->at.column, before - after);
}

static void insert_register(struct editor *editor, int name)
{
	struct cut *cut = cut_named(editor, name);
	const char *text = cut ? cut->text.data : NULL;
	size_t length = cut ? cut->text.length : 0;

	for (size_t i = 0; i < length; i++) {
		insert_text(editor, text + i, 1);
		if (text[i] == '\n')
			editor->at = (struct place){ editor->at.line + 1, 0 };
	}
}

/* Ctrl-Y, Ctrl-E: the character above or below. */
static void insert_neighbour(struct editor *editor, bool above)
{
	size_t line = editor->at.line;
	struct place at;
	int character;

	if (above ? line == 0 : line + 1 == document_lines(&editor->document))
		return;
	at.line = above ? line - 1 : line + 1;
	at.column = display_byte(editor, at.line, display_column(editor, editor->at));
	character = character_at(editor, at);
	if (character >= 0)
		insert_key_text(editor, character);
}

/* Arrows and their like: what follows is an insertion of its own, to undo and to repeat. */
static bool movement(struct editor *editor, struct insertion *insertion, int key)
{
	size_t last = document_lines(&editor->document) - 1, want = editor->want;
	struct place *at = &editor->at;

	switch (key) {
	case KEY_LEFT: at->column = column_before(editor, *at); break;
	case KEY_RIGHT: at->column += character_size(editor, *at); break;
	case KEY_HOME: at->column = 0; break;
	case KEY_END: at->column = document_length(&editor->document, at->line); break;
	case KEY_UP: at->line -= at->line > 0; break;
	case KEY_DOWN: at->line += at->line < last; break;
	case KEY_PAGE_UP: at->line -= MIN(at->line, (size_t)editor->rows - 3); break;
	case KEY_PAGE_DOWN: at->line = MIN(at->line + editor->rows - 3, last); break;
	case KEY_WORD_LEFT: case KEY_WORD_RIGHT: {
		struct motion motion = { .to = *at };

		if (key == KEY_WORD_LEFT ? word_backward(editor, &motion, false)
					 : word_forward(editor, &motion, false))
			*at = motion.to;
		break;
	}
	default:
		return false;
	}
	if (key == KEY_UP || key == KEY_DOWN || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN)
		at->column = display_byte(editor, at->line, want);
	else
		want_here(editor);
	document_step(&editor->document, editor->at);
	insertion->moved = true;
	insertion->start = editor->at;
	insertion->size_count = 0;
	insertion->replaced.length = 0;
	insertion->indented = false;
	editor->cuts[CUT_INSERTED].text.length = 0;
	/* As if the text had been inserted by i from here on. */
	editor->typed.count = 0;
	keys_add(&editor->typed, 'i');
	return true;
}

static bool editing_key(struct editor *editor, struct insertion *insertion, int key)
{
	int character;

	switch (key) {
	case CONTROL('W'): erase_word(editor, insertion->start); break;
	case CONTROL('U'): erase_line(editor, insertion->start); break;
	case CONTROL('T'): shift(editor, 1); break;
	case CONTROL('D'): shift(editor, -1); break;
	case CONTROL('R'): insert_register(editor, editor_key(editor)); break;
	case CONTROL('Y'): insert_neighbour(editor, true); break;
	case CONTROL('E'): insert_neighbour(editor, false); break;
	case CONTROL('A'): insert_register(editor, '.'); break;
	case KEY_DELETE:
		if (character_at(editor, editor->at) >= 0) {
			struct place end = editor->at;

			end.column += character_size(editor, end);
			document_replace(&editor->document, editor->at, end, NULL, 0);
		} else if (editor->at.line + 1 < document_lines(&editor->document)) {
			document_replace(&editor->document, editor->at,
					 (struct place){ editor->at.line + 1, 0 }, NULL, 0);
		}
		break;
	case KEY_INSERT:
		editor->mode = editor->mode == MODE_INSERT ? MODE_REPLACE : MODE_INSERT;
		break;
	case CONTROL('V'):
	case CONTROL('Q'):
		character = read_literal(editor);
		if (character == '\n')
			new_line(editor, insertion);
		else if (character >= 0)
			insert_key_text(editor, character);
		break;
	default:
		return false;
	}
	return true;
}

/* One key; false when it was the last. */
static bool take_key(struct editor *editor, struct insertion *insertion, int key)
{
	if (key == KEY_ESCAPE || key == CONTROL('C'))
		return false;
	if (movement(editor, insertion, key))
		return true;
	if (key == '\b') {
		insertion->indented = false;
		if (editor->mode == MODE_REPLACE)
			restore(editor, insertion);
		else
			backspace(editor);
		return true;
	}
	if (editing_key(editor, insertion, key)) {
		insertion->indented = false;
		return true;
	}
	if (key > 0x10ffff + 256)
		return true;
	if (key == '\n')
		key = '\r';
	if (editor->mode == MODE_REPLACE)
		overtype(editor, insertion, key);
	if (key == '\r') {
		new_line(editor, insertion);
		return true;
	}
	insertion->indented = false;
	if (key == '\t')
		tab(editor);
	else
		insert_key_text(editor, key);
	return true;
}

/* Esc with a count: type the same once more. */
static void repeat_text(struct editor *editor, struct insertion *insertion)
{
	size_t count = editor->typed.count - insertion->first_key - 1;
	int *keys = xmalloc((count + 1) * sizeof(*keys));

	memcpy(keys, editor->typed.keys + insertion->first_key, count * sizeof(*keys));
	while (--insertion->times > 0) {
		size_t kept = editor->typed.count;

		if (insertion->lines)
			open_line(editor, true);
		editor_push(editor, (int[]){ KEY_ESCAPE }, 1);
		editor_push(editor, keys, count);
		while (take_key(editor, insertion, editor_key(editor)))
			;
		editor->typed.count = kept;
	}
	free(keys);
}

/* Ctrl-O: one command of normal mode, then on with the text. */
static void one_command(struct editor *editor, struct insertion *insertion)
{
	struct keys typed = editor->typed;
	int mode = editor->mode;

	editor->typed = (struct keys){ 0 };
	editor->mode = MODE_NORMAL;
	editor->no_dot = true;
	normal_command(editor);
	editor->no_dot = false;
	free(editor->typed.keys);
	editor->typed = typed;
	editor->mode = mode;
	movement(editor, insertion, KEY_NOTHING);
	document_step(&editor->document, editor->at);
	insertion->moved = true;
}

static void run(struct editor *editor, size_t count, int mode, bool lines)
{
	struct insertion insertion = { .times = MAX(count, (size_t)1), .start = editor->at,
				       .first_key = editor->typed.count, .lines = lines };

	editor->mode = mode;
	editor->cuts[CUT_INSERTED].text.length = 0;
	insertion.indented = editor->at.column > 0 && mode == MODE_INSERT &&
			     editor->set.autoindent &&
			     editor->at.column == document_length(&editor->document,
								  editor->at.line) &&
			     first_nonblank(editor, editor->at.line) + 1 == editor->at.column &&
			     is_blank(character_at(editor, (struct place){ editor->at.line, 0 }));
	want_here(editor);
	for (;;) {
		int key = editor_key(editor);

		if (key == CONTROL('O')) {
			one_command(editor, &insertion);
			continue;
		}
		if (!take_key(editor, &insertion, key))
			break;
		if (key != KEY_UP && key != KEY_DOWN)
			want_here(editor);
	}
	if (insertion.times > 1 && !insertion.moved && !editor->quit)
		repeat_text(editor, &insertion);
	drop_indent(editor, &insertion);
	free(insertion.replaced.data);
	free(insertion.sizes);
	document_mark(&editor->document, MARK_INSERT, editor->at);
	editor->mode = MODE_NORMAL;
	editor->at.column = column_before(editor, editor->at);
	want_here(editor);
}

void insert_mode(struct editor *editor, size_t count, int mode)
{
	run(editor, count, mode, false);
}

/* After o or O, whose count makes as many lines. */
void insert_lines_mode(struct editor *editor, size_t count)
{
	run(editor, count, MODE_INSERT, true);
}

/* o and O: a line of its own, indented as the present one when autoindent is set. */
void open_line(struct editor *editor, bool below)
{
	size_t size = 0, line = editor->at.line + below;
	char *indent = editor->set.autoindent
		       ? indent_text(editor, editor->at.line, SIZE_MAX, &size) : xstrdup("");

	if (document_is_empty(&editor->document))
		document_insert(&editor->document, 0, "\n", 1);
	document_insert(&editor->document, line, indent, size);
	free(indent);
	editor->at = (struct place){ line, size };
}
