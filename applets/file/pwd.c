/* SPDX-License-Identifier: MIT */
/* pwd(1): the folder we are in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/relative.h"

static struct {
	bool logical;
} G;

static int set_kind(const char *name, const char *argument)
{
	(void)argument;
	G.logical = strcmp(name, "-L") == 0 || strcmp(name, "--logical") == 0;
	return 0;
}

static const struct option_row options[] = {
	{ "-L --logical", OPTION_CALL, set_kind, NULL, "as $PWD says, links and all" },
	{ "-P --physical", OPTION_CALL, set_kind, NULL, "without links, the default" },
	{ 0 }
};

/* $PWD, when it is this folder and has no "." or ".." in it. */
static const char *from_environment(void)
{
	const char *path = getenv("PWD");
	struct stat there, here;

	if (!path || path[0] != '/' || strstr(path, "/./") || strstr(path, "/../") ||
	    text_ends_with(path, "/.") || text_ends_with(path, "/.."))
		return NULL;
	if (stat(path, &there) < 0 || stat(".", &here) < 0 || there.st_ino != here.st_ino ||
	    there.st_dev != here.st_dev)
		return NULL;
	return path;
}

static int run(int argc, char **argv)
{
	const char *path = G.logical ? from_environment() : NULL;

	(void)argv;
	if (argc > 1)
		fprintf(stderr, "%s: ignoring non-option arguments\n", program_name);
	if (!path)
		path = current_folder();
	if (!path)
		die(1, "cannot find the current directory: %s", strerror(errno));
	puts(path);
	return 0;
}

APPLET(pwd, .names = "pwd", .summary = "print the folder we are in", .options = options,
       .run = run, .state = &G, .state_size = sizeof(G));
