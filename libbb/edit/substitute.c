/* SPDX-License-Identifier: MIT */
/* :s and :g */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "edit/characters.h"
#include "edit/ex.h"

struct substitution {
	struct editor *editor;
	const char *template;
	bool all, ask, count_only, quiet;
	size_t done, lines;
	size_t last_line;
	bool given_up;
};

/* How letters are turned: once by \u and \l, until \E by \U and \L. */
struct casing {
	int once, lasting;
};

static void add(struct buffer *out, const char *text, size_t length, struct casing *casing)
{
	for (size_t used, at = 0; at < length; at += used) {
		uint32_t character;
		char bytes[4];
		int how = casing->once ? casing->once : casing->lasting;

		used = utf8_decode(text + at, length - at, &character);
		if (how)
			character = tolower(how) == 'u' ? character_upper(character)
							: character_lower(character);
		casing->once = 0;
		buffer_add(out, bytes, utf8_encode(character, bytes));
	}
}

/* What a match becomes: & \0-\9 \r \n \t \u \l \U \L \E ~ */
static void expand(const char *template, const char *text, const struct span *spans,
		   struct buffer *out)
{
	struct casing casing = { 0 };

	for (const char *at = template; *at; at++) {
		int group = *at == '&' ? 0 : -1;

		if (*at == '\\' && at[1]) {
			at++;
			if (isdigit((unsigned char)*at))
				group = *at - '0';
			else if (strchr("uUlL", *at)) {
				*(isupper((unsigned char)*at) ? &casing.lasting : &casing.once) =
					tolower(*at) == 'u' ? 'u' : 'l';
				continue;
			} else if (*at == 'e' || *at == 'E') {
				casing.lasting = casing.once = 0;
				continue;
			} else {
				add(out, *at == 'r' ? "\n" : *at == 'n' ? "" : *at == 't' ? "\t"
				    : at, 1, &casing);
				continue;
			}
		}
		if (group < 0) {
			uint32_t ignored;
			size_t used = utf8_decode(at, strlen(at), &ignored);

			/* A typed carriage return breaks the line. */
			add(out, *at == '\r' ? "\n" : at, used, &casing);
			at += used - 1;
		} else if (spans[group].start >= 0) {
			add(out, text + spans[group].start, spans[group].end - spans[group].start,
			    &casing);
		}
	}
}

/* :s///c: show the match and ask. */
static int ask(struct substitution *how, size_t line, struct span span)
{
	struct editor *editor = how->editor;

	editor->at = (struct place){ line, span.start };
	editor->mode = MODE_VISUAL;
	editor->visual = CHARACTERS;
	editor->visual_start = editor->at;
	if (span.end > span.start)
		editor->at.column = column_before(editor, (struct place){ line, span.end });
	for (;;) {
		int key;

		editor->prompt.length = 0;
		editor->asking = how->template;
		key = editor_key(editor);
		editor->asking = NULL;
		if (strchr("ynaql", key < 128 && key > 0 ? key : ' ') || key == KEY_ESCAPE) {
			editor->mode = MODE_NORMAL;
			editor->at = (struct place){ line, span.start };
			return key == KEY_ESCAPE ? 'q' : key;
		}
	}
}

/* One match was found: take it, or not. Returns the new end of what is copied. */
static size_t decide(struct substitution *how, size_t line, size_t line_start, const char *text,
		     const struct span *spans, size_t copied, struct buffer *out)
{
	struct span span = { spans[0].start - line_start, spans[0].end - line_start };
	int answer = how->ask ? ask(how, line, span) : 'y';

	if (answer == 'a')
		how->ask = false;
	if (answer == 'q' || answer == 'l')
		how->given_up = true;
	if (answer == 'n' || answer == 'q')
		return copied;
	buffer_add(out, text + copied, spans[0].start - copied);
	expand(how->template, text, spans, out);
	how->done++;
	return spans[0].end;
}

/* A line's matches; out becomes the new line. False when it has none. */
static bool replace_in(struct substitution *how, const char *text, size_t length,
		       struct buffer *out)
{
	struct span spans[PATTERN_GROUPS];
	size_t at = 0, copied = 0, before = how->done;

	while (at <= length && search_in_text(how->editor, text, length, at, spans)) {
		bool empty = spans[0].end == spans[0].start;
		uint32_t ignored;

		/* Nothing right behind a match is no match. */
		if (!empty || spans[0].end != (ssize_t)copied || copied == 0)
			copied = decide(how, 0, 0, text, spans, copied, out);
		at = spans[0].end;
		if (empty && at < length)
			at += utf8_decode(text + at, length - at, &ignored);
		if (!how->all || at >= length)
			break;
	}
	if (how->done > before)
		buffer_add(out, text + copied, length - copied);
	return how->done > before;
}

static size_t newlines(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += text[i] == '\n';
	return count;
}

/*
 * Lines as one text, for patterns that reach over their ends, and for asking. Without g each
 * line has one match; one that begins where another line's match ended is that line's own.
 */
static void joined_lines(struct substitution *how, size_t first, size_t last)
{
	enum { BEYOND = 20 };
	struct document *document = &how->editor->document;
	size_t lines = document_lines(document), end = MIN(last + 1 + BEYOND, lines);
	size_t length, limit, at = 0, copied = 0, line = first, line_start = 0, lines_before = 0;
	struct place from = { first, 0 }, to = { end, 0 };
	struct span spans[PATTERN_GROUPS];
	char *text = document_copy(document, from, to, &length);
	struct buffer out = { 0 };

	limit = document_offset(document, (struct place){ last + 1, 0 }) -
		document_offset(document, from);
	while (!how->given_up && at < limit &&
	       search_in_text(how->editor, text, length, at, spans) &&
	       spans[0].start < (ssize_t)limit) {
		const char *newline;
		uint32_t ignored;
		bool far;

		for (; (newline = memchr(text + line_start, '\n', spans[0].start - line_start));
		     line++)
			line_start = newline + 1 - text;
		how->lines += line != lines_before || how->done == 0;
		lines_before = line;
		if (spans[0].end > spans[0].start || spans[0].end != (ssize_t)copied || copied == 0)
			copied = decide(how, line, line_start, text, spans, copied, &out);
		how->last_line = first + newlines(out.data, out.length);
		at = spans[0].end;
		far = memchr(text + spans[0].start, '\n', at - spans[0].start) != NULL;
		if (spans[0].end == spans[0].start)
			at += at < length ? utf8_decode(text + at, length - at, &ignored) : 1;
		if (!how->all && !far) {
			newline = memchr(text + at, '\n', length - at);
			at = newline ? (size_t)(newline + 1 - text) : length;
		}
	}
	if (how->done && !how->count_only) {
		buffer_add(&out, text + copied, length - copied);
		if (out.length && out.data[out.length - 1] != '\n')
			buffer_text(&out, "\n");
		document_replace(document, from, to, out.data, out.length);
	}
	free(text);
	buffer_free(&out);
}

/* Many lines at once: what changed is put back in large blocks. */
static void all_lines(struct substitution *how, size_t first, size_t last)
{
	enum { BLOCK_SIZE = 1 << 18 };
	struct document *document = &how->editor->document;

	while (first <= last) {
		struct line_walk walk;
		struct buffer out = { 0 };
		size_t line = first, start = first, changes = how->done, added = 0, length;
		const char *text;

		walk_begin(&walk, document, first);
		for (; line <= last && out.length < BLOCK_SIZE && walk_next(&walk, &text, &length);
		     line++) {
			size_t before = out.length;

			if (!replace_in(how, text, length, &out)) {
				if (out.length == 0 && how->done == changes) {
					start = line + 1;
					continue;
				}
				buffer_add(&out, text, length);
			} else {
				how->lines++;
				added += newlines(out.data + before, out.length - before);
				how->last_line = line + added;
			}
			buffer_add(&out, "\n", 1);
		}
		walk_end(&walk);
		if (how->done > changes && !how->count_only) {
			struct place from = { start, 0 }, to = { line - 1, 0 };

			to.column = document_length(document, to.line);
			document_replace(document, from, to, out.data, out.length - 1);
		} else {
			added = 0;
		}
		buffer_free(&out);
		first = line + added;
		last += added;
		if (line == start && first > last)
			break;
	}
}

static bool finish(struct substitution *how, bool global)
{
	struct editor *editor = how->editor;

	if (how->done == 0) {
		if (how->given_up || global || how->quiet)
			return true;
		return editor_error(editor, "Pattern not found: %s", editor->pattern_text);
	}
	if (how->count_only) {
		editor_say(editor, "%zu matches on %zu lines", how->done, how->lines);
		return true;
	}
	editor->at = place_clamp(editor, (struct place){ how->last_line, 0 }, false);
	editor->at.column = first_nonblank(editor, editor->at.line);
	if (how->done > 2 && !global)
		editor_say(editor, "%zu substitutions on %zu lines", how->done, how->lines);
	return true;
}

static bool perform(struct ex *ex, const char *template, const char *flags)
{
	struct editor *editor = ex->editor;
	struct substitution how = { .editor = editor, .template = template,
				    .all = editor->set.gdefault };

	for (; *flags; flags++) {
		how.all ^= *flags == 'g';
		how.ask |= *flags == 'c';
		how.count_only |= *flags == 'n';
		how.quiet |= *flags == 'e';
	}
	if (document_is_empty(&editor->document) && !ex->global)
		return editor_error(editor, "Pattern not found: %s", editor->pattern_text);
	if (how.ask || pattern_crosses_lines(editor->pattern))
		joined_lines(&how, ex->first, ex->last);
	else
		all_lines(&how, ex->first, ex->last);
	return finish(&how, ex->global);
}

/* ~ in a replacement is the one before. */
static char *resolve(struct editor *editor, const char *text, size_t length)
{
	struct buffer out = { 0 };

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\' && i + 1 < length && text[i + 1] == '~') {
			i++;
			buffer_add(&out, "~", 1);
		} else if (text[i] == '\\' && i + 1 < length) {
			buffer_add(&out, text + i, 2);
			i++;
		} else if (text[i] == '~') {
			buffer_text(&out, editor->replacement ? editor->replacement : "");
		} else {
			buffer_add(&out, text + i, 1);
		}
	}
	return out.data ? out.data : xstrdup("");
}

/* Up to the delimiter that no backslash precedes. */
static const char *part(struct ex *ex, char delimiter, size_t *length)
{
	const char *start = ex->at;

	while (*ex->at && *ex->at != delimiter && *ex->at != '\n')
		ex->at += ex->at[0] == '\\' && ex->at[1] ? 2 : 1;
	*length = ex->at - start;
	if (*ex->at)
		ex->at++;
	return start;
}

static char *read_flags(struct ex *ex)
{
	size_t length = strspn(ex->at, "&gcnieIrp#l");
	char *flags;

	if (*ex->at == '&' && ex->editor->substitute_flags)
		flags = xasprintf("%s%.*s", ex->editor->substitute_flags, (int)length - 1,
				  ex->at + 1);
	else
		flags = xstrndup(ex->at, length);
	ex->at += length;
	free(ex->editor->substitute_flags);
	ex->editor->substitute_flags = xstrdup(flags);
	return flags;
}

static bool run(struct ex *ex, const char *pattern, size_t length)
{
	struct editor *editor = ex->editor;
	bool ignore = editor->set.ignorecase, well;
	char *flags = read_flags(ex), *template;

	if (!ex_count(ex)) {
		free(flags);
		return false;
	}
	ex_skip_blanks(ex);
	if (*ex->at && *ex->at != '|') {
		free(flags);
		return editor_error(editor, "Trailing characters: %s", ex->at);
	}
	if (strchr(flags, 'i') || strchr(flags, 'I'))
		editor->set.ignorecase = strchr(flags, 'i') != NULL;
	well = search_pattern(editor, pattern, length);
	editor->set.ignorecase = ignore;
	template = xstrdup(editor->replacement ? editor->replacement : "");
	if (well)
		well = perform(ex, template, flags);
	free(template);
	free(flags);
	return well;
}

bool ex_substitute(struct ex *ex)
{
	struct editor *editor = ex->editor;
	const char *pattern, *text;
	size_t pattern_length, length;
	char delimiter = *ex->at, *template;
	bool well;

	if (!delimiter || isalnum((unsigned char)delimiter) || strchr(" \"|&\t", delimiter))
		return ex_substitute_again(ex);
	ex->at++;
	pattern = part(ex, delimiter, &pattern_length);
	text = part(ex, delimiter, &length);
	template = resolve(editor, text, length);
	free(editor->replacement);
	editor->replacement = template;
	well = run(ex, pattern, pattern_length);
	if (well) {
		free(editor->substitute_pattern);
		editor->substitute_pattern = xstrdup(editor->pattern_text);
	}
	return well;
}

bool ex_substitute_again(struct ex *ex)
{
	struct editor *editor = ex->editor;
	char *pattern = editor->substitute_pattern ? xstrdup(editor->substitute_pattern) : NULL;
	bool well;

	if (!pattern)
		return editor_error(editor, "No previous regular expression");
	ex_skip_blanks(ex);
	well = run(ex, pattern, strlen(pattern));
	free(pattern);
	return well;
}

/* The numbers of lines that match, or do not. */
static size_t *matching_lines(struct ex *ex, bool matching, size_t *count)
{
	struct editor *editor = ex->editor;
	size_t *lines = NULL, room = 0, length;
	struct span spans[PATTERN_GROUPS];
	struct line_walk walk;
	const char *text;

	*count = 0;
	walk_begin(&walk, &editor->document, ex->first);
	for (size_t line = ex->first; line <= ex->last; line++) {
		bool found;

		if (pattern_crosses_lines(editor->pattern) || document_is_empty(&editor->document))
			found = search_in_line(editor, line, 0, spans);
		else
			found = walk_next(&walk, &text, &length) &&
				search_in_text(editor, text, length, 0, spans);
		if (found != matching)
			continue;
		if (*count == room) {
			room = room * 2 + 64;
			lines = xrealloc(lines, room * sizeof(*lines));
		}
		lines[(*count)++] = line;
	}
	walk_end(&walk);
	return lines;
}

/* So many of the lines that they are part of one block: what stays of it is put together. */
static size_t delete_block(struct document *document, const size_t *lines, size_t count)
{
	enum { LINES_OF_BLOCK = 4096 };
	size_t last = lines[count - 1], first = last, at = count, length;
	struct buffer kept = { 0 };
	struct line_walk walk;
	const char *text;

	while (at > 0 && last - lines[at - 1] < LINES_OF_BLOCK)
		first = lines[--at];
	walk_begin(&walk, document, first);
	for (size_t line = first, next = at; line <= last && walk_next(&walk, &text, &length);
	     line++) {
		if (next < count && lines[next] == line) {
			next++;
			continue;
		}
		buffer_add(&kept, text, length);
		buffer_add(&kept, "\n", 1);
	}
	walk_end(&walk);
	document_delete(document, first, last - first + 1);
	if (kept.length)
		document_insert(document, first, kept.data, kept.length);
	buffer_free(&kept);
	return at;
}

/* :g with d alone is common and may mean a million lines. From the last one on. */
static bool delete_lines(struct ex *ex, const size_t *lines, size_t count)
{
	enum { MANY = 1000 };
	struct editor *editor = ex->editor;
	size_t line = lines[count - 1] - (count - 1);
	bool many = count > MANY;

	while (count > 0) {
		size_t last = lines[count - 1];

		if (many) {
			count = delete_block(&editor->document, lines, count);
			continue;
		}
		while (count > 1 && lines[count - 2] + 1 == lines[count - 1])
			count--;
		document_delete(&editor->document, lines[count - 1], last - lines[count - 1] + 1);
		count--;
	}
	editor->at = place_clamp(editor, (struct place){ line, 0 }, false);
	editor->at.column = first_nonblank(editor, editor->at.line);
	return true;
}

/* Run the command on each; lines that earlier ones moved are followed by their distance. */
static bool on_lines(struct ex *ex, size_t *lines, size_t count, const char *command)
{
	struct editor *editor = ex->editor;
	struct document *document = &editor->document;

	editor->gathered.length = 0;
	document->followed = lines;
	document->followed_count = count;
	for (size_t i = 0; i < count && !editor->quit; i++) {
		struct ex one = { .editor = editor, .at = command, .global = true };

		if (lines[i] == SIZE_MAX)
			continue;
		editor->at = (struct place){ lines[i], 0 };
		document->followed = lines + i + 1;
		document->followed_count = count - i - 1;
		if (!ex_run(&one))
			break;
	}
	document->followed_count = 0;
	if (editor->gathered.length)
		editor_show(editor, editor->gathered.data);
	editor->gathered.length = 0;
	editor->at = place_clamp(editor, editor->at, false);
	return !editor->failed;
}

bool ex_global(struct ex *ex, bool matching)
{
	struct editor *editor = ex->editor;
	char delimiter = *ex->at, *command;
	size_t length, count, *lines;
	const char *pattern;
	bool well;

	if (ex->global)
		return editor_error(editor, "Cannot do :global recursive");
	if (!delimiter || isalnum((unsigned char)delimiter))
		return editor_error(editor, "Regular expression missing from :global");
	ex->at++;
	pattern = part(ex, delimiter, &length);
	if (!search_pattern(editor, pattern, length))
		return false;
	if (!ex->addresses) {
		ex->first = 0;
		ex->last = document_lines(&editor->document) - 1;
	}
	command = xstrdup(*ex->at ? ex->at : "p");
	ex->at += strlen(ex->at);
	lines = matching_lines(ex, matching, &count);
	if (count == 0)
		well = editor_error(editor, "Pattern not found: %s", editor->pattern_text);
	else if (strcmp(command, "d") == 0)
		well = delete_lines(ex, lines, count);
	else
		well = on_lines(ex, lines, count, command);
	free(lines);
	free(command);
	return well;
}
