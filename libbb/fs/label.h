/* SPDX-License-Identifier: MIT */
/* Labels and UUIDs of file systems: what LABEL=root and UUID=... in fstab(5) mean. */
#ifndef FS_LABEL_H
#define FS_LABEL_H

#include <stdbool.h>

/* Whether a mount source names a device by its contents: LABEL=, UUID=, PARTLABEL=, PARTUUID=. */
bool label_is_tag(const char *source);

/* The device that a tag names, by reading every block device. 0, or negative when there is none. */
int label_find(const char *tag, char device[64]);

#endif
