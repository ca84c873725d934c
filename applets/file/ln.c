/* SPDX-License-Identifier: MIT */
/* ln(1): hard links, and with -s symbolic ones. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/ask.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/backup.h"
#include "fs/relative.h"
#include "fs/target.h"

static struct {
	bool symbolic, force, interactive, verbose, no_links, whole, relative, logical, folders;
	const char *folder;
	enum backup_method backup;
} G;

static int set_backup(const char *name, const char *argument)
{
	if (strcmp(name, "-S") == 0 || strcmp(name, "--suffix") == 0) {
		backup_set_suffix(argument);
		argument = NULL;
	}
	return backup_method(argument, &G.backup);
}

static int set_overwrite(const char *name, const char *argument)
{
	(void)argument;
	G.force = strcmp(name, "-f") == 0 || strcmp(name, "--force") == 0;
	G.interactive = !G.force;
	return 0;
}

static int set_physical(const char *name, const char *argument)
{
	(void)argument;
	G.logical = strcmp(name, "-L") == 0 || strcmp(name, "--logical") == 0;
	return 0;
}

static const struct option_row options[] = {
	{ "--backup", OPTION_MAYBE, set_backup, "METHOD",
	  "keep what is replaced: none, simple, numbered, existing" },
	{ "-b", OPTION_CALL, set_backup, NULL, "--backup without a method" },
	{ "-d -F --directory", OPTION_FLAG, &G.folders, NULL, "try hard links to folders" },
	{ "-f --force", OPTION_CALL, set_overwrite, NULL, "replace what is there" },
	{ "-i --interactive", OPTION_CALL, set_overwrite, NULL, "ask before replacing" },
	{ "-L --logical", OPTION_CALL, set_physical, NULL, "hard links: to what a link points at" },
	{ "-n --no-dereference", OPTION_FLAG, &G.no_links, NULL,
	  "a link to a folder is no folder to put links into" },
	{ "-P --physical", OPTION_CALL, set_physical, NULL, "hard links: to links themselves" },
	{ "-r --relative", OPTION_FLAG, &G.relative, NULL, "with -s: relative to the link" },
	{ "-s --symbolic", OPTION_FLAG, &G.symbolic, NULL, "symbolic links" },
	{ "-S --suffix", OPTION_CALL, set_backup, "SUFFIX", "of backups, instead of ~" },
	{ "-t --target-directory", OPTION_TEXT, &G.folder, "FOLDER", "make the links in FOLDER" },
	{ "-T --no-target-directory", OPTION_FLAG, &G.whole, NULL, "LINK is no folder" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

/* What the link is to say: with -r the way from its folder to the file. */
static char *link_text(const char *file, const char *path)
{
	char *folder, *slash, *text;

	if (!G.relative)
		return xstrdup(file);
	folder = xstrdup(path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	text = relative_path(file, slash ? folder : ".");
	free(folder);
	return text ? text : xstrdup(file);
}

static int make(const char *text, const char *path)
{
	return G.symbolic ? symlink(text, path) :
			    linkat(AT_FDCWD, text, AT_FDCWD, path,
				   G.logical ? AT_SYMLINK_FOLLOW : 0);
}

/* Put the link under a name of its own and rename it over what is there: never without one. */
static int replace(const char *text, const char *path)
{
	char *temporary = xasprintf("%s.%u.%lx", path, getpid(), random());
	int result = make(text, temporary);

	if (result == 0) {
		result = rename(temporary, path);
		unlink(temporary);
	}
	free(temporary);
	return result;
}

static int refuse(const char *text, const char *path)
{
	int error = errno;

	if (G.symbolic)
		return error == ENAMETOOLONG || !*text ?
			       fail("failed to create symbolic link %s -> %s", quote(path),
				    quote(text)) :
			       fail("failed to create symbolic link %s", quote(path));
	if (error == EMLINK || error == EEXIST || error == EDQUOT || error == EROFS ||
	    error == ENOSPC)
		return fail("failed to create hard link %s", quote(path));
	return fail("failed to create hard link %s => %s", quote(path), quote(text));
}

/* What is there goes, is kept as a backup or left: 1 to go on, 0 to leave it. */
static int clear_path(const char *file, const char *path, char **backup)
{
	struct stat source, there;

	if (!G.force && !G.interactive && !G.backup)
		return 1;
	if (lstat(path, &there) < 0)
		return 1;
	if (S_ISDIR(there.st_mode))
		return fail_plain("%s: cannot overwrite directory", quote_maybe(path));
	/* A link to its own name is none to itself when it is a link now, to something else. */
	if ((G.symbolic ? stat(file, &source) : lstat(file, &source)) == 0 &&
	    there.st_ino == source.st_ino && there.st_dev == source.st_dev &&
	    (!G.symbolic || !G.backup)) {
		char *a = path_last(file), *b = path_last(path);
		bool same = strcmp(a, b) == 0 || source.st_nlink == 1;

		free(a);
		free(b);
		if (same)
			return fail_plain("%s and %s are the same file", quote(file), quote(path));
	}
	if (G.interactive && !ask("replace %s? ", quote(path)))
		return 0;
	*backup = backup_name(path, G.backup);
	if (*backup && rename(path, *backup) < 0)
		return fail("cannot backup %s", quote(path));
	return 1;
}

static int link_one(const char *file, const char *path)
{
	char *text, *backup = NULL;
	struct stat status;
	int result;

	if (!G.symbolic) {
		if ((G.logical ? stat(file, &status) : lstat(file, &status)) < 0)
			return fail("failed to access %s", quote(file));
		if (S_ISDIR(status.st_mode) && !G.folders)
			return fail_plain("%s: hard link not allowed for directory",
					  quote_maybe(file));
	}
	result = clear_path(file, path, &backup);
	if (result <= 0)
		return result;
	text = link_text(file, path);
	result = make(text, path);
	if (result < 0 && errno == EEXIST && (G.force || G.interactive))
		result = replace(text, path);
	if (result < 0)
		refuse(text, path);
	else if (G.verbose && backup)
		printf("%s ~ ", quote(backup));
	if (result == 0 && G.verbose)
		printf("%s %c> %s\n", quote(path), G.symbolic ? '-' : '=', quote(text));
	if (result < 0 && backup)
		rename(backup, path);
	free(backup);
	free(text);
	return result;
}

static int run(int argc, char **argv)
{
	static char here[] = ".", *in_here[] = { NULL, NULL, here, NULL };
	struct target target;

	if (G.relative && !G.symbolic)
		die(1, "cannot do --relative without --symbolic");
	/* A lone operand is linked here, under its own name. */
	if (argc == 2 && !G.folder && !G.whole) {
		in_here[0] = argv[0];
		in_here[1] = argv[1];
		argv = in_here;
		argc = 3;
	}
	target_choose(&target, argc, argv, G.folder, G.whole, G.no_links);
	for (char **file = target.files; *file; file++) {
		char *path = target_of(&target, *file);

		if (link_one(*file, path) < 0)
			warn_failure();
		free(path);
	}
	return 0;
}

APPLET(ln, .names = "ln", .summary = "make links", .operands = "FILE [LINK] | FILE... FOLDER",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
