/* SPDX-License-Identifier: MIT */
/* Operators over a region: d c y < > = ! g~ gu gU. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/characters.h"
#include "edit/editor.h"

/* The bytes of a block's columns within a line. */
static void block_row(struct editor *editor, const struct region *region, size_t line,
		      struct place *from, struct place *to)
{
	*from = (struct place){ line, display_byte(editor, line, region->left) };
	*to = (struct place){ line, region->right == SIZE_MAX
			      ? document_length(&editor->document, line)
			      : display_byte(editor, line, region->right) };
	if (place_less(*to, *from))
		*to = *from;
}

char *region_text(struct editor *editor, const struct region *region, size_t *length)
{
	struct buffer all = { 0 };

	if (region->extent == CHARACTERS)
		return document_copy(&editor->document, region->from, region->to, length);
	if (region->extent == LINES) {
		char *text = document_copy(&editor->document, (struct place){ region->from.line },
					   (struct place){ region->to.line + 1 }, length);

		if (*length)
			return text;
		free(text);
		*length = 1;
		return xstrdup("\n");
	}
	for (size_t line = region->from.line; line <= region->to.line; line++) {
		struct place from, to;
		char *row;

		block_row(editor, region, line, &from, &to);
		row = document_copy(&editor->document, from, to, length);
		if (line > region->from.line)
			buffer_add(&all, "\n", 1);
		buffer_add(&all, row, *length);
		free(row);
	}
	*length = all.length;
	return all.data ? all.data : xstrdup("");
}

void region_delete(struct editor *editor, const struct region *region)
{
	struct document *document = &editor->document;

	if (region->extent == LINES) {
		document_delete(document, region->from.line,
				region->to.line - region->from.line + 1);
		return;
	}
	if (region->extent == CHARACTERS) {
		document_replace(document, region->from, region->to, NULL, 0);
		return;
	}
	for (size_t line = region->from.line; line <= region->to.line; line++) {
		struct place from, to;

		block_row(editor, region, line, &from, &to);
		document_replace(document, from, to, NULL, 0);
	}
}

static void mark_region(struct editor *editor, const struct region *region)
{
	struct place last = region->to;

	if (region->extent == CHARACTERS && last.column > 0)
		last.column = column_before(editor, last);
	document_mark(&editor->document, MARK_OPEN, region->from);
	document_mark(&editor->document, MARK_CLOSE, last);
}

static void say_lines(struct editor *editor, const struct region *region, const char *what)
{
	size_t lines = region->to.line - region->from.line + 1;

	if (region->extent == LINES ? lines > 2 : lines > 3)
		editor_say(editor, "%zu %s", lines, what);
}

static void yank(struct editor *editor, const struct region *region)
{
	size_t length;
	char *text = region_text(editor, region, &length);

	cut_yank(editor, text, length, region->extent);
	free(text);
	mark_region(editor, region);
	editor->at = place_clamp(editor, region->from, false);
	if (region->extent == BLOCK)
		editor->at.column = display_byte(editor, region->from.line, region->left);
	say_lines(editor, region, "lines yanked");
}

static bool cut_region(struct editor *editor, const struct region *region, bool big)
{
	size_t length;
	char *text;

	if (region->extent == CHARACTERS && !place_less(region->from, region->to))
		return false;
	text = region_text(editor, region, &length);
	cut_deleted(editor, text, length, region->extent,
		    big || region->extent == LINES || region->from.line != region->to.line);
	free(text);
	return true;
}

static void delete_region(struct editor *editor, const struct region *region, bool big)
{
	if (!cut_region(editor, region, big))
		return;
	region_delete(editor, region);
	say_lines(editor, region, "fewer lines");
	editor->at = place_clamp(editor, region->from, false);
	if (region->extent == LINES)
		editor->at.column = first_nonblank(editor, editor->at.line);
	else if (region->extent == BLOCK)
		editor->at.column = display_byte(editor, editor->at.line, region->left);
	editor->at = place_clamp(editor, editor->at, false);
	document_mark(&editor->document, MARK_OPEN, editor->at);
	document_mark(&editor->document, MARK_CLOSE, editor->at);
}

/* c: what was there is gone, and insert mode stands in its place. */
static void change_region(struct editor *editor, const struct region *region, bool big)
{
	struct document *document = &editor->document;

	cut_region(editor, region, big);
	editor->at = region->from;
	if (region->extent == BLOCK) {
		change_rows_of_block(editor, region, 'c');
		return;
	}
	if (region->extent == CHARACTERS) {
		region_delete(editor, region);
		insert_mode(editor, 1, MODE_INSERT);
		return;
	}
	if (!document_is_empty(document)) {
		struct place first = { region->from.line, 0 };
		struct place last = { region->to.line,
				      document_length(document, region->to.line) };

		if (editor->set.autoindent) {
			size_t length;
			const char *text = line_text(editor, first.line, &length);

			while (first.column < length && is_blank(text[first.column]))
				first.column++;
		}
		document_replace(document, first, last, NULL, 0);
		editor->at = first;
	}
	insert_mode(editor, 1, MODE_INSERT);
}

static bool filter(struct editor *editor, const struct region *region)
{
	char range[40];
	char *line;
	bool well;

	if (editor->repeating && editor->last_shell)
		return filter_lines(editor, region->from.line, region->to.line,
				    editor->last_shell);
	snprintf(range, sizeof(range), "%zu,%zu!", region->from.line + 1, region->to.line + 1);
	editor_push_text(editor, range, strlen(range));
	line = prompt_line(editor, ':');
	if (!line)
		return false;
	well = ex_execute(editor, line);
	free(line);
	return well;
}

/* =: as deep as brackets are open, counted from the line above. */
static void reindent(struct editor *editor, const struct region *region)
{
	long depth = 0;
	size_t base = 0, length;

	for (size_t line = region->from.line; line > 0 && base == 0; line--) {
		const char *text = line_text(editor, line - 1, &length);

		if (length == 0)
			continue;
		base = indent_of(editor, line - 1);
		for (size_t i = 0; i < length; i++)
			depth += strchr("{([", text[i]) && text[i] ? 1
				 : strchr("})]", text[i]) && text[i] ? -1 : 0;
		depth = depth > 0;
		break;
	}
	for (size_t line = region->from.line; line <= region->to.line; line++) {
		const char *text = line_text(editor, line, &length);
		size_t first = first_nonblank(editor, line);
		bool closes = first < length && strchr("})]", text[first]);
		long here = (long)base + (depth - closes) * editor->set.shiftwidth;
		long change = 0;

		for (size_t i = 0; i < length; i++)
			change += strchr("{([", text[i]) ? 1 : strchr("})]", text[i]) ? -1 : 0;
		set_indent(editor, line, first < length && here > 0 ? here : 0);
		depth += change;
	}
}

bool operate(struct editor *editor, int operator, struct region region, bool big)
{
	size_t first = region.from.line, last = region.to.line;
	size_t times = editor->mode == MODE_VISUAL && editor->count ? editor->count : 1;

	switch (operator) {
	case 'y':
		yank(editor, &region);
		return true;
	case 'd':
		delete_region(editor, &region, big);
		return true;
	case 'c':
		change_region(editor, &region, big);
		return true;
	case '<':
	case '>':
		shift_lines(editor, first, last, operator == '>' ? (int)times : -(int)times);
		if (last - first > 1)
			editor_say(editor, "%zu lines %ced", last - first + 1, operator);
		break;
	case '=':
		reindent(editor, &region);
		break;
	case '!':
		return filter(editor, &region);
	case '~':
	case 'u':
	case 'U':
	case '?':
		change_case(editor, &region, operator);
		editor->at = place_clamp(editor, region.from, false);
		return true;
	case 'J':
		return join_lines(editor, first, last - first + 1, true);
	}
	editor->at = (struct place){ first, first_nonblank(editor, first) };
	return true;
}
