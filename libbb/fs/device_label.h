/* SPDX-License-Identifier: MIT */
/* All that blkid(8) knows of one device or image: contents, and its row of a partition table. */
#ifndef FS_DEVICE_LABEL_H
#define FS_DEVICE_LABEL_H

#include "fs/superblock.h"

/*
 * 1 when anything is known, 0 when not, negative when it cannot be read. The bytes from offset on
 * are looked at.
 */
int device_tags(const char *path, uint64_t offset, struct tags *tags);

/* One value: LABEL, UUID, TYPE, PARTLABEL, PARTUUID... Caller frees; NULL when there is none. */
char *device_tag(const char *path, const char *name);

/* The names of block devices, as /proc/partitions has them: call with *number 0 first. */
bool device_next(unsigned *number, char path[64]);

#endif
