/* SPDX-License-Identifier: MIT */
/* du(1): how much room files take. */
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/human.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/seen.h"
#include "fs/walk.h"

struct sum {
	uint64_t bytes, inodes;
	struct timespec newest;
};

static struct {
	bool all, apparent, total, summarize, separate, count_links, nul, one_device, inodes;
	bool depth_set, time_set, threshold_negative, several;
	unsigned follow;
	struct size_style style;
	uint64_t depth, threshold;
	struct option_list exclude, exclude_from;
	const char *time, *time_style, *files_from;
	struct sum *sums;	/* of each folder on the way down */
	size_t room;
	struct sum everything;
	struct seen seen;
} G;

static int set_style(const char *name, const char *argument)
{
	if (strcmp(name, "-h") == 0 || strcmp(name, "--human-readable") == 0)
		G.style = (struct size_style){ .human = 1024 };
	else if (strcmp(name, "--si") == 0)
		G.style = (struct size_style){ .human = 1000 };
	else if (strcmp(name, "-k") == 0)
		G.style = (struct size_style){ .unit = 1024 };
	else if (strcmp(name, "-m") == 0)
		G.style = (struct size_style){ .unit = 1 << 20 };
	else if (strcmp(name, "-b") == 0 || strcmp(name, "--bytes") == 0)
		G.style = (struct size_style){ .unit = G.apparent = true };
	else
		return size_style_parse(argument, &G.style);
	return 0;
}

static int set_follow(const char *name, const char *argument)
{
	(void)argument;
	G.follow = strcmp(name, "-L") == 0 || strcmp(name, "--dereference") == 0 ? WALK_FOLLOW :
		   strcmp(name, "-P") == 0 || strcmp(name, "--no-dereference") == 0 ? 0 :
		   WALK_FOLLOW_ROOT;
	return 0;
}

static int set_depth(const char *name, const char *argument)
{
	(void)name;
	G.depth_set = true;
	if (text_number(argument, 10, 0, INT32_MAX, &G.depth) < 0)
		die(1, "invalid maximum depth %s", quote(argument));
	return 0;
}

static int set_threshold(const char *name, const char *argument)
{
	G.threshold_negative = *argument == '-';
	if (text_size(argument + G.threshold_negative, &G.threshold) < 0 ||
	    (G.threshold_negative && !G.threshold))
		die(1, "invalid %s argument '%s'", name[1] == 't' ? "-t" : name, argument);
	return 0;
}

static int set_time(const char *name, const char *argument)
{
	(void)name;
	G.time_set = true;
	G.time = argument;
	return 0;
}

static const struct option_row options[] = {
	{ "-0 --null", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "files too, not folders alone" },
	{ "--apparent-size", OPTION_FLAG, &G.apparent, NULL, "what they hold, not what they take" },
	{ "-B --block-size", OPTION_CALL, set_style, "SIZE", "sizes in units of SIZE" },
	{ "-b --bytes", OPTION_CALL, set_style, NULL, "the same as --apparent-size -B1" },
	{ "-c --total", OPTION_FLAG, &G.total, NULL, "a total at the end" },
	{ "-D -H --dereference-args", OPTION_CALL, set_follow, NULL, "follow operands" },
	{ "-d --max-depth", OPTION_CALL, set_depth, "NUM", "print no deeper than NUM" },
	{ "--exclude", OPTION_LIST, &G.exclude, "GLOB", "leave these out" },
	{ "-X --exclude-from", OPTION_LIST, &G.exclude_from, "FILE",
	  "globs of --exclude from FILE" },
	{ "--files0-from", OPTION_TEXT, &G.files_from, "FILE", "names from FILE, ended by NUL" },
	{ "-h --human-readable", OPTION_CALL, set_style, NULL, "sizes like 1K 234M 2G" },
	{ "--inodes", OPTION_FLAG, &G.inodes, NULL, "how many files, not their sizes" },
	{ "-k", OPTION_CALL, set_style, NULL, "the same as -B1K, the default" },
	{ "-L --dereference", OPTION_CALL, set_follow, NULL, "follow all links" },
	{ "-l --count-links", OPTION_FLAG, &G.count_links, NULL,
	  "count a file for each name it has" },
	{ "-m", OPTION_CALL, set_style, NULL, "the same as -B1M" },
	{ "-P --no-dereference", OPTION_CALL, set_follow, NULL, "follow no links, the default" },
	{ "-S --separate-dirs", OPTION_FLAG, &G.separate, NULL, "folders without those within" },
	{ "--si", OPTION_CALL, set_style, NULL, "like -h with powers of 1000" },
	{ "-s --summarize", OPTION_FLAG, &G.summarize, NULL, "operands alone" },
	{ "-t --threshold", OPTION_CALL, set_threshold, "SIZE", "only those of SIZE, -: up to it" },
	{ "--time", OPTION_MAYBE, set_time, "WORD", "print the last change: atime, ctime" },
	{ "--time-style", OPTION_TEXT, &G.time_style, "STYLE", "full-iso, long-iso, iso, +FORMAT" },
	{ "-x --one-file-system", OPTION_FLAG, &G.one_device, NULL, "stay on this one" },
	{ 0 }
};

static bool is_excluded(const char *path)
{
	for (size_t i = 0; i < G.exclude.count; i++) {
		const char *glob = G.exclude.items[i], *at = path;

		/* Against the whole path, and what follows each slash. */
		for (;;) {
			if (fnmatch(glob, at, 0) == 0)
				return true;
			at = strchr(at, '/');
			if (!at)
				break;
			at++;
		}
	}
	return false;
}

static void print_time(struct timespec time)
{
	const char *style = G.time_style ? G.time_style : getenv("TIME_STYLE");
	struct tm local;
	char text[128], zone[16];

	localtime_r(&time.tv_sec, &local);
	if (style && style[0] == '+') {
		strftime(text, sizeof(text), style + 1, &local);
	} else if (style && strcmp(style, "full-iso") == 0) {
		strftime(zone, sizeof(zone), "%z", &local);
		strftime(text, 64, "%Y-%m-%d %H:%M:%S", &local);
		sprintf(text + strlen(text), ".%09ld %s", (long)time.tv_nsec, zone);
	} else {
		strftime(text, sizeof(text), style && strcmp(style, "iso") == 0 ?
						     "%Y-%m-%d" : "%Y-%m-%d %H:%M", &local);
	}
	printf("\t%s", text);
}

static void print(const struct sum *sum, const char *path)
{
	uint64_t value = G.inodes ? sum->inodes : sum->bytes;
	struct size_style style = G.style;
	char text[40];

	/* A number of files has no unit but a human one. */
	if (G.inodes && !style.human)
		style = (struct size_style){ .unit = 1 };
	fputs(size_style_text(&style, value, text), stdout);
	if (G.time_set)
		print_time(sum->newest);
	printf("\t%s%c", path, G.nul ? '\0' : '\n');
}

static void add(struct sum *to, const struct sum *from)
{
	to->bytes += from->bytes;
	to->inodes += from->inodes;
	if (from->newest.tv_sec > to->newest.tv_sec ||
	    (from->newest.tv_sec == to->newest.tv_sec &&
	     from->newest.tv_nsec > to->newest.tv_nsec))
		to->newest = from->newest;
}

static struct sum sum_of(const struct stat *status)
{
	struct timespec time = status->st_mtim;

	if (G.time && (G.time[0] == 'a' || G.time[0] == 'u'))
		time = status->st_atim;
	else if (G.time && (G.time[0] == 'c' || G.time[0] == 's'))
		time = status->st_ctim;
	return (struct sum){ G.apparent ? (uint64_t)status->st_size : status->st_blocks * 512ULL, 1,
			     time };
}

static struct sum *sum_at(int depth)
{
	if ((size_t)depth >= G.room) {
		G.sums = xrealloc(G.sums, (depth + 32) * sizeof(*G.sums));
		memset(G.sums + G.room, 0, (depth + 32 - G.room) * sizeof(*G.sums));
		G.room = depth + 32;
	}
	return &G.sums[depth];
}

static bool is_shown(const struct walk_entry *entry, bool folder, const struct sum *sum)
{
	uint64_t value = G.inodes ? sum->inodes : sum->bytes;

	if (G.threshold_negative ? value > G.threshold : value < G.threshold)
		return false;
	if ((uint64_t)entry->depth > G.depth)
		return false;
	return folder || G.all || entry->depth == 0;
}

static void refuse(const struct walk_entry *entry, const char *format, int error)
{
	errno = error;
	warn_errno(format, quote(entry->path));
}

/* What an entry takes counts for the folder it is in, and for the total. */
static void add_above(const struct walk_entry *entry, const struct sum *own, bool separate)
{
	if (!entry->depth)
		add(&G.everything, own);
	else if (!separate)
		add(sum_at(entry->depth - 1), own);
	else
		add(&G.everything, own);
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	struct sum own;

	(void)data;
	if (when == WALK_UNREADABLE) {
		refuse(entry, "cannot read directory %s", errno);
		return WALK_GO;
	}
	if (when == WALK_AFTER) {
		own = *sum_at(entry->depth);
		if (is_shown(entry, true, &own))
			print(&own, entry->path);
		add_above(entry, &own, G.separate);
		return WALK_GO;
	}
	if (G.exclude.count && is_excluded(entry->path))
		return WALK_SKIP;
	if (when == WALK_LOOP)
		return WALK_SKIP;
	if (!walk_status(entry)) {
		refuse(entry, "cannot access %s", entry->error);
		return WALK_SKIP;
	}
	/* Of a file with several names, and of what two operands share, the first counts. */
	if (!G.count_links && (when == WALK_BEFORE || entry->status.st_nlink > 1 || G.several) &&
	    seen_or_add(&G.seen, &entry->status, NULL))
		return WALK_SKIP;
	own = sum_of(&entry->status);
	if (when == WALK_BEFORE) {
		*sum_at(entry->depth) = own;
		return WALK_GO;
	}
	if (is_shown(entry, false, &own))
		print(&own, entry->path);
	add_above(entry, &own, false);
	return WALK_GO;
}

static void read_excludes(void)
{
	for (size_t i = 0; i < G.exclude_from.count; i++) {
		struct buffer text = { 0 };
		char *rest;

		if (read_file(G.exclude_from.items[i], &text, 1 << 24) < 0)
			die(1, "%s: %s", G.exclude_from.items[i], strerror(errno));
		for (char *line = strtok_r(text.data, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest)) {
			G.exclude.items = xrealloc(G.exclude.items, (G.exclude.count + 1) *
						   sizeof(*G.exclude.items));
			G.exclude.items[G.exclude.count++] = line;
		}
	}
}

static void measure(const char *path)
{
	walk(path, G.follow | (G.one_device ? WALK_ONE_DEVICE : 0), visit, NULL);
}

static void measure_list(const char *file)
{
	struct buffer names = { 0 };
	int result = strcmp(file, "-") == 0 ? read_fd(0, "standard input", &names, SIZE_MAX / 2) :
					      read_file(file, &names, SIZE_MAX / 2);

	if (result < 0)
		die(1, "cannot open %s for reading: %s", quote(file), strerror(errno));
	for (size_t at = 0; at < names.length; at += strlen(names.data + at) + 1) {
		if (names.data[at])
			measure(names.data + at);
		else
			warn("%s: invalid zero-length file name", quote_maybe(file));
	}
}

static int run(int argc, char **argv)
{
	static char *here[] = { ".", NULL };
	char **files = argc > 1 ? argv + 1 : here;
	const char *unit = getenv("DU_BLOCK_SIZE");

	if (G.summarize && G.all)
		usage("cannot both summarize and show all entries");
	if (G.summarize && G.depth_set && !G.depth)
		fprintf(stderr, "%s: warning: summarizing is the same as using --max-depth=0\n",
			program_name);
	else if (G.summarize && G.depth_set)
		usage("warning: summarizing conflicts with --max-depth=%llu",
		      (unsigned long long)G.depth);
	if (!G.depth_set)
		G.depth = G.summarize ? 0 : UINT64_MAX;
	if (!G.style.human && !G.style.unit && unit && size_style_parse(unit, &G.style) < 0)
		G.style.unit = 0;
	if (!G.style.human && !G.style.unit)
		G.style.unit = 1024;
	if (G.files_from && argc > 1)
		usage("extra operand %s\nfile operands cannot be combined with --files0-from",
		      quote(argv[1]));
	/* Then any file may be met again. */
	G.several = argc > 2 || G.files_from || G.follow == WALK_FOLLOW;
	read_excludes();
	output_in_bulk();
	if (G.files_from)
		measure_list(G.files_from);
	for (; !G.files_from && *files; files++)
		measure(*files);
	if (G.total)
		print(&G.everything, "total");
	seen_free(&G.seen);
	free(G.sums);
	return 0;
}

APPLET(du, .names = "du", .summary = "print how much room files take", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
