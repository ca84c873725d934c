/* SPDX-License-Identifier: MIT */
/* chroot(8): run a command with another root folder. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/run.h"
#include "core/text.h"
#include "fs/owner.h"

static struct {
	const char *groups, *userspec;
	bool skip_chdir;
} G;

static const struct option_row options[] = {
	{ "--groups", OPTION_TEXT, &G.groups, "LIST", "supplementary groups: g1,g2,..." },
	{ "--userspec", OPTION_TEXT, &G.userspec, "USER:GROUP", "be this user, of this group" },
	{ "--skip-chdir", OPTION_FLAG, &G.skip_chdir, NULL,
	  "stay in the folder, where / is the root" },
	{ 0 }
};

/* Who to be; the new root's names count, the old root's where it has none. */
struct who {
	bool has_user, has_group;
	uid_t user;
	gid_t group;
	gid_t *groups;		/* NULL: not known */
	int count;
};

static int find_user(struct who *who)
{
	char *user = xstrdup(G.userspec), *group = strchr(user, ':');
	struct passwd *entry;

	if (group)
		*group++ = '\0';
	if (*user) {
		if (user_parse(user, &who->user) < 0)
			return fail_plain("invalid user");
		who->has_user = true;
	}
	if (group && *group) {
		if (group_parse(group, &who->group) < 0)
			return fail_plain("invalid group");
		who->has_group = true;
	} else if (*user) {
		entry = getpwuid(who->user);
		if (!entry)
			return fail_plain("no group specified for unknown uid: %u", who->user);
		who->group = entry->pw_gid;
		who->has_group = true;
	}
	free(user);
	return 0;
}

static int find_listed_groups(struct who *who)
{
	char *list = xstrdup(G.groups), *rest;

	free(who->groups);
	who->count = 0;
	who->groups = xcalloc(strlen(list) + 1, sizeof(gid_t));
	for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		if (group_parse(word, &who->groups[who->count++]) < 0)
			return -1;
	if (*G.groups && !who->count)
		return fail_plain("invalid group list %s", quote(G.groups));
	free(list);
	return 0;
}

static void find_groups_of_user(struct who *who)
{
	struct passwd *entry = getpwuid(who->user);

	if (!entry)
		return;
	who->count = 0;
	getgrouplist(entry->pw_name, who->group, NULL, &who->count);
	free(who->groups);
	who->groups = xcalloc(who->count + 1, sizeof(gid_t));
	if (getgrouplist(entry->pw_name, who->group, who->groups, &who->count) < 0)
		who->count = 0;
}

static int find(struct who *who)
{
	if (G.userspec && find_user(who) < 0)
		return -1;
	if (G.groups)
		return find_listed_groups(who);
	if (who->has_user)
		find_groups_of_user(who);
	return 0;
}

static void be(const struct who *who)
{
	if ((who->groups || who->has_user) && setgroups(who->count, who->groups) < 0)
		die(125, "failed to set supplemental groups: %s", strerror(errno));
	if (who->has_group && setgid(who->group) < 0)
		die(125, "failed to set group-ID: %s", strerror(errno));
	if (who->has_user && setuid(who->user) < 0)
		die(125, "failed to set user-ID: %s", strerror(errno));
}

static bool is_root(const char *path)
{
	struct stat here, root;

	return stat(path, &here) == 0 && stat("/", &root) == 0 && here.st_dev == root.st_dev &&
	       here.st_ino == root.st_ino;
}

static int run(int argc, char **argv)
{
	char *shell[] = { getenv("SHELL"), (char *)"-i", NULL };
	struct who outside = { 0 }, inside = { 0 };
	bool found;

	if (argc < 2)
		usage("missing operand");
	if (G.skip_chdir && !is_root(argv[1]))
		usage("option --skip-chdir only permitted if NEWROOT is old '/'");
	found = find(&outside) == 0;
	if (chroot(argv[1]) < 0)
		die(125, "cannot change root directory to %s: %s", quote(argv[1]),
		    strerror(errno));
	if (!G.skip_chdir && chdir("/") < 0)
		die(125, "cannot chdir to root directory: %s", strerror(errno));
	if (find(&inside) == 0)
		be(&inside);
	else if (found)
		be(&outside);
	else
		die_failure(125);
	if (!shell[0])
		shell[0] = (char *)"/bin/sh";
	return become_saying("failed to run command ", argc > 2 ? argv + 2 : shell);
}

APPLET(chroot, .names = "chroot", .summary = "run a command with another root folder",
       .operands = "NEWROOT [COMMAND [ARGUMENT]...]", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G), .flags = APPLET_STOP, .usage_status = 125,
       .details = "Without a command: \"$SHELL\" -i, /bin/sh when that is not set.");
