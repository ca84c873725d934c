/* SPDX-License-Identifier: MIT */
/* install(1): copy files to where programs live, with owner and mode. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/copy.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "fs/target.h"

static struct {
	bool compare, folders, leading, preserve, strip, verbose, whole, ignored;
	const char *user, *group, *mode, *folder, *strip_program;
	enum backup_method backup;
	uid_t uid;
	gid_t gid;
	mode_t file_mode, folder_mode;
	struct seen made;
} G;

static int set_backup(const char *name, const char *argument)
{
	if (strcmp(name, "-S") == 0 || strcmp(name, "--suffix") == 0) {
		backup_set_suffix(argument);
		argument = NULL;
	}
	return backup_method(argument, &G.backup);
}

static const struct option_row options[] = {
	{ "--backup", OPTION_MAYBE, set_backup, "METHOD",
	  "keep what is overwritten: none, simple, numbered, existing" },
	{ "-b", OPTION_CALL, set_backup, NULL, "--backup without a method" },
	{ "-c", OPTION_FLAG, &G.ignored, NULL, "nothing" },
	{ "-C --compare", OPTION_FLAG, &G.compare, NULL, "leave alone what is the same already" },
	{ "-d --directory", OPTION_FLAG, &G.folders, NULL, "make folders, and those above them" },
	{ "-D", OPTION_FLAG, &G.leading, NULL, "make the folders above the destination" },
	{ "-g --group", OPTION_TEXT, &G.group, "GROUP", "the files' group" },
	{ "-m --mode", OPTION_TEXT, &G.mode, "MODE", "their mode, instead of 0755" },
	{ "-o --owner", OPTION_TEXT, &G.user, "USER", "their owner" },
	{ "-p --preserve-timestamps", OPTION_FLAG, &G.preserve, NULL, "keep the times" },
	{ "-s --strip", OPTION_FLAG, &G.strip, NULL, "strip symbol tables" },
	{ "--strip-program", OPTION_TEXT, &G.strip_program, "PROGRAM", "to strip with" },
	{ "-S --suffix", OPTION_CALL, set_backup, "SUFFIX", "of backups, instead of ~" },
	{ "-t --target-directory", OPTION_TEXT, &G.folder, "FOLDER", "copy into FOLDER" },
	{ "-T --no-target-directory", OPTION_FLAG, &G.whole, NULL,
	  "DEST is no folder to copy into" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

static int set_owner(const char *path)
{
	if (!G.user && !G.group)
		return 0;
	if (lchown(path, G.user ? G.uid : (uid_t)-1, G.group ? G.gid : (gid_t)-1) < 0)
		return fail("cannot change ownership of %s", quote(path));
	return 0;
}

/* A folder and those above it; the last gets the mode and owner asked for. */
static int make_folder(const char *path, bool final)
{
	char *part = xstrdup(path);
	int result = 0;

	for (char *at = part + strspn(part, "/"); result == 0;) {
		struct stat status;
		bool last;
		char kept;

		at += strcspn(at, "/");
		last = !at[strspn(at, "/")];
		kept = *at;
		*at = '\0';
		if (mkdir(part, 0755) == 0) {
			if (G.verbose)
				printf("%s: creating directory %s\n", program_name, quote(part));
		} else if (stat(part, &status) < 0 || !S_ISDIR(status.st_mode)) {
			result = fail("cannot create directory %s", quote(part));
		}
		*at = kept;
		if (last)
			break;
		at += strspn(at, "/");
	}
	free(part);
	if (result == 0 && final) {
		result = set_owner(path);
		if (result == 0 && chmod(path, G.folder_mode) < 0)
			result = fail("cannot change permissions of %s", quote(path));
	}
	return result;
}

static int strip(const char *path)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		const char *program = G.strip_program ? G.strip_program : "strip";

		execlp(program, program, path[0] == '-' ? xasprintf("./%s", path) : path,
		       (char *)NULL);
		die(127, "cannot run %s: %s", program, strerror(errno));
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return fail("cannot run strip");
	return status == 0 ? 0 : fail_plain("strip process terminated abnormally");
}

/* Nothing to do: owner, mode and contents are what they are to be. */
static bool is_same(const char *from, const char *to)
{
	struct stat source, there;
	struct buffer ours = { 0 }, theirs = { 0 };
	bool same = false;

	if (stat(from, &source) < 0 || lstat(to, &there) < 0 || !S_ISREG(source.st_mode) ||
	    !S_ISREG(there.st_mode) || source.st_size != there.st_size ||
	    (there.st_mode & 07777) != G.file_mode || (G.file_mode & ~0777))
		return false;
	if (there.st_uid != (G.user ? G.uid : geteuid()) ||
	    there.st_gid != (G.group ? G.gid : getegid()))
		return false;
	if (read_file(from, &ours, SIZE_MAX / 2) == 0 && read_file(to, &theirs, SIZE_MAX / 2) == 0)
		same = ours.length == theirs.length &&
		       (!ours.length || memcmp(ours.data, theirs.data, ours.length) == 0);
	buffer_free(&ours);
	buffer_free(&theirs);
	return same;
}

/* A file with another name is kept by that when this one becomes a backup's. */
static bool may_part(const char *from, const char *to)
{
	char *a = path_last(from), *b = path_last(to);
	bool differ = strcmp(a, b) != 0;

	free(a);
	free(b);
	return G.backup && differ;
}

static int check_destination(const char *from, const char *to)
{
	struct stat source, there;

	if (stat(from, &source) < 0)
		return fail("cannot stat %s", quote(from));
	if (S_ISDIR(source.st_mode))
		return fail_plain("omitting directory %s", quote(from));
	if (lstat(to, &there) < 0)
		return 0;
	if (S_ISDIR(there.st_mode))
		return fail_plain("cannot overwrite directory %s with non-directory", quote(to));
	if (source.st_ino == there.st_ino && source.st_dev == there.st_dev && !may_part(from, to))
		return fail_plain("%s and %s are the same file", quote(from), quote(to));
	if (seen_find(&G.made, &there))
		return fail_plain("will not overwrite just-created %s with %s", quote(to),
				  quote(from));
	return 0;
}

static int copy(const char *from, const char *to, const struct stat *status)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, result;

	if (in < 0)
		return fail("cannot open %s for reading", quote(from));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0) {
		result = fail("cannot create regular file %s", quote(to));
	} else {
		result = copy_data(in, from, out, to, status, COPY_AUTO, COPY_AUTO);
		if (close(out) < 0 && result == 0)
			result = fail("failed to close %s", quote(to));
	}
	close(in);
	return result;
}

static int install_one(const char *from, const char *to)
{
	struct timespec times[2];
	struct stat status, made;
	char *backup = NULL;
	int result = check_destination(from, to);

	if (result < 0 || (G.compare && is_same(from, to)))
		return result;
	/* Never written in place: a program that runs keeps its old file. */
	backup = backup_name(to, G.backup);
	if (backup && lstat(to, &made) == 0 && rename(to, backup) < 0)
		return fail("cannot backup %s", quote(to));
	if (backup && lstat(backup, &made) < 0) {
		free(backup);
		backup = NULL;
	}
	if (unlink(to) < 0 && errno != ENOENT)
		return fail("cannot remove %s", quote(to));
	else if (errno != ENOENT && G.verbose && !backup)
		printf("removed %s\n", quote(to));
	stat(from, &status);
	if (G.verbose) {
		printf("%s -> %s", quote(from), quote(to));
		if (backup)
			printf(" (backup: %s)", quote(backup));
		putchar('\n');
	}
	result = copy(from, to, &status);
	if (result == 0 && G.strip)
		result = strip(to);
	if (result < 0) {
		unlink(to);
		if (backup)
			rename(backup, to);
		free(backup);
		return result;
	}
	free(backup);
	times[0] = status.st_atim;
	times[1] = status.st_mtim;
	if (G.preserve && utimensat(AT_FDCWD, to, times, 0) < 0)
		result = fail("cannot set timestamps for %s", quote(to));
	if (set_owner(to) < 0)
		result = -1;
	if (chmod(to, G.file_mode) < 0)
		result = fail("cannot change permissions of %s", quote(to));
	if (lstat(to, &made) == 0)
		seen_or_add(&G.made, &made, NULL);
	return result;
}

static void settle(void)
{
	G.file_mode = G.folder_mode = 0755;
	if (G.mode && (mode_parse(G.mode, 0, false, 0, &G.file_mode) < 0 ||
		       mode_parse(G.mode, 0, true, 0, &G.folder_mode) < 0))
		die(1, "invalid mode %s", quote(G.mode));
	if (G.user && user_parse(G.user, &G.uid) < 0)
		die(1, "invalid user %s", quote(G.user));
	if (G.group && group_parse(G.group, &G.gid) < 0)
		die(1, "invalid group %s", quote(G.group));
	if (G.folders && G.strip)
		die(1, "the strip option may not be used when installing a directory");
	if (G.folders && G.folder)
		die(1, "target directory not allowed when installing a directory");
	if (G.compare && G.preserve)
		usage("options --compare (-C) and --preserve-timestamps are mutually exclusive");
	if (G.compare && G.strip)
		usage("options --compare (-C) and --strip are mutually exclusive");
	umask(0);
}

/* -D: the folders above DEST, or those of -t. */
static void make_leading(int argc, char **argv)
{
	char *path, *slash;

	if (G.folder) {
		if (make_folder(G.folder, false) < 0)
			die_failure(1);
		return;
	}
	if (argc != 3)
		return;
	path = xstrdup(argv[2]);
	slash = strrchr(path, '/');
	if (slash && slash != path) {
		*slash = '\0';
		if (make_folder(path, false) < 0)
			die_failure(1);
	}
	free(path);
}

static int run(int argc, char **argv)
{
	struct target target;

	settle();
	if (G.folders) {
		if (argc < 2)
			usage("missing file operand");
		for (argv++; *argv; argv++)
			if (make_folder(*argv, true) < 0)
				warn_failure();
		return 0;
	}
	if (G.leading)
		make_leading(argc, argv);
	target_choose(&target, argc, argv, G.folder, G.whole, false);
	for (char **file = target.files; *file; file++) {
		char *path = target_of(&target, *file);

		if (install_one(*file, path) < 0)
			warn_failure();
		free(path);
	}
	seen_free(&G.made);
	return 0;
}

APPLET(install, .names = "install", .summary = "copy files, setting owner and mode",
       .operands = "FILE DEST | FILE... FOLDER | -d FOLDER...", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G));
