/* SPDX-License-Identifier: MIT */
/* Characters, places and display columns of the text. */
#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

const char *line_text(struct editor *editor, size_t line, size_t *length)
{
	return document_line(&editor->document, line, length);
}

int character_at(struct editor *editor, struct place place)
{
	size_t length;
	const char *text = line_text(editor, place.line, &length);
	uint32_t character;

	if (place.column >= length)
		return -1;
	utf8_decode(text + place.column, length - place.column, &character);
	return character;
}

/* Bytes of the character and of those that combine with it. */
size_t character_size(struct editor *editor, struct place place)
{
	size_t length, size;
	const char *text = line_text(editor, place.line, &length);
	uint32_t character;

	if (place.column >= length)
		return 0;
	size = utf8_decode(text + place.column, length - place.column, &character);
	while (place.column + size < length && (text[place.column + size] & 0x80)) {
		size_t used = utf8_decode(text + place.column + size,
					  length - place.column - size, &character);

		if (utf8_width(character) != 0)
			break;
		size += used;
	}
	return size;
}

size_t column_before(struct editor *editor, struct place place)
{
	size_t length;
	const char *text = line_text(editor, place.line, &length);
	uint32_t character;

	place.column = place.column < length ? place.column : length;
	while (place.column > 0) {
		place.column = utf8_before(text, place.column);
		utf8_decode(text + place.column, length - place.column, &character);
		if (utf8_width(character) != 0)
			break;
	}
	return place.column;
}

size_t last_character(struct editor *editor, size_t line)
{
	return column_before(editor, (struct place){ line, SIZE_MAX });
}

size_t first_nonblank(struct editor *editor, size_t line)
{
	size_t length, at = 0;
	const char *text = line_text(editor, line, &length);

	while (at < length && is_blank(text[at]))
		at++;
	return at == length && at ? last_character(editor, line) : at;
}

struct place place_clamp(struct editor *editor, struct place place, bool behind_end)
{
	size_t lines = document_lines(&editor->document), length;
	const char *text;

	if (place.line >= lines)
		place.line = lines - 1;
	text = line_text(editor, place.line, &length);
	if (place.column >= length)
		place.column = behind_end ? length : last_character(editor, place.line);
	else if (place.column && ((unsigned char)text[place.column] & 0xc0) == 0x80)
		place.column = utf8_before(text, place.column + 1);
	return place;
}

bool place_less(struct place a, struct place b)
{
	return a.line < b.line || (a.line == b.line && a.column < b.column);
}

enum walk place_next(struct editor *editor, struct place *place)
{
	size_t size = character_size(editor, *place);

	if (size) {
		place->column += size;
		return character_at(editor, *place) < 0 ? WALK_LINE_END : WALK_SAME;
	}
	if (place->line + 1 >= document_lines(&editor->document))
		return WALK_END;
	*place = (struct place){ place->line + 1, 0 };
	return WALK_LINE;
}

enum walk place_previous(struct editor *editor, struct place *place)
{
	if (place->column > 0) {
		place->column = column_before(editor, *place);
		return WALK_SAME;
	}
	if (place->line == 0)
		return WALK_END;
	place->line--;
	place->column = last_character(editor, place->line);
	return WALK_LINE;
}

int display_width(const struct editor *editor, uint32_t character, size_t column)
{
	int width;

	if (character == '\t' && !editor->set.list)
		return editor->set.tabstop - column % editor->set.tabstop;
	width = utf8_width(character);
	if (width >= 0)
		return width;
	/* ^A, <a0>, <ff> */
	return character < 0x80 ? 2 : 4;
}

size_t display_column(struct editor *editor, struct place place)
{
	size_t length, column = 0;
	const char *text = line_text(editor, place.line, &length);

	for (size_t used, at = 0; at < length && at < place.column; at += used) {
		uint32_t character;

		used = utf8_decode(text + at, length - at, &character);
		column += display_width(editor, character, column);
	}
	return column;
}

size_t display_end(struct editor *editor, struct place place)
{
	size_t column = display_column(editor, place);
	int character = character_at(editor, place), width;

	if (character < 0)
		return column;
	width = display_width(editor, character, column);
	return column + (width > 0 ? width - 1 : 0);
}

/* The character that covers a display column; the line's length when it is too short. */
size_t display_byte(struct editor *editor, size_t line, size_t wanted)
{
	size_t length, column = 0, at = 0;
	const char *text = line_text(editor, line, &length);

	while (at < length) {
		uint32_t character;
		size_t used = utf8_decode(text + at, length - at, &character);

		column += display_width(editor, character, column);
		if (column > wanted)
			break;
		at += used;
	}
	return at;
}

/* The cursor's column is wanted from now on; on a tab it is seen on its last cell. */
void want_here(struct editor *editor)
{
	bool on_tab = character_at(editor, editor->at) == '\t' && !editor->set.list &&
		      editor->mode != MODE_INSERT && editor->mode != MODE_REPLACE;

	editor->want = on_tab ? display_end(editor, editor->at)
			      : display_column(editor, editor->at);
}
