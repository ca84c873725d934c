/* SPDX-License-Identifier: MIT */
/* Names and buses of block devices for lsblk(8). */
#ifndef TOOLS_LSBLK_NAMES_H
#define TOOLS_LSBLK_NAMES_H

#include <sys/types.h>

#include "core/text.h"
#include "fs/block.h"

/* Device-mapper devices have a name of their own. */
void lsblk_name(const struct block_device *device, char *name, size_t size);
/* The node in /dev. */
void lsblk_path(const struct block_device *device, char *path, size_t size);

/* "brw-rw----". */
void lsblk_mode(mode_t mode, char text[12]);

/* "sata", "usb", "nvme"..., "" when it is not known. */
const char *lsblk_transport(const struct block_device *device);

/* "block:scsi:pci", appended. */
void lsblk_subsystems(const struct block_device *device, struct buffer *cell);
/* "0:0:0:0" of a SCSI device, appended. */
void lsblk_hctl(const struct block_device *device, struct buffer *cell);

#endif
