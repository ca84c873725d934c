/* SPDX-License-Identifier: MIT */
/* Ex commands about files, and about other programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "edit/ex.h"
#include "edit/file.h"

bool ex_may_leave(struct editor *editor, bool force)
{
	if (force || !document_changed(&editor->document))
		return true;
	return editor_error(editor, "No write since last change (add ! to override)");
}

/* :w !command */
static bool write_to_command(struct ex *ex, const char *command)
{
	struct editor *editor = ex->editor;
	struct region region = { LINES, { ex->first, 0 }, { ex->last, 0 }, 0, 0 };
	size_t length;
	char *text;
	int status;

	if (!editor->host->shell)
		return editor_error(editor, "No shell");
	text = region_text(editor, &region, &length);
	status = editor->host->shell(editor->host->data, command, text, length, NULL);
	free(text);
	return status >= 0 || editor_failure(editor);
}

static bool write_as(struct ex *ex, const char *name, bool append)
{
	struct editor *editor = ex->editor;

	if (!name)
		name = editor->name;
	if (!name)
		return editor_error(editor, "No file name");
	/* A text without a name takes the first it is written to. */
	if (!editor->name && !append)
		editor->name = xstrdup(name);
	else if (append || !editor->name || strcmp(name, editor->name) != 0)
		return file_write(editor, name, ex->first, ex->last, append, ex->force);
	return file_write(editor, name, ex->first, ex->last, append, ex->force);
}

bool ex_write(struct ex *ex)
{
	bool append, well;
	char *name;

	ex_skip_blanks(ex);
	if (*ex->at == '!')
		return write_to_command(ex, ex->at + 1);
	append = strncmp(ex->at, ">>", 2) == 0;
	if (append)
		ex->at += 2;
	name = ex_file_name(ex);
	well = write_as(ex, name, append);
	free(name);
	return well;
}

/* More files to edit are told of once. */
static bool leave(struct editor *editor, bool force)
{
	size_t left = editor->name_count > editor->name_at + 1
		      ? editor->name_count - editor->name_at - 1 : 0;

	if (left && !force && !editor->warned_more) {
		editor->warned_more = true;
		return editor_error(editor, "%zu more file%s to edit", left, left > 1 ? "s" : "");
	}
	editor->quit = true;
	return true;
}

bool ex_quit(struct ex *ex)
{
	return ex_may_leave(ex->editor, ex->force) && leave(ex->editor, ex->force);
}

bool ex_write_quit(struct ex *ex)
{
	return ex_write(ex) && leave(ex->editor, ex->force);
}

bool ex_exit(struct ex *ex)
{
	ex_skip_blanks(ex);
	if (*ex->at || document_changed(&ex->editor->document))
		return ex_write_quit(ex);
	return leave(ex->editor, ex->force);
}

/* :e +cmd name: the command to begin with. */
static char *take_plus(struct ex *ex)
{
	const char *start;

	ex_skip_blanks(ex);
	if (*ex->at != '+')
		return NULL;
	start = ++ex->at;
	while (*ex->at && *ex->at != ' ')
		ex->at++;
	return ex->at == start ? xstrdup("$") : xstrndup(start, ex->at - start);
}

bool ex_edit(struct ex *ex)
{
	struct editor *editor = ex->editor;
	char *plus = take_plus(ex), *name;
	size_t line = editor->at.line;
	bool same, well;

	name = ex_file_name(ex);
	same = !name || (editor->name && strcmp(name, editor->name) == 0);
	if (!name && editor->name)
		name = xstrdup(editor->name);
	if (!name)
		well = editor_error(editor, "No file name");
	else
		well = ex_may_leave(editor, ex->force);
	if (well) {
		editor->set.readonly = false;
		well = file_edit(editor, name);
		if (same && well)
			editor->at = place_clamp(editor, (struct place){ line, 0 }, false);
	}
	if (well && plus)
		well = ex_execute(editor, plus);
	free(plus);
	free(name);
	return well;
}

static bool edit_number(struct ex *ex, size_t number)
{
	struct editor *editor = ex->editor;

	if (!ex_may_leave(editor, ex->force))
		return false;
	editor->name_at = number;
	editor->set.readonly = false;
	return file_edit(editor, editor->names[number]);
}

bool ex_next(struct ex *ex)
{
	struct editor *editor = ex->editor;

	if (editor->name_at + 1 >= editor->name_count)
		return editor_error(editor, "Cannot go beyond last file");
	return edit_number(ex, editor->name_at + 1);
}

bool ex_previous(struct ex *ex)
{
	if (ex->editor->name_at == 0)
		return editor_error(ex->editor, "Cannot go before first file");
	return edit_number(ex, ex->editor->name_at - 1);
}

bool ex_rewind(struct ex *ex)
{
	if (ex->editor->name_count == 0)
		return editor_error(ex->editor, "There is no list of files");
	return edit_number(ex, 0);
}

bool ex_files(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct buffer text = { 0 };

	for (size_t i = 0; i < editor->name_count; i++)
		buffer_format(&text, i == editor->name_at ? "[%s] " : "%s ", editor->names[i]);
	editor_say(editor, "%s", text.data ? text.data : editor->name ? editor->name : "");
	buffer_free(&text);
	return true;
}

bool ex_name(struct ex *ex)
{
	struct editor *editor = ex->editor;
	char *name = ex_file_name(ex);

	if (!name)
		return tell(editor, CONTROL('G'));
	free(editor->other_name);
	editor->other_name = editor->name;
	editor->name = name;
	memset(&editor->known, 0, sizeof(editor->known));
	return tell(editor, CONTROL('G'));
}

bool ex_recover(struct ex *ex)
{
	struct editor *editor = ex->editor;
	char *name = ex_file_name(ex);
	bool well;

	if (!name && editor->name)
		name = xstrdup(editor->name);
	well = name ? ex_may_leave(editor, ex->force) && file_recover(editor, name)
		    : editor_error(editor, "No file name");
	free(name);
	return well;
}

/* :r !command */
static int64_t read_command(struct ex *ex, const char *command, size_t line)
{
	struct editor *editor = ex->editor;
	struct buffer output = { 0 };
	size_t before;

	if (!editor->host->shell) {
		editor_error(editor, "No shell");
		return -1;
	}
	if (editor->host->shell(editor->host->data, command, "", 0, &output) < 0) {
		buffer_free(&output);
		editor_failure(editor);
		return -1;
	}
	if (document_is_empty(&editor->document) && output.length)
		document_insert(&editor->document, 0, "\n", 1);
	before = rope_newlines(&editor->document.rope);
	if (output.length)
		document_insert(&editor->document, line, output.data, output.length);
	buffer_free(&output);
	return rope_newlines(&editor->document.rope) - before;
}

bool ex_read(struct ex *ex)
{
	struct editor *editor = ex->editor;
	size_t line = ex->zero ? 0 : ex->last + 1;
	bool command;
	int64_t read;
	char *name;

	ex_skip_blanks(ex);
	command = ex->force || *ex->at == '!';
	if (*ex->at == '!')
		ex->at++;
	name = ex_file_name(ex);
	if (!name && editor->name && !command)
		name = xstrdup(editor->name);
	if (!name)
		return editor_error(editor, "No file name");
	read = command ? read_command(ex, name, line) : file_read(editor, name, line);
	free(name);
	if (read < 0)
		return false;
	if (read > 0) {
		editor->at = place_clamp(editor, (struct place){ line, 0 }, false);
		editor->at.column = first_nonblank(editor, editor->at.line);
	}
	if (read > 2)
		editor_say(editor, "%lld more lines", (long long)read);
	return true;
}

bool ex_source(struct ex *ex)
{
	char *name = ex_file_name(ex), *place = NULL;
	struct buffer text = { 0 };
	bool well = true;

	if (!name)
		return editor_error(ex->editor, "Argument required");
	if (read_file(name, &text, 1 << 20) < 0)
		well = editor_failure(ex->editor);
	for (char *line = text.data ? strtok_r(text.data, "\n", &place) : NULL; line && well;
	     line = strtok_r(NULL, "\n", &place))
		well = ex_execute(ex->editor, line);
	buffer_free(&text);
	free(name);
	return well;
}

bool ex_shell(struct ex *ex)
{
	const char *shell = getenv("SHELL");
	struct editor *editor = ex->editor;

	if (!editor->host->shell)
		return editor_error(editor, "No shell");
	return editor->host->shell(editor->host->data, shell && *shell ? shell : "sh", NULL, 0,
				   NULL) >= 0 || editor_failure(editor);
}

/* :!command, and :range!command, which filters. ! in it is the command before. */
bool ex_bang(struct ex *ex)
{
	struct editor *editor = ex->editor;
	struct buffer command = { 0 };
	char *text = ex_file_name(ex);
	bool well;

	for (const char *at = text ? text : ""; *at; at++) {
		if (*at == '\\' && at[1] == '!')
			buffer_add(&command, ++at, 1);
		else if (*at == '!' && editor->last_shell)
			buffer_text(&command, editor->last_shell);
		else
			buffer_add(&command, at, 1);
	}
	free(text);
	if (!command.data)
		return editor_error(editor, "No command");
	free(editor->last_shell);
	editor->last_shell = xstrdup(command.data);
	if (ex->addresses)
		well = filter_lines(editor, ex->first, ex->last, command.data);
	else if (!editor->host->shell)
		well = editor_error(editor, "No shell");
	else
		well = editor->host->shell(editor->host->data, command.data, NULL, 0, NULL) >= 0 ||
		       editor_failure(editor);
	buffer_free(&command);
	return well;
}

bool ex_directory(struct ex *ex)
{
	char *name = ex_file_name(ex), here[4096];
	const char *home = getenv("HOME");
	bool well = true;

	if (name && chdir(name) < 0) {
		fail("%s", name);
		well = editor_failure(ex->editor);
	} else if (!name && home && *home && ex->force) {
		well = chdir(home) == 0;
	}
	if (well && getcwd(here, sizeof(here)))
		editor_say(ex->editor, "%s", here);
	free(name);
	return well;
}
