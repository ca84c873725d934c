/* SPDX-License-Identifier: MIT */
/* Ex commands: the table, and those that work on lines. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "edit/ex.h"

enum { MOST_DEPTH = 50 };

static void to_line(struct editor *editor, size_t line)
{
	editor->at = place_clamp(editor, (struct place){ line, 0 }, false);
	editor->at.column = first_nonblank(editor, editor->at.line);
	want_here(editor);
}

static struct region lines_of(const struct ex *ex)
{
	return (struct region){ LINES, { ex->first, 0 }, { ex->last, 0 }, 0, 0 };
}

static bool delete(struct ex *ex)
{
	bool well = ex_register(ex) && operate(ex->editor, 'd', lines_of(ex), true);

	if (well)
		to_line(ex->editor, ex->first);
	return well;
}

static bool yank(struct ex *ex)
{
	struct place at = ex->editor->at;
	bool well = ex_register(ex) && operate(ex->editor, 'y', lines_of(ex), true);

	ex->editor->at = at;
	return well;
}

static bool put_line(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct cut *cut;
	enum extent kept;
	size_t before = document_lines(&editor->document);
	bool well, after = !ex->force && !ex->zero;

	if (!ex_register(ex))
		return false;
	cut = cut_named(editor, editor->reg);
	if (!cut || !cut->text.length)
		return editor_error(editor, "Nothing in register");
	kept = cut->extent;
	cut->extent = LINES;
	editor->count = 0;
	editor->at = (struct place){ ex->last, 0 };
	well = put(editor, after, false);
	cut->extent = kept;
	to_line(editor, ex->last + document_lines(&editor->document) - before - !after);
	return well;
}

static bool shift(struct ex *ex, int by)
{
	while (*ex->at == (by > 0 ? '>' : '<')) {
		by += by > 0 ? 1 : -1;
		ex->at++;
	}
	if (!ex_count(ex))
		return false;
	shift_lines(ex->editor, ex->first, ex->last, by);
	to_line(ex->editor, ex->last);
	return true;
}

static bool shift_right(struct ex *ex) { return shift(ex, 1); }
static bool shift_left(struct ex *ex) { return shift(ex, -1); }

static bool join(struct ex *ex)
{
	size_t lines = document_lines(&ex->editor->document);
	bool counted = ex->addresses > 1, well;

	if (!ex_count(ex))
		return false;
	if (!counted && ex->addresses > 1)
		ex->last = MIN(ex->last, lines - 1);
	if (ex->first == ex->last && ex->first + 1 < lines)
		ex->last++;
	if (ex->first == ex->last)
		return true;
	well = join_lines(ex->editor, ex->first, ex->last - ex->first + 1, !ex->force);
	to_line(ex->editor, ex->first);
	return well;
}

/* :m and :t: behind which line? */
static bool target(struct ex *ex, size_t *line)
{
	bool given = false;

	*line = ex->editor->at.line + 1;
	if (!ex_address(ex, line, &given))
		return false;
	if (!given || *line > document_lines(&ex->editor->document))
		return editor_error(ex->editor, "Invalid address");
	return true;
}

static bool copy(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct region region = lines_of(ex);
	size_t line, length;
	char *text;

	if (!target(ex, &line))
		return false;
	text = region_text(editor, &region, &length);
	document_insert(&editor->document, line, text, length);
	free(text);
	to_line(editor, line + ex->last - ex->first);
	return true;
}

static bool move(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct region region = lines_of(ex);
	size_t line, length, count = ex->last - ex->first + 1;
	char *text;

	if (!target(ex, &line))
		return false;
	if (line > ex->first && line <= ex->last)
		return editor_error(editor, "Cannot move a range of lines into itself");
	text = region_text(editor, &region, &length);
	if (line > ex->last) {
		document_insert(&editor->document, line, text, length);
		document_delete(&editor->document, ex->first, count);
		to_line(editor, line - 1);
	} else {
		document_delete(&editor->document, ex->first, count);
		document_insert(&editor->document, line, text, length);
		to_line(editor, line + count - 1);
	}
	free(text);
	return true;
}

static bool mark(struct ex *ex)
{
	ex_skip_blanks(ex);
	if (*ex->at < 'a' || *ex->at > 'z')
		return editor_error(ex->editor, "Argument must be a letter");
	document_mark(&ex->editor->document, *ex->at++ - 'a', (struct place){ ex->last, 0 });
	return true;
}

/* Lines for the person to read; :g gathers those of all its lines. */
static bool print_lines(struct ex *ex, bool numbered)
{
	struct buffer text = { 0 };
	struct editor *editor = ex->editor;

	if (!ex_count(ex))
		return false;
	for (size_t line = ex->first; line <= ex->last; line++) {
		size_t length;
		const char *content = line_text(editor, line, &length);

		if (numbered || editor->set.number)
			buffer_format(&text, "%3zu ", line + 1);
		buffer_add(&text, content, length);
		buffer_add(&text, "\n", 1);
	}
	if (ex->global)
		buffer_add(&editor->gathered, text.data, text.length);
	else
		editor_show(editor, text.data);
	buffer_free(&text);
	to_line(editor, ex->last);
	return true;
}

static bool print(struct ex *ex) { return print_lines(ex, false); }
static bool number(struct ex *ex) { return print_lines(ex, true); }

static bool equals(struct ex *ex)
{
	size_t line = ex->addresses ? ex->last + 1 : document_lines(&ex->editor->document);

	editor_say(ex->editor, "%zu", line);
	return true;
}

static bool normal(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct keys queue = editor->queue, typed = editor->typed;
	size_t first = ex->first, last = ex->addresses ? ex->last : ex->first;
	const char *keys = ex->at;
	size_t length = strlen(keys);

	if (*keys == ' ')
		keys++, length--;
	if (length == 0)
		return editor_error(editor, "Argument required");
	for (size_t line = first; line <= last && line < document_lines(&editor->document);
	     line++) {
		/* A command that is not complete is given up. */
		editor->queue = (struct keys){ 0 };
		editor->typed = (struct keys){ 0 };
		for (int i = 0; i < 8; i++)
			keys_add(&editor->queue, KEY_ESCAPE);
		editor_push_text(editor, keys, length);
		if (ex->addresses)
			editor->at = (struct place){ line, 0 };
		editor->depth++;
		while (editor->queue.count > 8 && !editor->quit)
			normal_command(editor);
		editor->depth--;
		if (editor->mode == MODE_VISUAL)
			visual_end(editor);
		free(editor->queue.keys);
		free(editor->typed.keys);
	}
	editor->queue = queue;
	editor->typed = typed;
	ex->at += strlen(ex->at);
	return true;
}

static bool undo(struct ex *ex)
{
	editor_push_text(ex->editor, "u", 1);
	normal_command(ex->editor);
	return true;
}

static bool redo(struct ex *ex)
{
	editor_push(ex->editor, (int[]){ CONTROL('R') }, 1);
	normal_command(ex->editor);
	return true;
}

static bool set(struct ex *ex)
{
	ex_skip_blanks(ex);
	return settings_change(ex->editor, ex->at);
}

static bool no_highlight(struct ex *ex)
{
	ex->editor->pattern_hidden = true;
	return true;
}

static bool registers(struct ex *ex)
{
	struct buffer text = { 0 };

	for (const char *name = "\"0123456789-abcdefghijklmnopqrstuvwxyz."; *name; name++) {
		struct cut *cut = cut_named(ex->editor, *name);

		if (!cut->text.length)
			continue;
		buffer_format(&text, "\"%c   ", *name);
		for (size_t i = 0; i < cut->text.length && i < 60; i++)
			buffer_add(&text, cut->text.data[i] == '\n' ? "^J" : cut->text.data + i,
				   cut->text.data[i] == '\n' ? 2 : 1);
		buffer_text(&text, "\n");
	}
	if (text.data)
		editor_show(ex->editor, text.data);
	buffer_free(&text);
	return true;
}

static bool marks(struct ex *ex)
{
	struct buffer text = { 0 };

	for (int i = 0; i < 26; i++)
		if (ex->editor->document.marked[i])
			buffer_format(&text, " %c %6zu %4zu\n", 'a' + i,
				      ex->editor->document.marks[i].line + 1,
				      ex->editor->document.marks[i].column);
	editor_show(ex->editor, text.data ? text.data : "No marks set");
	buffer_free(&text);
	return true;
}

static bool global(struct ex *ex) { return ex_global(ex, !ex->force); }
static bool vglobal(struct ex *ex) { return ex_global(ex, false); }

static bool execute_register(struct ex *ex)
{
	struct editor *editor = ex->editor;
	int name = *ex->at ? *ex->at++ : '@';
	struct cut *cut;
	char *text;
	bool well;

	if (name == '@')
		name = editor->last_macro;
	cut = name == ':' ? NULL : cut_named(editor, name);
	if (!cut || !cut->text.length)
		return editor_error(editor, "Nothing in register");
	editor->last_macro = name;
	text = xstrndup(cut->text.data, strcspn(cut->text.data, "\n"));
	well = ex_execute(editor, text);
	free(text);
	return well;
}

/* WHOLE_LINE: a | belongs to its argument. */
enum { WHOLE_LINE = 1, ALL_LINES = 2 };

static const struct command {
	const char *name;
	int least;			/* letters that are enough */
	bool (*run)(struct ex *ex);
	int flags;
} commands[] = {
	{ "substitute", 1, ex_substitute, WHOLE_LINE },
	{ "args", 2, ex_files, 0 },
	{ "cd", 2, ex_directory, 0 },
	{ "chdir", 3, ex_directory, 0 },
	{ "copy", 2, copy, 0 },
	{ "delete", 1, delete, 0 },
	{ "edit", 1, ex_edit, 0 },
	{ "ex", 2, ex_edit, 0 },
	{ "exit", 3, ex_exit, ALL_LINES },
	{ "file", 1, ex_name, 0 },
	{ "files", 5, ex_files, 0 },
	{ "first", 3, ex_rewind, 0 },
	{ "global", 1, global, WHOLE_LINE },
	{ "join", 1, join, 0 },
	{ "k", 1, mark, 0 },
	{ "ls", 2, ex_files, 0 },
	{ "mark", 2, mark, 0 },
	{ "marks", 5, marks, 0 },
	{ "move", 1, move, 0 },
	{ "next", 1, ex_next, 0 },
	{ "Next", 1, ex_previous, 0 },
	{ "nohlsearch", 3, no_highlight, 0 },
	{ "normal", 4, normal, WHOLE_LINE },
	{ "number", 2, number, 0 },
	{ "print", 1, print, 0 },
	{ "Print", 1, print, 0 },
	{ "previous", 4, ex_previous, 0 },
	{ "put", 2, put_line, 0 },
	{ "pwd", 2, ex_directory, 0 },
	{ "quit", 1, ex_quit, 0 },
	{ "qall", 2, ex_quit, 0 },
	{ "quitall", 5, ex_quit, 0 },
	{ "read", 1, ex_read, WHOLE_LINE },
	{ "recover", 3, ex_recover, 0 },
	{ "redo", 3, redo, 0 },
	{ "registers", 3, registers, 0 },
	{ "display", 2, registers, 0 },
	{ "rewind", 3, ex_rewind, 0 },
	{ "set", 2, set, 0 },
	{ "shell", 2, ex_shell, 0 },
	{ "source", 2, ex_source, 0 },
	{ "t", 1, copy, 0 },
	{ "undo", 1, undo, 0 },
	{ "vglobal", 1, vglobal, WHOLE_LINE },
	{ "visual", 2, ex_edit, 0 },
	{ "write", 1, ex_write, WHOLE_LINE | ALL_LINES },
	{ "wq", 2, ex_write_quit, ALL_LINES },
	{ "wqall", 3, ex_write_quit, ALL_LINES },
	{ "wall", 2, ex_write, ALL_LINES },
	{ "xit", 1, ex_exit, ALL_LINES },
	{ "xall", 2, ex_exit, ALL_LINES },
	{ "yank", 1, yank, 0 },
	{ ">", 1, shift_right, 0 },
	{ "<", 1, shift_left, 0 },
	{ "=", 1, equals, 0 },
	{ "!", 1, ex_bang, WHOLE_LINE },
	{ "&", 1, ex_substitute_again, 0 },
	{ "~", 1, ex_substitute_again, 0 },
	{ "#", 1, number, 0 },
	{ "@", 1, execute_register, 0 },
	{ "*", 1, execute_register, 0 },
};

static const struct command *find(struct ex *ex)
{
	const char *start = ex->at;
	size_t length = 0;

	/* s and k may have their argument right behind, as in s/a/b/ and ka. */
	while (isalpha((unsigned char)start[length]))
		length++;
	if (length == 0 && *start)
		length = 1;
	if (*start == 'k' && length == 2)
		length = 1;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *row = &commands[i];

		if (length < (size_t)row->least || strncmp(row->name, start, length) != 0)
			continue;
		ex->at += length;
		return row;
	}
	/* s with flags: sg, si, sc */
	if (*start == 's' && strspn(start, "sgicrI&n") == length) {
		ex->at++;
		return &commands[0];
	}
	return NULL;
}

/* Where the command's own part of the line ends. */
static size_t bar(const char *text)
{
	size_t at = 0;

	for (; text[at] && text[at] != '|'; at++)
		if (text[at] == '\\' && text[at + 1] == '|')
			at++;
	return at;
}

/* A line that is nothing but an address goes there. */
static bool go(struct ex *ex)
{
	if (!ex->addresses)
		return true;
	document_mark(&ex->editor->document, MARK_JUMP, ex->editor->at);
	to_line(ex->editor, ex->last);
	return true;
}

/* Run the first command of the line; *rest is what follows it. */
static bool run_one(struct ex *ex, const char **rest, char **part)
{
	const struct command *command;
	size_t length;

	*rest = "";
	while (*ex->at == ':' || *ex->at == ' ' || *ex->at == '\t')
		ex->at++;
	if (*ex->at == '"')
		return true;
	if (!ex_addresses(ex))
		return false;
	if (!*ex->at || *ex->at == '|') {
		if (*ex->at)
			*rest = ex->at + 1;
		return go(ex);
	}
	command = find(ex);
	if (!command)
		return editor_error(ex->editor, "Not an editor command: %s", ex->at);
	if (*ex->at == '!' && *command->name != '!') {
		ex->force = true;
		ex->at++;
	}
	if (!(command->flags & WHOLE_LINE)) {
		length = bar(ex->at);
		*rest = ex->at[length] ? ex->at + length + 1 : "";
		ex->at = *part = xstrndup(ex->at, length);
	}
	if (!ex->addresses && command->flags & ALL_LINES) {
		ex->first = 0;
		ex->last = document_lines(&ex->editor->document) - 1;
	}
	return command->run(ex);
}

bool ex_run(struct ex *ex)
{
	struct editor *editor = ex->editor;
	bool global = ex->global;
	const char *line = ex->at;

	if (editor->depth >= MOST_DEPTH)
		return editor_error(editor, "Commands are nested too deeply");
	editor->depth++;
	for (bool well = true; well && *line;) {
		struct ex one = { .editor = editor, .at = line, .global = global };
		char *part = NULL;

		well = run_one(&one, &line, &part);
		/* s and others tell by at how far they read. */
		if (well && !*line && !part && *one.at == '|')
			line = one.at + 1;
		free(part);
		if (!well) {
			editor->depth--;
			return false;
		}
	}
	editor->depth--;
	return true;
}

bool ex_execute(struct editor *editor, const char *text)
{
	struct ex ex = { .editor = editor, .at = text };
	char *line = xstrdup(text);
	bool well;

	ex.at = line;
	well = ex_run(&ex);
	if (editor->depth == 0 && *text) {
		free(editor->last_command);
		editor->last_command = line;
	} else {
		free(line);
	}
	editor->at = place_clamp(editor, editor->at, false);
	return well;
}
