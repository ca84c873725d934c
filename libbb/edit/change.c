/* SPDX-License-Identifier: MIT */
/* Changes of lines: indent, joining, case, filters, and typing on all rows of a block. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

static size_t blanks(struct editor *editor, size_t line)
{
	size_t length, at = 0;
	const char *text = line_text(editor, line, &length);

	while (at < length && is_blank(text[at]))
		at++;
	return at;
}

size_t indent_of(struct editor *editor, size_t line)
{
	return display_column(editor, (struct place){ line, blanks(editor, line) });
}

/* Indent by tabs as far as they go, unless expandtab is set. */
void set_indent(struct editor *editor, size_t line, size_t columns)
{
	struct buffer text = { 0 };
	size_t tabs = editor->set.expandtab ? 0 : columns / editor->set.tabstop;
	size_t old = blanks(editor, line), length;
	const char *now = line_text(editor, line, &length);

	for (size_t i = 0; i < tabs; i++)
		buffer_add(&text, "\t", 1);
	for (size_t i = tabs * editor->set.tabstop; i < columns; i++)
		buffer_add(&text, " ", 1);
	if (text.length != old || memcmp(now, text.data ? text.data : "", old) != 0)
		document_replace(&editor->document, (struct place){ line, 0 },
				 (struct place){ line, old }, text.data, text.length);
	buffer_free(&text);
}

bool shift_lines(struct editor *editor, size_t first, size_t last, int amount)
{
	size_t width = editor->set.shiftwidth ? editor->set.shiftwidth : editor->set.tabstop;

	for (size_t line = first; line <= last; line++) {
		size_t indent, by = width * abs(amount);

		if (document_length(&editor->document, line) == 0)
			continue;
		indent = indent_of(editor, line);
		if (editor->set.shiftround && indent % width)
			indent = amount > 0 ? indent / width * width : (indent / width + 1) * width;
		set_indent(editor, line, amount > 0 ? indent + by : indent - MIN(indent, by));
	}
	return true;
}

/* Put the next line behind this one; with spaces, one blank between, and none before ). */
static void join_next(struct editor *editor, size_t line, bool spaces)
{
	size_t length, next_length, skip = spaces ? blanks(editor, line + 1) : 0;
	const char *text = line_text(editor, line, &length);
	const char *next = line_text(editor, line + 1, &next_length);
	bool blank = spaces && length && skip < next_length && next[skip] != ')' &&
		     !is_blank(text[length - 1]);
	bool two = blank && editor->set.joinspaces && strchr(".!?", text[length - 1]);

	editor->at = (struct place){ line, length };
	document_replace(&editor->document, editor->at, (struct place){ line + 1, skip }, "  ",
			 blank + two);
}

bool join_lines(struct editor *editor, size_t first, size_t count, bool spaces)
{
	size_t lines = document_lines(&editor->document);

	count = MAX(count, (size_t)2);
	if (first + 1 >= lines || (first + count > lines && count == 2))
		return false;
	count = MIN(count, lines - first);
	while (--count)
		join_next(editor, first, spaces);
	editor->at = place_clamp(editor, editor->at, false);
	return true;
}

static uint32_t changed(uint32_t character, int how)
{
	uint32_t upper = character_upper(character), lower = character_lower(character);

	if (how == '?') {
		if (character > 127 || !isalpha(character))
			return character;
		return (lower - 'a' + 13) % 26 + (isupper(character) ? 'A' : 'a');
	}
	if (how == 'U')
		return upper;
	return how == 'u' || character != lower ? lower : upper;
}

static void case_between(struct editor *editor, size_t line, size_t from, size_t to, int how)
{
	size_t length;
	const char *text = line_text(editor, line, &length);
	struct buffer now = { 0 };

	to = MIN(to, length);
	for (size_t used, at = from; at < to; at += used) {
		uint32_t character;
		char encoded[4];

		used = utf8_decode(text + at, length - at, &character);
		buffer_add(&now, encoded, utf8_encode(changed(character, how), encoded));
	}
	if (now.length && (now.length != to - from || memcmp(now.data, text + from, now.length)))
		document_replace(&editor->document, (struct place){ line, from },
				 (struct place){ line, to }, now.data, now.length);
	buffer_free(&now);
}

/* how: '~' turn, 'u' lower, 'U' upper, '?' rot13 */
void change_case(struct editor *editor, const struct region *region, int how)
{
	for (size_t line = region->from.line; line <= region->to.line; line++) {
		size_t from = 0, to = SIZE_MAX;

		if (region->extent == CHARACTERS) {
			from = line == region->from.line ? region->from.column : 0;
			to = line == region->to.line ? region->to.column : SIZE_MAX;
		} else if (region->extent == BLOCK) {
			from = display_byte(editor, line, region->left);
			to = region->right == SIZE_MAX ? SIZE_MAX
			     : display_byte(editor, line, region->right);
		}
		case_between(editor, line, from, to, how);
	}
}

/* Lines become what a command makes of them. */
bool filter_lines(struct editor *editor, size_t first, size_t last, const char *command)
{
	struct region region = { LINES, { first, 0 }, { last, 0 }, 0, 0 };
	struct buffer output = { 0 };
	size_t length;
	char *text;
	int status;

	if (!editor->host->shell)
		return editor_error(editor, "No shell");
	text = region_text(editor, &region, &length);
	if (document_is_empty(&editor->document))
		length = 0;
	status = editor->host->shell(editor->host->data, command, text, length, &output);
	free(text);
	if (status < 0) {
		buffer_free(&output);
		return editor_failure(editor);
	}
	document_delete(&editor->document, first, last - first + 1);
	if (output.length)
		document_insert(&editor->document, first, output.data, output.length);
	buffer_free(&output);
	editor->at = place_clamp(editor, (struct place){ first, 0 }, false);
	editor->at.column = first_nonblank(editor, editor->at.line);
	if (status)
		editor_say(editor, "shell returned %d", status);
	else if (last - first > 1)
		editor_say(editor, "%zu lines filtered", last - first + 1);
	return true;
}

static void pad_line(struct editor *editor, size_t line, size_t column)
{
	struct place end = { line, document_length(&editor->document, line) };

	for (size_t have = display_column(editor, end); have < column; have++, end.column++)
		document_replace(&editor->document, end, end, " ", 1);
}

/* I, A and c of a block: what is typed on the first row is put on all of them. */
bool change_rows_of_block(struct editor *editor, const struct region *region, int operator)
{
	size_t first = region->from.line, before, start, length;
	size_t column = operator == 'A' && region->right != SIZE_MAX ? region->right : region->left;
	bool to_end = operator == 'A' && region->right == SIZE_MAX;
	const char *text;
	char *typed;

	if (operator == 'c')
		region_delete(editor, region);
	if (operator == 'A' && !to_end)
		pad_line(editor, first, column);
	start = to_end ? document_length(&editor->document, first)
		       : display_byte(editor, first, column);
	before = document_length(&editor->document, first);
	editor->at = (struct place){ first, start };
	insert_mode(editor, 1, MODE_INSERT);
	text = line_text(editor, first, &length);
	if (length <= before || start + length - before > length)
		return true;
	length -= before;
	typed = xstrndup(text + start, length);
	for (size_t line = first + 1; line <= region->to.line; line++) {
		struct place at = { line, document_length(&editor->document, line) };

		if (operator == 'A' && !to_end)
			pad_line(editor, line, column);
		else if (!to_end && display_column(editor, at) < column)
			continue;
		if (!to_end)
			at.column = display_byte(editor, line, column);
		document_replace(&editor->document, at, at, typed, length);
	}
	free(typed);
	editor->at = (struct place){ first, start };
	return true;
}
