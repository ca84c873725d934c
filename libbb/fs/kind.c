/* SPDX-License-Identifier: MIT */
/* What a file is, in the words of GNU's tools. */
#include "fs/kind.h"

const char *file_kind(const struct stat *status)
{
	switch (status->st_mode & S_IFMT) {
	case S_IFREG:
		return status->st_size ? "regular file" : "regular empty file";
	case S_IFDIR:
		return "directory";
	case S_IFLNK:
		return "symbolic link";
	case S_IFBLK:
		return "block special file";
	case S_IFCHR:
		return "character special file";
	case S_IFIFO:
		return "fifo";
	case S_IFSOCK:
		return "socket";
	default:
		return "weird file";
	}
}
