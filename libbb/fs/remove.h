/* SPDX-License-Identifier: MIT */
/* Removing files and trees as rm(1) does: by descriptor, so that no link leads astray. */
#ifndef FS_REMOVE_H
#define FS_REMOVE_H

#include <stdbool.h>
#include <sys/stat.h>

struct remove_how {
	bool recursive;
	bool force;		/* what is not there is no failure; never ask */
	bool empty_folders;	/* rm -d */
	bool one_device;
	bool verbose;		/* "removed 'x'" on stdout */
	enum { REMOVE_ASK_PROTECTED, REMOVE_ASK_NEVER, REMOVE_ASK_ALWAYS } ask;
	const struct stat *root;	/* "/" to be refused, or NULL */
};

/* Says by warn() what could not be removed; then negative. */
int remove_tree(const char *path, const struct remove_how *how);

#endif
