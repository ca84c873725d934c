/* SPDX-License-Identifier: MIT */
/* rm(1): remove files and, with -r, folders; never / by accident. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/ask.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/remove.h"

static struct {
	struct remove_how how;
	bool once, no_preserve_root, preserve_all;
} G;

static int set_force(const char *name, const char *argument)
{
	(void)name;
	(void)argument;
	G.how.ask = REMOVE_ASK_NEVER;
	G.how.force = true;
	G.once = false;
	return 0;
}

static int set_interactive(const char *name, const char *argument)
{
	static const struct {
		const char *word;
		bool always, once;
	} words[] = {
		{ "-i", true, false }, { "-I", false, true }, { "always", true, false },
		{ "yes", true, false }, { "once", false, true }, { "never", false, false },
		{ "no", false, false }, { "none", false, false },
	};

	if (name[1] != '-')
		argument = name;
	else if (!argument)
		argument = "always";
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].word, argument) != 0)
			continue;
		G.how.ask = words[i].always ? REMOVE_ASK_ALWAYS : REMOVE_ASK_NEVER;
		if (words[i].once)
			G.how.ask = REMOVE_ASK_PROTECTED;
		G.once = words[i].once;
		if (words[i].always || words[i].once)
			G.how.force = false;
		return 0;
	}
	return fail_plain("invalid argument '%s' (always, once or never)", argument);
}

static int set_preserve_root(const char *name, const char *argument)
{
	(void)name;
	if (argument && strcmp(argument, "all") != 0)
		return fail_plain("unrecognized --preserve-root argument: '%s'", argument);
	G.no_preserve_root = false;
	G.preserve_all = argument != NULL;
	return 0;
}

static const struct option_row options[] = {
	{ "-f --force", OPTION_CALL, set_force, NULL, "nothing there is no failure; never ask" },
	{ "-i", OPTION_CALL, set_interactive, NULL, "ask before each file" },
	{ "-I", OPTION_CALL, set_interactive, NULL,
	  "ask once before more than three files or a tree" },
	{ "--interactive", OPTION_MAYBE, set_interactive, "WHEN",
	  "never, once (-I) or always (-i)" },
	{ "-r -R --recursive", OPTION_FLAG, &G.how.recursive, NULL, "folders with what they hold" },
	{ "-d --dir", OPTION_FLAG, &G.how.empty_folders, NULL, "empty folders too" },
	{ "-v --verbose", OPTION_FLAG, &G.how.verbose, NULL, "say what is removed" },
	{ "--one-file-system", OPTION_FLAG, &G.how.one_device, NULL,
	  "leave other filesystems alone" },
	{ "--preserve-root", OPTION_MAYBE, set_preserve_root, "all",
	  "refuse to remove /, the default; all: any operand that is a mount point" },
	{ "--no-preserve-root", OPTION_FLAG, &G.no_preserve_root, NULL, "do not refuse" },
	{ 0 }
};

/* --preserve-root=all: an operand on another device than the folder it is in. */
static bool is_mount(const char *path)
{
	struct stat status, above;
	char *parent = xasprintf("%s/..", path);
	bool differs = stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
		       stat(parent, &above) == 0 && above.st_dev != status.st_dev;

	free(parent);
	if (differs) {
		warn("skipping '%s', since it's on a different device", path);
		warn("and --preserve-root=all is in effect");
	}
	return differs;
}

static int run(int argc, char **argv)
{
	struct stat root;
	int files = argc - 1;

	if (!files && G.how.force)
		return 0;
	if (!files)
		usage("missing operand");
	if (!G.no_preserve_root && stat("/", &root) == 0)
		G.how.root = &root;
	if (G.once && (G.how.recursive || files > 3) &&
	    !ask("remove %d argument%s%s? ", files, files == 1 ? "" : "s",
		 G.how.recursive ? " recursively" : ""))
		return 0;
	for (argv++; *argv; argv++) {
		if (!G.preserve_all || !is_mount(*argv))
			remove_tree(*argv, &G.how);
	}
	return 0;
}

APPLET(rm, .names = "rm", .summary = "remove files and folders", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
