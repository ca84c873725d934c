/* SPDX-License-Identifier: MIT */
/* Normal mode: a register, a count, a command; operators with motions; repetition. */
#include <stdlib.h>
#include <string.h>

#include "edit/characters.h"
#include "edit/editor.h"

void move_cursor(struct editor *editor, const struct motion *motion)
{
	if (motion->jump)
		document_mark(&editor->document, MARK_JUMP, editor->at);
	editor->at = motion->to;
	if (motion->vertical) {
		editor->at.column = display_byte(editor, editor->at.line, editor->want);
		editor->at = place_clamp(editor, editor->at, false);
		return;
	}
	editor->at = place_clamp(editor, editor->at, false);
	if (motion->to_end)
		editor->want = SIZE_MAX;
	else
		want_here(editor);
}

/* Digits into *count; returns the key behind them, which alone stays among the keys typed. */
static int read_count(struct editor *editor, int key, size_t *count)
{
	while ((key >= '1' && key <= '9') || (key == '0' && *count)) {
		if (*count < (size_t)1 << 40)
			*count = *count * 10 + key - '0';
		editor->typed.count--;
		key = editor_key(editor);
	}
	return key;
}

/*
 * An exclusive motion to a line's start ends at the end of the line above, and is one of lines
 * when it began at or before its line's first letter.
 */
static void settle_exclusive(struct editor *editor, struct motion *motion)
{
	size_t length, at = 0;
	const char *text;

	if (motion->lines || motion->inclusive || motion->to.column != 0 ||
	    motion->to.line <= motion->from.line || motion->from_set)
		return;
	text = line_text(editor, motion->from.line, &length);
	while (at < length && is_blank(text[at]))
		at++;
	motion->to.line--;
	motion->to.column = document_length(&editor->document, motion->to.line);
	if (motion->from.column <= at)
		motion->lines = true;
}

/* d over several lines that leaves nothing but blanks takes the lines. */
static void settle_delete(struct editor *editor, struct motion *motion)
{
	size_t length, at = 0;
	const char *text;

	if (motion->lines || motion->from.line == motion->to.line)
		return;
	text = line_text(editor, motion->from.line, &length);
	while (at < motion->from.column && is_blank(text[at]))
		at++;
	if (at < motion->from.column)
		return;
	text = line_text(editor, motion->to.line, &length);
	for (at = motion->to.column; at < length && is_blank(text[at]); at++)
		;
	motion->lines = at == length;
}

static struct region region_of(struct editor *editor, struct motion *motion)
{
	struct region region = { CHARACTERS, motion->from, motion->to, 0, 0 };

	if (place_less(motion->to, motion->from)) {
		struct place swapped = motion->from;

		motion->from = motion->to;
		motion->to = swapped;
		/* A backward motion that is inclusive takes the character it came from. */
	}
	settle_exclusive(editor, motion);
	if (motion->inclusive)
		motion->to.column += character_size(editor, motion->to);
	motion->inclusive = false;
	if (motion->operator == 'd')
		settle_delete(editor, motion);
	region.from = motion->from;
	region.to = motion->to;
	if (motion->lines)
		region.extent = LINES;
	return region;
}

/* v, V between operator and motion turn its kind. */
static int force_extent(struct editor *editor, int key, int *forced)
{
	while (key == 'v' || key == 'V') {
		*forced = key;
		key = editor_key(editor);
	}
	return key;
}

static void apply_forced(struct motion *motion, int forced)
{
	if (forced == 'V') {
		motion->lines = true;
	} else if (forced == 'v') {
		if (!motion->lines)
			motion->inclusive = !motion->inclusive;
		motion->lines = false;
	}
}

/* The operator's own key again, in any of its spellings, means lines. */
static bool is_doubled(int operator, int key, bool after_g)
{
	if (operator == '~' || operator == 'u' || operator == 'U' || operator == '?')
		return key == operator;
	return key == operator && !after_g;
}

static enum motion_result operator_motion(struct editor *editor, struct motion *motion)
{
	int forced = 0, key = editor_key(editor);
	enum motion_result result;
	size_t inner = 0;

	/* x is dl, and what . repeats is the x. */
	if (editor->short_key)
		editor->typed.count--;
	editor->short_key = false;
	key = read_count(editor, key, &inner);
	if (inner)
		motion->count = (motion->count ? motion->count : 1) * inner;
	editor->count = motion->count;
	key = force_extent(editor, key, &forced);
	if (key == 'g') {
		motion->after_g = true;
		key = editor_key(editor);
	}
	if (is_doubled(motion->operator, key, motion->after_g)) {
		motion->after_g = false;
		key = '_';
		result = motion_run(editor, key, motion);
		motion->to.column = motion->operator == 'y' || motion->to.line > motion->from.line
				    ? motion->from.column
				    : MIN(motion->from.column, motion->to.column);
		return result;
	}
	if ((key == 'i' || key == 'a') && !motion->after_g)
		result = object_select(editor, motion, key == 'a', editor_key(editor))
			 ? MOTION_DONE : MOTION_FAILED;
	else
		result = motion_run(editor, key, motion);
	if (result == MOTION_DONE)
		apply_forced(motion, forced);
	return result;
}

static void set_dot(struct editor *editor)
{
	if (editor->repeating || editor->no_dot)
		return;
	editor->dot.count = 0;
	for (size_t i = 0; i < editor->typed.count; i++)
		keys_add(&editor->dot, editor->typed.keys[i]);
	editor->dot_count = editor->count;
	editor->dot_register = editor->reg;
	editor->dot_visual = false;
}

/* dw and its like: the last word ends with its line, and a word alone does not take the line. */
bool operator_with(struct editor *editor, int operator, size_t count)
{
	struct motion motion = { .from = editor->at, .to = editor->at, .count = count,
				 .operator = operator };
	struct region region;
	struct place from = editor->at;

	if (operator_motion(editor, &motion) != MOTION_DONE)
		return false;
	if (motion.vertical)
		motion.to.column = display_byte(editor, motion.to.line, editor->want);
	if (motion.nothing && operator != 'c')
		return true;
	if (motion.nothing)
		motion.to = motion.from;
	if (motion.jump && !motion.from_set)
		document_mark(&editor->document, MARK_JUMP, from);
	region = region_of(editor, &motion);
	/* Turning the case of nothing turns one letter's. */
	if (strchr("~uU?", operator) && region.extent == CHARACTERS &&
	    !place_less(region.from, region.to))
		region.to.column += character_size(editor, region.to);
	if (operator == 'y' && motion.lines && !motion.from_set && !place_less(region.from, from))
		region.from = from;
	if (!operate(editor, operator, region, motion.deletes_big))
		return false;
	if (operator != 'y')
		set_dot(editor);
	return true;
}

/* Commands that are an operator with a motion in one key. */
static bool short_operator(struct editor *editor, int key, size_t count)
{
	static const struct { char key, operator, motion; } rows[] = {
		{ 'x', 'd', 'l' }, { 'X', 'd', 'h' }, { 'D', 'd', '$' }, { 'C', 'c', '$' },
		{ 's', 'c', 'l' }, { 'S', 'c', '_' }, { 'Y', 'y', '_' },
	};
	size_t length = document_length(&editor->document, editor->at.line);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int motion = rows[i].motion;

		if (rows[i].key != key)
			continue;
		if (length == 0 && key == 's')
			motion = '0';
		if (length == 0 && (key == 'x' || (key == 'D' && count < 2)))
			return key == 'D';
		if (motion == '_')
			motion = rows[i].operator;
		editor_push(editor, &motion, 1);
		editor->short_key = true;
		return operator_with(editor, rows[i].operator, count);
	}
	return false;
}

static bool repeat(struct editor *editor, size_t count)
{
	size_t waiting = editor->queue.count;
	int *keys;

	if (editor->dot.count == 0 || editor->repeating)
		return false;
	if (count)
		editor->dot_count = count;
	if (editor->dot_register >= '1' && editor->dot_register < '9')
		editor->dot_register++;
	keys = xmalloc(editor->dot.count * sizeof(*keys));
	memcpy(keys, editor->dot.keys, editor->dot.count * sizeof(*keys));
	editor_push(editor, keys, editor->dot.count);
	free(keys);
	editor->repeating = true;
	editor->typed.count = 0;
	editor->count = editor->dot_count;
	editor->reg = editor->dot_register;
	if (editor->dot_visual)
		visual_repeat(editor);
	else
		simple_command(editor, editor_key(editor), editor->count);
	editor->repeating = false;
	if (editor->queue.count > waiting)
		editor->queue.count = waiting;
	return true;
}

static int g_operator(int key)
{
	switch (key) {
	case '~': case 'u': case 'U': case '?':
		return key;
	}
	return 0;
}

static bool is_operator(int key)
{
	return key > 0 && key < 128 && strchr("dcy<>!=", key);
}

static bool motion_command(struct editor *editor, int key, size_t count, bool after_g)
{
	struct motion motion = { .from = editor->at, .to = editor->at, .count = count,
				 .after_g = after_g };
	enum motion_result result = motion_run(editor, key, &motion);

	if (result == MOTION_DONE)
		move_cursor(editor, &motion);
	return result == MOTION_DONE;
}

static bool g_command(struct editor *editor, size_t count)
{
	int key = editor_key(editor);

	if (g_operator(key))
		return operator_with(editor, g_operator(key), count);
	switch (key) {
	case 'J':
		if (!join_lines(editor, editor->at.line, count, false))
			return false;
		set_dot(editor);
		return true;
	case 'v':
		return visual_again(editor);
	case 'i':
		if (editor->document.marked[MARK_INSERT])
			editor->at = place_clamp(editor, editor->document.marks[MARK_INSERT], true);
		insert_mode(editor, count, MODE_INSERT);
		set_dot(editor);
		return true;
	case 'I':
		editor->at.column = 0;
		insert_mode(editor, count, MODE_INSERT);
		set_dot(editor);
		return true;
	case 'p': case 'P':
		if (!put(editor, key == 'p', true))
			return false;
		editor->at = place_clamp(editor, editor->at, false);
		set_dot(editor);
		return true;
	case '&':
		return ex_execute(editor, "%s//~/&");
	case CONTROL('G'): case 'a': case '8':
		return tell(editor, key);
	}
	return motion_command(editor, key, count, true);
}

/* A command behind its register and count. */
bool simple_command(struct editor *editor, int key, size_t count)
{
	bool well;

	if (key == 'g')
		return g_command(editor, count);
	if (is_operator(key))
		return operator_with(editor, key, count);
	if (key == '.')
		return repeat(editor, count);
	if (key > 0 && key < 128 && strchr("xXDCsSY", key) && key)
		return short_operator(editor, key, count);
	if (change_command(editor, key, count, &well)) {
		if (well)
			set_dot(editor);
		return well;
	}
	if (other_command(editor, key, count, &well) || scroll_command(editor, key, count, &well))
		return well;
	return motion_command(editor, key, count, false);
}

/* U takes back all changes of one line: keep the line as it was when the cursor came. */
static void keep_line(struct editor *editor)
{
	enum { LONG = 1 << 16 };
	struct line_kept *now = &editor->line_now;
	const char *text;

	if (now->line == editor->at.line)
		return;
	text = line_text(editor, editor->at.line, &now->length);
	free(now->text);
	now->line = editor->at.line;
	now->text = now->length < LONG ? xmalloc(now->length + 1) : NULL;
	if (now->text)
		memcpy(now->text, text, now->length);
}

/* A command changed something: if only within the line, that is what U is about. */
static void line_changed(struct editor *editor, size_t lines)
{
	struct document *document = &editor->document;
	const struct undo_step *step = &document->steps[document->done - 1];
	struct line_kept *now = &editor->line_now, *before = &editor->line_before;

	if (document_lines(document) != lines || step->before != 1 || step->top != now->line) {
		now->line = before->line = SIZE_MAX;
	} else if (before->line != now->line) {
		struct line_kept swapped = *before;

		*before = *now;
		*now = swapped;
		now->line = before->line;
	}
}

static int prefix(struct editor *editor)
{
	int key = editor_key(editor);

	for (;;) {
		key = read_count(editor, key, &editor->count);
		if (key != '"')
			break;
		editor->reg = editor_key(editor);
		if (!cut_is_valid(editor->reg, false)) {
			editor->failed = true;
			editor->reg = 0;
			return -1;
		}
		editor->typed.count = 0;
		key = editor_key(editor);
	}
	return key;
}

void normal_command(struct editor *editor)
{
	int key;
	size_t lines;

	editor->typed.count = 0;
	editor->count = 0;
	editor->reg = 0;
	editor->failed = false;
	keep_line(editor);
	lines = document_lines(&editor->document);
	key = prefix(editor);
	/* What :normal and :g do is one step. */
	if (editor->depth == 0)
		document_step(&editor->document, editor->at);
	if (key < 0 || key == KEY_ESCAPE) {
		if (editor->mode == MODE_VISUAL)
			visual_end(editor);
		return;
	}
	editor->message[0] = '\0';
	if (editor->mode == MODE_VISUAL ? !visual_command(editor, key)
					: !simple_command(editor, key, editor->count))
		editor->failed = true;
	if (editor->failed)
		editor->queue.count = 0;
	editor->at = place_clamp(editor, editor->at, editor->mode == MODE_VISUAL);
	if (editor->document.collecting) {
		document_mark(&editor->document, MARK_CHANGE, editor->at);
		if (key != 'U')
			line_changed(editor, lines);
	}
}
