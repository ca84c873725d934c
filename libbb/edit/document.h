/* SPDX-License-Identifier: MIT */
/*
 * A text of lines with marks and every earlier state. Lines count from 0; a place is a line and
 * a byte within it. A text without any line still shows one, which is empty and not stored.
 */
#ifndef EDIT_DOCUMENT_H
#define EDIT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/rope.h"

struct place {
	size_t line, column;
};

/* Marks a-z, and those of the program. */
enum mark {
	MARK_JUMP = 26, MARK_OPEN, MARK_CLOSE, MARK_LESS, MARK_GREATER, MARK_CHANGE, MARK_INSERT,
	MARK_COUNT
};

struct undo_step {
	struct rope_node *other;	/* the text before it, or after it when undone */
	struct place cursor;		/* before it */
	size_t top, before, after;	/* so many lines from top on became so many */
};

struct document {
	struct rope rope;
	struct place marks[MARK_COUNT];
	bool marked[MARK_COUNT];
	struct undo_step *steps;
	size_t step_count, step_room;	/* steps known, undone ones included */
	size_t done;			/* steps done; those behind are undone */
	size_t saved;			/* done when the text was written; SIZE_MAX: never */
	bool collecting;		/* changes belong to the last step */
	struct place cursor;		/* for the next step */
	size_t *followed;		/* lines that move with the text; SIZE_MAX: gone */
	size_t followed_count;
	struct buffer_of_line {
		char *bytes;
		size_t room;
	} scratch[4];
	unsigned next_scratch;
};

void document_free(struct document *document);
/* Take over this text (of malloc) as a new document's; forget all steps and marks. */
void document_load(struct document *document, char *text, size_t length);

size_t document_lines(const struct document *document);
bool document_is_empty(const struct document *document);
bool document_changed(const struct document *document);
void document_is_saved(struct document *document);

/* A line without its newline: valid until the next change or three further calls. */
const char *document_line(struct document *document, size_t line, size_t *length);
size_t document_length(struct document *document, size_t line);
size_t document_offset(const struct document *document, struct place place);

/* Append a range of bytes to what the caller frees. */
char *document_copy(struct document *document, struct place from, struct place to,
		    size_t *length);

/*
 * Changes. The first one after document_step() begins a step that undo takes back as a whole.
 * Columns must be within their lines; text may hold newlines.
 */
void document_step(struct document *document, struct place cursor);
void document_replace(struct document *document, struct place from, struct place to,
		      const char *text, size_t length);
/* Whole lines before a line, which may be one behind the last; a missing newline is added. */
void document_insert(struct document *document, size_t line, const char *text, size_t length);
void document_delete(struct document *document, size_t line, size_t count);

/* Take a step back or do it again; false when there is none. Tells where the cursor goes. */
bool document_undo(struct document *document, struct place *cursor);
bool document_redo(struct document *document, struct place *cursor);

void document_mark(struct document *document, int mark, struct place place);

/* Lines one after the other, quicker than document_line(): its line is valid until the next. */
struct line_walk {
	struct document *document;
	size_t at, available;
	const char *bytes;
	char *joined;
	size_t room;
};
void walk_begin(struct line_walk *walk, struct document *document, size_t line);
bool walk_next(struct line_walk *walk, const char **line, size_t *length);
void walk_end(struct line_walk *walk);

#endif
