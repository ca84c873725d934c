/* SPDX-License-Identifier: MIT */
/* The editor's files: reading, writing without losing either text, and what a crash left. */
#ifndef EDIT_FILE_H
#define EDIT_FILE_H

#include "edit/editor.h"

/*
 * Edit this file; one that does not exist is new. What else cannot be read leaves an empty text
 * and an error. Says what it found, and a recovery file if there is one.
 */
bool file_edit(struct editor *editor, const char *name);
/* The unsaved text a hang-up left. */
bool file_recover(struct editor *editor, const char *name);

/*
 * Write lines [first, last] of the text. The whole text goes by a new file of the same mode and
 * owner and a rename where that changes nothing else; otherwise, and to append, in place.
 */
bool file_write(struct editor *editor, const char *name, size_t first, size_t last, bool append,
		bool force);
/* Put a file's lines before this line. Returns how many, or negative. */
int64_t file_read(struct editor *editor, const char *name, size_t line);

/* Save unsaved text beside the file, as the line is gone; what is written where goes to stderr. */
void file_preserve(struct editor *editor);

#endif
