/* SPDX-License-Identifier: MIT */
/* mount(8) and umount(8) over mount(2). */
#ifndef FS_MOUNT_H
#define FS_MOUNT_H

#include <stdbool.h>

#include "fs/mount_options.h"

/*
 * Mount. type NULL or "auto" is found by looking at the source; options is the text of -o or NULL.
 * source may be NULL where it does not count (remount, propagation). A regular file gets a loop
 * device, as with util-linux; a write-protected source falls back to read-only unless rw was asked
 * for. LABEL= and UUID= sources are looked up.
 */
int mount_make(const char *source, const char *target, const char *type, const char *options);

/* The same with options already parsed. */
int mount_with(const char *source, const char *target, const char *type,
	       struct mount_options *options);

/*
 * Unmount what is mounted at target, or from it when it is a device or the file of a loop device.
 * flags are those of umount2(2). The failure reads "TARGET: not mounted".
 */
int mount_remove(const char *target, int flags);

#endif
