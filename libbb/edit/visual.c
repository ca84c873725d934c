/* SPDX-License-Identifier: MIT */
/* Visual mode: v V Ctrl-V, and what is done to the text they mark. */
#include <ctype.h>
#include <string.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "edit/editor.h"

void visual_begin(struct editor *editor, enum extent extent)
{
	editor->mode = MODE_VISUAL;
	editor->visual = extent;
	editor->visual_start = editor->at;
}

void visual_end(struct editor *editor)
{
	struct place from = editor->visual_start, to = editor->at;

	if (editor->mode != MODE_VISUAL)
		return;
	editor->mode = MODE_NORMAL;
	editor->last_visual = editor->visual;
	editor->last_want = editor->want;
	editor->last_backward = place_less(to, from);
	document_mark(&editor->document, MARK_LESS, editor->last_backward ? to : from);
	document_mark(&editor->document, MARK_GREATER, editor->last_backward ? from : to);
}

bool visual_again(struct editor *editor)
{
	if (!editor->document.marked[MARK_LESS])
		return false;
	visual_begin(editor, editor->last_visual);
	editor->visual_start = place_clamp(editor, editor->document.marks[MARK_LESS], false);
	editor->at = place_clamp(editor, editor->document.marks[MARK_GREATER], false);
	if (editor->last_backward) {
		struct place swapped = editor->at;

		editor->at = editor->visual_start;
		editor->visual_start = swapped;
	}
	editor->want = editor->last_want;
	return true;
}

struct region visual_region(struct editor *editor)
{
	struct region region = { editor->visual, editor->visual_start, editor->at, 0, 0 };
	struct place swapped = region.from;

	if (place_less(region.to, region.from)) {
		region.from = region.to;
		region.to = swapped;
	}
	if (editor->visual == BLOCK) {
		size_t a = display_column(editor, region.from);
		size_t b = display_column(editor, region.to);

		region.left = MIN(a, b);
		region.right = MAX(display_end(editor, region.from),
				   display_end(editor, region.to)) + 1;
		if (editor->want == SIZE_MAX)
			region.right = SIZE_MAX;
	} else if (editor->visual == CHARACTERS) {
		region.to.column += character_size(editor, region.to);
	}
	return region;
}

/* d, c and y take the end of a line too when the cursor stands on it. */
static void take_line_end(struct editor *editor, struct region *region, struct place at)
{
	if (region->extent == CHARACTERS && character_at(editor, at) < 0 &&
	    region->to.line == at.line && region->to.column == at.column &&
	    at.line + 1 < document_lines(&editor->document))
		region->to = (struct place){ at.line + 1, 0 };
}

/* How much text a repetition takes: as many lines, as many characters of the last one. */
static void set_dot(struct editor *editor, const struct region *region)
{
	if (editor->repeating || editor->no_dot)
		return;
	editor->dot.count = 0;
	for (size_t i = 0; i < editor->typed.count; i++)
		keys_add(&editor->dot, editor->typed.keys[i]);
	editor->dot_count = editor->count;
	editor->dot_register = editor->reg;
	editor->dot_visual = true;
	editor->dot_size = *region;
	editor->dot_size.to.line -= region->from.line;
	if (editor->dot_size.to.line == 0 && region->extent == CHARACTERS)
		editor->dot_size.to.column -= region->from.column;
	editor->dot_size.right -= region->left;
}

/* The text a repetition is done to, from the cursor on. */
static struct region repeated_region(struct editor *editor)
{
	struct region region = editor->dot_size;
	size_t last = document_lines(&editor->document) - 1, bytes = region.to.column;

	region.from = editor->at;
	region.to.line = MIN(editor->at.line + region.to.line, last);
	if (editor->dot_size.to.line == 0)
		region.to.column = editor->at.column + bytes;
	region.to.column = MIN(region.to.column,
			       document_length(&editor->document, region.to.line));
	region.left = display_column(editor, editor->at);
	region.right = editor->dot_size.right + region.left < region.left
		       ? SIZE_MAX : editor->dot_size.right + region.left;
	return region;
}

/* r: every character of the region becomes this one. */
static bool replace_all(struct editor *editor, const struct region *region)
{
	int character = read_character(editor);
	char bytes[4];
	size_t size;

	if (character < 0)
		return false;
	size = utf8_encode(character, bytes);
	for (size_t line = region->from.line; line <= region->to.line; line++) {
		size_t length = document_length(&editor->document, line);
		struct place at = { line, 0 }, end = { line, length };
		struct buffer text = { 0 };

		if (region->extent == CHARACTERS && line == region->from.line)
			at.column = region->from.column;
		if (region->extent == CHARACTERS && line == region->to.line)
			end.column = region->to.column;
		if (region->extent == BLOCK) {
			at.column = display_byte(editor, line, region->left);
			end.column = display_byte(editor, line, region->right);
		}
		for (struct place walk = at; walk.column < end.column;
		     walk.column += character_size(editor, walk))
			buffer_add(&text, bytes, size);
		document_replace(&editor->document, at, end, text.data, text.length);
		buffer_free(&text);
	}
	editor->at = place_clamp(editor, region->from, false);
	return true;
}

static bool insert_block(struct editor *editor, struct region region, int key)
{
	if (region.extent == BLOCK)
		return change_rows_of_block(editor, &region, key);
	editor->at = key == 'I' ? region.from : region.to;
	if (region.extent == LINES && key == 'I')
		editor->at.column = 0;
	if (region.extent == LINES && key == 'A')
		editor->at.column = document_length(&editor->document, region.to.line);
	insert_mode(editor, 1, MODE_INSERT);
	return true;
}

/* p over a region: the region goes to where the put text came from. */
static bool put_over(struct editor *editor, struct region region)
{
	struct cut *cut = cut_named(editor, editor->reg), kept = { 0 };
	size_t lines = document_lines(&editor->document);
	bool well, at_end;
	int reg = editor->reg;

	/* Nothing to put: the region goes all the same. */
	if (!cut || !cut->text.length)
		return operate(editor, 'd', region, false);
	buffer_add(&kept.text, cut->text.data, cut->text.length);
	kept.extent = cut->extent;
	editor->reg = 0;
	at_end = region.extent == LINES ? region.to.line + 1 >= lines
		 : region.extent == CHARACTERS &&
		   region.to.column >= document_length(&editor->document, region.to.line) &&
		   region.from.column > 0;
	operate(editor, 'd', region, false);
	if (region.extent == CHARACTERS && kept.extent == LINES) {
		document_replace(&editor->document, region.from, region.from, "\n", 1);
		editor->at = region.from;
		at_end = true;
	}
	{
		struct cut unnamed = editor->cuts[CUT_UNNAMED];

		editor->cuts[CUT_UNNAMED] = kept;
		if (region.extent == LINES && kept.extent == CHARACTERS) {
			document_insert(&editor->document, region.from.line, "\n", 1);
			editor->at = (struct place){ region.from.line, 0 };
			at_end = false;
		}
		well = put(editor, at_end, false);
		buffer_free(&editor->cuts[CUT_UNNAMED].text);
		editor->cuts[CUT_UNNAMED] = unnamed;
	}
	editor->reg = reg;
	return well;
}

/* The keys that act; 0 when it is none. *lines: on whole lines, whatever is marked. */
static int action(int key, bool *lines)
{
	static const char line_keys[] = "XdDdCcScRcYy";
	const char *found = key < 128 ? strchr(line_keys, key) : NULL;

	*lines = false;
	if (found && isupper(key)) {
		*lines = true;
		return found[1];
	}
	switch (key) {
	case 'x': case KEY_DELETE: case '\b': return 'd';
	case 's': return 'c';
	case 'd': case 'c': case 'y': case '<': case '>': case '=': case '!': case '~': case 'u':
	case 'U': case 'J':
		return key;
	}
	return 0;
}

static bool act(struct editor *editor, struct region region, int key)
{
	bool lines;
	int operator = action(key, &lines);

	switch (key) {
	case 'r': return replace_all(editor, &region);
	case 'I': case 'A': return insert_block(editor, region, key);
	case 'p': case 'P': return put_over(editor, region);
	}
	if (region.extent == BLOCK && (key == 'D' || key == 'C')) {
		region.right = SIZE_MAX;
		lines = false;
	}
	if (lines)
		region.extent = LINES;
	if (operator == 'd' || operator == 'c' || operator == 'y')
		editor->count = 0;
	return operate(editor, operator, region, false);
}

void visual_repeat(struct editor *editor)
{
	int key = editor_key(editor);
	struct region region = repeated_region(editor);

	if (key == 'g')
		key = editor_key(editor);
	act(editor, region, key);
}

static bool select_object(struct editor *editor, bool around)
{
	struct motion motion = { .from = editor->at, .to = editor->at, .count = editor->count };
	int key = editor_key(editor);
	bool fresh = editor->visual_start.line == editor->at.line &&
		     editor->visual_start.column == editor->at.column;

	if (!object_select(editor, &motion, around, key))
		return false;
	if (!motion.inclusive && !motion.lines && place_less(motion.from, motion.to))
		place_previous(editor, &motion.to);
	editor->visual = motion.lines ? LINES : CHARACTERS;
	if (fresh || !strchr("wWsp", key))
		editor->visual_start = motion.from;
	editor->at = motion.to;
	want_here(editor);
	return true;
}

/* : begins with the marked lines. */
static bool visual_line(struct editor *editor)
{
	char *line;
	bool well;

	visual_end(editor);
	editor_push_text(editor, "'<,'>", 5);
	line = prompt_line(editor, ':');
	if (!line)
		return true;
	well = ex_execute(editor, line);
	free(line);
	return well;
}

static bool motion(struct editor *editor, int key, bool after_g)
{
	struct motion motion = { .from = editor->at, .to = editor->at, .count = editor->count,
				 .after_g = after_g };
	bool well;

	if (motion_run(editor, key, &motion) == MOTION_DONE) {
		move_cursor(editor, &motion);
		/* $ marks the line's end too. */
		if (motion.to_end && editor->visual == CHARACTERS)
			editor->at.column = document_length(&editor->document, editor->at.line);
		return true;
	}
	return !after_g && scroll_command(editor, key, editor->count, &well) && well;
}

static bool change_kind(struct editor *editor, enum extent extent)
{
	if (editor->visual == extent)
		visual_end(editor);
	else
		editor->visual = extent;
	return true;
}

static void other_end(struct editor *editor)
{
	struct place start = editor->visual_start;

	editor->visual_start = editor->at;
	editor->at = start;
	want_here(editor);
}

static bool run_action(struct editor *editor, int key)
{
	struct region region = visual_region(editor);
	bool well, lines;
	int operator = action(key, &lines);

	if (!lines && (operator == 'd' || operator == 'c' || operator == 'y'))
		take_line_end(editor, &region, place_less(editor->at, editor->visual_start)
			      ? editor->visual_start : editor->at);
	if (region.extent == LINES || lines)
		region.from.column = 0;
	visual_end(editor);
	/* The count of < and > is how often. */
	if (operator == '<' || operator == '>')
		editor->mode = MODE_VISUAL;
	document_step(&editor->document, editor->document.marks[MARK_LESS]);
	well = act(editor, region, key);
	editor->mode = MODE_NORMAL;
	editor->at = place_clamp(editor, editor->at, false);
	want_here(editor);
	if (well && operator != 'y')
		set_dot(editor, &region);
	return well;
}

bool visual_command(struct editor *editor, int key)
{
	bool lines;

	switch (key) {
	case 'v': return change_kind(editor, CHARACTERS);
	case 'V': return change_kind(editor, LINES);
	case CONTROL('V'): return change_kind(editor, BLOCK);
	case CONTROL('C'): visual_end(editor); return true;
	case 'o': case 'O': other_end(editor); return true;
	case ':': return visual_line(editor);
	case 'i': case 'a': return select_object(editor, key == 'a');
	case 'm': case 'q': case '@': case CONTROL('L'): case CONTROL('Z'): {
		bool well;

		return other_command(editor, key, editor->count, &well) && well;
	}
	case 'g':
		key = editor_key(editor);
		if (key == '~' || key == 'u' || key == 'U')
			return run_action(editor, key);
		if (key == 'J') {
			struct region region = visual_region(editor);

			visual_end(editor);
			return join_lines(editor, region.from.line,
					  region.to.line - region.from.line + 1, false);
		}
		return motion(editor, key, true);
	}
	if (action(key, &lines) || strchr("rIApP", key < 128 && key > 0 ? key : '~') )
		return run_action(editor, key);
	return motion(editor, key, false);
}
