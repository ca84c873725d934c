/* SPDX-License-Identifier: MIT */
/* When a file came into being, where the filesystem keeps it: statx(2), which musl 1.2.3 lacks. */
#ifndef FS_BIRTH_H
#define FS_BIRTH_H

#include <stdbool.h>
#include <time.h>

/* False when it is not known. */
bool birth_time(int dir, const char *name, bool follow, struct timespec *time);

#endif
