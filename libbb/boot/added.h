/* SPDX-License-Identifier: MIT */
/* --add FILE:PATH: a file, by path or URL, that is to appear at PATH of what is started. */
#ifndef BOOT_ADDED_H
#define BOOT_ADDED_H

#include "core/text.h"

/* A member of the kernel's cpio format tells its size in 32 bits. */
#define ADDED_MEMBER_LIMIT UINT32_MAX

struct added {
	char *from;		/* path or URL */
	char *path;		/* begins with a slash */
	unsigned mode;		/* a local file's own, else 0644 */
};

/* Take "FILE:PATH" apart. To be freed. */
int added_parse(const char *text, struct added *added);
void added_free(struct added *added);

/* Put it into a root that stands, streaming; returns its length. progress may be NULL. */
struct progress;
int64_t added_put(const struct added *added, const char *root, struct progress *progress);
/* The same as shell lines. */
void added_lines(const struct added *added, const char *root, struct buffer *lines);

/* Fails for what is too large to be a member of an initrd; size UINT64_MAX is unknown. */
int added_check_member(const char *from, uint64_t size);

#endif
