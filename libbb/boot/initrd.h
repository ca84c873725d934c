/* SPDX-License-Identifier: MIT */
/* Initrds put together: Documentation/driver-api/early-userspace/buffer-format.rst. */
#ifndef BOOT_INITRD_H
#define BOOT_INITRD_H

#include <stdint.h>

/* Bring the file's end, and offset, to a multiple of four with NULs: the next archive's start. */
int initrd_pad(int fd);

/* Append the file at path, padded. Returns its length or negative. */
int64_t initrd_append(int fd, const char *path);

#endif
