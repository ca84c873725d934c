/* SPDX-License-Identifier: MIT */
/* Which files were met before, by device and inode: hard links, du, loops. */
#ifndef FS_SEEN_H
#define FS_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Zero-initialised is empty. */
struct seen {
	struct seen_file {
		dev_t device;
		ino_t inode;
		char *name;	/* what was remembered of it, or NULL */
		bool used;
	} *files;
	size_t count, room;
};

/* The file when it was met before; otherwise it is remembered with a copy of name: NULL. */
const struct seen_file *seen_or_add(struct seen *seen, const struct stat *status,
				    const char *name);
/* Was it met? */
const struct seen_file *seen_find(const struct seen *seen, const struct stat *status);
void seen_free(struct seen *seen);

#endif
