/* SPDX-License-Identifier: MIT */
/* /etc/resolv.conf, replaced as a whole. */
#include "net/resolv.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

static int make_parent(const char *path)
{
	char *folder = xstrdup(path), *slash = strrchr(folder, '/');
	int result = 0;

	if (slash && slash != folder) {
		*slash = '\0';
		result = make_folders(folder);
	}
	free(folder);
	return result;
}

int resolv_write(const char *path, const char *text)
{
	char real[PATH_MAX], *partial;
	int result;

	if (realpath(path, real))
		path = real;
	if (make_parent(path) < 0)
		return fail_in("%s", path);
	partial = xasprintf("%s.%d", path, (int)getpid());
	result = write_file(partial, text);
	if (result == 0 && rename(partial, path) < 0) {
		/* EBUSY: a mount point; what else may be wrong, writing in place will tell. */
		unlink(partial);
		result = write_file(path, text);
	} else if (result < 0) {
		unlink(partial);
	}
	free(partial);
	return result;
}
