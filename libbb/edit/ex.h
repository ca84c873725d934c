/* SPDX-License-Identifier: MIT */
/* Ex commands: one line taken apart, and what its rows of commands need. */
#ifndef EDIT_EX_H
#define EDIT_EX_H

#include "edit/editor.h"

struct ex {
	struct editor *editor;
	const char *at;			/* what is left of the line */
	size_t addresses;		/* how many were given */
	size_t first, last;		/* lines from 0 on; before the first one: EX_LINE_ZERO */
	bool force;			/* name! */
	bool zero;			/* the address was 0: before the first line */
	bool global;			/* run by :g */
};

/* Read addresses; leaves at behind them. False with an error said. */
bool ex_addresses(struct ex *ex);
/* One address, as :m and :t have; *line counts from 1, 0 is before the first. */
bool ex_address(struct ex *ex, size_t *line, bool *given);

void ex_skip_blanks(struct ex *ex);
/* The rest of the line as an argument with % and # replaced. The caller frees. */
char *ex_file_name(struct ex *ex);
/* A count behind d, y, j and so on: makes the range begin at its last line. */
bool ex_count(struct ex *ex);
/* A register and a count. */
bool ex_register(struct ex *ex);

bool ex_run(struct ex *ex);

/* Rows of the table. */
bool ex_substitute(struct ex *ex);
bool ex_substitute_again(struct ex *ex);
bool ex_global(struct ex *ex, bool matching);

bool ex_write(struct ex *ex);
bool ex_write_quit(struct ex *ex);
bool ex_exit(struct ex *ex);
bool ex_quit(struct ex *ex);
bool ex_edit(struct ex *ex);
bool ex_read(struct ex *ex);
bool ex_next(struct ex *ex);
bool ex_previous(struct ex *ex);
bool ex_rewind(struct ex *ex);
bool ex_files(struct ex *ex);
bool ex_name(struct ex *ex);
bool ex_recover(struct ex *ex);
bool ex_source(struct ex *ex);
bool ex_shell(struct ex *ex);
bool ex_bang(struct ex *ex);
bool ex_directory(struct ex *ex);

/* May the text be left? Says why not. */
bool ex_may_leave(struct editor *editor, bool force);

#endif
