/* SPDX-License-Identifier: MIT */
/* Commands of normal mode that are neither motion nor operator. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

/* r: so many characters become this one; a newline takes the place of all. */
static bool replace_character(struct editor *editor, size_t count)
{
	int character = editor_key(editor);
	bool literal = character == CONTROL('V');
	struct place end = editor->at;
	struct buffer text = { 0 };
	char bytes[4];

	if (literal)
		character = read_literal(editor);
	if (character == KEY_ESCAPE || character < 0 || character > 0x10ffff + 256)
		return false;
	for (size_t i = 0; i < count; i++) {
		size_t size = character_size(editor, end);

		if (!size) {
			buffer_free(&text);
			return false;
		}
		end.column += size;
		buffer_add(&text, bytes, utf8_encode(character, bytes));
	}
	if ((character == '\r' || character == '\n') && !literal) {
		document_replace(&editor->document, editor->at, end, "\n", 1);
		editor->at = (struct place){ editor->at.line + 1, 0 };
		if (editor->set.autoindent)
			set_indent(editor, editor->at.line, indent_of(editor, editor->at.line - 1));
		editor->at.column = first_nonblank(editor, editor->at.line);
	} else {
		document_replace(&editor->document, editor->at, end, text.data, text.length);
		editor->at.column += text.length - 1;
		editor->at = place_clamp(editor, editor->at, false);
	}
	buffer_free(&text);
	return true;
}

static bool turn_case(struct editor *editor, size_t count)
{
	struct region region = { CHARACTERS, editor->at, editor->at, 0, 0 };
	size_t size;

	while (count-- && (size = character_size(editor, region.to)) > 0)
		region.to.column += size;
	if (region.to.column == region.from.column)
		return false;
	change_case(editor, &region, '~');
	editor->at = place_clamp(editor, region.to, false);
	return true;
}

static bool insert_command(struct editor *editor, int key, size_t count)
{
	struct place *at = &editor->at;
	size_t length;
	const char *text;

	switch (key) {
	case 'a': at->column += character_size(editor, *at); break;
	case 'A': at->column = document_length(&editor->document, at->line); break;
	case 'I':
		text = line_text(editor, at->line, &length);
		for (at->column = 0; at->column < length && is_blank(text[at->column]);)
			at->column++;
		break;
	case 'O': case 'o':
		open_line(editor, key == 'o');
		insert_lines_mode(editor, count);
		return true;
	}
	insert_mode(editor, count, key == 'R' ? MODE_REPLACE : MODE_INSERT);
	return true;
}

/* Ctrl-A, Ctrl-X: the number under the cursor or behind it in the line. */
static bool add_number(struct editor *editor, long by)
{
	size_t length, from = editor->at.column, to;
	const char *text = line_text(editor, editor->at.line, &length);
	char number[32];
	long long value;
	int size;

#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')
	while (from > 0 && from < length && IS_DIGIT(text[from]) && IS_DIGIT(text[from - 1]))
		from--;
	while (from < length && !IS_DIGIT(text[from]))
		from++;
	if (from >= length)
		return false;
	for (to = from; to < length && IS_DIGIT(text[to]) && to - from < 18; to++)
		;
#undef IS_DIGIT
	if (from > 0 && text[from - 1] == '-')
		from--;
	snprintf(number, sizeof(number), "%.*s", (int)(to - from), text + from);
	value = strtoll(number, NULL, 10) + by;
	size = snprintf(number, sizeof(number), "%lld", value);
	document_replace(&editor->document, (struct place){ editor->at.line, from },
			 (struct place){ editor->at.line, to }, number, size);
	editor->at.column = from + size - 1;
	return true;
}

/* Commands that . repeats; false when the key is none. */
bool change_command(struct editor *editor, int key, size_t count, bool *well)
{
	size_t times = count ? count : 1;

	switch (key) {
	case 'i': case 'a': case 'I': case 'A': case 'o': case 'O': case 'R': case KEY_INSERT:
		*well = insert_command(editor, key, count);
		return true;
	case 'r': *well = replace_character(editor, times); return true;
	case '~':
		*well = turn_case(editor, times);
		want_here(editor);
		return true;
	case 'J': *well = join_lines(editor, editor->at.line, count, true); break;
	case 'p': case 'P': *well = put(editor, key == 'p', false); break;
	case CONTROL('A'): *well = add_number(editor, times); break;
	case CONTROL('X'): *well = add_number(editor, -(long)times); break;
	case KEY_DELETE:
		editor_push(editor, (int[]){ 'x' }, 1);
		editor->typed.count = 0;
		*well = simple_command(editor, editor_key(editor), count);
		return true;
	case '&':
		*well = ex_execute(editor, "s");
		break;
	default:
		return false;
	}
	want_here(editor);
	return true;
}

static bool undo(struct editor *editor, size_t count, bool redo)
{
	bool any = false;

	while (count-- && (redo ? document_redo(&editor->document, &editor->at)
				: document_undo(&editor->document, &editor->at))) {
		any = true;
		if (editor->at.column == SIZE_MAX)
			editor->at.column = first_nonblank(editor, editor->at.line);
	}
	editor->line_now.line = editor->line_before.line = SIZE_MAX;
	editor->at = place_clamp(editor, editor->at, false);
	want_here(editor);
	if (!any)
		editor_say(editor, redo ? "Already at newest change" : "Already at oldest change");
	return true;
}

/* U: all that was done to one line is taken back, or done again. */
static bool undo_line(struct editor *editor)
{
	struct line_kept *kept = &editor->line_before;
	struct place from = { kept->line, 0 }, to = from;
	struct line_kept now = { .line = kept->line };

	if (kept->line >= document_lines(&editor->document) || !kept->text)
		return false;
	to.column = document_length(&editor->document, from.line);
	now.text = document_copy(&editor->document, from, to, &now.length);
	document_replace(&editor->document, from, to, kept->text, kept->length);
	free(kept->text);
	*kept = now;
	editor->line_now.line = SIZE_MAX;
	editor->at = from;
	want_here(editor);
	return true;
}

static bool set_mark(struct editor *editor)
{
	int key = editor_key(editor);
	int mark = key == '\'' || key == '`' ? MARK_JUMP : key == '<' ? MARK_LESS
		   : key == '>' ? MARK_GREATER : key == '[' ? MARK_OPEN
		   : key == ']' ? MARK_CLOSE : key - 'a';

	if (mark < 0 || mark >= MARK_COUNT || (mark < 26 && (key < 'a' || key > 'z')))
		return false;
	document_mark(&editor->document, mark, editor->at);
	return true;
}

static bool record(struct editor *editor)
{
	int name;

	if (editor->recording) {
		struct buffer text = { 0 };
		char bytes[4];

		/* The q that ends it is no part of it. */
		for (size_t i = 0; i + 1 < editor->macro.count; i++)
			if (editor->macro.keys[i] < 0x200000)
				buffer_add(&text, bytes,
					   utf8_encode(editor->macro.keys[i], bytes));
		name = editor->recording;
		editor->recording = 0;
		cut_set(editor, name, text.data ? text.data : "", text.length, CHARACTERS);
		buffer_free(&text);
		return true;
	}
	name = editor_key(editor);
	if (!cut_is_valid(name, true) || name == '_' || name == '-')
		return false;
	editor->macro.count = 0;
	editor->recording = name;
	return true;
}

static bool play(struct editor *editor, size_t count)
{
	int name = editor_key(editor);
	const struct cut *cut;

	if (name == '@')
		name = editor->last_macro;
	if (name == ':' && editor->last_command) {
		char *line = xstrdup(editor->last_command);
		bool well = ex_execute(editor, line);

		free(line);
		return well;
	}
	cut = name ? cut_named(editor, name) : NULL;
	if (!cut || !cut->text.length)
		return false;
	editor->last_macro = name;
	while (count--)
		editor_push_text(editor, cut->text.data, cut->text.length);
	return !editor->failed;
}

/* ga, g8: the character's number; Ctrl-G: where we are. */
bool tell(struct editor *editor, int key)
{
	int character = character_at(editor, editor->at);
	size_t lines = document_lines(&editor->document);

	if (key == CONTROL('G'))
		editor_say(editor, "\"%s\"%s line %zu of %zu --%zu%%-- col %zu",
			   editor->name ? editor->name : "[No Name]",
			   document_changed(&editor->document) ? " [Modified]" : "",
			   editor->at.line + 1, lines, (editor->at.line + 1) * 100 / lines,
			   editor->at.column + 1);
	else if (character >= 0)
		editor_say(editor, "%d, Hex %02x, Octal %03o", character, character, character);
	return true;
}

static bool command_line(struct editor *editor, size_t count)
{
	char range[32];
	char *line;
	bool well;

	if (count) {
		snprintf(range, sizeof(range), count > 1 ? ".,.+%zu" : ".", count - 1);
		editor_push_text(editor, range, strlen(range));
	}
	line = prompt_line(editor, ':');
	if (!line)
		return true;
	well = ex_execute(editor, line);
	free(line);
	return well;
}

static bool quit_key(struct editor *editor)
{
	int key = editor_key(editor);

	if (key == 'Z')
		return ex_execute(editor, "x");
	return key == 'Q' && ex_execute(editor, "q!");
}

/* Commands that . does not repeat; false when the key is none. */
bool other_command(struct editor *editor, int key, size_t count, bool *well)
{
	size_t times = count ? count : 1;

	*well = true;
	switch (key) {
	case 'u': *well = undo(editor, times, false); break;
	case CONTROL('R'): *well = undo(editor, times, true); break;
	case 'U': *well = undo_line(editor); break;
	case 'm': *well = set_mark(editor); break;
	case 'q': *well = record(editor); break;
	case '@': *well = play(editor, times); break;
	case ':': *well = command_line(editor, count); break;
	case 'Z': *well = quit_key(editor); break;
	case CONTROL('G'): *well = tell(editor, key); break;
	case CONTROL('^'): *well = ex_execute(editor, "e #"); break;
	case CONTROL('L'): *well = true; editor->redraw = true; break;
	case CONTROL('C'): editor_say(editor, "Type  :q  and press <Enter> to leave"); break;
	case CONTROL('Z'):
		if (editor->host->suspend)
			editor->host->suspend(editor->host->data);
		break;
	case 'v': visual_begin(editor, CHARACTERS); break;
	case 'V': visual_begin(editor, LINES); break;
	case CONTROL('V'): visual_begin(editor, BLOCK); break;
	default: return false;
	}
	return true;
}
