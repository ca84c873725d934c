/* SPDX-License-Identifier: MIT */
/* Text objects: iw aw is as ip ap, brackets, quotes, tags. */
#include <string.h>

#include "edit/characters.h"
#include "edit/editor.h"

/* Is the place the first (or last) of a run of one kind within its line? */
static bool run_edge(struct editor *editor, struct place at, bool big, bool forward)
{
	struct place next = at;

	if (forward) {
		next.column += character_size(editor, at);
		if (character_at(editor, next) < 0)
			return true;
	} else if (at.column == 0) {
		return true;
	} else {
		next.column = column_before(editor, at);
	}
	return word_kind(editor, next, big) != word_kind(editor, at, big);
}

static void run_end(struct editor *editor, struct place *at, bool big, bool forward)
{
	while (!run_edge(editor, *at, big, forward))
		at->column = forward ? at->column + character_size(editor, *at)
				     : column_before(editor, *at);
}

/* One character on, over the line's end when needed. */
static bool step(struct editor *editor, struct place *at)
{
	enum walk walked = place_next(editor, at);

	if (walked == WALK_LINE_END)
		walked = place_next(editor, at);
	return walked != WALK_END;
}

/* Blanks behind a place in its line; false when there are none. */
static bool take_blanks(struct editor *editor, struct place *to, bool big)
{
	struct place next = { to->line, to->column + character_size(editor, *to) };

	if (character_at(editor, next) < 0 || word_kind(editor, next, big) != 0)
		return false;
	*to = next;
	run_end(editor, to, big, true);
	return true;
}

/* aw without blanks behind it takes those before it, but no indent. */
static void take_blanks_before(struct editor *editor, struct place *from, bool big)
{
	struct place before = { from->line, column_before(editor, *from) };

	if (from->column == 0 || word_kind(editor, before, big) != 0)
		return;
	run_end(editor, &before, big, false);
	if (before.column > 0)
		*from = before;
}

static bool word_object(struct editor *editor, struct motion *motion, bool around, bool big)
{
	struct place *from = &motion->from, *to = &motion->to;
	bool blank = word_kind(editor, *to, big) == 0, trailing = false;

	run_end(editor, from, big, false);
	motion->inclusive = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		run_end(editor, to, big, true);
		if (around && blank) {
			if (!step(editor, to))
				return false;
			run_end(editor, to, big, true);
		} else if (around) {
			trailing = take_blanks(editor, to, big);
		}
		if (count > 1 && !step(editor, to))
			return false;
	}
	if (around && !blank && !trailing)
		take_blanks_before(editor, from, big);
	return true;
}

static bool blank_line(struct editor *editor, size_t line)
{
	size_t length;
	const char *text = line_text(editor, line, &length);

	for (size_t i = 0; i < length; i++)
		if (!is_blank(text[i]))
			return false;
	return true;
}

/* The last line of the run of blank, or of other, lines. */
static size_t lines_end(struct editor *editor, size_t line)
{
	bool blank = blank_line(editor, line);

	while (line + 1 < document_lines(&editor->document) &&
	       blank_line(editor, line + 1) == blank)
		line++;
	return line;
}

static bool paragraph_object(struct editor *editor, struct motion *motion, bool around)
{
	size_t first = motion->to.line, last = first, lines = document_lines(&editor->document);
	bool blank = blank_line(editor, first);

	while (first > 0 && blank_line(editor, first - 1) == blank)
		first--;
	last = lines_end(editor, last);
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		bool last_one = count == 1;

		if (around && last + 1 < lines) {
			last = lines_end(editor, last + 1);
		} else if (around && blank) {
			return false;
		} else if (around && last_one) {
			while (first > 0 && blank_line(editor, first - 1))
				first--;
		}
		if (last_one)
			break;
		if (last + 1 >= lines)
			return false;
		last = lines_end(editor, last + 1);
	}
	motion->lines = true;
	motion->from = (struct place){ first, 0 };
	motion->to = (struct place){ last, 0 };
	return true;
}

static bool sentence_object(struct editor *editor, struct motion *motion, bool around)
{
	struct motion back = { .from = motion->from, .to = motion->to }, end = back;
	struct place probe = motion->to;

	/* The start: here, or the one before. */
	if (place_next(editor, &probe) != WALK_END) {
		back.to = probe;
		if (!sentence_move(editor, &back, -1))
			back.to = (struct place){ 0, 0 };
	}
	end.to = back.to;
	end.count = motion->count;
	end.operator = 'd';
	if (!sentence_move(editor, &end, 1))
		return false;
	motion->from = back.to;
	motion->to = end.to;
	if (!around) {
		struct place before = motion->to;

		while (place_previous(editor, &before) == WALK_SAME &&
		       word_kind(editor, before, false) == 0)
			motion->to = before;
	}
	return true;
}

/* The bracket that opens around a place. */
static bool enclosing(struct editor *editor, struct place *place, int open, int close)
{
	int depth = 0;

	if (character_at(editor, *place) == close && match_find(editor, place))
		return true;
	for (;;) {
		int character = character_at(editor, *place);

		if (character == open && depth-- == 0)
			return true;
		if (place_previous(editor, place) == WALK_END)
			return false;
		if (character_at(editor, *place) == close)
			depth++;
	}
}

static bool angle_end(struct editor *editor, struct place *place)
{
	int depth = 0;

	do {
		int character = character_at(editor, *place);

		depth += character == '<' ? 1 : character == '>' ? -1 : 0;
		if (character == '>' && depth == 0)
			return true;
	} while (place_next(editor, place) != WALK_END);
	return false;
}

/* i{ of a block whose brackets stand on lines of their own takes the lines between. */
static void inner_block(struct editor *editor, struct motion *motion)
{
	struct place open = motion->from, close = motion->to;
	size_t length;
	const char *text;
	size_t at;

	place_next(editor, &motion->from);
	motion->inclusive = false;
	if (character_at(editor, motion->from) < 0 && motion->from.line < close.line) {
		motion->from = (struct place){ open.line + 1, 0 };
	}
	text = line_text(editor, close.line, &length);
	for (at = 0; at < close.column && is_blank(text[at]); at++)
		;
	if (at == close.column && close.line > motion->from.line) {
		motion->to = (struct place){ close.line - 1,
					     document_length(&editor->document, close.line - 1) };
		if (motion->from.column == 0 && motion->from.line == open.line + 1)
			motion->lines = true;
	} else if (at == close.column && close.line == motion->from.line &&
		   motion->from.column == 0 && motion->from.line > open.line) {
		motion->nothing = true;
	}
	if (!place_less(motion->from, motion->to) && !motion->lines)
		motion->nothing = true;
}

/* Not within brackets: the next ones count. */
static bool next_bracket(struct editor *editor, const struct motion *motion, struct place *place,
			 int open)
{
	*place = motion->to;
	while (character_at(editor, *place) != open)
		if (place_next(editor, place) == WALK_END)
			return false;
	return true;
}

static bool bracket_object(struct editor *editor, struct motion *motion, bool around, int open,
			   int close)
{
	struct place start = motion->to, end;

	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		if (!enclosing(editor, &start, open, close) &&
		    (count > 1 || !next_bracket(editor, motion, &start, open)))
			return false;
		if (count > 1 && place_previous(editor, &start) == WALK_END)
			return false;
	}
	end = start;
	if (open == '<' ? !angle_end(editor, &end) : !match_find(editor, &end))
		return false;
	motion->from = start;
	motion->to = end;
	motion->inclusive = true;
	if (!around)
		inner_block(editor, motion);
	return true;
}

/* The next quote of this kind from a byte on that no backslash precedes. */
static size_t next_quote(const char *text, size_t length, size_t at, int quote)
{
	for (; at < length; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == quote)
			return at;
	}
	return SIZE_MAX;
}

/* Quotes are paired from the line's start; before the first pair the next one counts. */
static bool quote_object(struct editor *editor, struct motion *motion, bool around, int quote)
{
	size_t length, first, second, at = motion->to.column;
	const char *text = line_text(editor, motion->to.line, &length);

	first = next_quote(text, length, 0, quote);
	for (;;) {
		second = first == SIZE_MAX ? first : next_quote(text, length, first + 1, quote);
		if (second == SIZE_MAX)
			return false;
		if (at <= second)
			break;
		first = next_quote(text, length, second + 1, quote);
		/* Between two pairs: what the line's rest holds, if any. */
		if (first == SIZE_MAX || next_quote(text, length, first + 1, quote) == SIZE_MAX) {
			first = second;
			second = next_quote(text, length, second + 1, quote);
			if (second == SIZE_MAX || at > second)
				return false;
			break;
		}
	}
	/* 2i" takes the quotes, and not the blanks. */
	motion->inclusive = around || motion->count > 1;
	motion->from.column = motion->inclusive ? first : first + 1;
	motion->to.column = second;
	if (!around && motion->inclusive)
		return true;
	if (!around) {
		motion->nothing = second == first + 1;
		return true;
	}
	if (second + 1 < length && is_blank(text[second + 1])) {
		while (motion->to.column + 1 < length && is_blank(text[motion->to.column + 1]))
			motion->to.column++;
	} else {
		while (motion->from.column > 0 && is_blank(text[motion->from.column - 1]))
			motion->from.column--;
	}
	return true;
}

bool object_select(struct editor *editor, struct motion *motion, bool around, int key)
{
	motion->from_set = true;
	motion->from = motion->to;
	switch (key) {
	case 'w': return word_object(editor, motion, around, false);
	case 'W': return word_object(editor, motion, around, true);
	case 's': return sentence_object(editor, motion, around);
	case 'p': return paragraph_object(editor, motion, around);
	case '(': case ')': case 'b': return bracket_object(editor, motion, around, '(', ')');
	case '{': case '}': case 'B': return bracket_object(editor, motion, around, '{', '}');
	case '[': case ']': return bracket_object(editor, motion, around, '[', ']');
	case '<': case '>': return bracket_object(editor, motion, around, '<', '>');
	case '"': case '\'': case '`': return quote_object(editor, motion, around, key);
	}
	return false;
}
