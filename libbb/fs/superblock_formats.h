/* SPDX-License-Identifier: MIT */
/* The readers that fs/superblock.c has in its table. */
#ifndef FS_SUPERBLOCK_FORMATS_H
#define FS_SUPERBLOCK_FORMATS_H

#include "fs/superblock.h"

bool read_raid(struct device_bytes *device, struct tags *tags);
bool read_lvm(struct device_bytes *device, struct tags *tags);
bool read_luks(struct device_bytes *device, struct tags *tags);
bool read_ext(struct device_bytes *device, struct tags *tags);
bool read_xfs(struct device_bytes *device, struct tags *tags);
bool read_btrfs(struct device_bytes *device, struct tags *tags);
bool read_f2fs(struct device_bytes *device, struct tags *tags);
bool read_erofs(struct device_bytes *device, struct tags *tags);
bool read_squashfs(struct device_bytes *device, struct tags *tags);
bool read_cramfs(struct device_bytes *device, struct tags *tags);
bool read_ntfs(struct device_bytes *device, struct tags *tags);
bool read_exfat(struct device_bytes *device, struct tags *tags);
bool read_fat(struct device_bytes *device, struct tags *tags);
bool read_iso9660(struct device_bytes *device, struct tags *tags);
bool read_swap(struct device_bytes *device, struct tags *tags);

#endif
