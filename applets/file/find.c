/* SPDX-License-Identifier: MIT */
/* find(1): files below folders that fit an expression. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "tools/find.h"

static struct {
	struct find find;
} G;

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	struct find *find = data;
	bool at_limit = entry->depth >= find->max_depth;

	if (when == WALK_UNREADABLE) {
		find_complain(entry, errno);
		return WALK_GO;
	}
	if (when == WALK_LOOP) {
		warn("File system loop detected; %s is part of the same file system loop",
		     quote(entry->path));
		return WALK_GO;
	}
	if (when == WALK_FILE && entry->error && !entry->has_status) {
		if (!find->no_race || entry->error != ENOENT || !entry->depth)
			find_complain(entry, entry->error);
		return WALK_GO;
	}
	/* With -depth a folder's turn comes after what is in it, when it is entered. */
	if (when == WALK_BEFORE && find->depth_first && !at_limit)
		return WALK_GO;
	if (when == WALK_AFTER && !find->depth_first)
		return WALK_GO;
	find->prune = false;
	if (entry->depth >= find->min_depth)
		find_evaluate(find, find->expression, entry);
	if (find->quit)
		return WALK_QUIT;
	return when == WALK_BEFORE && (at_limit || find->prune) ? WALK_SKIP : WALK_GO;
}

static void search(const char *root)
{
	unsigned flags = G.find.follow | (G.find.one_device ? WALK_ONE_DEVICE : 0);
	struct stat status;

	G.find.root = root;
	if (lstat(root, &status) < 0) {
		warn_errno("%s", quote(root));
		return;
	}
	walk(root, flags | WALK_DANGLING, visit, &G.find);
}

static void search_list(const char *file)
{
	struct buffer names = { 0 };
	int result = strcmp(file, "-") == 0 ? read_fd(0, "standard input", &names, SIZE_MAX / 2) :
					      read_file(file, &names, SIZE_MAX / 2);

	if (result < 0)
		die(1, "cannot open %s for reading: %s", quote(file), strerror(errno));
	for (size_t at = 0; at < names.length && !G.find.quit; at += strlen(names.data + at) + 1) {
		if (names.data[at])
			search(names.data + at);
		else
			warn("%s: invalid zero-length file name", file);
	}
	buffer_free(&names);
}

/* -H, -L, -P and the debugging options come before the paths. */
static char **leading_options(char **at)
{
	for (; *at; at++) {
		if (strcmp(*at, "-H") == 0)
			G.find.follow = WALK_FOLLOW_ROOT;
		else if (strcmp(*at, "-L") == 0)
			G.find.follow = WALK_FOLLOW;
		else if (strcmp(*at, "-P") == 0)
			G.find.follow = 0;
		else if (strcmp(*at, "-D") == 0 && at[1])
			at++;
		else if (strncmp(*at, "-O", 2) != 0)
			break;
	}
	if (*at && strcmp(*at, "--") == 0)
		at++;
	return at;
}

static bool begins_expression(const char *word)
{
	return (word[0] == '-' && word[1]) || strcmp(word, "(") == 0 || strcmp(word, "!") == 0 ||
	       strcmp(word, ")") == 0 || strcmp(word, ",") == 0;
}

static int run(int argc, char **argv)
{
	static char *here[] = { ".", NULL };
	char **paths = leading_options(argv + 1), **words = paths;
	size_t count;

	(void)argc;
	setlocale(LC_CTYPE, "");
	output_in_bulk();
	G.find.max_depth = INT32_MAX;
	clock_gettime(CLOCK_REALTIME, &G.find.now);
	while (*words && !begins_expression(*words))
		words++;
	count = words - paths;
	find_parse(&G.find, words);
	if (G.find.files_from && count)
		die(1, "extra operand %s\nfile operands cannot be combined with -files0-from",
		    quote(paths[0]));
	if (G.find.files_from)
		search_list(G.find.files_from);
	else if (!count)
		search(here[0]);
	for (size_t i = 0; i < count && !G.find.quit; i++)
		search(paths[i]);
	find_finish(&G.find);
	return 0;
}

APPLET(find, .names = "find", .summary = "find files below folders",
       .operands = "[-H] [-L] [-P] [FOLDER]... [EXPRESSION]", .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "Tests (N: 5, +5 more than, -5 less than):\n"
		  "  -name -iname -path -ipath -lname -ilname GLOB, -regex -iregex PATTERN\n"
		  "  -type -xtype [bcdpfls],... -size N[cwbkMG] -empty -perm MODE|-MODE|/MODE\n"
		  "  -user -group NAME, -uid -gid N, -nouser -nogroup, -links -inum N,\n"
		  "  -mtime -atime -ctime N (days), -mmin -amin -cmin N (minutes), -used N,\n"
		  "  -newer FILE -anewer -cnewer -newerXY FILE (X, Y of a, B, c, m; Y t: a date)\n"
		  "  -samefile FILE -fstype TYPE -readable -writable -executable -true -false\n"
		  "Actions:\n"
		  "  -print -print0 -printf FORMAT -ls -fprint -fprint0 -fls FILE -fprintf FILE\n"
		  "  FORMAT -exec -execdir -ok -okdir COMMAND ; (or {} +) -delete -prune -quit\n"
		  "Options: -depth -maxdepth N -mindepth N -xdev -mount -daystart -follow\n"
		  "  -regextype TYPE -files0-from FILE -ignore_readdir_race -noleaf -warn -nowarn\n"
		  "Operators: ( E ), ! E, E E, E -a E, E -o E, E , E");
