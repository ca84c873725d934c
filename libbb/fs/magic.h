/* SPDX-License-Identifier: MIT */
/* Names of filesystems by statfs(2)'s type. */
#ifndef FS_MAGIC_H
#define FS_MAGIC_H

/* "ext2/ext3", "tmpfs", "overlayfs"; "UNKNOWN (0x1234)" in buffer otherwise. */
const char *filesystem_name(unsigned long type, char buffer[40]);

#endif
