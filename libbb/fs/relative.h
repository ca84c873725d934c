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
 * The absolute name without links, "." and "..". With no_links the text alone is worked on.
 * Of any length; NULL with errno when a component is missing or loops. Caller frees.
 */
char *canonical_path(const char *path, enum canonical_how how, bool no_links, bool logical);

/* The way from a folder to a path, both made canonical first. Caller frees. NULL with errno. */
char *relative_path(const char *path, const char *folder);
/* The same of two canonical paths. */
char *relative_between(const char *path, const char *folder);

#endif
