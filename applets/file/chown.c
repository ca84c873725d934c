/* SPDX-License-Identifier: MIT */
/* chown(1), chgrp(1): change files' owners. */
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/owner.h"
#include "fs/walk.h"

enum { UNSET = -1 };

static struct {
	bool changes, verbose, quiet, recursive, preserve_root, no_preserve_root;
	bool links, follow_set;
	unsigned follow;
	const char *reference, *from;
	uid_t user, from_user;
	gid_t group, from_group;
	char wanted[80];	/* the new owner as it was typed */
	bool dereference;
	struct stat root;
} G;

static int set_follow(const char *name, const char *argument)
{
	(void)argument;
	G.follow = name[1] == 'L' ? WALK_FOLLOW : name[1] == 'H' ? WALK_FOLLOW_ROOT : 0;
	G.follow_set = true;
	return 0;
}

static int set_links(const char *name, const char *argument)
{
	(void)argument;
	G.dereference = strcmp(name, "--dereference") == 0;
	G.links = !G.dereference;
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
	{ "--dereference", OPTION_CALL, set_links, NULL, "what links point at, the default" },
	{ "-h --no-dereference", OPTION_CALL, set_links, NULL, "links themselves" },
	{ "--from", OPTION_TEXT, &G.from, "USER:GROUP", "only what belongs to these now" },
	{ "--no-preserve-root", OPTION_FLAG, &G.no_preserve_root, NULL, "do not refuse /" },
	{ "--preserve-root", OPTION_FLAG, &G.preserve_root, NULL, "refuse to work through /" },
	{ "--reference", OPTION_TEXT, &G.reference, "FILE", "the owner of FILE" },
	{ "-R --recursive", OPTION_FLAG, &G.recursive, NULL, "folders with what they hold" },
	{ "-H", OPTION_CALL, set_follow, NULL, "with -R: enter folders that operands link to" },
	{ "-L", OPTION_CALL, set_follow, NULL, "with -R: enter every folder linked to" },
	{ "-P", OPTION_CALL, set_follow, NULL, "with -R: follow no links, the default" },
	{ 0 }
};

static bool is_chgrp(void)
{
	return strcmp(program_name, "chgrp") == 0;
}

/* USER, USER:GROUP, USER: (the user's own group), :GROUP; the older '.' between, too. */
static int parse_owner(const char *text, uid_t *user, gid_t *group)
{
	const char *colon = strchr(text, ':');
	char *name;
	int result = 0;

	*user = *group = UNSET;
	if (!colon && strchr(text, '.') && user_parse(text, user) < 0)
		colon = strchr(text, '.');
	if (*user != (uid_t)UNSET)
		return 0;
	name = colon ? xstrndup(text, colon - text) : xstrdup(text);
	if (*name)
		result = user_parse(name, user);
	if (result == 0 && colon && colon[1]) {
		result = group_parse(colon + 1, group);
	} else if (result == 0 && colon && *name) {
		struct passwd *entry = getpwnam(name);

		if (!entry)
			result = fail_plain("invalid spec: %s", quote(text));
		else
			*group = entry->pw_gid;
	}
	free(name);
	/* The whole of it is told, as it was typed. */
	if (result < 0 && colon && strncmp(fail_text(), "invalid user", 12) == 0)
		return fail_plain("invalid user: %s", quote(text));
	if (result < 0 && colon && strncmp(fail_text(), "invalid group", 13) == 0)
		return fail_plain("invalid group: %s", quote(text));
	return result;
}

static const char *owner_text(uid_t user, gid_t group, char text[80])
{
	char number[2][16];
	const char *user_text = user == (uid_t)UNSET ? NULL : user_name(user);
	const char *group_text = group == (gid_t)UNSET ? NULL : group_name(group);

	snprintf(number[0], sizeof(number[0]), "%u", user);
	snprintf(number[1], sizeof(number[1]), "%u", group);
	if (user != (uid_t)UNSET && !user_text)
		user_text = number[0];
	if (group != (gid_t)UNSET && !group_text)
		group_text = number[1];
	snprintf(text, 80, "%s%s%s", user_text ? user_text : "", user_text && group_text ? ":" : "",
		 group_text ? group_text : "");
	return text;
}

static void say(const char *path, const struct stat *status, bool changed, bool failed)
{
	uid_t old_user = G.user == (uid_t)UNSET ? (uid_t)UNSET : status->st_uid;
	gid_t old_group = G.group == (gid_t)UNSET ? (gid_t)UNSET : status->st_gid;
	const char *what = G.user == (uid_t)UNSET && G.group != (gid_t)UNSET ? "group"
										: "ownership";
	const char *new = G.wanted;
	char old[80];

	owner_text(old_user, old_group, old);
	if (failed)
		printf("failed to change %s of %s from %s to %s\n", what, quote(path), old, new);
	else if (!*new)
		printf("ownership of %s retained\n", quote(path));
	else if (changed)
		printf("changed %s of %s from %s to %s\n", what, quote(path), old, new);
	else
		printf("%s of %s retained as %s\n", what, quote(path), old);
}

static void change(struct walk_entry *entry, bool follow)
{
	const struct stat *status = &entry->status;
	bool differs = (G.user != (uid_t)UNSET && G.user != status->st_uid) ||
		       (G.group != (gid_t)UNSET && G.group != status->st_gid);

	if ((G.from_user != (uid_t)UNSET && G.from_user != status->st_uid) ||
	    (G.from_group != (gid_t)UNSET && G.from_group != status->st_gid)) {
		if (G.verbose)
			say(entry->path, status, false, false);
		return;
	}
	if (fchownat(entry->dir_fd, entry->name, G.user, G.group,
		     follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0) {
		exit_status = 1;
		if (!G.quiet)
			warn("changing %s of %s: %s", is_chgrp() ? "group" : "ownership",
			     quote(entry->path), strerror(errno));
		if (G.verbose)
			say(entry->path, status, false, true);
		return;
	}
	if (G.verbose || (G.changes && differs))
		say(entry->path, status, differs, false);
}

static void refuse(const struct walk_entry *entry, const char *format, int error)
{
	exit_status = 1;
	errno = error;
	if (!G.quiet)
		warn_errno(format, quote(entry->path));
	if (G.verbose)
		printf("failed to change %s of %s to %s\n",
		       G.user == (uid_t)UNSET && G.group != (gid_t)UNSET ? "group" : "ownership",
		       quote(entry->path), G.wanted);
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	bool follow = !G.links;

	(void)data;
	if (when == WALK_AFTER)
		return WALK_GO;
	if (when == WALK_UNREADABLE) {
		refuse(entry, "cannot read directory %s", errno);
		return WALK_GO;
	}
	/* The walk may look at the link, the change be meant for what it points at. */
	if (follow && entry->type == DT_LNK && !entry->follows) {
		if (fstatat(entry->dir_fd, entry->name, &entry->status, 0) < 0) {
			refuse(entry, "cannot dereference %s", errno);
			return WALK_SKIP;
		}
	} else if (!walk_status(entry)) {
		struct stat link;

		refuse(entry, fstatat(entry->dir_fd, entry->name, &link, AT_SYMLINK_NOFOLLOW) == 0 ?
				      "cannot dereference %s" : "cannot access %s", entry->error);
		return WALK_SKIP;
	}
	if (G.recursive && G.preserve_root && entry->depth == 0 &&
	    entry->status.st_ino == G.root.st_ino && entry->status.st_dev == G.root.st_dev) {
		warn("it is dangerous to operate recursively on %s", quote(entry->path));
		warn("use --no-preserve-root to override this failsafe");
		return WALK_SKIP;
	}
	change(entry, follow);
	return G.recursive ? WALK_GO : WALK_SKIP;
}

static char **read_owners(int argc, char **argv)
{
	char **files = argv + 1;
	struct stat status;

	G.user = G.group = G.from_user = G.from_group = UNSET;
	if (G.reference) {
		if (stat(G.reference, &status) < 0)
			die(1, "failed to get attributes of %s: %s", quote(G.reference),
			    strerror(errno));
		G.group = status.st_gid;
		if (!is_chgrp())
			G.user = status.st_uid;
	}
	if (argc < (G.reference ? 2 : 3))
		usage(argc < 2 ? "missing operand" : "missing operand after %s",
		      quote(argc < 2 ? "" : argv[1]));
	if (!G.reference) {
		const char *text = *files++;
		int result = is_chgrp() ? *text ? group_parse(text, &G.group) : 0
					: parse_owner(text, &G.user, &G.group);

		if (result < 0)
			die_failure(1);
	}
	/* A group that was not typed goes by its name. */
	owner_text(G.user, G.group, G.wanted);
	if (!G.reference && !text_ends_with(argv[1], ":"))
		text_copy(G.wanted, sizeof(G.wanted), argv[1] + (argv[1][0] == ':'));
	if (G.from && parse_owner(G.from, &G.from_user, &G.from_group) < 0)
		die_failure(1);
	return files;
}

static int run(int argc, char **argv)
{
	char **files = read_owners(argc, argv);

	if (G.recursive && G.dereference && !G.follow)
		die(1, "-R --dereference requires either -H or -L");
	if (G.recursive && !G.follow)
		G.links = true;
	if (G.no_preserve_root || stat("/", &G.root) < 0)
		G.preserve_root = false;
	for (; *files; files++)
		walk(*files, G.recursive ? G.follow : G.links ? 0 : WALK_FOLLOW_ROOT, visit, NULL);
	return 0;
}

APPLET(chown, .names = "chown chgrp", .summary = "change files' owners",
       .operands = "[USER][:[GROUP]] FILE...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
