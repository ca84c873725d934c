/* SPDX-License-Identifier: MIT */
/* A file's owner, mode, times and extended attributes, carried over to its copy. */
#ifndef FS_ATTRIBUTES_H
#define FS_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

struct attributes_how {
	bool mode, owner, times, links, xattr;
	bool must_xattr;	/* asked for by name: a failure counts */
};

/*
 * Give path (or the file open as fd, when not negative) what status says; extended attributes
 * come from from_path or from_fd. Links are not followed. Warns of what could not be done.
 */
int attributes_apply(const struct attributes_how *how, const struct stat *status,
		     const char *from_path, int from_fd, const char *path, int fd);

#endif
