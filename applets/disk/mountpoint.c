/* SPDX-License-Identifier: MIT */
/* mountpoint(1): is something mounted there? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/mountinfo.h"

enum { STATUS_NOT = 32 };

static struct {
	bool quiet, show_device, device_number, no_follow;
} G;

static const struct option_row options[] = {
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "only the exit status" },
	{ "--nofollow", OPTION_FLAG, &G.no_follow, NULL, "do not follow a symbolic link" },
	{ "-d --fs-devno", OPTION_FLAG, &G.show_device, NULL, "print the file system's device" },
	{ "-x --devno", OPTION_FLAG, &G.device_number, NULL, "print the block device's number" },
	{ 0 }
};

/* The kernel's table tells of bind mounts as well; without /proc a mount has another device. */
static bool is_mounted(const char *path, const struct stat *status)
{
	struct mountinfo_table table;
	char *real = realpath(path, NULL), *above;
	struct stat parent;
	bool found = false;

	if (real && mountinfo_read("/proc/self/mountinfo", &table) == 0) {
		for (size_t i = 0; i < table.count && !found; i++)
			found = strcmp(table.rows[i].target, real) == 0;
		mountinfo_free(&table);
	} else if (real) {
		above = xasprintf("%s/..", real);
		found = stat(above, &parent) == 0 && (parent.st_dev != status->st_dev ||
						      parent.st_ino == status->st_ino);
		free(above);
	}
	free(real);
	return found;
}

static int run(int argc, char **argv)
{
	struct stat status;
	const char *path;
	bool mounted;

	if (argc != 2)
		usage("bad usage");
	path = argv[1];
	if ((G.no_follow ? lstat : stat)(path, &status) < 0) {
		if (!G.quiet)
			warn_errno("%s", path);
		return 1;
	}
	if (G.device_number) {
		if (!S_ISBLK(status.st_mode)) {
			if (!G.quiet)
				warn("%s: not a block device", path);
			return STATUS_NOT;
		}
		printf("%u:%u\n", major(status.st_rdev), minor(status.st_rdev));
		return 0;
	}
	mounted = !S_ISLNK(status.st_mode) && is_mounted(path, &status);
	if (mounted && G.show_device)
		printf("%u:%u\n", major(status.st_dev), minor(status.st_dev));
	else if (!G.quiet)
		printf("%s is %sa mountpoint\n", path, mounted ? "" : "not ");
	return mounted ? 0 : STATUS_NOT;
}

APPLET(mountpoint, .names = "mountpoint", .summary = "tell whether a folder is a mount point",
       .operands = "[-d] FOLDER | -x DEVICE", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
