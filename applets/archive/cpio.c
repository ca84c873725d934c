/* SPDX-License-Identifier: MIT */
/* cpio(1), by libarchive. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/archive.h"
#include "fs/archive_output.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "fs/seen.h"
#include "tools/tar.h"

static struct {
	bool out, in, pass, list, nul, follow, folders, times, all, quiet, numeric, absolute;
	bool not_matching, to_stdout, renumber, no_device, reproducible, no_owner;
	int verbose;
	const char *format, *file, *folder, *owner;
	struct option_list patterns;
	struct archive_output output;
	struct seen numbers;
	struct tar names;	/* for tar_safe_name() */
	uint64_t read;
	uid_t user;
	gid_t group;
	bool user_set, group_set;
} G;

static void add_pattern(const char *pattern)
{
	struct option_list *list = &G.patterns;

	list->items = xrealloc(list->items, (list->count + 1) * sizeof(*list->items));
	list->items[list->count++] = pattern;
}

static int patterns_of_file(const char *name, const char *argument)
{
	(void)name;
	if (tar_read_names(argument, false, add_pattern) < 0)
		die_failure(2);
	return 0;
}

static const struct option_row options[] = {
	{ "-o --create", OPTION_FLAG, &G.out, NULL, "make an archive of the files named on stdin" },
	{ "-i --extract", OPTION_FLAG, &G.in, NULL, "unpack an archive" },
	{ "-p --pass-through", OPTION_FLAG, &G.pass, NULL, "copy the files to FOLDER" },
	{ "-t --list", OPTION_FLAG, &G.list, NULL, "list what is in an archive" },
	{ "-H --format", OPTION_TEXT, &G.format, "FORMAT", "newc (usual) or odc" },
	{ "-F --file", OPTION_TEXT, &G.file, "FILE", "the archive, not stdin or stdout" },
	{ "-O", OPTION_TEXT, &G.file, "FILE", "the same, for -o" },
	{ "-I", OPTION_TEXT, &G.file, "FILE", "the same, for -i" },
	{ "-D --directory", OPTION_TEXT, &G.folder, "DIR", "be in DIR" },
	{ "-0 --null", OPTION_FLAG, &G.nul, NULL, "names on stdin end in NUL" },
	{ "-L --dereference", OPTION_FLAG, &G.follow, NULL, "the files links point to" },
	{ "-R --owner", OPTION_TEXT, &G.owner, "USER[:GROUP]", "whose the files shall be" },
	{ "-d --make-directories", OPTION_FLAG, &G.folders, NULL, "make folders as needed" },
	{ "-m --preserve-modification-time", OPTION_FLAG, &G.times, NULL, "keep times" },
	{ "-u --unconditional", OPTION_FLAG, &G.all, NULL, "overwrite what is newer, too" },
	{ "-f --nonmatching", OPTION_FLAG, &G.not_matching, NULL, "what does not match PATTERN" },
	{ "-E --pattern-file", OPTION_CALL, patterns_of_file, "FILE", "patterns in FILE" },
	{ "-n --numeric-uid-gid", OPTION_FLAG, &G.numeric, NULL, "list owners as numbers" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "tell names; with -t: long lines" },
	{ "--to-stdout", OPTION_FLAG, &G.to_stdout, NULL, "unpack to stdout" },
	{ "--no-preserve-owner", OPTION_FLAG, &G.no_owner, NULL, "what is unpacked is ours" },
	{ "--no-absolute-filenames", OPTION_OFF, &G.absolute, NULL,
	  "stay below the folder (as it is done anyway)" },
	{ "--absolute-filenames", OPTION_FLAG, &G.absolute, NULL,
	  "leave / and .. in names: for trusted archives" },
	{ "--reproducible", OPTION_FLAG, &G.reproducible, NULL,
	  "--ignore-devno and --renumber-inodes" },
	{ "--ignore-devno", OPTION_FLAG, &G.no_device, NULL, "0 as the device's number" },
	{ "--renumber-inodes", OPTION_FLAG, &G.renumber, NULL, "inodes counted from 1" },
	{ "--quiet", OPTION_FLAG, &G.quiet, NULL, "do not tell the number of blocks" },
	{ 0 }
};

static void say_blocks(uint64_t bytes)
{
	uint64_t blocks = (bytes + 511) / 512;

	if (!G.quiet)
		fprintf(stderr, "%llu block%s\n", (unsigned long long)blocks,
			blocks == 1 ? "" : "s");
}

/* ---- making ---- */

/* Files get numbers in the order they come; one file with two names keeps its number. */
static void renumber(struct archive_entry *entry, const struct stat *status)
{
	static unsigned last;
	const struct seen_file *file;
	char number[12];

	if (G.no_device)
		archive_entry_set_dev(entry, 0);
	if (!G.renumber)
		return;
	snprintf(number, sizeof(number), "%u", last + 1);
	file = S_ISDIR(status->st_mode) || status->st_nlink < 2 ? NULL :
	       seen_or_add(&G.numbers, status, number);
	archive_entry_set_ino(entry, file ? strtoul(file->name, NULL, 10) : ++last);
}

static void set_target(struct archive_entry *entry, const char *name)
{
	char target[4096];
	ssize_t length = readlink(name, target, sizeof(target) - 1);

	target[MAX(length, 0)] = '\0';
	archive_entry_set_symlink(entry, target);
}

static void add_name(const char *name)
{
	struct archive_entry *entry;
	struct stat status;
	int result;

	if ((G.follow ? stat(name, &status) : lstat(name, &status)) < 0) {
		tar_error("%s: Cannot stat: %s", name, strerror(errno));
		return;
	}
	entry = archive_entry_new();
	archive_entry_copy_stat(entry, &status);
	archive_entry_copy_sourcepath(entry, name);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_uname(entry, user_name(status.st_uid));
	archive_entry_set_gname(entry, group_name(status.st_gid));
	if (G.user_set)
		archive_entry_set_uid(entry, G.user);
	if (G.group_set)
		archive_entry_set_gid(entry, G.group);
	if (!S_ISREG(status.st_mode))
		archive_entry_set_size(entry, 0);
	if (S_ISLNK(status.st_mode))
		set_target(entry, name);
	renumber(entry, &status);
	result = archive_output_add(&G.output, entry);
	if (result < 0)
		die_failure(2);
	if (result == ARCHIVE_OUTPUT_CHANGED)
		warn_failure();
	if (result == ARCHIVE_OUTPUT_UNREAD)
		tar_error("%s", fail_text());
	if (G.verbose)
		fprintf(stderr, "%s\n", name);
}

static void create(int fd, const char *format)
{
	if (strcmp(format, "newc") != 0 && strcmp(format, "odc") != 0)
		usage("invalid archive format '%s'; it may be newc or odc", format);
	if (isatty(fd))
		die(2, "the archive will not be written to a terminal; use -F");
	G.output.name = G.file ? G.file : "standard output";
	G.output.fd = fd;
	if (archive_output_open(&G.output, format, NULL, 512) < 0)
		die_failure(2);
	if (tar_read_names("-", G.nul, add_name) < 0 || archive_output_close(&G.output) < 0)
		die_failure(2);
	say_blocks(G.output.bytes);
}

/* ---- reading ---- */

static ssize_t read_block(void *data, const void **block)
{
	static char bytes[1 << 18];
	ssize_t length;

	do
		length = read(*(int *)data, bytes, sizeof(bytes));
	while (length < 0 && errno == EINTR);
	*block = bytes;
	G.read += MAX(length, 0);
	return length < 0 ? fail("read error") : length;
}

static void put_long(struct archive_entry *entry, const char *name)
{
	time_t when = archive_entry_mtime(entry), now = time(NULL);
	const char *user = G.numeric ? NULL : user_name(archive_entry_uid(entry));
	const char *group = G.numeric ? NULL : group_name(archive_entry_gid(entry));
	char letters[12], number[2][16], date[32], size[32];
	mode_t mode = archive_entry_mode(entry);

	mode_letters(mode, letters);
	snprintf(number[0], 16, "%u", (unsigned)archive_entry_uid(entry));
	snprintf(number[1], 16, "%u", (unsigned)archive_entry_gid(entry));
	if (S_ISCHR(mode) || S_ISBLK(mode))
		snprintf(size, sizeof(size), "%3u, %3u", (unsigned)archive_entry_rdevmajor(entry),
			 (unsigned)archive_entry_rdevminor(entry));
	else
		snprintf(size, sizeof(size), "%8lld", (long long)archive_entry_size(entry));
	strftime(date, sizeof(date), when > now + 3600 || when < now - 15768000 ? "%b %e  %Y"
										: "%b %e %H:%M",
		 localtime(&when));
	printf("%s %3u %-8.8s %-8.8s %s %s %s", letters, archive_entry_nlink(entry),
	       user ? user : number[0], group ? group : number[1], size, date, name);
	if (archive_entry_symlink(entry))
		printf(" -> %s", archive_entry_symlink(entry));
	putchar('\n');
}

static bool is_wanted(const char *name)
{
	bool matches = false;

	for (size_t i = 0; i < G.patterns.count; i++)
		matches |= fnmatch(G.patterns.items[i], name, 0) == 0;
	return !G.patterns.count || matches != G.not_matching;
}

static bool may_be_made(struct archive_entry *entry, const char *name)
{
	const char *slash = strrchr(name, '/');
	struct stat status;

	if (slash && slash != name && !G.folders) {
		char *folder = xstrndup(name, slash - name);
		bool there = access(folder, F_OK) == 0;

		free(folder);
		if (!there) {
			tar_error("%s: Cannot open: %s", name, strerror(ENOENT));
			return false;
		}
	}
	if (G.all || lstat(name, &status) < 0 || S_ISDIR(status.st_mode) ||
	    status.st_mtime < archive_entry_mtime(entry))
		return true;
	tar_note("%s not created: newer or same age version exists", name);
	return false;
}

static void put_data(struct archive *from, struct archive_entry *entry)
{
	fflush(stdout);
	if (archive_entry_filetype(entry) == AE_IFREG &&
	    archive_read_data_into_fd(from, STDOUT_FILENO) < ARCHIVE_WARN)
		die(2, "write error: %s", archive_error_string(from));
}

static enum archive_next member(struct archive *from, struct archive_entry *entry, void *own)
{
	const char *name = archive_entry_pathname(entry), *link = archive_entry_hardlink(entry);
	char *copy;
	bool made;

	(void)own;
	if (!name || !is_wanted(name))
		return ARCHIVE_PASS;
	if (G.list) {
		if (G.verbose)
			put_long(entry, name);
		else
			puts(name);
		return ARCHIVE_PASS;
	}
	if (G.to_stdout) {
		put_data(from, entry);
		return ARCHIVE_PASS;
	}
	copy = xstrdup(tar_safe_name(&G.names, name, false));
	made = may_be_made(entry, copy);
	if (made && G.verbose)
		fprintf(stderr, "%s\n", name);
	archive_entry_set_pathname(entry, copy);
	free(copy);
	if (link) {
		copy = xstrdup(tar_safe_name(&G.names, link, true));
		archive_entry_set_hardlink(entry, copy);
		free(copy);
	}
	if (G.user_set)
		archive_entry_set_uid(entry, G.user);
	if (G.group_set)
		archive_entry_set_gid(entry, G.group);
	return made ? ARCHIVE_GO : ARCHIVE_PASS;
}

static void say_failed(struct archive_entry *entry, const char *why, void *own)
{
	(void)own;
	if (errno > 0)
		tar_error("%s: Cannot open: %s", archive_entry_pathname(entry), strerror(errno));
	else
		tar_error("%s: %s", archive_entry_pathname(entry), why);
}

static void extract(int fd)
{
	struct archive_request request = {
		.read = read_block, .data = &fd, .name = G.file ? G.file : "standard input",
		.list_only = G.list || G.to_stdout, .defer_links = !G.absolute,
		.flags = ARCHIVE_EXTRACT_PERM | (G.times ? ARCHIVE_EXTRACT_TIME : 0) |
			 (geteuid() == 0 && !G.no_owner ? ARCHIVE_EXTRACT_OWNER : 0) |
			 (G.absolute ? 0 : ARCHIVE_EXTRACT_SECURE_NODOTDOT),
		.member = member, .failed = say_failed,
	};

	if (archive_run(&request) < 0)
		tar_error("%s", fail_text());
	say_blocks(G.read);
}

/* -p: one of us packs, the other one unpacks in the folder. */
static void pass_through(const char *folder)
{
	int ends[2], status;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0 || (child = fork()) < 0)
		die(2, "cannot start: %s", strerror(errno));
	if (child == 0) {
		close(ends[0]);
		G.quiet = true;
		G.verbose = 0;
		create(ends[1], "newc");
		exit(exit_status);
	}
	close(ends[1]);
	if (G.folders && make_folders(folder) < 0)
		die_failure(2);
	if (chdir(folder) < 0)
		die(2, "%s: %s", folder, strerror(errno));
	extract(ends[0]);
	waitpid(child, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		exit_status = 2;
}

static void set_owner(const char *text)
{
	char *user = xstrndup(text, strcspn(text, ":."));
	const char *group = text + strlen(user);

	G.user_set = user[0];
	G.group_set = group[0] && group[1];
	if ((G.user_set && user_parse(user, &G.user) < 0) ||
	    (G.group_set && group_parse(group + 1, &G.group) < 0))
		usage("%s", fail_text());
	free(user);
}

static int run(int argc, char **argv)
{
	int fd = G.out ? STDOUT_FILENO : STDIN_FILENO;

	if (G.list)
		G.in = true;
	if (G.out + G.in + G.pass != 1)
		usage("You must specify one of -oipt options.");
	if (G.pass ? argc != 2 : G.out && argc > 1)
		usage(G.pass ? "a destination is due, and no more" : "Too many arguments");
	if (G.owner)
		set_owner(G.owner);
	G.renumber |= G.reproducible;
	G.no_device |= G.reproducible;
	G.names.absolute = G.absolute;
	if (G.file && !G.pass)
		fd = open(G.file, (G.out ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | O_CLOEXEC,
			  0666);
	if (fd < 0)
		die(2, "Cannot open '%s': %s", G.file, strerror(errno));
	if (G.folder && chdir(G.folder) < 0)
		die(2, "cannot change to directory '%s': %s", G.folder, strerror(errno));
	for (char **pattern = argv + 1; G.in && *pattern; pattern++)
		add_pattern(*pattern);
	if (G.pass)
		pass_through(argv[1]);
	else if (G.out)
		create(fd, G.format ? G.format : "newc");
	else
		extract(fd);
	seen_free(&G.numbers);
	return 0;
}

static const char details[] =
	"-o takes names from stdin, one a line, as find prints them; -i and -t take patterns.\n"
	"Formats and compression are recognised when an archive is read. Names never lead out\n"
	"of where it is unpacked, unless --absolute-filenames is given.";

APPLET(cpio, .names = "cpio", .summary = "pack, unpack and copy files by name",
       .operands = "[PATTERN]... | FOLDER", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2, .details = details);
