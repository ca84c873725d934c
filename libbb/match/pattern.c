/* SPDX-License-Identifier: MIT */
/* Patterns: what ties tree, program, tables and groups together. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/bytes.h"
#include "match/pattern_parts.h"

enum { LONG_TEXT = 4096 };

static int too_hard(void)
{
	return fail_plain("back-references make this pattern too hard to match");
}

/* Which bytes may a match begin with, and may it be empty? */
static void find_beginnings(struct pattern *pattern)
{
	bool *seen = xcalloc(pattern->count, sizeof(*seen));
	int *stack = xcalloc(pattern->count * 2 + 2, sizeof(*stack)), depth = 0;

	stack[depth++] = 0;
	while (depth) {
		int at = stack[--depth];
		const struct instruction *code = &pattern->code[at];

		if (seen[at])
			continue;
		seen[at] = true;
		switch (code->op) {
		case OP_BYTES:
			for (int byte = code->first; byte <= code->last; byte++)
				pattern->can_begin[byte] = true;
			break;
		case OP_SET:
			for (int byte = 0; byte < 256; byte++)
				pattern->can_begin[byte] |= byte_in(&pattern->sets[code->x], byte);
			break;
		case OP_SPLIT:
			stack[depth++] = code->y;
			stack[depth++] = code->x;
			break;
		case OP_JUMP:
			stack[depth++] = code->x;
			break;
		case OP_MATCH:
			pattern->may_be_empty = true;
			break;
		case OP_BACK:
			/* Anything, or nothing. */
			memset(pattern->can_begin, true, sizeof(pattern->can_begin));
			stack[depth++] = at + 1;
			break;
		default:
			stack[depth++] = at + 1;
		}
	}
	free(seen);
	free(stack);
}

static bool has_capital(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			i++;
		else if (isupper((unsigned char)text[i]))
			return true;
	}
	return false;
}

struct pattern *pattern_compile_all(const struct pattern_text *texts, size_t count, unsigned flags)
{
	struct pattern *pattern = xcalloc(1, sizeof(*pattern));
	struct tree tree = { .utf8 = MB_CUR_MAX > 1 };
	int result = 0;

	/* vim's text is lines. */
	pattern->flags = flags | (flags & PATTERN_VIM ? PATTERN_LINES : 0);
	/* Without any text, no character at all. */
	if (!count)
		tree.root = tree_add_set(&tree, (struct set){ 0 });
	for (size_t i = 0; i < count && flags & PATTERN_SMART_CASE; i++)
		if (has_capital(texts[i].text, texts[i].length))
			flags &= ~(PATTERN_IGNORE_CASE | PATTERN_SMART_CASE);
	pattern->utf8 = tree.utf8;
	result = program_make_plain(pattern, texts, count);
	for (size_t i = 0; i < count && result == 0; i++)
		result = (flags & PATTERN_VIM ? tree_parse_vim : tree_parse)(
			&tree, texts[i].text, texts[i].length, flags);
	if (result == 0) {
		result = program_make(pattern, &tree);
		if (result == 0)
			program_find_literal(pattern, &tree);
	}
	tree_free(&tree);
	if (result >= 0) {
		find_beginnings(pattern);
		return pattern;
	}
	pattern_free(pattern);
	return NULL;
}

struct pattern *pattern_compile(const char *text, size_t length, unsigned flags)
{
	struct pattern_text one = { text, length };

	return pattern_compile_all(&one, 1, flags);
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	dfa_free(pattern->search);
	dfa_free(pattern->exact);
	dfa_free(pattern->any);
	free(pattern->code);
	free(pattern->sets);
	free(pattern->literal);
	free(pattern);
}

size_t pattern_groups(const struct pattern *pattern)
{
	return pattern->groups;
}

bool pattern_crosses_lines(const struct pattern *pattern)
{
	return pattern->crosses_lines;
}

/*
 * The tables see one byte before a place and one behind: enough to tell words of ASCII alone. With
 * back-references they tell nothing.
 */
static bool is_beyond_tables(const struct pattern *pattern, const char *text, size_t length)
{
	if (pattern->has_words && pattern->utf8)
		for (size_t i = 0; i < length; i++)
			if ((unsigned char)text[i] >= 0x80)
				return true;
	return pattern->has_back;
}

/* Try each place in turn. */
static int find_beyond_tables(const struct pattern *pattern, const char *text, size_t length,
			      size_t from, struct span *spans, size_t count)
{
	struct span dummy[1];

	for (size_t at = from; at <= length; at++) {
		ssize_t end;

		if (!pattern->may_be_empty &&
		    (at == length || !pattern->can_begin[(unsigned char)text[at]]))
			continue;
		end = groups_search(pattern, text, length, at, count ? spans : dummy,
				    count ? count : 1);
		if (end == -2)
			return too_hard();
		if (end >= 0)
			return 1;
	}
	return 0;
}

/*
 * Is there a match at all? Asked of long texts first: each place tried in vain may take a look at
 * all that is behind it.
 */
static bool is_anywhere(struct pattern *pattern, const char *text, size_t length, size_t from)
{
	if (length - from < LONG_TEXT)
		return true;
	if (!pattern->any)
		pattern->any = dfa_make(pattern, false, -1);
	return dfa_scan(pattern->any, text + from, length - from,
			from ? (unsigned char)text[from - 1] : -1);
}

/* Where the first match begins, and in *end where it ends. */
static ssize_t find_bounds(struct pattern *pattern, const char *text, size_t length, size_t from,
			   size_t *end)
{
	if (!pattern->exact)
		pattern->exact = dfa_make(pattern, true, -1);
	if (!is_anywhere(pattern, text, length, from))
		return -1;
	for (size_t at = from; at <= length; at++) {
		ssize_t found;

		if (!pattern->may_be_empty) {
			while (at < length && !pattern->can_begin[(unsigned char)text[at]])
				at++;
			if (at == length)
				return -1;
		}
		found = dfa_longest(pattern->exact, text, length, at);
		if (found >= 0) {
			*end = found;
			return at;
		}
	}
	return -1;
}

int pattern_find(struct pattern *pattern, const char *text, size_t length, size_t from,
		 struct span *spans, size_t count)
{
	ssize_t start;
	size_t end;

	if (pattern->literal) {
		const char *found = literal_find(text + from, length - from, pattern->literal,
						 pattern->literal_length);

		if (!found)
			return 0;
		if (pattern->is_literal) {
			if (count)
				spans[0] = (struct span){ found - text, found - text +
							  (ssize_t)pattern->literal_length };
			for (size_t i = 1; i < count; i++)
				spans[i] = (struct span){ -1, -1 };
			return 1;
		}
	}
	if (is_beyond_tables(pattern, text, length))
		return find_beyond_tables(pattern, text, length, from, spans, count);
	start = find_bounds(pattern, text, length, from, &end);
	if (start < 0)
		return 0;
	if (count && (pattern->flags & PATTERN_VIM || (count > 1 && pattern->groups))) {
		groups_find(pattern, text, length, start, end, spans, count);
		return 1;
	}
	if (count)
		spans[0] = (struct span){ start, end };
	for (size_t i = 1; i < count; i++)
		spans[i] = (struct span){ -1, -1 };
	return 1;
}

static const char *line_start(const char *block, const char *at, char delimiter)
{
	const char *before = find_byte_back(block, at - block, delimiter);

	return before ? before + 1 : block;
}

/* Line by line, each of which may need another way. */
static const char *find_line_each(struct pattern *pattern, const char *block, size_t length,
				  char delimiter, int *error)
{
	const char *end = block + length;

	for (const char *line = block; line < end;) {
		const char *stop = find_byte(line, end - line, delimiter);
		int found = pattern_find(pattern, line, (stop ? stop : end) - line, 0, NULL, 0);

		if (found < 0)
			*error = -1;
		if (found)
			return line;
		line = stop ? stop + 1 : end;
	}
	return NULL;
}

const char *pattern_find_line(struct pattern *pattern, const char *block, size_t length,
			      char delimiter, int *error)
{
	const char *end = block + length, *from = block;
	bool each = is_beyond_tables(pattern, block, length);

	*error = 0;
	if (!pattern->search && !each)
		pattern->search = dfa_make(pattern, false, (unsigned char)delimiter);
	while (from < end) {
		const char *line = from, *stop = end, *found;

		/* Where there is a literal, only lines that hold it are worth a look. */
		if (pattern->literal) {
			found = literal_find(from, end - from, pattern->literal,
					     pattern->literal_length);
			if (!found)
				return NULL;
			line = line_start(from, found, delimiter);
			if (pattern->is_literal)
				return line;
			stop = find_byte(found, end - found, delimiter);
			stop = stop ? stop + 1 : end;
		}
		if (each)
			found = find_line_each(pattern, line, stop - line, delimiter, error);
		else
			found = dfa_scan(pattern->search, line, stop - line, -1);
		if (!found) {
			from = stop;
			continue;
		}
		return line_start(line, found, delimiter);
	}
	return NULL;
}
