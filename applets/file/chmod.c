/* SPDX-License-Identifier: MIT */
/* chmod(1): change files' modes. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/mode.h"
#include "fs/walk.h"

static struct {
	bool changes, verbose, quiet, recursive, preserve_root, no_preserve_root;
	const char *reference, *text;
	struct buffer words;	/* modes given as options: "-w" */
	mode_t mask, reference_mode;
	struct stat root;
} G;

/* "-w", "-rx" and the like are modes, not options. */
static int add_mode(const char *name, const char *argument)
{
	(void)argument;
	buffer_format(&G.words, "%s%s", G.words.length ? "," : "", name);
	return 0;
}

/* The last of -c and -v holds. */
static int set_verbosity(const char *name, const char *argument)
{
	(void)argument;
	G.changes = strcmp(name, "-c") == 0 || strcmp(name, "--changes") == 0;
	G.verbose = !G.changes;
	return 0;
}

static const struct option_row options[] = {
	{ "-c --changes", OPTION_CALL, set_verbosity, NULL, "say what is changed" },
	{ "-f --silent --quiet", OPTION_FLAG, &G.quiet, NULL, "hardly any messages" },
	{ "-v --verbose", OPTION_CALL, set_verbosity, NULL, "say what is done" },
	{ "--no-preserve-root", OPTION_FLAG, &G.no_preserve_root, NULL, "do not refuse /" },
	{ "--preserve-root", OPTION_FLAG, &G.preserve_root, NULL, "refuse to work through /" },
	{ "--reference", OPTION_TEXT, &G.reference, "FILE", "the mode of FILE" },
	{ "-R --recursive", OPTION_FLAG, &G.recursive, NULL, "folders with what they hold" },
	{ "-r -w -x -X -s -t -u -g -o", OPTION_CALL, add_mode, NULL, "a mode: as '-', behind it" },
	{ 0 }
};

static void say(const char *path, mode_t old, mode_t wanted, bool changed)
{
	char before[11], after[11];

	mode_letters(old, before);
	mode_letters((old & S_IFMT) | wanted, after);
	if (changed)
		printf("mode of %s changed from %04o (%s) to %04o (%s)\n", quote(path), old & 07777,
		       before + 1, wanted, after + 1);
	else if (G.verbose)
		printf("mode of %s retained as %04o (%s)\n", quote(path), old & 07777, before + 1);
}

static void change(struct walk_entry *entry)
{
	mode_t old = entry->status.st_mode, wanted = G.reference_mode;
	struct stat now;

	if (!G.reference && mode_parse(G.text, old, S_ISDIR(old), G.mask, &wanted) < 0)
		die_failure(1);
	if (fchmodat(entry->dir_fd, entry->name, wanted, 0) < 0) {
		if (!G.quiet)
			warn("changing permissions of %s: %s", quote(entry->path), strerror(errno));
		exit_status = 1;
		return;
	}
	/* The kernel may have left out a bit that is not ours to set. */
	if ((G.changes || G.verbose) && fstatat(entry->dir_fd, entry->name, &now, 0) == 0)
		say(entry->path, old, now.st_mode & 07777, (now.st_mode & 07777) != (old & 07777));
	/* "-w" forbids by the umask what a person may not have expected. */
	if (G.words.length && !G.reference) {
		mode_t all;

		mode_parse(G.text, old, S_ISDIR(old), 0, &all);
		if (wanted & ~all) {
			char mine[11], expected[11];

			mode_letters(wanted, mine);
			mode_letters(all, expected);
			warn("%s: new permissions are %s, not %s", quote_maybe(entry->path),
			     mine + 1, expected + 1);
		}
	}
}

static void refuse(const struct walk_entry *entry, const char *format, int error)
{
	exit_status = 1;
	errno = error;
	if (!G.quiet)
		warn_errno(format, quote(entry->path));
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	(void)data;
	if (when == WALK_AFTER)
		return WALK_GO;
	if (when == WALK_UNREADABLE) {
		refuse(entry, "cannot read directory %s", errno);
		return WALK_GO;
	}
	/* Links within folders have no mode that counts. */
	if (entry->depth && entry->type == DT_LNK) {
		if (G.verbose)
			printf("neither symbolic link %s nor referent has been changed\n",
			       quote(entry->path));
		return WALK_GO;
	}
	if (!walk_status(entry)) {
		struct stat link;

		if (entry->error == ENOENT &&
		    fstatat(entry->dir_fd, entry->name, &link, AT_SYMLINK_NOFOLLOW) == 0) {
			exit_status = 1;
			if (!G.quiet)
				warn("cannot operate on dangling symlink %s", quote(entry->path));
		} else {
			refuse(entry, "cannot access %s", entry->error);
		}
		if (G.verbose)
			printf("%s could not be accessed\n", quote(entry->path));
		return WALK_SKIP;
	}
	if (G.recursive && G.preserve_root && entry->depth == 0 &&
	    entry->status.st_ino == G.root.st_ino && entry->status.st_dev == G.root.st_dev) {
		warn("it is dangerous to operate recursively on %s", quote(entry->path));
		warn("use --no-preserve-root to override this failsafe");
		return WALK_SKIP;
	}
	change(entry);
	return G.recursive ? WALK_GO : WALK_SKIP;
}

static int run(int argc, char **argv)
{
	char **files = argv + 1;
	struct stat status;
	mode_t mode;

	if (G.no_preserve_root)
		G.preserve_root = false;
	if (G.preserve_root && stat("/", &G.root) < 0)
		G.preserve_root = false;
	if (G.reference && G.words.length)
		usage("cannot combine mode and --reference options");
	if (!G.reference)
		G.text = G.words.length ? G.words.data : *files ? *files++ : NULL;
	if (!*files || (!G.reference && !G.text))
		usage(argc < 2 ? "missing operand" : "missing operand after %s",
		      quote(argc < 2 ? "" : argv[argc - 1]));
	G.mask = current_umask();
	if (G.reference) {
		if (stat(G.reference, &status) < 0)
			die(1, "failed to get attributes of %s: %s", quote(G.reference),
			    strerror(errno));
		G.reference_mode = status.st_mode & 07777;
	} else if (mode_parse(G.text, 0, false, G.mask, &mode) < 0) {
		usage("%s", fail_text());
	}
	for (; *files; files++)
		walk(*files, WALK_FOLLOW_ROOT, visit, NULL);
	return 0;
}

APPLET(chmod, .names = "chmod", .summary = "change files' modes",
       .operands = "MODE[,MODE]... FILE...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "MODE is an octal number, or [ugoa...][+-=][rwxXst...] or one of ugo behind\n"
		  "+, - or =: \"u+x\", \"go=\", \"a+X\", \"g=u\".");
