/* SPDX-License-Identifier: MIT */
/* Labels and UUIDs of file systems: what LABEL=root and UUID=... in fstab(5) mean. */
#ifndef FS_LABEL_H
#define FS_LABEL_H

#include <stdbool.h>
#include <stddef.h>

struct label {
	char label[64], uuid[40];	/* "" when there is none */
};

/* Read them from a file system's first PROBE_SIZE bytes. Pure. */
void label_read(const void *head, size_t length, struct label *label);

/* Whether a mount source names a device by its contents: LABEL=, UUID=, PARTLABEL=, PARTUUID=. */
bool label_is_tag(const char *source);

/* The device that a tag names, by reading every block device. 0, or negative when there is none. */
int label_find(const char *tag, char device[64]);

#endif
