/* SPDX-License-Identifier: MIT */
/* which(1): where a command is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"

static struct {
	bool all, silent;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "every one in PATH, not only the first" },
	{ "-s", OPTION_FLAG, &G.silent, NULL, "print nothing: the exit status tells" },
	{ 0 }
};

static bool found(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode) || access(path, X_OK) < 0)
		return false;
	if (!G.silent)
		puts(path);
	return true;
}

static bool look_for(const char *name)
{
	const char *path = getenv("PATH");
	bool any = false;

	if (strchr(name, '/'))
		return found(name);
	if (!path)
		path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	/* An empty element is this folder; an empty PATH has no element. */
	for (bool more = *path; more; path += more) {
		size_t length = strcspn(path, ":");
		char *candidate = xasprintf("%.*s/%s", length ? (int)length : 1,
					    length ? path : ".", name);

		any |= found(candidate);
		free(candidate);
		path += length;
		more = *path && (!any || G.all);
	}
	return any;
}

static int run(int argc, char **argv)
{
	int missing = argc < 2;

	for (argv++; *argv; argv++)
		missing |= !look_for(*argv);
	return missing;
}

APPLET(which, .names = "which", .summary = "print where commands are", .operands = "COMMAND...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G), .usage_status = 2);
