/* SPDX-License-Identifier: MIT */
/* mkdir(1): make folders, with -p the missing ones above them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/mode.h"

static struct {
	bool parents, verbose;
	const char *mode;
	mode_t wanted;
} G;

static const struct option_row options[] = {
	{ "-m --mode", OPTION_TEXT, &G.mode, "MODE", "the new folders' mode, as chmod takes it" },
	{ "-p --parents", OPTION_FLAG, &G.parents, NULL,
	  "make missing folders above too; one that exists is no failure" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say what is made" },
	{ 0 }
};

static int make_one(const char *path, mode_t mode, bool last)
{
	struct stat status;

	if (mkdir(path, mode) < 0) {
		int error = errno;

		if (G.parents && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
			return 0;
		errno = error == EEXIST && G.parents && !last ? ENOTDIR : error;
		return fail("cannot create directory %s", quote(path));
	}
	if (G.verbose)
		printf("mkdir: created directory %s\n", quote(path));
	if (last && G.mode && chmod(path, G.wanted) < 0)
		return fail("cannot set permissions of %s", quote(path));
	return 0;
}

static int make_above(const char *path)
{
	char *part = xstrdup(path);
	int result = 0;

	for (char *at = part + strspn(part, "/"); result == 0; at += strspn(at, "/")) {
		at += strcspn(at, "/");
		if (!at[strspn(at, "/")])
			break;
		*at = '\0';
		result = make_one(part, 0777, false);
		*at = '/';
	}
	free(part);
	return result;
}

static int run(int argc, char **argv)
{
	mode_t mask = current_umask();

	if (argc < 2)
		usage("missing operand");
	if (G.mode && mode_parse(G.mode, 0777, true, mask, &G.wanted) < 0)
		die_failure(1);
	/* Folders above must let their maker in, whatever the umask. */
	if (G.parents)
		umask(mask & ~0300);
	for (argv++; *argv; argv++) {
		if (G.parents && make_above(*argv) < 0) {
			warn_failure();
			continue;
		}
		if (make_one(*argv, G.mode ? G.wanted & 0777 : 0777 & ~mask, true) < 0)
			warn_failure();
	}
	return 0;
}

APPLET(mkdir, .names = "mkdir", .summary = "make folders", .operands = "FOLDER...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
