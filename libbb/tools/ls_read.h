/* SPDX-License-Identifier: MIT */
/* ls: which files are listed, folder after folder. */
#ifndef TOOLS_LS_READ_H
#define TOOLS_LS_READ_H

#include "core/applet.h"
#include "tools/ls.h"

struct ls_read {
	enum { LS_FOLLOW_UNSET, LS_FOLLOW_NONE, LS_FOLLOW_FOLDERS, LS_FOLLOW_OPERANDS,
	       LS_FOLLOW_ALL } follow;
	enum { LS_HIDDEN_NONE, LS_HIDDEN_ALMOST, LS_HIDDEN_ALL } hidden;
	bool recursive, folders_as_files, no_backups;
	struct option_list ignore, hide;
	const struct ls_how *how;
};

/* List the operands ("." without any); returns the exit status. */
int ls_read_operands(char **names, int count, const struct ls_read *read);

#endif
