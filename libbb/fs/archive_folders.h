/* SPDX-License-Identifier: MIT */
/*
 * Folders of an archive that were there before. libarchive gives their times at once, and what is
 * unpacked into them later spoils these; here they are given again at the end.
 */
#ifndef FS_ARCHIVE_FOLDERS_H
#define FS_ARCHIVE_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct archive_entry;

/* Zero-initialised is empty. */
struct archive_folders {
	bool times;		/* folders shall get them at all */
	struct archive_folder {
		char *path;
		struct timespec when;
	} *items;
	size_t count;
};

/* Is this a folder that is there already? To be asked before it is unpacked. */
bool archive_folders_meet(const struct archive_folders *folders, struct archive_entry *entry);
void archive_folders_add(struct archive_folders *folders, struct archive_entry *entry);
/* Give the times, and forget all. */
void archive_folders_finish(struct archive_folders *folders);

#endif
