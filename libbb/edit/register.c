/* SPDX-License-Identifier: MIT */
/* Registers: where deleted and yanked text goes, and putting it back. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "edit/editor.h"

bool cut_is_valid(int name, bool writing)
{
	if (name == '"' || name == '-' || name == '_' || (name > 0 && name < 128 && isalnum(name)))
		return true;
	return !writing && (name == '.' || name == ':' || name == '/' || name == '%');
}

/* NULL when there is none of this name. */
struct cut *cut_named(struct editor *editor, int name)
{
	if (name == 0 || name == '"')
		return &editor->cuts[CUT_UNNAMED];
	if (name == '-')
		return &editor->cuts[CUT_SMALL];
	if (name == '.')
		return &editor->cuts[CUT_INSERTED];
	if (name >= '0' && name <= '9')
		return &editor->cuts[CUT_NUMBERED + name - '0'];
	if (name < 128 && isalpha(name))
		return &editor->cuts[tolower(name) - 'a'];
	return NULL;
}

static void fill(struct cut *cut, const char *text, size_t length, enum extent extent)
{
	struct buffer fresh = { 0 };

	buffer_add(&fresh, text, length);
	buffer_free(&cut->text);
	cut->text = fresh;
	cut->extent = extent;
}

/* A capital letter appends; lines and characters together make lines. */
void cut_set(struct editor *editor, int name, const char *text, size_t length,
	     enum extent extent)
{
	struct cut *cut = cut_named(editor, name);

	if (!cut || name == '_')
		return;
	if (name > 0 && name < 128 && isupper(name) && cut->text.length) {
		if (cut->extent == LINES || extent == LINES) {
			if (cut->text.data[cut->text.length - 1] != '\n')
				buffer_text(&cut->text, "\n");
			cut->extent = LINES;
		}
		buffer_add(&cut->text, text, length);
		if (cut->extent == LINES && cut->text.data[cut->text.length - 1] != '\n')
			buffer_text(&cut->text, "\n");
	} else {
		fill(cut, text, length, extent);
	}
	if (cut != &editor->cuts[CUT_UNNAMED])
		fill(&editor->cuts[CUT_UNNAMED], cut->text.data, cut->text.length, cut->extent);
}

void cut_yank(struct editor *editor, const char *text, size_t length, enum extent extent)
{
	if (editor->reg == '_')
		return;
	cut_set(editor, editor->reg && editor->reg != '"' ? editor->reg : '0', text, length,
		extent);
}

/* Lines and what spans lines moves "1 to "2 and so on; less goes to "-. */
void cut_deleted(struct editor *editor, const char *text, size_t length, enum extent extent,
		 bool big)
{
	bool named = editor->reg && editor->reg != '"';

	if (editor->reg == '_')
		return;
	if (named)
		cut_set(editor, editor->reg, text, length, extent);
	if (big) {
		struct cut *numbered = editor->cuts + CUT_NUMBERED;

		buffer_free(&numbered[9].text);
		memmove(numbered + 2, numbered + 1, 8 * sizeof(*numbered));
		numbered[1] = (struct cut){ 0 };
		fill(&numbered[1], text, length, extent);
	} else if (!named) {
		fill(&editor->cuts[CUT_SMALL], text, length, extent);
	}
	if (!named)
		fill(&editor->cuts[CUT_UNNAMED], text, length, extent);
}

static void put_lines(struct editor *editor, const struct cut *cut, size_t count, bool after,
		      bool cursor_behind)
{
	size_t line = editor->at.line + after;
	struct buffer text = { 0 };
	size_t before = document_lines(&editor->document), put;

	if (document_is_empty(&editor->document)) {
		/* The empty text's one line is there from now on. */
		document_insert(&editor->document, 0, "\n", 1);
		line = after;
	}
	while (count--) {
		buffer_add(&text, cut->text.data, cut->text.length);
		if (text.data[text.length - 1] != '\n')
			buffer_text(&text, "\n");
	}
	document_insert(&editor->document, line, text.data, text.length);
	buffer_free(&text);
	put = document_lines(&editor->document) - before;
	document_mark(&editor->document, MARK_OPEN, (struct place){ line, 0 });
	document_mark(&editor->document, MARK_CLOSE, (struct place){ line + put - 1, 0 });
	editor->at = (struct place){ cursor_behind ? line + put : line, 0 };
	if (!cursor_behind)
		editor->at.column = first_nonblank(editor, line);
	if (put > 2)
		editor_say(editor, "%zu more lines", put);
}

static void put_characters(struct editor *editor, const struct cut *cut, size_t count, bool after,
			   bool cursor_behind)
{
	struct place at = editor->at;
	struct buffer text = { 0 };
	size_t lines = document_lines(&editor->document);
	size_t rest;

	if (after)
		at.column += character_size(editor, at);
	while (count--)
		buffer_add(&text, cut->text.data, cut->text.length);
	document_replace(&editor->document, at, at, text.data, text.length);
	document_mark(&editor->document, MARK_OPEN, at);
	if (document_is_empty(&editor->document))
		lines = 1;
	lines = document_lines(&editor->document) - lines;
	for (rest = 0; rest < text.length && text.data[text.length - 1 - rest] != '\n'; rest++)
		;
	editor->at = at;
	if (lines == 0)
		editor->at.column = at.column + text.length;
	else if (cursor_behind)
		editor->at = (struct place){ at.line + lines, rest };
	if (!cursor_behind && lines == 0)
		editor->at.column = column_before(editor, editor->at);
	document_mark(&editor->document, MARK_CLOSE,
		      lines ? (struct place){ at.line + lines, rest } : editor->at);
	buffer_free(&text);
}

/* Pad a line with blanks up to a display column. */
static size_t pad(struct editor *editor, size_t line, size_t column)
{
	size_t length = document_length(&editor->document, line), byte;
	size_t end = display_column(editor, (struct place){ line, length });

	byte = display_byte(editor, line, column);
	for (; end < column; end++, byte++) {
		struct place at = { line, length++ };

		document_replace(&editor->document, at, at, " ", 1);
	}
	return byte;
}

static void put_block(struct editor *editor, const struct cut *cut, size_t count, bool after,
		      bool cursor_behind)
{
	const char *row = cut->text.data, *end = row + cut->text.length;
	size_t column = after && character_at(editor, editor->at) >= 0
			? display_end(editor, editor->at) + 1 : display_column(editor, editor->at);
	size_t width = 0;

	for (const char *at = row, *stop; at < end; at = stop + 1) {
		stop = memchr(at, '\n', end - at) ?: end;
		width = MAX(width, (size_t)(stop - at));
	}
	for (size_t line = editor->at.line; row < end; line++) {
		const char *stop = memchr(row, '\n', end - row) ?: end;
		struct place at = { line, 0 };

		if (line >= document_lines(&editor->document))
			document_insert(&editor->document, line, "\n", 1);
		at.column = pad(editor, line, column);
		for (size_t i = 0; i < count; i++) {
			bool last = character_at(editor, at) < 0 && i + 1 == count;

			document_replace(&editor->document, at, at, row, stop - row);
			at.column += stop - row;
			for (size_t more = stop - row; !last && more < width; more++, at.column++)
				document_replace(&editor->document, at, at, " ", 1);
		}
		if (line == editor->at.line)
			editor->at.column = display_byte(editor, line, column);
		if (cursor_behind)
			editor->at = at;
		row = stop + 1;
	}
}

bool put(struct editor *editor, bool after, bool cursor_behind)
{
	struct cut *cut = cut_named(editor, editor->reg);
	size_t count = editor->count ? editor->count : 1;
	const char *text = editor->reg == '/' ? editor->pattern_text
			 : editor->reg == ':' ? editor->last_command
			 : editor->reg == '%' ? editor->name : NULL;
	struct cut other = { 0 };

	if (text) {
		fill(&other, text, strlen(text), CHARACTERS);
		cut = &other;
	}
	if (!cut || !cut->text.length)
		return editor_error(editor, "Nothing in register %c",
				    editor->reg ? editor->reg : '"');
	count = MIN(count, (size_t)(1u << 30) / cut->text.length + 1);
	if (cut->extent == LINES)
		put_lines(editor, cut, count, after, cursor_behind);
	else if (cut->extent == BLOCK)
		put_block(editor, cut, count, after, cursor_behind);
	else
		put_characters(editor, cut, count, after, cursor_behind);
	buffer_free(&other.text);
	return true;
}
