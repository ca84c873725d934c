/* SPDX-License-Identifier: MIT */
/* /proc/filesystems: what the running kernel can mount. */
#ifndef FS_FILESYSTEMS_H
#define FS_FILESYSTEMS_H

#include <stdbool.h>

bool filesystems_has(const char *type);

/* Known, and not on block devices: tmpfs, proc, overlay. */
bool filesystems_is_virtual(const char *type);

/* The name of the so-manieth type on block devices; false when there are no more. */
bool filesystems_block(unsigned number, char type[64]);

#endif
