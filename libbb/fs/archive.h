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

struct archive;
struct archive_entry;

/* What a request's member() answers. */
enum archive_next { ARCHIVE_GO, ARCHIVE_PASS, ARCHIVE_STOP };

struct archive_request {
	archive_reader *read;
	void *data;
	const char *name;	/* for messages */
	const char *folder;	/* unpack here, NULL: where we are */
	bool list_only;
	/* May be NULL. Set when the room was too small: how much it would have taken. */
	uint64_t *needed;
	/*
	 * ARCHIVE_EXTRACT_* of archive_write_disk(3). 0: owners (as root), modes, times, links,
	 * devices and extended attributes are kept, and names never lead out of the folder.
	 */
	int flags;
	bool names;		/* owners by their names, where this machine has them */
	bool defer_links;	/* those that point up or to the root come last, as in GNU tar */
	bool ignore_zeros;	/* go on behind the end: archives one behind the other */
	bool empty_ok;		/* no bytes at all are an archive, too */
	bool programs;		/* what we cannot decode other programs may: bzip2 */
	const char *program;	/* the command line of one that all bytes go through, or NULL */
	/* For each member, which it may change or read; NULL: all are unpacked. */
	enum archive_next (*member)(struct archive *from, struct archive_entry *entry, void *own);
	/* Told of a member that could not be unpacked (errno); NULL: the first one is the end. */
	void (*failed)(struct archive_entry *entry, const char *why, void *own);
	void *own;
};

/* Fails when the archive cannot be read, with all of the message. */
int archive_run(const struct archive_request *request);

#endif
