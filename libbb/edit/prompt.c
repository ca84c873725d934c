/* SPDX-License-Identifier: MIT */
/* The line typed behind : / ? or !, with history, and single characters after r, f and Ctrl-V. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

enum { MOST_LINES = 50 };

/* Lines typed before, of commands and of patterns. */
struct history {
	char *lines[2][MOST_LINES];
	size_t counts[2];
};

static struct history *history_of(struct editor *editor)
{
	if (!editor->prompt_history)
		editor->prompt_history = xcalloc(1, sizeof(struct history));
	return editor->prompt_history;
}

void prompt_free(struct editor *editor)
{
	struct history *history = editor->prompt_history;

	for (int kind = 0; history && kind < 2; kind++)
		for (size_t i = 0; i < history->counts[kind]; i++)
			free(history->lines[kind][i]);
	free(history);
	editor->prompt_history = NULL;
	buffer_free(&editor->prompt);
}

static void remember(struct editor *editor, int which, const char *line)
{
	struct history *history = history_of(editor);
	size_t *count = &history->counts[which];
	char **lines = history->lines[which];

	if (!*line || (*count && strcmp(lines[*count - 1], line) == 0))
		return;
	if (*count == MOST_LINES) {
		free(lines[0]);
		memmove(lines, lines + 1, (MOST_LINES - 1) * sizeof(*lines));
		--*count;
	}
	lines[(*count)++] = xstrdup(line);
}

static void replace(struct editor *editor, size_t from, size_t to, const char *text,
		    size_t length)
{
	struct buffer now = { 0 };

	buffer_add(&now, editor->prompt.data, from);
	buffer_add(&now, text, length);
	buffer_add(&now, editor->prompt.data + to, editor->prompt.length - to);
	buffer_free(&editor->prompt);
	editor->prompt = now;
	editor->prompt_at = from + length;
}

static size_t word_start(const struct editor *editor)
{
	const char *text = editor->prompt.data;
	size_t at = editor->prompt_at;

	while (at > 1 && is_blank(text[at - 1]))
		at--;
	if (at > 1) {
		int kind = character_kind((unsigned char)text[at - 1]);

		while (at > 1 && character_kind((unsigned char)text[at - 1]) == kind)
			at--;
	}
	return at;
}

/* Up and down in the lines of before; *place counts from the newest, 0 is the line at work. */
static void recall(struct editor *editor, int which, size_t *place, bool older)
{
	struct history *history = history_of(editor);
	const char *line = "";

	if (older ? *place == history->counts[which] : *place == 0)
		return;
	*place += older ? 1 : -1;
	if (*place)
		line = history->lines[which][history->counts[which] - *place];
	replace(editor, 1, editor->prompt.length, line, strlen(line));
}

static void put_register(struct editor *editor, int name)
{
	struct cut *cut;
	struct place at = editor->at, end;
	const char *text = name == '/' ? editor->pattern_text : name == '%' ? editor->name : NULL;
	size_t length = text ? strlen(text) : 0;
	char *word = NULL;

	if (name == CONTROL('W')) {
		while (at.column && word_kind(editor, (struct place){ at.line,
				column_before(editor, at) }, false) == 2)
			at.column = column_before(editor, at);
		for (end = at; word_kind(editor, end, false) == 2;)
			end.column += character_size(editor, end);
		text = word = document_copy(&editor->document, at, end, &length);
	} else if (!text && (cut = cut_named(editor, name))) {
		text = cut->text.data;
		length = cut->text.length;
	}
	if (text)
		replace(editor, editor->prompt_at, editor->prompt_at, text, length);
	free(word);
}

/* Keys that edit the line; false for what is text. */
static bool edit_key(struct editor *editor, int key, int which, size_t *place)
{
	struct buffer *line = &editor->prompt;
	size_t *at = &editor->prompt_at;
	uint32_t ignored;

	switch (key) {
	case '\b': replace(editor, utf8_before(line->data, *at), *at, "", 0); break;
	case CONTROL('W'): replace(editor, word_start(editor), *at, "", 0); break;
	case CONTROL('U'): replace(editor, 1, *at, "", 0); break;
	case CONTROL('B'): case KEY_HOME: *at = 1; break;
	case CONTROL('E'): case KEY_END: *at = line->length; break;
	case KEY_LEFT:
		if (*at > 1)
			*at = utf8_before(line->data, *at);
		break;
	case KEY_RIGHT:
		if (*at < line->length)
			*at += utf8_decode(line->data + *at, line->length - *at, &ignored);
		break;
	case KEY_DELETE:
		if (*at < line->length)
			replace(editor, *at, *at + utf8_decode(line->data + *at, line->length - *at,
							       &ignored), "", 0);
		break;
	case KEY_UP: case CONTROL('P'): recall(editor, which, place, true); break;
	case KEY_DOWN: case CONTROL('N'): recall(editor, which, place, false); break;
	case CONTROL('R'): put_register(editor, editor_key(editor)); break;
	default:
		return key > 0x10ffff + 256;
	}
	return true;
}

char *prompt_line(struct editor *editor, int kind)
{
	int mode = editor->mode, which = kind != ':';
	size_t place = 0;
	char first = kind, bytes[4], *line = NULL;

	editor->mode = MODE_PROMPT;
	editor->prompt.length = 0;
	buffer_add(&editor->prompt, &first, 1);
	editor->prompt_at = 1;
	for (;;) {
		int key = editor_key(editor);

		if (key == '\r' || key == '\n') {
			line = xstrndup(editor->prompt.data + 1, editor->prompt.length - 1);
			remember(editor, which, line);
			break;
		}
		if (key == KEY_ESCAPE || key == CONTROL('C') ||
		    (key == '\b' && editor->prompt.length == 1))
			break;
		if (key == '\b' && editor->prompt_at == 1)
			continue;
		if (key == CONTROL('V'))
			key = editor_key(editor);
		else if (edit_key(editor, key, which, &place))
			continue;
		replace(editor, editor->prompt_at, editor->prompt_at, bytes,
			utf8_encode(key, bytes));
	}
	editor->prompt.length = 0;
	editor->mode = mode;
	return line;
}

static int number(struct editor *editor, int base, int digits, int value)
{
	while (digits-- > 0) {
		int key = editor_key(editor);

		if (key > 127 || !isxdigit(key) || (base == 10 && !isdigit(key))) {
			editor->typed.count--;
			editor_push(editor, &key, 1);
			break;
		}
		value = value * base + (isdigit(key) ? key - '0' : tolower(key) - 'a' + 10);
	}
	return value > 0x10ffff ? '?' : value;
}

/* Ctrl-V: the next key as it is; 065, x41, u20ac or U1f600 its number. */
int read_literal(struct editor *editor)
{
	int key = editor_key(editor);

	switch (key) {
	case 'x':
	case 'X':
		key = number(editor, 16, 2, 0);
		return key < 128 ? key : (int)UTF8_BAD + key;
	case 'u': return number(editor, 16, 4, 0);
	case 'U': return number(editor, 16, 8, 0);
	}
	if (key >= '0' && key <= '9')
		return number(editor, 10, 2, key - '0') & 0xff;
	return key > 0x10ffff + 256 ? -1 : key;
}

int read_character(struct editor *editor)
{
	int key = editor_key(editor);

	if (key == CONTROL('V'))
		return read_literal(editor);
	if (key == KEY_ESCAPE || key > 0x10ffff + 256)
		return -1;
	return key;
}
