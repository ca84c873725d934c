/* SPDX-License-Identifier: MIT */
/* cp(1): copy files and trees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/copy.h"
#include "fs/mode.h"
#include "fs/target.h"

static struct {
	struct copy_how how;
	const char *folder;
	bool whole, parents, strip_slashes, copy_contents, follow_set, debug;
} G;

static int set_backup(const char *name, const char *argument)
{
	if (strcmp(name, "-S") == 0 || strcmp(name, "--suffix") == 0)
		backup_set_suffix(argument);
	return backup_method(name[1] == '-' && strcmp(name, "--suffix") != 0 ? argument : NULL,
			     &G.how.backup);
}

static int set_follow(const char *name, const char *argument)
{
	(void)argument;
	G.follow_set = true;
	G.how.follow = strcmp(name, "-L") == 0 || strcmp(name, "--dereference") == 0 ?
			       COPY_FOLLOW_ALWAYS :
		       strcmp(name, "-H") == 0 ? COPY_FOLLOW_ROOT : COPY_FOLLOW_NEVER;
	if (strcmp(name, "-d") == 0)
		G.how.keep.links = true;
	return 0;
}

static int set_overwrite(const char *name, const char *argument)
{
	(void)argument;
	G.how.interactive = strcmp(name, "-i") == 0 || strcmp(name, "--interactive") == 0;
	G.how.no_clobber = !G.how.interactive;
	return 0;
}

static void keep_all(bool value)
{
	G.how.keep = (struct attributes_how){ value, value, value, value, value, false };
}

/* The comma-separated words of --preserve and --no-preserve. */
static int keep_words(const char *words, bool value)
{
	const struct {
		const char *word;
		bool *flag;
	} rows[] = {
		{ "mode", &G.how.keep.mode }, { "ownership", &G.how.keep.owner },
		{ "timestamps", &G.how.keep.times }, { "links", &G.how.keep.links },
		{ "xattr", &G.how.keep.xattr },
	};

	while (*words) {
		size_t length = strcspn(words, ","), i = 0;
		bool known = length == 3 && memcmp(words, "all", 3) == 0;

		if (known)
			keep_all(value);
		for (; !known && i < ARRAY_SIZE(rows); i++) {
			if (strlen(rows[i].word) != length ||
			    memcmp(rows[i].word, words, length) != 0)
				continue;
			*rows[i].flag = value;
			known = true;
			if (rows[i].flag == &G.how.keep.mode)
				G.how.plain_mode = !value;
			if (rows[i].flag == &G.how.keep.xattr)
				G.how.keep.must_xattr = value;
		}
		/* SELinux is nothing a root in RAM has. */
		if (!known && (length != 7 || memcmp(words, "context", 7) != 0))
			return fail_plain("invalid argument '%.*s'", (int)length, words);
		words += length + (words[length] == ',');
	}
	return 0;
}

static int set_keep(const char *name, const char *argument)
{
	bool value = strcmp(name, "--no-preserve") != 0;

	if (argument)
		return keep_words(argument, value);
	return keep_words("mode,ownership,timestamps", true);
}

static int set_archive(const char *name, const char *argument)
{
	set_follow("-P", argument);
	keep_all(true);
	G.how.recursive = name != NULL;
	return 0;
}

static int set_when(const char *name, const char *argument)
{
	bool is_sparse = strcmp(name, "--sparse") == 0;
	enum copy_when *when = is_sparse ? &G.how.sparse : &G.how.reflink;

	if (!argument || strcmp(argument, "always") == 0)
		*when = COPY_ALWAYS;
	else if (strcmp(argument, "auto") == 0)
		*when = COPY_AUTO;
	else if (strcmp(argument, "never") == 0)
		*when = COPY_NEVER;
	else
		return fail_plain("invalid argument '%s' (always, auto or never)", argument);
	return 0;
}

static const struct option_row options[] = {
	{ "-a --archive", OPTION_CALL, set_archive, NULL, "the same as -dR --preserve=all" },
	{ "--attributes-only", OPTION_FLAG, &G.how.attributes_only, NULL, "no contents" },
	{ "--backup", OPTION_MAYBE, set_backup, "METHOD",
	  "keep what is overwritten: none, simple, numbered, existing" },
	{ "-b", OPTION_CALL, set_backup, NULL, "--backup without a method" },
	{ "--copy-contents", OPTION_FLAG, &G.copy_contents, NULL, "read special files with -R" },
	{ "-d", OPTION_CALL, set_follow, NULL, "the same as -P --preserve=links" },
	{ "--debug", OPTION_FLAG, &G.debug, NULL, "the same as -v" },
	{ "-f --force", OPTION_FLAG, &G.how.force, NULL,
	  "remove a destination that cannot be opened, and try again" },
	{ "-i --interactive", OPTION_CALL, set_overwrite, NULL, "ask before overwriting" },
	{ "-H", OPTION_CALL, set_follow, NULL, "follow links named as operands" },
	{ "-l --link", OPTION_FLAG, &G.how.hard_link, NULL, "make hard links instead" },
	{ "-L --dereference", OPTION_CALL, set_follow, NULL, "follow all links" },
	{ "-n --no-clobber", OPTION_CALL, set_overwrite, NULL, "overwrite nothing" },
	{ "-P --no-dereference", OPTION_CALL, set_follow, NULL, "copy links as links" },
	{ "-p", OPTION_CALL, set_keep, NULL, "the same as --preserve=mode,ownership,timestamps" },
	{ "--preserve", OPTION_MAYBE, set_keep, "LIST",
	  "keep these: mode, ownership, timestamps, links, xattr, all" },
	{ "--no-preserve", OPTION_CALL, set_keep, "LIST", "do not keep these" },
	{ "--parents", OPTION_FLAG, &G.parents, NULL, "keep the operands' folders below FOLDER" },
	{ "-R -r --recursive", OPTION_FLAG, &G.how.recursive, NULL, "folders with what they hold" },
	{ "--reflink", OPTION_MAYBE, set_when, "WHEN", "share blocks: always, auto, never" },
	{ "--remove-destination", OPTION_FLAG, &G.how.remove_first, NULL,
	  "remove each destination before opening it" },
	{ "--sparse", OPTION_CALL, set_when, "WHEN", "make holes: always, auto, never" },
	{ "--strip-trailing-slashes", OPTION_FLAG, &G.strip_slashes, NULL, "of the operands" },
	{ "-s --symbolic-link", OPTION_FLAG, &G.how.symbolic_link, NULL, "make symbolic links" },
	{ "-S --suffix", OPTION_CALL, set_backup, "SUFFIX", "of backups, instead of ~" },
	{ "-t --target-directory", OPTION_TEXT, &G.folder, "FOLDER", "copy into FOLDER" },
	{ "-T --no-target-directory", OPTION_FLAG, &G.whole, NULL,
	  "DEST is no folder to copy into" },
	{ "-u --update", OPTION_FLAG, &G.how.update, NULL, "only what is newer or not there" },
	{ "-v --verbose", OPTION_FLAG, &G.how.verbose, NULL, "say what is done" },
	{ "-x --one-file-system", OPTION_FLAG, &G.how.one_device, NULL, "stay on this one" },
	{ 0 }
};

/* --parents: the folders of path from start on, made as they are in the source. */
static int make_parents(const char *path, size_t start)
{
	char *part = xstrdup(path);
	int result = 0;

	for (size_t at = start; part[at] && result == 0; at++) {
		struct stat status, there;

		if (part[at] != '/' || at == start || part[at - 1] == '/')
			continue;
		part[at] = '\0';
		if (stat(part + start, &status) < 0) {
			result = fail("failed to get attributes of %s", quote(part + start));
		} else if (mkdir(part, (status.st_mode & 0777) | 0700) == 0) {
			if (G.how.verbose)
				printf("%s -> %s\n", part + start, part);
			if (G.how.keep.mode)
				attributes_apply(&G.how.keep, &status, part + start, -1, part, -1);
			else
				chmod(part, status.st_mode & 07777 & ~current_umask());
		} else if (stat(part, &there) < 0 || !S_ISDIR(there.st_mode)) {
			result = fail("cannot make directory %s", quote(part));
		}
		part[at] = '/';
	}
	free(part);
	return result;
}

static char *destination(const struct target *target, const char *file)
{
	char *path;

	if (!G.parents)
		return target_of(target, file);
	path = path_join(target->folder, file);
	if (make_parents(path, strlen(path) - strlen(file) + strspn(file, "/")) == 0)
		return path;
	warn_failure();
	free(path);
	return NULL;
}

static void settle_options(void)
{
	G.how.verbose |= G.debug;
	if (G.how.no_clobber && G.how.backup)
		usage("options --backup and --no-clobber are mutually exclusive");
	if (G.how.hard_link && G.how.symbolic_link)
		usage("cannot make both hard and symbolic links");
	if (G.how.reflink == COPY_ALWAYS && G.how.sparse != COPY_AUTO)
		usage("--reflink can be used only with --sparse=auto");
	if (!G.follow_set && G.how.recursive && !G.how.hard_link)
		G.how.follow = COPY_FOLLOW_NEVER;
	G.how.special_as_data = G.copy_contents || !G.how.recursive;
}

/* With -bf a file is copied over itself: to its own backup. */
static int copy_one(const char *file, const char *path)
{
	struct copy_how how = G.how;
	struct stat status;
	char *backup;
	int result;

	if (strcmp(file, path) != 0 || !G.how.force || lstat(path, &status) < 0 ||
	    !S_ISREG(status.st_mode) || !(backup = backup_name(path, G.how.backup)))
		return copy_tree(file, path, &G.how);
	how.backup = BACKUP_NONE;
	result = copy_tree(file, backup, &how);
	free(backup);
	return result;
}

static int run(int argc, char **argv)
{
	struct target target;

	settle_options();
	target_choose(&target, argc, argv, G.folder, G.whole, false);
	if (G.parents && !target.folder)
		usage("with --parents, the destination must be a directory");
	for (char **file = target.files; *file; file++) {
		char *path;

		for (size_t n = strlen(*file); G.strip_slashes && n > 1 && (*file)[n - 1] == '/';)
			(*file)[--n] = '\0';
		path = destination(&target, *file);
		if (path && copy_one(*file, path) < 0)
			exit_status = 1;
		free(path);
	}
	seen_free(&G.how.sources);
	seen_free(&G.how.operands);
	seen_free(&G.how.created);
	return 0;
}

APPLET(cp, .names = "cp", .summary = "copy files and folders",
       .operands = "FILE DEST | FILE... FOLDER", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
