/* SPDX-License-Identifier: MIT */
/* The words of mount -o: which are flags of mount(2), which are the file system's. Pure. */
#ifndef FS_MOUNT_OPTIONS_H
#define FS_MOUNT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"

struct mount_options {
	unsigned long flags;		/* MS_RDONLY ... MS_BIND, MS_MOVE, MS_REMOUNT */
	unsigned long propagation;	/* MS_PRIVATE ..., a mount(2) of its own */
	struct buffer data;		/* what is left, for the file system */
	bool loop;
	const char *loop_device;	/* loop=/dev/loop3, points into the text, or NULL */
	uint64_t offset, size_limit;	/* of loop */
	bool read_write;		/* rw was said: no falling back to read-only */
	bool fell_back;			/* set by mount_with(): the source is write-protected */
	bool noauto, nofail;		/* of fstab */
};

/* Add a comma-separated list; text is taken apart and must stay. */
int mount_options_parse(struct mount_options *options, char *text);

/* The words that say these flags, for a remount that keeps them. */
void mount_options_words(unsigned long flags, struct buffer *text);
void mount_options_free(struct mount_options *options);

#endif
