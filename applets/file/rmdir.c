/* SPDX-License-Identifier: MIT */
/* rmdir(1): remove empty folders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool parents, verbose, ignore_full;
} G;

static const struct option_row options[] = {
	{ "-p --parents", OPTION_FLAG, &G.parents, NULL, "those above too: a/b/c, a/b, a" },
	{ "--ignore-fail-on-non-empty", OPTION_FLAG, &G.ignore_full, NULL,
	  "a folder that is not empty is no failure" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say what is removed" },
	{ 0 }
};

static bool remove_one(const char *path, bool above)
{
	if (G.verbose)
		printf("rmdir: removing directory, %s\n", quote(path));
	if (rmdir(path) == 0)
		return true;
	if (!G.ignore_full || (errno != ENOTEMPTY && errno != EEXIST))
		warn("failed to remove %s%s: %s", above ? "directory " : "", quote(path),
		     strerror(errno));
	return false;
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("missing operand");
	for (argv++; *argv; argv++) {
		char *path = xstrdup(*argv);
		bool removed = remove_one(path, false);

		while (G.parents && removed) {
			size_t length = strlen(path);

			while (length > 1 && path[length - 1] == '/')
				length--;
			while (length && path[length - 1] != '/')
				length--;
			while (length > 1 && path[length - 1] == '/')
				length--;
			if (!length)
				break;
			path[length] = '\0';
			removed = remove_one(path, true);
		}
		free(path);
	}
	return 0;
}

APPLET(rmdir, .names = "rmdir", .summary = "remove empty folders", .operands = "FOLDER...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
