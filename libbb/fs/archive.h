/* SPDX-License-Identifier: MIT */
/* Unpacking tar and cpio archives in any compression, by libarchive, as they stream in. */
#ifndef FS_ARCHIVE_H
#define FS_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Give the next block: its length, 0 at the end, negative after fail(). It must stay until the
 * next call. */
typedef ssize_t archive_reader(void *data, const void **block);

struct archive_request {
	archive_reader *read;
	void *data;
	const char *name;	/* for messages */
	const char *folder;	/* unpack here: names in the archive never lead out of it */
	bool list_only;
	void (*each)(const char *path);	/* called for each member, may be NULL */
	/* May be NULL. Set when the room was too small: how much it would have taken. */
	uint64_t *needed;
};

/* Keeps owners (as root), modes, times, links, devices and extended attributes. */
int archive_run(const struct archive_request *request);

#endif
