/* SPDX-License-Identifier: MIT */
/* Where each motion key goes. A motion that fails leaves the cursor and ends the command. */
#include <string.h>

#include "edit/characters.h"
#include "edit/editor.h"

static size_t count_of(const struct motion *motion)
{
	return motion->count ? motion->count : 1;
}

static bool left(struct editor *editor, struct motion *motion)
{
	if (motion->to.column == 0)
		return motion->operator;
	for (size_t i = count_of(motion); i > 0 && motion->to.column > 0; i--)
		motion->to.column = column_before(editor, motion->to);
	return true;
}

/* An operator may take the last character, so it may go behind it. */
static bool right(struct editor *editor, struct motion *motion)
{
	size_t moved = 0;

	for (size_t i = count_of(motion); i > 0; i--, moved++) {
		struct place next = motion->to;

		next.column += character_size(editor, next);
		if (next.column == motion->to.column ||
		    (character_at(editor, next) < 0 && !motion->operator))
			break;
		motion->to = next;
	}
	return moved > 0;
}

static bool space(struct editor *editor, struct motion *motion, bool forward)
{
	for (size_t i = count_of(motion); i > 0; i--) {
		enum walk walked = forward ? place_next(editor, &motion->to)
					   : place_previous(editor, &motion->to);

		if (walked == WALK_LINE_END && forward && (!motion->operator || i > 1)) {
			struct place end = motion->to;

			if (place_next(editor, &motion->to) == WALK_END) {
				motion->to = place_clamp(editor, end, motion->operator);
				return i < count_of(motion);
			}
		}
		if (walked == WALK_END)
			return i < count_of(motion);
	}
	return true;
}

static bool vertical(struct editor *editor, struct motion *motion, bool down)
{
	size_t last = document_lines(&editor->document) - 1, count = count_of(motion);

	motion->lines = motion->vertical = true;
	if (motion->to.line == (down ? last : 0))
		return false;
	if (down)
		motion->to.line = count > last - motion->to.line ? last : motion->to.line + count;
	else
		motion->to.line -= MIN(count, motion->to.line);
	return true;
}

/* + - _ CR */
static bool vertical_nonblank(struct editor *editor, struct motion *motion, int by)
{
	size_t last = document_lines(&editor->document) - 1, count = count_of(motion);

	motion->lines = true;
	if (by == 0)
		count--;
	if (by < 0 ? motion->to.line == 0 : count && motion->to.line == last)
		return false;
	if (by < 0)
		motion->to.line -= MIN(count, motion->to.line);
	else
		motion->to.line = MIN(motion->to.line + count, last);
	motion->to.column = first_nonblank(editor, motion->to.line);
	return true;
}

static bool line_end(struct editor *editor, struct motion *motion)
{
	size_t last = document_lines(&editor->document) - 1;

	if (motion->count > 1 && motion->to.line == last)
		return false;
	motion->to.line = MIN(motion->to.line + count_of(motion) - 1, last);
	motion->to.column = last_character(editor, motion->to.line);
	motion->inclusive = true;
	motion->to_end = true;
	return true;
}

static bool go_line(struct editor *editor, struct motion *motion, bool first)
{
	size_t last = document_lines(&editor->document) - 1;

	motion->jump = motion->lines = true;
	motion->to.line = motion->count ? MIN(motion->count - 1, last) : first ? 0 : last;
	motion->to.column = first_nonblank(editor, motion->to.line);
	return true;
}

/* H M L */
static bool go_screen(struct editor *editor, struct motion *motion, int key)
{
	size_t top, bottom, count = count_of(motion) - 1;

	view_follow(editor);
	top = editor->top;
	bottom = view_last(editor);
	motion->jump = motion->lines = true;
	if (key == 'H')
		motion->to.line = MIN(top + count, bottom);
	else if (key == 'L')
		motion->to.line = bottom - MIN(count, bottom - top);
	else
		motion->to.line = top + (bottom - top) / 2;
	motion->to.column = first_nonblank(editor, motion->to.line);
	return true;
}

/* The column of | or gj's like. */
static bool bar(struct editor *editor, struct motion *motion)
{
	size_t length = document_length(&editor->document, motion->to.line);

	motion->to.column = display_byte(editor, motion->to.line, count_of(motion) - 1);
	if (motion->to.column >= length)
		motion->to.column = motion->operator ? length
						     : last_character(editor, motion->to.line);
	return true;
}

/* f F t T and their repetition; again by ; does not stop at the neighbour of the first one. */
static bool find_character(struct editor *editor, struct motion *motion, int key, bool again)
{
	bool forward = key == 'f' || key == 't', before = key == 't' || key == 'T';
	struct place at = motion->to, hit = at;
	size_t count = count_of(motion);

	for (size_t i = 0; count > 0; i++) {
		if (forward)
			at.column += character_size(editor, at);
		else if (at.column == 0)
			return false;
		else
			at.column = column_before(editor, at);
		if (character_at(editor, at) < 0)
			return false;
		if (character_at(editor, at) != editor->find_character)
			continue;
		if (again && before && i == 0 && count == 1)
			continue;
		hit = at;
		count--;
	}
	if (before && forward)
		hit.column = column_before(editor, hit);
	else if (before)
		hit.column += character_size(editor, hit);
	motion->to = hit;
	motion->inclusive = forward;
	return true;
}

static bool find_command(struct editor *editor, struct motion *motion, int key)
{
	int character = read_character(editor);

	if (character < 0)
		return false;
	editor->find_key = key;
	editor->find_character = character;
	return find_character(editor, motion, key, false);
}

static bool find_again(struct editor *editor, struct motion *motion, bool same_way)
{
	static const char turned[] = "fFftTt";
	int key = editor->find_key;

	if (!key)
		return false;
	if (!same_way)
		key = strchr(turned, key)[1];
	return find_character(editor, motion, key, true);
}

static int mark_number(struct editor *editor, int key)
{
	switch (key) {
	case '\'': case '`': return MARK_JUMP;
	case '[': return MARK_OPEN;
	case ']': return MARK_CLOSE;
	case '<': return MARK_LESS;
	case '>': return MARK_GREATER;
	case '.': return MARK_CHANGE;
	case '^': return MARK_INSERT;
	}
	(void)editor;
	return key >= 'a' && key <= 'z' ? key - 'a' : -1;
}

static bool go_mark(struct editor *editor, struct motion *motion, bool line)
{
	int mark = mark_number(editor, editor_key(editor));

	if (mark < 0)
		return false;
	if (!editor->document.marked[mark] && mark != MARK_JUMP)
		return editor_error(editor, "Mark not set");
	motion->to = place_clamp(editor, editor->document.marks[mark], false);
	motion->jump = true;
	motion->deletes_big = !line;
	motion->lines = line;
	if (line)
		motion->to.column = first_nonblank(editor, motion->to.line);
	return true;
}

/* gj gk: lines as the screen shows them. */
static bool screen_line(struct editor *editor, struct motion *motion, bool down)
{
	size_t columns = editor->columns, column = display_column(editor, motion->to);

	for (size_t count = count_of(motion); count > 0; count--) {
		size_t last = display_end(editor, (struct place){ motion->to.line,
				last_character(editor, motion->to.line) });

		if (down && column / columns < last / columns)
			column += columns;
		else if (!down && column >= columns)
			column -= columns;
		else if (down ? motion->to.line + 1 == document_lines(&editor->document)
			      : motion->to.line == 0)
			return false;
		else if (down) {
			motion->to.line++;
			column %= columns;
		} else {
			motion->to.line--;
			last = display_end(editor, (struct place){ motion->to.line,
				last_character(editor, motion->to.line) });
			column = column % columns + last / columns * columns;
		}
	}
	motion->to.column = display_byte(editor, motion->to.line, column);
	motion->to = place_clamp(editor, motion->to, false);
	return true;
}

static bool last_nonblank(struct editor *editor, struct motion *motion)
{
	size_t length, last = document_lines(&editor->document) - 1;
	const char *text;

	if (motion->count > 1 && motion->to.line == last)
		return false;
	motion->inclusive = true;
	motion->to.line = MIN(motion->to.line + count_of(motion) - 1, last);
	text = line_text(editor, motion->to.line, &length);
	while (length > 0 && is_blank(text[length - 1]))
		length--;
	motion->to.column = column_before(editor, (struct place){ motion->to.line, length });
	return true;
}

static enum motion_result done(bool moved)
{
	return moved ? MOTION_DONE : MOTION_FAILED;
}

static enum motion_result g_motion(struct editor *editor, struct motion *motion, int key)
{
	switch (key) {
	case 'g': return done(go_line(editor, motion, true));
	case 'e': return done(word_end_backward(editor, motion, false));
	case 'E': return done(word_end_backward(editor, motion, true));
	case 'j': case KEY_DOWN: return done(screen_line(editor, motion, true));
	case 'k': case KEY_UP: return done(screen_line(editor, motion, false));
	case '_': return done(last_nonblank(editor, motion));
	case '*': return done(search_word(editor, motion, true, false));
	case '#': return done(search_word(editor, motion, false, false));
	case '0': motion->to.column = 0; return MOTION_DONE;
	case '^':
		motion->to.column = first_nonblank(editor, motion->to.line);
		return MOTION_DONE;
	case '$': return done(line_end(editor, motion));
	}
	return MOTION_NONE;
}

/* cw on a word ends where ce does; on a blank it is like dw. */
static bool word(struct editor *editor, struct motion *motion, bool big)
{
	if (motion->operator == 'c' && word_kind(editor, motion->to, big) != 0)
		return word_end(editor, motion, big, true);
	return word_forward(editor, motion, big);
}

static enum motion_result line_motion(struct editor *editor, struct motion *motion, int key)
{
	switch (key) {
	case 'h': case '\b': case KEY_LEFT:
		return done(key == '\b' ? space(editor, motion, false) : left(editor, motion));
	case 'l': case KEY_RIGHT: return done(right(editor, motion));
	case ' ': return done(space(editor, motion, true));
	case '0': case KEY_HOME: motion->to.column = 0; return MOTION_DONE;
	case '^':
		motion->to.column = first_nonblank(editor, motion->to.line);
		return MOTION_DONE;
	case '$': case KEY_END: return done(line_end(editor, motion));
	case '|': return done(bar(editor, motion));
	case 'f': case 'F': case 't': case 'T':
		return done(find_command(editor, motion, key));
	case ';': return done(find_again(editor, motion, true));
	case ',': return done(find_again(editor, motion, false));
	case 'w': case KEY_WORD_RIGHT: return done(word(editor, motion, false));
	case 'W': return done(word(editor, motion, true));
	case 'b': case KEY_WORD_LEFT: return done(word_backward(editor, motion, false));
	case 'B': return done(word_backward(editor, motion, true));
	case 'e': return done(word_end(editor, motion, false, false));
	case 'E': return done(word_end(editor, motion, true, false));
	}
	return MOTION_NONE;
}

static enum motion_result section(struct editor *editor, struct motion *motion, int key)
{
	int second = editor_key(editor);

	if (second == key)
		return done(section_move(editor, motion, key == '[' ? -1 : 1, '{'));
	if (second == '[' || second == ']')
		return done(section_move(editor, motion, key == '[' ? -1 : 1, '}'));
	return MOTION_FAILED;
}

enum motion_result motion_run(struct editor *editor, int key, struct motion *motion)
{
	enum motion_result result;

	if (motion->after_g)
		return g_motion(editor, motion, key);
	result = line_motion(editor, motion, key);
	if (result != MOTION_NONE)
		return result;
	switch (key) {
	case 'j': case '\n': case CONTROL('N'): case KEY_DOWN:
		return done(vertical(editor, motion, true));
	case 'k': case CONTROL('P'): case KEY_UP: return done(vertical(editor, motion, false));
	case '+': case '\r': return done(vertical_nonblank(editor, motion, 1));
	case '-': return done(vertical_nonblank(editor, motion, -1));
	case '_': return done(vertical_nonblank(editor, motion, 0));
	case 'G': return done(go_line(editor, motion, false));
	case 'H': case 'M': case 'L': return done(go_screen(editor, motion, key));
	case '{': return done(paragraph_move(editor, motion, -1));
	case '}': return done(paragraph_move(editor, motion, 1));
	case '(': return done(sentence_move(editor, motion, -1));
	case ')': return done(sentence_move(editor, motion, 1));
	case '[': case ']': return section(editor, motion, key);
	case '%': return done(match_move(editor, motion));
	case '\'': return done(go_mark(editor, motion, true));
	case '`': return done(go_mark(editor, motion, false));
	case '/': return done(search_prompt(editor, motion, true));
	case '?': return done(search_prompt(editor, motion, false));
	case 'n': return done(search_next(editor, motion, true));
	case 'N': return done(search_next(editor, motion, false));
	case '*': return done(search_word(editor, motion, true, true));
	case '#': return done(search_word(editor, motion, false, true));
	}
	return MOTION_NONE;
}
