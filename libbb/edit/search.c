/* SPDX-License-Identifier: MIT */
/* / ? n N * #, their offsets, and the one pattern that all of them share with ex. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/editor.h"

/* Lines that a pattern with \n may reach over. */
enum { LINES_JOINED = 50 };

bool search_pattern(struct editor *editor, const char *text, size_t length)
{
	unsigned flags = PATTERN_VIM | (editor->set.ignorecase ? PATTERN_IGNORE_CASE : 0) |
			 (editor->set.smartcase ? PATTERN_SMART_CASE : 0);
	struct pattern *pattern;
	char *kept;

	if (length == 0 && !editor->pattern_text)
		return editor_error(editor, "No previous regular expression");
	kept = length ? xstrndup(text, length) : xstrdup(editor->pattern_text);
	pattern = pattern_compile(kept, strlen(kept), flags);
	if (!pattern) {
		free(kept);
		return editor_failure(editor);
	}
	pattern_free(editor->pattern);
	free(editor->pattern_text);
	editor->pattern = pattern;
	editor->pattern_text = kept;
	editor->pattern_hidden = false;
	return true;
}

/* A line, with those behind it when the pattern looks that far. The caller frees joined. */
static const char *subject(struct editor *editor, size_t line, size_t *length, char **joined)
{
	size_t lines = document_lines(&editor->document);
	struct place to = { MIN(line + LINES_JOINED, lines), 0 };

	*joined = NULL;
	if (!pattern_crosses_lines(editor->pattern))
		return line_text(editor, line, length);
	*joined = document_copy(&editor->document, (struct place){ line, 0 }, to, length);
	if (to.line == lines && *length)
		--*length;
	return *joined;
}

bool search_in_text(struct editor *editor, const char *text, size_t length, size_t from,
		    struct span spans[PATTERN_GROUPS])
{
	return pattern_find(editor->pattern, text, length, from, spans, PATTERN_GROUPS) > 0;
}

bool search_in_line(struct editor *editor, size_t line, size_t from,
		    struct span spans[PATTERN_GROUPS])
{
	size_t length, own = document_length(&editor->document, line);
	char *joined;
	const char *text = subject(editor, line, &length, &joined);
	bool found = search_in_text(editor, text, length, from, spans) &&
		     spans[0].start <= (ssize_t)own;

	free(joined);
	return found;
}

/* The first match from a byte on, or the last one before it (SIZE_MAX: of all). */
static bool find_in(struct editor *editor, const char *text, size_t length, size_t own,
		    size_t from, bool forward, struct span *found)
{
	struct span spans[PATTERN_GROUPS];
	size_t at = 0;
	bool any = false;

	while (at <= own && search_in_text(editor, text, length, at, spans)) {
		size_t start = spans[0].start, used;
		uint32_t character;
		/* A match at the line's end puts the cursor on its last character. */
		size_t seen = start && start == own ? utf8_before(text, start) : start;

		if (start > own || (!forward && from != SIZE_MAX && seen >= from))
			break;
		if (!forward || seen >= from) {
			*found = spans[0];
			any = true;
			if (forward)
				break;
		}
		at = MAX((size_t)spans[0].end, start);
		used = at < length ? utf8_decode(text + at, length - at, &character) : 1;
		if (at == start)
			at += used;
	}
	return any;
}

static bool in_line(struct editor *editor, size_t line, size_t from, bool forward,
		    struct place *place, struct place *end)
{
	size_t length, own = document_length(&editor->document, line);
	char *joined;
	const char *text = subject(editor, line, &length, &joined);
	struct span span;
	bool found = find_in(editor, text, length, own, from, forward, &span);

	if (found) {
		*place = (struct place){ line, span.start };
		*end = (struct place){ line, span.end };
		for (ssize_t i = span.start; i < span.end; i++) {
			if (text[i] != '\n')
				continue;
			end->line++;
			end->column = span.end - i - 1;
		}
	}
	free(joined);
	return found;
}

/* Lines [first, last] in this order; forward ones are walked over without looking each up. */
static bool in_lines(struct editor *editor, size_t first, size_t last, bool forward,
		     struct place *place, struct place *end)
{
	struct line_walk walk;
	struct span spans[PATTERN_GROUPS];
	const char *text;
	size_t length;

	if (!forward || pattern_crosses_lines(editor->pattern)) {
		for (size_t line = first;; line += forward ? 1 : -1) {
			if (in_line(editor, line, forward ? 0 : SIZE_MAX, forward, place, end))
				return true;
			if (line == last)
				return false;
		}
	}
	walk_begin(&walk, &editor->document, first);
	for (size_t line = first; line <= last && walk_next(&walk, &text, &length); line++) {
		if (!search_in_text(editor, text, length, 0, spans))
			continue;
		*place = (struct place){ line, spans[0].start };
		*end = (struct place){ line, spans[0].end };
		walk_end(&walk);
		return true;
	}
	walk_end(&walk);
	return false;
}

bool search_from(struct editor *editor, struct place *place, bool forward, bool wrap,
		 struct place *end)
{
	size_t last = document_lines(&editor->document) - 1, line = place->line;
	size_t next = place->column + character_size(editor, *place);
	struct place ignored;

	if (!end)
		end = &ignored;
	if (character_size(editor, *place) == 0)
		next++;
	if (in_line(editor, line, forward ? next : place->column, forward, place, end))
		return true;
	if (forward ? line < last : line > 0)
		if (in_lines(editor, forward ? line + 1 : line - 1, forward ? last : 0, forward,
			     place, end))
			return true;
	if (!wrap)
		return false;
	if (!in_lines(editor, forward ? 0 : last, line, forward, place, end))
		return false;
	editor_say(editor, forward ? "search hit BOTTOM, continuing at TOP"
				   : "search hit TOP, continuing at BOTTOM");
	return true;
}

/* What stands behind the pattern: a number of lines, or e, s or b and of characters. */
static bool offset(struct editor *editor, struct motion *motion, struct place end)
{
	const char *text = editor->search_offset ? editor->search_offset : "";
	int kind = *text && strchr("esb", *text) ? *text++ : 0;
	bool minus = *text == '-';
	long by;

	if (*text == '+' || *text == '-')
		text++;
	else if (!kind && !isdigit((unsigned char)*text))
		return true;
	by = isdigit((unsigned char)*text) ? strtol(text, NULL, 10)
					   : text > editor->search_offset + (kind != 0);
	if (!kind) {
		size_t lines = document_lines(&editor->document);

		motion->lines = true;
		motion->to.line = minus ? motion->to.line - MIN((size_t)by, motion->to.line)
					: MIN(motion->to.line + by, lines - 1);
		motion->to.column = first_nonblank(editor, motion->to.line);
		return true;
	}
	if (kind == 'e') {
		motion->inclusive = true;
		motion->to = end;
		place_previous(editor, &motion->to);
	}
	while (by-- > 0)
		if (minus)
			place_previous(editor, &motion->to);
		else
			place_next(editor, &motion->to);
	return true;
}

static bool run(struct editor *editor, struct motion *motion, bool forward)
{
	struct place end;

	motion->jump = motion->deletes_big = true;
	for (size_t count = motion->count ? motion->count : 1; count > 0; count--) {
		if (!search_from(editor, &motion->to, forward, editor->set.wrapscan, &end))
			return editor_error(editor, "Pattern not found: %s", editor->pattern_text);
	}
	if (!offset(editor, motion, end))
		return false;
	if (!motion->operator)
		motion->to = place_clamp(editor, motion->to, false);
	return true;
}

/* Where the pattern ends that begins here and is ended by the delimiter. */
static size_t pattern_end(const char *text, char delimiter)
{
	size_t at = 0;
	bool bracket = false;

	for (; text[at]; at++) {
		if (text[at] == '\\' && text[at + 1])
			at++;
		else if (text[at] == '[' && strchr(text + at, ']'))
			bracket = true;
		else if (text[at] == ']')
			bracket = false;
		else if (text[at] == delimiter && !bracket)
			break;
	}
	return at;
}

bool search_prompt(struct editor *editor, struct motion *motion, bool forward)
{
	char *line = prompt_line(editor, forward ? '/' : '?');
	size_t length;
	bool found;

	if (!line)
		return false;
	length = pattern_end(line, forward ? '/' : '?');
	if (!search_pattern(editor, line, length)) {
		free(line);
		return false;
	}
	if (line[length] || length) {
		free(editor->search_offset);
		editor->search_offset = line[length] ? xstrdup(line + length + 1) : NULL;
	}
	editor->pattern_forward = forward;
	free(line);
	found = run(editor, motion, forward);
	return found;
}

bool search_next(struct editor *editor, struct motion *motion, bool same_way)
{
	if (!search_pattern(editor, "", 0))
		return false;
	return run(editor, motion, editor->pattern_forward == same_way);
}

/* The run of one kind under the cursor or behind it: of a letter's kind, or else no blank. */
static bool run_here(struct editor *editor, struct place *at, struct place *end, int least)
{
	bool big = least < 2;
	int kind;

	while ((kind = word_kind(editor, *at, big)) < least) {
		if (character_at(editor, *at) < 0)
			return false;
		at->column += character_size(editor, *at);
	}
	while (at->column > 0) {
		struct place before = { at->line, column_before(editor, *at) };

		if (word_kind(editor, before, big) != kind)
			break;
		*at = before;
	}
	*end = *at;
	while (character_at(editor, *end) >= 0 && word_kind(editor, *end, big) == kind)
		end->column += character_size(editor, *end);
	return true;
}

bool search_word(struct editor *editor, struct motion *motion, bool forward, bool whole)
{
	struct place start = motion->to, end;
	struct buffer pattern = { 0 };
	size_t length;
	char *word;
	bool set;

	if (!run_here(editor, &motion->to, &end, 2)) {
		motion->to = start;
		if (!run_here(editor, &motion->to, &end, 1))
			return editor_error(editor, "No string under cursor");
		whole = false;
	}
	word = document_copy(&editor->document, motion->to, end, &length);
	buffer_text(&pattern, whole ? "\\<" : "");
	for (size_t i = 0; i < length; i++) {
		if (strchr("\\.*[]^$~/", word[i]))
			buffer_text(&pattern, "\\");
		buffer_add(&pattern, word + i, 1);
	}
	buffer_text(&pattern, whole ? "\\>" : "");
	free(word);
	set = search_pattern(editor, pattern.data, pattern.length);
	buffer_free(&pattern);
	editor->pattern_forward = forward;
	free(editor->search_offset);
	editor->search_offset = NULL;
	return set && run(editor, motion, forward);
}
