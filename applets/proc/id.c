/* SPDX-License-Identifier: MIT */
/* id(1): users and groups, of this process or of a user. */
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/owner.h"

static struct {
	bool group, groups, user, names, real, nul, ignored;
	bool several;
} G;

static const struct option_row options[] = {
	{ "-a", OPTION_FLAG, &G.ignored, NULL, "everything, as without an option" },
	{ "-g --group", OPTION_FLAG, &G.group, NULL, "the effective group's number" },
	{ "-G --groups", OPTION_FLAG, &G.groups, NULL, "the numbers of all groups" },
	{ "-n --name", OPTION_FLAG, &G.names, NULL, "names instead of numbers, for -u, -g, -G" },
	{ "-r --real", OPTION_FLAG, &G.real, NULL, "the real ones, for -u, -g, -G" },
	{ "-u --user", OPTION_FLAG, &G.user, NULL, "the effective user's number" },
	{ "-z --zero", OPTION_FLAG, &G.nul, NULL, "NUL behind each, not blanks and newlines" },
	{ 0 }
};

struct identity {
	const char *name;	/* NULL: this process */
	uid_t user, effective_user;
	gid_t group, effective_group;
	gid_t *groups;
	int count;
};

/* The effective or own group first, the others as the system lists them. */
static void read_groups(struct identity *who)
{
	gid_t first = who->name ? who->group : who->effective_group;

	who->count = 0;
	if (who->name) {
		/* A first call tells how many there are. */
		getgrouplist(who->name, first, NULL, &who->count);
		who->groups = xcalloc(who->count + 1, sizeof(gid_t));
		if (getgrouplist(who->name, first, who->groups, &who->count) < 0)
			die(1, "failed to get groups for user %s", quote(who->name));
		return;
	}
	who->count = getgroups(0, NULL);
	if (who->count < 0)
		die(1, "failed to get groups for the current process: %s", strerror(errno));
	who->groups = xcalloc(who->count + 2, sizeof(gid_t));
	who->groups[0] = first;
	who->count = getgroups(who->count, who->groups + 1);
	for (int i = 1, kept = 1; i <= who->count; i++) {
		if (who->groups[i] != first)
			who->groups[kept++] = who->groups[i];
		if (i == who->count) {
			who->count = kept;
			return;
		}
	}
	who->count = 1;
}

static void print_id(unsigned id, const char *name)
{
	if (G.names && name)
		printf("%s", name);
	else
		printf("%u", id);
	if (G.names && !name)
		warn("cannot find name for ID %u", id);
}

static void print_part(const char *label, unsigned id, const char *name)
{
	printf("%s%u", label, id);
	if (name)
		printf("(%s)", name);
}

static void print_all(const struct identity *who)
{
	print_part("uid=", who->user, user_name(who->user));
	print_part(" gid=", who->group, group_name(who->group));
	if (who->effective_user != who->user)
		print_part(" euid=", who->effective_user, user_name(who->effective_user));
	if (who->effective_group != who->group)
		print_part(" egid=", who->effective_group, group_name(who->effective_group));
	for (int i = 0; i < who->count; i++)
		print_part(i ? "," : " groups=", who->groups[i], group_name(who->groups[i]));
}

/* -r asks for the real group first. */
static void print_groups(const struct identity *who)
{
	gid_t real = who->group;

	print_id(real, group_name(real));
	if (who->effective_group != real) {
		putchar(G.nul ? '\0' : ' ');
		print_id(who->effective_group, group_name(who->effective_group));
	}
	for (int i = 0; i < who->count; i++) {
		if (who->groups[i] == real || who->groups[i] == who->effective_group)
			continue;
		putchar(G.nul ? '\0' : ' ');
		print_id(who->groups[i], group_name(who->groups[i]));
	}
}

static void print_identity(struct identity *who)
{
	uid_t user = G.real ? who->user : who->effective_user;
	gid_t group = G.real ? who->group : who->effective_group;

	if (G.groups || !(G.user || G.group))
		read_groups(who);
	if (G.user)
		print_id(user, user_name(user));
	else if (G.group)
		print_id(group, group_name(group));
	else if (G.groups)
		print_groups(who);
	else
		print_all(who);
	/* With -G of several users, two NULs part them. */
	if (G.nul && G.groups && G.several)
		putchar('\0');
	putchar(G.nul ? '\0' : '\n');
	free(who->groups);
}

static void print_user(const char *text)
{
	struct passwd *entry = NULL;
	uid_t id;

	if (*text && user_parse(text, &id) == 0) {
		entry = *text == '+' ? NULL : getpwnam(text);
		if (!entry)
			entry = getpwuid(id);
	}
	if (!entry) {
		warn("%s: no such user", quote(text));
		return;
	}
	struct identity who = { xstrdup(entry->pw_name), entry->pw_uid, entry->pw_uid,
				entry->pw_gid, entry->pw_gid, NULL, 0 };

	print_identity(&who);
	free((char *)who.name);
}

static int run(int argc, char **argv)
{
	int chosen = G.user + G.group + G.groups;

	if (chosen > 1)
		die(1, "cannot print \"only\" of more than one choice");
	if (!chosen && (G.names || G.real))
		die(1, "cannot print only names or real IDs in default format");
	if (!chosen && G.nul)
		die(1, "option --zero not permitted in default format");
	G.several = argc > 2;
	if (argc < 2) {
		struct identity who = { NULL, getuid(), geteuid(), getgid(), getegid(), NULL, 0 };

		print_identity(&who);
	}
	for (argv++; *argv; argv++)
		print_user(*argv);
	return 0;
}

APPLET(id, .names = "id", .summary = "print users and groups, of this process or of a user",
       .operands = "[USER]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
