/* SPDX-License-Identifier: MIT */
/* mv(1): rename, or copy and remove where another filesystem begins. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/copy.h"
#include "fs/remove.h"
#include "fs/target.h"

static struct {
	struct copy_how how;
	const char *folder;
	bool whole, strip_slashes, never_ask, debug;
} G;

static int set_backup(const char *name, const char *argument)
{
	if (strcmp(name, "-S") == 0 || strcmp(name, "--suffix") == 0) {
		backup_set_suffix(argument);
		argument = NULL;
	}
	return backup_method(argument, &G.how.backup);
}

static int set_overwrite(const char *name, const char *argument)
{
	char letter = name[1] == '-' ? name[2] : name[1];

	(void)argument;
	G.how.interactive = letter == 'i';
	G.how.no_clobber = letter == 'n';
	G.never_ask = letter == 'f';
	return 0;
}

static const struct option_row options[] = {
	{ "--backup", OPTION_MAYBE, set_backup, "METHOD",
	  "keep what is overwritten: none, simple, numbered, existing" },
	{ "-b", OPTION_CALL, set_backup, NULL, "--backup without a method" },
	{ "--debug", OPTION_FLAG, &G.debug, NULL, "the same as -v" },
	{ "-f --force", OPTION_CALL, set_overwrite, NULL, "do not ask" },
	{ "-i --interactive", OPTION_CALL, set_overwrite, NULL, "ask before overwriting" },
	{ "-n --no-clobber", OPTION_CALL, set_overwrite, NULL, "overwrite nothing" },
	{ "--strip-trailing-slashes", OPTION_FLAG, &G.strip_slashes, NULL, "of the operands" },
	{ "-S --suffix", OPTION_CALL, set_backup, "SUFFIX", "of backups, instead of ~" },
	{ "-t --target-directory", OPTION_TEXT, &G.folder, "FOLDER", "move into FOLDER" },
	{ "-T --no-target-directory", OPTION_FLAG, &G.whole, NULL,
	  "DEST is no folder to move into" },
	{ "-u --update", OPTION_FLAG, &G.how.update, NULL, "only what is newer or not there" },
	{ "-v --verbose", OPTION_FLAG, &G.how.verbose, NULL, "say what is done" },
	{ 0 }
};

/* Another filesystem begins between the two. */
static int move_by_copy(const char *from, const char *to, const struct stat *source)
{
	const struct remove_how removal = {
		.recursive = true, .ask = REMOVE_ASK_NEVER, .verbose = G.how.verbose };
	struct stat there;

	if (lstat(to, &there) == 0) {
		int failed = S_ISDIR(source->st_mode) ? rmdir(to) : unlink(to);

		if (failed < 0)
			return fail("inter-device move failed: %s to %s; unable to remove target",
				    quote(from), quote(to));
	}
	if (copy_tree(from, to, &G.how) < 0 || remove_tree(from, &removal) < 0) {
		exit_status = 1;
		return 0;
	}
	return 0;
}

/* The same file by any name: rename(2) would do nothing, or lose what a link points at. */
static bool is_same(const char *from, const struct stat *source, const struct stat *there)
{
	struct stat through = *source;

	if (S_ISLNK(source->st_mode) && !G.how.backup && stat(from, &through) < 0)
		return false;
	return (through.st_ino == there->st_ino && through.st_dev == there->st_dev) ||
	       (source->st_ino == there->st_ino && source->st_dev == there->st_dev);
}

/* 1: go on, 0: leave it, negative: wrong. */
static int check_target(const char *from, const char *to, const struct stat *source,
			const struct stat *there)
{
	struct copy_how how = G.how;

	if (!S_ISDIR(there->st_mode) && S_ISDIR(source->st_mode) && !how.backup)
		return fail_plain("cannot overwrite non-directory %s with directory %s",
				  quote(to), quote(from));
	/* A file that may not be written is asked about even without -i, at a terminal. */
	if (!how.interactive && !G.never_ask && !S_ISLNK(there->st_mode) &&
	    euidaccess(to, W_OK) < 0 && isatty(STDIN_FILENO))
		how.interactive = true;
	return copy_may_overwrite(&how, from, source, to, there);
}

static int say_renamed(const char *from, const char *to, const char *backup)
{
	if (!G.how.verbose)
		return 0;
	printf("renamed %s -> %s", quote(from), quote(to));
	if (backup)
		printf(" (backup: %s)", quote(backup));
	putchar('\n');
	return 0;
}

static int move(const char *from, const char *to)
{
	char *backup = NULL;
	struct stat source, there;
	int result = 1;

	if (lstat(from, &source) < 0)
		return fail("cannot stat %s", quote(from));
	if (lstat(to, &there) == 0) {
		if (G.how.no_clobber)
			return 0;
		if (is_same(from, &source, &there))
			return fail_plain("%s and %s are the same file", quote(from), quote(to));
		result = check_target(from, to, &source, &there);
		if (result <= 0)
			return result;
		if (copy_make_backup(&G.how, to, &backup) < 0)
			return -1;
	}
	if (rename(from, to) == 0) {
		say_renamed(from, to, backup);
		if (lstat(to, &there) == 0)
			seen_or_add(&G.how.created, &there, NULL);
		result = 0;
	} else if (errno == EXDEV) {
		result = move_by_copy(from, to, &source);
	} else if (errno == EINVAL && S_ISDIR(source.st_mode)) {
		result = fail_plain("cannot move %s to a subdirectory of itself, %s",
				    quote(from), quote(to));
	} else {
		result = fail("cannot move %s to %s", quote(from), quote(to));
	}
	if (result < 0 && backup)
		rename(backup, to);
	free(backup);
	return result;
}

static int run(int argc, char **argv)
{
	struct target target;

	G.how.verbose |= G.debug;
	G.how.moving = G.how.recursive = true;
	G.how.follow = COPY_FOLLOW_NEVER;
	G.how.keep = (struct attributes_how){ true, true, true, true, true, false };
	if (G.how.no_clobber && G.how.backup)
		usage("options --backup and --no-clobber are mutually exclusive");
	target_choose(&target, argc, argv, G.folder, G.whole, false);
	for (char **file = target.files; *file; file++) {
		char *path;

		for (size_t n = strlen(*file); G.strip_slashes && n > 1 && (*file)[n - 1] == '/';)
			(*file)[--n] = '\0';
		path = target_of(&target, *file);
		if (move(*file, path) < 0)
			warn_failure();
		free(path);
	}
	seen_free(&G.how.sources);
	seen_free(&G.how.operands);
	seen_free(&G.how.created);
	return 0;
}

APPLET(mv, .names = "mv", .summary = "move or rename files",
       .operands = "FILE DEST | FILE... FOLDER", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
