/* SPDX-License-Identifier: MIT */
/* stat(1)'s formats. */
#ifndef TOOLS_STAT_FORMAT_H
#define TOOLS_STAT_FORMAT_H

#include <stdbool.h>

struct stat_how {
	bool follow, filesystem;
	bool escapes;		/* --printf */
	bool bare_names;	/* %N without quotes: the default format */
};

/* Print what the format says of the file. Fails with the whole message. */
int stat_print(const char *path, const char *format, const struct stat_how *how);

#endif
