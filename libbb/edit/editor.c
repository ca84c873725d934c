/* SPDX-License-Identifier: MIT */
/* The editor's life: keys from the host, macros and repetitions, and what it says. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/utf8.h"
#include "edit/editor.h"

/* More keys in waiting than any macro has come from one that calls itself. */
enum { MOST_QUEUED = 1 << 20, MOST_UNATTENDED = 5000000 };

void editor_begin(struct editor *editor, const struct edit_host *host)
{
	memset(editor, 0, sizeof(*editor));
	editor->host = host;
	editor->rows = 24;
	editor->columns = 80;
	editor->most_unattended = MOST_UNATTENDED;
	editor->line_now.line = editor->line_before.line = SIZE_MAX;
	settings_begin(&editor->set);
}

void editor_end(struct editor *editor)
{
	document_free(&editor->document);
	pattern_free(editor->pattern);
	for (size_t i = 0; i < CUT_COUNT; i++)
		buffer_free(&editor->cuts[i].text);
	free(editor->queue.keys);
	free(editor->typed.keys);
	free(editor->dot.keys);
	free(editor->macro.keys);
	free(editor->pattern_text);
	free(editor->search_offset);
	free(editor->replacement);
	free(editor->substitute_pattern);
	free(editor->substitute_flags);
	free(editor->last_command);
	free(editor->last_shell);
	free(editor->line_now.text);
	free(editor->line_before.text);
	free(editor->name);
	free(editor->other_name);
	free(editor->recovery);
	buffer_free(&editor->gathered);
	prompt_free(editor);
}

void keys_add(struct keys *keys, int key)
{
	if (keys->count == keys->room) {
		keys->room = keys->room * 2 + 32;
		keys->keys = xrealloc(keys->keys, keys->room * sizeof(*keys->keys));
	}
	keys->keys[keys->count++] = key;
}

/* To be taken next, in this order. */
void editor_push(struct editor *editor, const int *keys, size_t count)
{
	if (editor->queue.count + count > MOST_QUEUED) {
		editor_error(editor, "Too many keys");
		return;
	}
	while (count--)
		keys_add(&editor->queue, keys[count]);
}

void editor_push_text(struct editor *editor, const char *text, size_t length)
{
	struct keys keys = { 0 };
	uint32_t character;

	for (size_t at = 0; at < length;) {
		at += utf8_decode(text + at, length - at, &character);
		keys_add(&keys, character);
	}
	editor_push(editor, keys.keys, keys.count);
	free(keys.keys);
}

/* A macro that calls itself goes on until somebody presses Ctrl-C, or forever is over. */
static bool is_endless(struct editor *editor)
{
	const struct edit_host *host = editor->host;

	if (++editor->unattended % 1024 != 0)
		return editor->unattended > editor->most_unattended;
	return host->interrupted && host->interrupted(host->data);
}

/* When the line is gone every mode is left, as if by Esc. */
int editor_key(struct editor *editor)
{
	int key = KEY_ESCAPE;

	if (editor->quit) {
		editor->queue.count = 0;
	} else if (editor->queue.count && is_endless(editor)) {
		editor->queue.count = 0;
		editor_error(editor, "Interrupted");
	} else if (editor->queue.count) {
		key = editor->queue.keys[--editor->queue.count];
	} else {
		editor->unattended = 0;
		key = editor->host->key(editor->host->data);
		if (key == KEY_HANGUP) {
			editor->quit = true;
			key = KEY_ESCAPE;
		} else if (editor->recording) {
			keys_add(&editor->macro, key);
		}
	}
	keys_add(&editor->typed, key);
	return key;
}

static void say(struct editor *editor, const char *format, va_list list)
{
	vsnprintf(editor->message, sizeof(editor->message), format, list);
}

void editor_say(struct editor *editor, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(editor, format, list);
	va_end(list);
	editor->message_is_error = false;
}

bool editor_error(struct editor *editor, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(editor, format, list);
	va_end(list);
	editor->message_is_error = true;
	editor->failed = true;
	return false;
}

bool editor_failure(struct editor *editor)
{
	return editor_error(editor, "%s", fail_text());
}

/* One line becomes the message, several are shown by the host. */
void editor_show(struct editor *editor, const char *text)
{
	const char *newline = strchr(text, '\n');

	if (!newline || !newline[1])
		editor_say(editor, "%.*s", (int)strcspn(text, "\n"), text);
	else if (editor->host->show)
		editor->host->show(editor->host->data, text);
}

void editor_run(struct editor *editor)
{
	while (!editor->quit)
		normal_command(editor);
}
