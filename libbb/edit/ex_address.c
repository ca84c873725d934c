/* SPDX-License-Identifier: MIT */
/* Addresses of ex commands: 3 . $ % 'a /re/ ?re? + - , ; */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "edit/ex.h"

void ex_skip_blanks(struct ex *ex)
{
	while (*ex->at == ' ' || *ex->at == '\t')
		ex->at++;
}

static size_t number(struct ex *ex)
{
	size_t value = 0;

	while (isdigit((unsigned char)*ex->at)) {
		if (value < (size_t)1 << 48)
			value = value * 10 + *ex->at - '0';
		ex->at++;
	}
	return value;
}

/* /re/ from the line behind the cursor, ?re? from the one before. */
static bool search(struct ex *ex, size_t *line)
{
	struct editor *editor = ex->editor;
	char delimiter = *ex->at++;
	const char *start = ex->at;
	struct place place = { *line ? *line - 1 : 0, 0 };

	while (*ex->at && *ex->at != delimiter)
		ex->at += ex->at[0] == '\\' && ex->at[1] ? 2 : 1;
	if (!search_pattern(editor, start, ex->at - start))
		return false;
	if (*ex->at)
		ex->at++;
	if (delimiter == '/')
		place.column = document_length(&editor->document, place.line);
	if (!search_from(editor, &place, delimiter == '/', editor->set.wrapscan, NULL))
		return editor_error(editor, "Pattern not found: %s", editor->pattern_text);
	*line = place.line + 1;
	return true;
}

static bool mark(struct ex *ex, size_t *line)
{
	static const char names[] = "'[]<>.^";
	static const int marks[] = { MARK_JUMP, MARK_OPEN, MARK_CLOSE, MARK_LESS, MARK_GREATER,
				     MARK_CHANGE, MARK_INSERT };
	char name = *++ex->at;
	const char *found = name ? strchr(names, name) : NULL;
	int index = found ? marks[found - names] : name >= 'a' && name <= 'z' ? name - 'a' : -1;

	if (index < 0 || !ex->editor->document.marked[index])
		return editor_error(ex->editor, "Mark not set");
	ex->at++;
	*line = ex->editor->document.marks[index].line + 1;
	return true;
}

/* What the address begins with; *line is the current one before. */
static bool base(struct ex *ex, size_t *line, bool *given)
{
	*given = true;
	switch (*ex->at) {
	case '.': ex->at++; return true;
	case '$':
		ex->at++;
		*line = document_lines(&ex->editor->document);
		return true;
	case '\'': return mark(ex, line);
	case '/': case '?': return search(ex, line);
	case '\\':
		if (ex->at[1] == '/' || ex->at[1] == '?') {
			char text[3] = { ex->at[1], ex->at[1], 0 };
			struct ex again = *ex;

			ex->at += 2;
			again.at = text;
			return search(&again, line);
		}
		break;
	}
	if (isdigit((unsigned char)*ex->at))
		*line = number(ex);
	else
		*given = *ex->at == '+' || *ex->at == '-';
	return true;
}

bool ex_address(struct ex *ex, size_t *line, bool *given)
{
	ex_skip_blanks(ex);
	if (!base(ex, line, given))
		return false;
	for (;;) {
		bool minus;
		size_t by = 1;

		ex_skip_blanks(ex);
		if (*ex->at != '+' && *ex->at != '-' &&
		    !(*given && isdigit((unsigned char)*ex->at)))
			return true;
		minus = *ex->at == '-';
		if (!isdigit((unsigned char)*ex->at))
			ex->at++;
		if (isdigit((unsigned char)*ex->at))
			by = number(ex);
		if (minus && by > *line)
			return editor_error(ex->editor, "Invalid range");
		*line = minus ? *line - by : *line + by;
	}
}

static bool take(struct ex *ex, size_t line)
{
	if (line > document_lines(&ex->editor->document))
		return editor_error(ex->editor, "Invalid range");
	ex->first = ex->last;
	ex->zero = line == 0;
	ex->last = line ? line - 1 : 0;
	if (ex->addresses++ == 0)
		ex->first = ex->last;
	return true;
}

bool ex_addresses(struct ex *ex)
{
	struct editor *editor = ex->editor;
	size_t current = editor->at.line + 1;
	bool comma = false;

	ex->first = ex->last = editor->at.line;
	for (;;) {
		size_t line = current;
		bool given;

		ex_skip_blanks(ex);
		if (*ex->at == '%') {
			ex->at++;
			ex->first = 0;
			ex->last = document_lines(&editor->document) - 1;
			ex->addresses = 2;
			ex_skip_blanks(ex);
			return true;
		}
		if (!ex_address(ex, &line, &given))
			return false;
		if ((given || comma || *ex->at == ',' || *ex->at == ';') && !take(ex, line))
			return false;
		if (*ex->at != ',' && *ex->at != ';')
			break;
		if (*ex->at == ';')
			current = line;
		comma = true;
		ex->at++;
	}
	if (ex->addresses > 1 && ex->first > ex->last) {
		size_t swapped = ex->first;

		ex->first = ex->last;
		ex->last = swapped;
	}
	return true;
}

bool ex_count(struct ex *ex)
{
	size_t count, lines = document_lines(&ex->editor->document);

	ex_skip_blanks(ex);
	if (!isdigit((unsigned char)*ex->at))
		return true;
	count = number(ex);
	if (count == 0)
		return editor_error(ex->editor, "Positive count required");
	ex->first = ex->last;
	ex->last = MIN(ex->last + count - 1, lines - 1);
	ex->addresses = 2;
	return true;
}

bool ex_register(struct ex *ex)
{
	ex_skip_blanks(ex);
	ex->editor->reg = 0;
	if (*ex->at && !isdigit((unsigned char)*ex->at) && *ex->at != '|' &&
	    cut_is_valid((unsigned char)*ex->at, false))
		ex->editor->reg = *ex->at++;
	return ex_count(ex);
}

/* % is the file's name, # the other one's; a backslash before them keeps them. */
char *ex_file_name(struct ex *ex)
{
	struct buffer name = { 0 };

	ex_skip_blanks(ex);
	for (; *ex->at; ex->at++) {
		const char *other = *ex->at == '%' ? ex->editor->name
				  : *ex->at == '#' ? ex->editor->other_name : NULL;

		if (*ex->at == '\\' && ex->at[1] && strchr("%# |\\", ex->at[1]))
			buffer_add(&name, ++ex->at, 1);
		else if (other)
			buffer_text(&name, other);
		else
			buffer_add(&name, ex->at, 1);
	}
	while (name.length && name.data[name.length - 1] == ' ')
		name.data[--name.length] = '\0';
	return name.data;
}
