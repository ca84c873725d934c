/* SPDX-License-Identifier: MIT */
/* What a file is, in the words of GNU's tools. */
#ifndef FS_KIND_H
#define FS_KIND_H

#include <sys/stat.h>

/* "regular file", "regular empty file", "directory", "symbolic link", "fifo", ... */
const char *file_kind(const struct stat *status);

#endif
