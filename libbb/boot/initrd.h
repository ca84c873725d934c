/* SPDX-License-Identifier: MIT */
/* Initrds put together: Documentation/driver-api/early-userspace/buffer-format.rst. */
#ifndef BOOT_INITRD_H
#define BOOT_INITRD_H

#include <stdint.h>
#include <sys/types.h>

/* Bring the file's end, and offset, to a multiple of four with NULs: the next archive's start. */
int initrd_pad(int fd);

/* Append the file at path, padded. Returns its length or negative. */
int64_t initrd_append(int fd, const char *path);

/*
 * Append an archive of one file, as iPXE's `initrd URL /path mode=755` does: call begin, write the
 * content at the descriptor's offset, call end, which fills in how much it was. Folders above the
 * file are made. Content of 4 GiB and more is refused: newc cannot tell of it.
 */
int64_t initrd_member_begin(int fd, const char *path, mode_t mode);
int initrd_member_end(int fd, int64_t begun);

#endif
