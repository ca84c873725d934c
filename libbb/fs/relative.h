/* SPDX-License-Identifier: MIT */
/* Names with links resolved, as realpath(1) and readlink(1) give them. */
#ifndef FS_RELATIVE_H
#define FS_RELATIVE_H

#include <stdbool.h>

enum canonical_how {
	CANONICAL_EXISTING,	/* every component must exist */
	CANONICAL_LAST_MISSING,	/* all but the last */
	CANONICAL_MISSING,	/* none need */
};

/*
 * The absolute name without links, "." and ".."; with no_links links stay, and ".." is taken
 * away with the name before it.
 * Of any length; NULL with errno when a component is missing or loops. Caller frees.
 */
char *canonical_path(const char *path, enum canonical_how how, bool no_links);

/* The folder we are in, of any length. Caller frees. NULL with errno. */
char *current_folder(void);

/* The way from a folder to a path, both made canonical first. Caller frees. NULL with errno. */
char *relative_path(const char *path, const char *folder);
/* The same of two canonical paths. */
char *relative_between(const char *path, const char *folder);

#endif
