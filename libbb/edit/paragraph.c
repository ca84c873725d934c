/* SPDX-License-Identifier: MIT */
/* Motions by paragraphs, sentences, sections, and to the matching bracket: { } ( ) [[ ]] % */
#include <string.h>

#include "edit/characters.h"
#include "edit/editor.h"

static bool is_empty(struct editor *editor, size_t line)
{
	return document_length(&editor->document, line) == 0;
}

/* Over text to an empty line. The text's ends stop it, once. */
bool paragraph_move(struct editor *editor, struct motion *motion, int direction)
{
	size_t line = motion->to.line, last = document_lines(&editor->document) - 1;

	motion->jump = motion->deletes_big = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		bool text_seen = !is_empty(editor, line);

		for (;;) {
			if (line == (direction > 0 ? last : 0)) {
				if (count > 1)
					return false;
				motion->to = (struct place){ line, 0 };
				if (direction > 0) {
					motion->to.column = last_character(editor, line);
					motion->inclusive = !is_empty(editor, line);
				}
				return true;
			}
			line += direction;
			if (text_seen && is_empty(editor, line))
				break;
			text_seen |= !is_empty(editor, line);
		}
	}
	motion->to = (struct place){ line, 0 };
	return true;
}

/* Does a sentence end before this place: . ! or ? with quotes, then a blank or the line's end? */
static bool sentence_starts(struct editor *editor, struct place place)
{
	size_t length, at = place.column;
	const char *text = line_text(editor, place.line, &length);

	if (is_empty(editor, place.line))
		return place.line == 0 || !is_empty(editor, place.line - 1);
	if (at >= length || is_blank(text[at]))
		return false;
	while (at > 0 && is_blank(text[at - 1]))
		at--;
	if (at == 0) {
		if (place.line == 0 || is_empty(editor, place.line - 1))
			return true;
		text = line_text(editor, place.line - 1, &length);
		for (at = length; at > 0 && is_blank(text[at - 1]); at--)
			;
	} else if (at == place.column) {
		return false;
	}
	while (at > 0 && strchr(")]\"'", text[at - 1]))
		at--;
	return at > 0 && strchr(".!?", text[at - 1]);
}

bool sentence_move(struct editor *editor, struct motion *motion, int direction)
{
	struct place *at = &motion->to;

	motion->jump = motion->deletes_big = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		do {
			enum walk walked = direction > 0 ? place_next(editor, at)
							 : place_previous(editor, at);

			if (walked != WALK_END)
				continue;
			if (count > 1)
				return false;
			if (direction > 0 && !motion->operator)
				*at = place_clamp(editor, *at, false);
			return true;
		} while (!sentence_starts(editor, *at));
	}
	return true;
}

/* To a line that begins with the brace. */
bool section_move(struct editor *editor, struct motion *motion, int direction, char brace)
{
	size_t line = motion->to.line, last = document_lines(&editor->document) - 1, length;

	motion->jump = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		do {
			if (line == (direction > 0 ? last : 0)) {
				motion->to = (struct place){ line, 0 };
				if (direction > 0)
					motion->to.column = last_character(editor, line);
				motion->inclusive = direction > 0;
				return true;
			}
			line += direction;
		} while (*line_text(editor, line, &length) != brace || length == 0);
	}
	motion->to = (struct place){ line, 0 };
	return true;
}

/* From a bracket to its partner. */
bool match_find(struct editor *editor, struct place *place)
{
	static const char pairs[] = "()[]{}";
	int here = character_at(editor, *place);
	const char *found = here > 0 && here < 128 ? strchr(pairs, here) : NULL;
	bool forward = found && (found - pairs) % 2 == 0;
	struct place at = *place;
	int depth = 0, other;

	if (!found)
		return false;
	other = forward ? found[1] : found[-1];
	do {
		int character = character_at(editor, at);

		if (character == here)
			depth++;
		else if (character == other && --depth == 0) {
			*place = at;
			return true;
		}
	} while ((forward ? place_next(editor, &at) : place_previous(editor, &at)) != WALK_END);
	return false;
}

bool match_move(struct editor *editor, struct motion *motion)
{
	size_t length, lines = document_lines(&editor->document);
	const char *text = line_text(editor, motion->to.line, &length);

	motion->jump = true;
	if (motion->count) {
		if (motion->count > 100)
			return false;
		motion->lines = true;
		motion->to.line = (motion->count * lines + 99) / 100 - 1;
		motion->to.column = first_nonblank(editor, motion->to.line);
		return true;
	}
	motion->deletes_big = true;
	motion->inclusive = true;
	while (motion->to.column < length && !strchr("()[]{}", text[motion->to.column]))
		motion->to.column++;
	return motion->to.column < length && text[motion->to.column] &&
	       match_find(editor, &motion->to);
}
