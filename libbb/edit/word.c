/* SPDX-License-Identifier: MIT */
/* Motions by words: w b e ge and their capitals. */
#include "edit/characters.h"
#include "edit/editor.h"

/* 0 is blank or the end of a line; with big all else is one kind. */
int word_kind(struct editor *editor, struct place place, bool big)
{
	int character = character_at(editor, place), kind;

	if (character < 0)
		return 0;
	kind = character_kind(character);
	return big && kind ? 1 : kind;
}

static bool on_empty_line(struct editor *editor, struct place place)
{
	return place.column == 0 && character_at(editor, place) < 0;
}

/* Back over the end of a line stops behind its last character, as forward does. */
static enum walk step_back(struct editor *editor, struct place *place)
{
	if (place->column == 0 && place->line > 0) {
		place->line--;
		place->column = document_length(&editor->document, place->line);
		return WALK_LINE;
	}
	return place_previous(editor, place);
}

/* Leave the word under the place; false at the text's end. */
static bool skip(struct editor *editor, struct place *place, int kind, bool big, bool forward)
{
	while (word_kind(editor, *place, big) == kind)
		if ((forward ? place_next(editor, place) : step_back(editor, place)) == WALK_END)
			return false;
	return true;
}

/* One word on. An operator's last word ends where its line does. */
static int next_word(struct editor *editor, struct place *at, bool big, bool stop_at_end)
{
	int kind = word_kind(editor, *at, big);
	bool last_line = at->line + 1 == document_lines(&editor->document);
	enum walk walked = place_next(editor, at);

	if (walked == WALK_END || (walked != WALK_SAME && last_line))
		return -1;
	if (walked != WALK_SAME && stop_at_end)
		return 0;
	while (kind && word_kind(editor, *at, big) == kind) {
		walked = place_next(editor, at);
		if (walked == WALK_END || (walked != WALK_SAME && stop_at_end))
			return 0;
	}
	while (word_kind(editor, *at, big) == 0) {
		if (on_empty_line(editor, *at))
			break;
		last_line = at->line + 1 == document_lines(&editor->document);
		walked = place_next(editor, at);
		if (walked == WALK_END || (walked != WALK_SAME && last_line))
			return 0;
	}
	return 1;
}

bool word_forward(struct editor *editor, struct motion *motion, bool big)
{
	size_t count = motion->count ? motion->count : 1;
	int moved = 1;

	for (; count > 0 && moved > 0; count--)
		moved = next_word(editor, &motion->to, big, motion->operator && count == 1);
	if (motion->operator)
		return true;
	motion->to = place_clamp(editor, motion->to, false);
	return moved >= 0;
}

bool word_backward(struct editor *editor, struct motion *motion, bool big)
{
	struct place *at = &motion->to;

	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		bool ended = false;

		if (step_back(editor, at) == WALK_END)
			return place_less(*at, motion->from);
		while (!ended && word_kind(editor, *at, big) == 0) {
			if (on_empty_line(editor, *at))
				ended = true;
			else if (step_back(editor, at) == WALK_END)
				return true;
		}
		if (ended)
			continue;
		if (!skip(editor, at, word_kind(editor, *at, big), big, false))
			continue;
		place_next(editor, at);
		if (character_at(editor, *at) < 0)
			place_next(editor, at);
	}
	return true;
}

/* change: as cw does it, a word's last character is an end already. */
static bool ends(struct editor *editor, struct motion *motion, bool big, bool change)
{
	struct place *at = &motion->to;
	bool stay = change;

	motion->inclusive = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		int kind = word_kind(editor, *at, big);

		if (place_next(editor, at) == WALK_END)
			return false;
		if (kind && word_kind(editor, *at, big) == kind) {
			skip(editor, at, kind, big, true);
		} else if (!stay || kind == 0) {
			while (word_kind(editor, *at, big) == 0) {
				if (change && on_empty_line(editor, *at))
					break;
				if (place_next(editor, at) == WALK_END)
					return false;
			}
			if (word_kind(editor, *at, big))
				skip(editor, at, word_kind(editor, *at, big), big, true);
		}
		stay = false;
		step_back(editor, at);
	}
	return true;
}

/* An operator takes what there is, however many words were asked for. */
bool word_end(struct editor *editor, struct motion *motion, bool big, bool change)
{
	bool well = ends(editor, motion, big, change);

	if (!well)
		motion->to = place_clamp(editor, motion->to, false);
	return well || motion->operator;
}

bool word_end_backward(struct editor *editor, struct motion *motion, bool big)
{
	struct place *at = &motion->to;

	motion->inclusive = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		int kind = word_kind(editor, *at, big);

		if (step_back(editor, at) == WALK_END)
			return false;
		if (kind && !skip(editor, at, kind, big, false))
			return true;
		while (word_kind(editor, *at, big) == 0 && !on_empty_line(editor, *at))
			if (step_back(editor, at) == WALK_END)
				return true;
	}
	return true;
}
