/* SPDX-License-Identifier: MIT */
/* Writing tar and cpio archives in any compression, by libarchive. */
#ifndef FS_ARCHIVE_OUTPUT_H
#define FS_ARCHIVE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct archive_entry;
struct archive_entry_linkresolver;

struct archive_output {
	struct archive *archive;
	struct archive_entry_linkresolver *links;
	int fd;			/* the caller's; not closed */
	const char *name;	/* for messages */
	uint64_t bytes;		/* written so far */
	void (*each)(struct archive_entry *entry);	/* told of what is written; may be NULL */
};

/*
 * format: gnutar, pax, ustar, v7tar, newc, odc; filter: gzip, xz, lzma, zstd, NULL or the command
 * line of a program that compresses stdin. The last block is filled up to so many bytes. Fails
 * with all of the message.
 */
int archive_output_open(struct archive_output *output, const char *format, const char *filter,
			unsigned last_block);

/*
 * Add what entry tells; of a regular file (that is no second name of one) also the bytes, read
 * from its source path. Several names of one file become one file, in the format's way. Takes
 * the entry over.
 * Answers ARCHIVE_OUTPUT_*, negative when the archive cannot be written.
 */
enum { ARCHIVE_OUTPUT_DONE, ARCHIVE_OUTPUT_CHANGED, ARCHIVE_OUTPUT_UNREAD };
int archive_output_add(struct archive_output *output, struct archive_entry *entry);

/* Write what was held back, and the end. */
int archive_output_close(struct archive_output *output);

#endif
