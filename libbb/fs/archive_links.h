/* SPDX-License-Identifier: MIT */
/*
 * Symbolic links of an archive that point up or to the root: until all else is unpacked an empty
 * file holds their place, so that no later member is written through them (as GNU tar does it).
 */
#ifndef FS_ARCHIVE_LINKS_H
#define FS_ARCHIVE_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct archive;
struct archive_entry;
struct archive_request;

/* Zero-initialised is empty. */
struct archive_links {
	struct archive_link {
		struct archive_entry *entry;	/* what shall be there */
		dev_t device;			/* of the file that holds its place */
		ino_t inode;			/* 0: that could not be made */
	} *items;
	size_t count;
	size_t *table, room;	/* of their names: a place in items plus 1 */
};

/* Does this path lead through one that waits? */
bool archive_links_cover(const struct archive_links *links, const char *path);
/* Does this member have to wait? Then it has become the file that holds its place. */
bool archive_links_defer(struct archive_links *links, struct archive_entry *entry);
/* The last one's placeholder has been written. */
void archive_links_placed(struct archive_links *links);
/* Make them all, where their placeholders still are. Frees them. */
void archive_links_make(struct archive_links *links, struct archive *to,
			const struct archive_request *request);

#endif
