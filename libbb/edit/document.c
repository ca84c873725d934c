/* SPDX-License-Identifier: MIT */
/* Lines, marks and steps over a rope, whose text is empty or ends with a newline. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "edit/document.h"

static void drop_steps(struct document *document, size_t from)
{
	for (size_t i = from; i < document->step_count; i++)
		rope_release(document->steps[i].other);
	document->step_count = from;
	if (document->saved != SIZE_MAX && document->saved > from)
		document->saved = SIZE_MAX;
}

void document_free(struct document *document)
{
	drop_steps(document, 0);
	free(document->steps);
	rope_free(&document->rope);
	for (size_t i = 0; i < ARRAY_SIZE(document->scratch); i++)
		free(document->scratch[i].bytes);
	memset(document, 0, sizeof(*document));
}

void document_load(struct document *document, char *text, size_t length)
{
	document_free(document);
	rope_load(&document->rope, text, length);
	if (length && text[length - 1] != '\n')
		rope_replace(&document->rope, length, 0, "\n", 1);
}

bool document_is_empty(const struct document *document)
{
	return rope_length(&document->rope) == 0;
}

size_t document_lines(const struct document *document)
{
	size_t lines = rope_newlines(&document->rope);

	return lines ? lines : 1;
}

bool document_changed(const struct document *document)
{
	return document->saved != document->done;
}

void document_is_saved(struct document *document)
{
	document->saved = document->done;
	document->collecting = false;
}

static char *scratch(struct document *document, size_t size)
{
	struct buffer_of_line *buffer = &document->scratch[document->next_scratch++ %
							   ARRAY_SIZE(document->scratch)];

	if (size > buffer->room) {
		buffer->room = size * 2;
		free(buffer->bytes);
		buffer->bytes = xmalloc(buffer->room);
	}
	return buffer->bytes;
}

const char *document_line(struct document *document, size_t line, size_t *length)
{
	size_t start, end, available;
	const char *bytes, *newline;
	char *copy;

	*length = 0;
	if (document_is_empty(document) || line >= document_lines(document))
		return "";
	start = rope_line_start(&document->rope, line);
	bytes = rope_bytes(&document->rope, start, &available);
	newline = memchr(bytes, '\n', available);
	if (newline) {
		*length = newline - bytes;
		return bytes;
	}
	end = rope_line_start(&document->rope, line + 1);
	*length = end - start - 1;
	copy = scratch(document, *length + 1);
	rope_copy(&document->rope, start, *length, copy);
	return copy;
}

size_t document_length(struct document *document, size_t line)
{
	size_t length;

	document_line(document, line, &length);
	return length;
}

size_t document_offset(const struct document *document, struct place place)
{
	return rope_line_start(&document->rope, place.line) + place.column;
}

char *document_copy(struct document *document, struct place from, struct place to, size_t *length)
{
	size_t start = document_offset(document, from);
	size_t end = MIN(document_offset(document, to), rope_length(&document->rope));
	char *copy;

	*length = end > start ? end - start : 0;
	copy = xmalloc(*length + 1);
	rope_copy(&document->rope, start, *length, copy);
	copy[*length] = '\0';
	return copy;
}

void document_step(struct document *document, struct place cursor)
{
	document->collecting = false;
	document->cursor = cursor;
}

/* Note that lines [top, top + before) of the present text become after lines. */
static void note(struct document *document, size_t top, size_t before, size_t after)
{
	struct undo_step *step;
	size_t first, end;

	if (!document->collecting) {
		drop_steps(document, document->done);
		if (document->step_count == document->step_room) {
			document->step_room = document->step_room * 2 + 16;
			document->steps = xrealloc(document->steps,
						   document->step_room * sizeof(*step));
		}
		step = &document->steps[document->step_count++];
		*step = (struct undo_step){ rope_keep(&document->rope), document->cursor, top,
					    before, after };
		document->done = document->step_count;
		document->collecting = true;
		return;
	}
	step = &document->steps[document->done - 1];
	first = MIN(step->top, top);
	end = MAX(step->top + step->after, top + before);
	step->before += (step->top - first) + (end - step->top - step->after);
	step->after = end - first - before + after;
	step->top = first;
}

/* Marks below move along; those on lines that are gone are gone, or come to where those were. */
static void move_marks(struct document *document, size_t top, size_t before, size_t after,
		       bool whole)
{
	for (int i = 0; i < MARK_COUNT; i++) {
		struct place *mark = &document->marks[i];

		if (!document->marked[i] || mark->line < top)
			continue;
		if (mark->line >= top + before)
			mark->line += after - before;
		else if (whole && i < 26)
			document->marked[i] = false;
		else if (mark->line >= top + after)
			mark->line = after ? top + after - 1 : top;
	}
}

/* Lines that :g has yet to come to. */
static void move_followed(struct document *document, size_t top, size_t before, size_t after)
{
	for (size_t i = 0; i < document->followed_count; i++) {
		size_t *line = &document->followed[i];

		if (*line == SIZE_MAX || *line < top)
			continue;
		if (*line >= top + before)
			*line += after - before;
		else
			*line = SIZE_MAX;
	}
}

static size_t newlines_in(const char *text, size_t length)
{
	size_t count = 0;

	if (!length)
		return 0;
	for (const char *end = text + length; (text = memchr(text, '\n', end - text)); text++)
		count++;
	return count;
}

void document_replace(struct document *document, struct place from, struct place to,
		      const char *text, size_t length)
{
	size_t start = document_offset(document, from), end = document_offset(document, to);
	size_t before = to.line - from.line, after = newlines_in(text, length);

	if (start == end && length == 0)
		return;
	note(document, from.line, before + 1, after + 1);
	if (document_is_empty(document))
		rope_replace(&document->rope, 0, 0, "\n", 1);
	rope_replace(&document->rope, start, end - start, text, length);
	if (before != after) {
		move_marks(document, from.line + 1, before, after, false);
		move_followed(document, from.line + 1, before, after);
	}
}

void document_insert(struct document *document, size_t line, const char *text, size_t length)
{
	bool complete = length && text[length - 1] == '\n';
	size_t lines = newlines_in(text, length) + !complete;
	size_t start = rope_line_start(&document->rope, line);

	note(document, line, 0, lines);
	rope_replace(&document->rope, start, 0, text, length);
	if (!complete)
		rope_replace(&document->rope, start + length, 0, "\n", 1);
	move_marks(document, line, 0, lines, true);
	move_followed(document, line, 0, lines);
}

void document_delete(struct document *document, size_t line, size_t count)
{
	size_t start = rope_line_start(&document->rope, line);
	size_t end = rope_line_start(&document->rope, line + count);

	if (start == end)
		return;
	note(document, line, count, 0);
	rope_replace(&document->rope, start, end - start, NULL, 0);
	move_marks(document, line, count, 0, true);
	move_followed(document, line, count, 0);
}

/* The first line that differs between the two states of a step. */
static size_t first_difference(struct document *document, const struct undo_step *step)
{
	struct rope other = { .root = step->other };
	size_t line = step->top, last = step->top + MIN(step->before, step->after);

	for (; line < last; line++) {
		size_t start = rope_line_start(&other, line);
		size_t length = rope_line_start(&other, line + 1) - start, mine;
		const char *text = document_line(document, line, &mine);
		char *theirs = scratch(document, length + 1);

		rope_copy(&other, start, length, theirs);
		if (length != mine + 1 || memcmp(theirs, text, mine) != 0)
			break;
	}
	return line;
}

/* The cursor goes to where it was, if the step changed that line, or to what changed first. */
static void swap(struct document *document, struct undo_step *step, size_t lines,
		 struct place *cursor)
{
	size_t line = step->cursor.line;
	struct rope_node *now = rope_keep(&document->rope);

	cursor->line = first_difference(document, step);
	cursor->column = SIZE_MAX;
	rope_restore(&document->rope, step->other);
	step->other = now;
	if (line + 1 >= step->top && line <= step->top + lines)
		*cursor = step->cursor;
	else if (line + 1 == cursor->line || line == cursor->line)
		*cursor = step->cursor;
	if (cursor->line >= document_lines(document)) {
		cursor->line = document_lines(document) - 1;
		cursor->column = 0;
	}
}

bool document_undo(struct document *document, struct place *cursor)
{
	struct undo_step *step;

	document->collecting = false;
	if (document->done == 0)
		return false;
	step = &document->steps[--document->done];
	swap(document, step, step->before, cursor);
	move_marks(document, step->top, step->after, step->before, false);
	return true;
}

bool document_redo(struct document *document, struct place *cursor)
{
	struct undo_step *step;

	document->collecting = false;
	if (document->done == document->step_count)
		return false;
	step = &document->steps[document->done++];
	swap(document, step, step->after, cursor);
	move_marks(document, step->top, step->before, step->after, false);
	return true;
}

void document_mark(struct document *document, int mark, struct place place)
{
	document->marks[mark] = place;
	document->marked[mark] = true;
}

void walk_begin(struct line_walk *walk, struct document *document, size_t line)
{
	*walk = (struct line_walk){ .document = document,
				    .at = rope_line_start(&document->rope, line) };
}

/* A line that lies in several pieces is joined. */
static size_t join(struct line_walk *walk)
{
	const struct rope *rope = &walk->document->rope;
	size_t length = 0;

	for (;;) {
		const char *newline = memchr(walk->bytes, '\n', walk->available);
		size_t part = newline ? (size_t)(newline - walk->bytes) : walk->available;

		if (length + part + 1 > walk->room) {
			walk->room = (length + part + 1) * 2;
			walk->joined = xrealloc(walk->joined, walk->room);
		}
		memcpy(walk->joined + length, walk->bytes, part);
		length += part;
		walk->at += part;
		walk->bytes += part;
		walk->available -= part;
		if (newline)
			return length;
		walk->bytes = rope_bytes(rope, walk->at, &walk->available);
		if (walk->available == 0)
			return length;
	}
}

bool walk_next(struct line_walk *walk, const char **line, size_t *length)
{
	const char *newline;

	if (walk->available == 0)
		walk->bytes = rope_bytes(&walk->document->rope, walk->at, &walk->available);
	if (walk->available == 0)
		return false;
	newline = memchr(walk->bytes, '\n', walk->available);
	if (newline) {
		*line = walk->bytes;
		*length = newline - walk->bytes;
		walk->at += *length;
		walk->bytes += *length;
		walk->available -= *length;
	} else {
		*length = join(walk);
		*line = walk->joined;
	}
	walk->at++;
	walk->bytes++;
	walk->available -= walk->available > 0;
	return true;
}

void walk_end(struct line_walk *walk)
{
	free(walk->joined);
	walk->joined = NULL;
}
