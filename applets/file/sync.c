/* SPDX-License-Identifier: MIT */
/* sync(1): have written what is held back. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"

static struct {
	bool data, filesystem;
} G;

static const struct option_row options[] = {
	{ "-d --data", OPTION_FLAG, &G.data, NULL, "only the files' contents" },
	{ "-f --file-system", OPTION_FLAG, &G.filesystem, NULL, "the filesystems they are on" },
	{ 0 }
};

static int sync_one(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), result;

	/* A file that may be written, but not read. */
	if (fd < 0)
		fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return fail("error opening %s", quote(path));
	result = G.filesystem ? syncfs(fd) : G.data ? fdatasync(fd) : fsync(fd);
	if (result < 0)
		fail("error syncing %s", quote(path));
	close(fd);
	return result;
}

static int run(int argc, char **argv)
{
	if (G.data && G.filesystem)
		die(1, "cannot specify both --data and --file-system");
	if (argc < 2 && G.data)
		die(1, "--data needs at least one argument");
	if (argc < 2)
		sync();
	for (argv++; *argv; argv++) {
		if (sync_one(*argv) < 0)
			warn_failure();
	}
	return 0;
}

APPLET(sync, .names = "sync", .summary = "have written what is held back",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
