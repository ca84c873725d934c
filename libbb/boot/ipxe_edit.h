/* SPDX-License-Identifier: MIT */
/* One line, edited by keys: what is typed at prompts. Pure. */
#ifndef BOOT_IPXE_EDIT_H
#define BOOT_IPXE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

struct ipxe_edit {
	struct buffer *line;	/* the caller's, with what is there to begin with */
	size_t cursor;		/* in bytes, between characters */
	bool secret;		/* shown as stars */
	/* Earlier lines, the newest last; may be NULL. */
	char *const *history;
	size_t history_count;
	size_t back;		/* how far back the line is from; 0: a new one */
	char *kept;		/* the new one meanwhile */
};

enum ipxe_edit_result { EDIT_GOES_ON, EDIT_DONE, EDIT_CANCELLED };

/* The cursor begins at the line's end. */
void ipxe_edit_begin(struct ipxe_edit *edit, struct buffer *line);
void ipxe_edit_end(struct ipxe_edit *edit);

/* A key as term/keys.h has it. Enter ends; Esc and Ctrl+C cancel; arrows, Home, End, Delete and
 * Ctrl+A B D E F K U W edit. */
enum ipxe_edit_result ipxe_edit_key(struct ipxe_edit *edit, int key);

/*
 * Whether what stands behind `from` was only added to a line that was drawn: then it alone needs
 * to be written, which a serial line is glad of.
 */
bool ipxe_edit_appended(const struct ipxe_edit *edit, size_t from, const char *prompt,
			unsigned columns);

/* The line on a screen so wide, the cursor in place; what does not fit is scrolled away. */
void ipxe_edit_draw(const struct ipxe_edit *edit, const char *prompt, unsigned columns,
		    struct buffer *out);

#endif
