/* SPDX-License-Identifier: MIT */
/* :set */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "edit/editor.h"

struct setting {
	const char *name, *brief;
	bool is_number;
	size_t offset;
	int initial, least, most;
};

#define FLAG(name, brief, initial) \
	{ #name, brief, false, offsetof(struct settings, name), initial, 0, 1 }
#define NUMBER(name, brief, initial, least, most) \
	{ #name, brief, true, offsetof(struct settings, name), initial, least, most }

static const struct setting rows[] = {
	FLAG(autoindent, "ai", 0),
	FLAG(expandtab, "et", 0),
	FLAG(gdefault, "gd", 0),
	FLAG(hlsearch, "hls", 0),
	FLAG(ignorecase, "ic", 0),
	FLAG(joinspaces, "js", 1),
	FLAG(list, "list", 0),
	FLAG(number, "nu", 0),
	FLAG(readonly, "ro", 0),
	FLAG(relativenumber, "rnu", 0),
	FLAG(ruler, "ru", 1),
	NUMBER(scroll, "scr", 0, 0, 1000),
	FLAG(shiftround, "sr", 0),
	NUMBER(shiftwidth, "sw", 8, 0, 1000),
	FLAG(showmode, "smd", 1),
	FLAG(smartcase, "scs", 0),
	NUMBER(softtabstop, "sts", 0, 0, 1000),
	NUMBER(tabstop, "ts", 8, 1, 1000),
	FLAG(wrapscan, "ws", 1),
};

static bool *flag_of(struct settings *settings, const struct setting *row)
{
	return (bool *)((char *)settings + row->offset);
}

static int *number_of(struct settings *settings, const struct setting *row)
{
	return (int *)((char *)settings + row->offset);
}

void settings_begin(struct settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].is_number)
			*number_of(settings, &rows[i]) = rows[i].initial;
		else
			*flag_of(settings, &rows[i]) = rows[i].initial;
	}
}

static const struct setting *find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *both[] = { rows[i].name, rows[i].brief };

		for (size_t k = 0; k < 2; k++)
			if (strlen(both[k]) == length && memcmp(both[k], name, length) == 0)
				return &rows[i];
	}
	return NULL;
}

static void describe(struct settings *settings, const struct setting *row, struct buffer *text)
{
	if (row->is_number)
		buffer_format(text, "  %s=%d", row->name, *number_of(settings, row));
	else
		buffer_format(text, "%s%s", *flag_of(settings, row) ? "  " : "no", row->name);
}

static void show(struct editor *editor, bool all)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int value = rows[i].is_number ? *number_of(&editor->set, &rows[i])
					      : *flag_of(&editor->set, &rows[i]);

		if (!all && value == rows[i].initial)
			continue;
		describe(&editor->set, &rows[i], &text);
		buffer_text(&text, "\n");
	}
	if (text.data)
		editor_show(editor, text.data);
	buffer_free(&text);
}

static bool set_number(struct editor *editor, const struct setting *row, const char *text)
{
	uint64_t value;

	if (text_number(text, 10, row->least, row->most, &value) < 0)
		return editor_failure(editor);
	*number_of(&editor->set, row) = value;
	return true;
}

static bool change(struct editor *editor, const char *word)
{
	size_t length = strcspn(word, "=:?!&");
	const struct setting *row = find(word, length);
	struct buffer text = { 0 };
	bool off = false, turn = word[length] == '!';

	if (!row && strncmp(word, "no", 2) == 0 && (row = find(word + 2, length - 2)))
		off = true;
	if (!row && strncmp(word, "inv", 3) == 0 && (row = find(word + 3, length - 3)))
		turn = true;
	if (!row)
		return editor_error(editor, "Unknown option: %s", word);
	if (word[length] == '&' && row->is_number)
		*number_of(&editor->set, row) = row->initial;
	else if (word[length] == '&')
		*flag_of(&editor->set, row) = row->initial;
	else if (word[length] == '?' || (row->is_number && !word[length])) {
		describe(&editor->set, row, &text);
		editor_say(editor, "%s", text.data);
		buffer_free(&text);
	} else if (row->is_number)
		return set_number(editor, row, word + length + 1);
	else if (word[length] && word[length] != '!')
		return editor_error(editor, "Invalid argument: %s", word);
	else
		*flag_of(&editor->set, row) = turn ? !*flag_of(&editor->set, row) : !off;
	return true;
}

/* Behind :set. Options of other editors that mean nothing here are errors, as there. */
bool settings_change(struct editor *editor, const char *text)
{
	char *words = xstrdup(text), *place = NULL, *word;
	bool well = true;

	if (!*text)
		show(editor, false);
	for (word = strtok_r(words, " \t", &place); word && well;
	     word = strtok_r(NULL, " \t", &place)) {
		if (strcmp(word, "all") == 0)
			show(editor, true);
		else
			well = change(editor, word);
	}
	free(words);
	return well;
}
