/* SPDX-License-Identifier: MIT */
/* findmnt(8): what is mounted where, as a tree, a list, JSON or pairs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/device_label.h"
#include "fs/label.h"
#include "fs/mount_table.h"
#include "fs/mountinfo.h"
#include "tools/findmnt_columns.h"

static struct {
	bool fstab, mtab, kernel, all, ascii, bytes, no_canonicalize, df, evaluate, first, invert;
	bool json, list, no_heading, output_all, pairs, pseudo, real, shadowed, submounts, raw;
	bool tree, uniq, no_truncate, no_root, shell_names;
	const char *columns, *options, *source, *target, *mount_point, *types, *direction, *file;
	const char *task;
	dev_t device;
	char *real_source, *real_target;
	struct mountinfo_table mounts;
	struct table table;
	bool flat;	/* no column that shows a tree */
	bool *added;	/* of each mount: shown already, below another */
	int shown;
} G;

static const struct option_row options[] = {
	{ "-s --fstab", OPTION_FLAG, &G.fstab, NULL, "search fstab" },
	{ "-m --mtab", OPTION_FLAG, &G.mtab, NULL, "search what is mounted" },
	{ "-k --kernel", OPTION_FLAG, &G.kernel, NULL, "search what is mounted (as ever)" },
	{ "-A --all", OPTION_FLAG, &G.all, NULL, "with -D: every file system" },
	{ "-a --ascii", OPTION_FLAG, &G.ascii, NULL, "draw the tree in ASCII" },
	{ "-b --bytes", OPTION_FLAG, &G.bytes, NULL, "sizes in bytes" },
	{ "-C --nocanonicalize", OPTION_FLAG, &G.no_canonicalize, NULL, "compare names as given" },
	{ "-D --df", OPTION_FLAG, &G.df, NULL, "sizes, as df shows them" },
	{ "-d --direction", OPTION_TEXT, &G.direction, "WORD", "forward, or backward: last first" },
	{ "-e --evaluate", OPTION_FLAG, &G.evaluate, NULL, "show devices instead of tags" },
	{ "-F --tab-file", OPTION_TEXT, &G.file, "FILE", "another table" },
	{ "-f --first-only", OPTION_FLAG, &G.first, NULL, "only the first that is found" },
	{ "-i --invert", OPTION_FLAG, &G.invert, NULL, "those that do not match" },
	{ "-J --json", OPTION_FLAG, &G.json, NULL, "as JSON" },
	{ "-l --list", OPTION_FLAG, &G.list, NULL, "as a list" },
	{ "-N --task", OPTION_TEXT, &G.task, "PID", "as that process sees it" },
	{ "-n --noheadings", OPTION_FLAG, &G.no_heading, NULL, "no heading" },
	{ "-O --options", OPTION_TEXT, &G.options, "LIST", "those with these options" },
	{ "-o --output", OPTION_TEXT, &G.columns, "LIST", "columns; +LIST adds some" },
	{ "--output-all", OPTION_FLAG, &G.output_all, NULL, "every column" },
	{ "-P --pairs", OPTION_FLAG, &G.pairs, NULL, "as KEY=\"value\"" },
	{ "--pseudo", OPTION_FLAG, &G.pseudo, NULL, "only those that are on no device" },
	{ "--real", OPTION_FLAG, &G.real, NULL, "only those on devices" },
	{ "--shadowed", OPTION_FLAG, &G.shadowed, NULL, "only those with another upon them" },
	{ "-R --submounts", OPTION_FLAG, &G.submounts, NULL, "with all that is mounted below" },
	{ "-r --raw", OPTION_FLAG, &G.raw, NULL, "words with single blanks" },
	{ "-S --source", OPTION_TEXT, &G.source, "SOURCE", "by source: a device, MAJ:MIN, LABEL=" },
	{ "-T --target", OPTION_TEXT, &G.target, "PATH", "the file system that has PATH" },
	{ "--tree", OPTION_FLAG, &G.tree, NULL, "as a tree" },
	{ "-M --mountpoint", OPTION_TEXT, &G.mount_point, "DIR", "by mount point" },
	{ "-t --types", OPTION_TEXT, &G.types, "LIST", "only these types; noTYPE for others" },
	{ "-U --uniq", OPTION_FLAG, &G.uniq, NULL, "only the uppermost of each target" },
	{ "-u --notruncate", OPTION_FLAG, &G.no_truncate, NULL, "no line is cut at a terminal" },
	{ "-v --nofsroot", OPTION_FLAG, &G.no_root, NULL, "no [/folder] behind the source" },
	{ "-y --shell", OPTION_FLAG, &G.shell_names, NULL, "column names good for a shell" },
	{ 0 }
};

static bool source_is(const struct mountinfo *mount)
{
	struct buffer found = { 0 };
	bool same;

	if (G.device)
		return mount->id && mount->device == G.device;
	if (strcmp(mount->source, G.source) == 0)
		return true;
	if (!G.real_source)
		return false;
	if (!label_is_tag(mount->source))
		return strcmp(mount->source, G.real_source) == 0;
	findmnt_how.evaluate = true;
	findmnt_source(mount, &found);
	findmnt_how.evaluate = G.evaluate;
	same = found.data && strcmp(found.data, G.real_source) == 0;
	buffer_free(&found);
	return same;
}

static bool target_is(const struct mountinfo *mount)
{
	return strcmp(mount->target, G.target) == 0 ||
	       (G.real_target && strcmp(mount->target, G.real_target) == 0);
}

static bool is_shadowed(const struct mountinfo *mount)
{
	for (size_t i = 0; i < G.mounts.count; i++) {
		const struct mountinfo *other = &G.mounts.rows[i];

		if (other->parent == mount->id && other->id != mount->id &&
		    strcmp(other->target, mount->target) == 0)
			return true;
	}
	return false;
}

static bool is_repeated(const struct mountinfo *mount)
{
	for (const struct mountinfo *at = mount + 1; at < G.mounts.rows + G.mounts.count; at++) {
		if (strcmp(at->target, mount->target) == 0)
			return true;
	}
	return false;
}

/* What df leaves out. */
static bool is_for_df(const struct mountinfo *mount)
{
	return G.all || strstr(mount->type, "tmpfs") || !mountinfo_is_pseudo(mount);
}

static bool matches(const struct mountinfo *mount)
{
	bool match = (!G.target || target_is(mount)) && (!G.source || source_is(mount)) &&
		     (!G.types || mount_type_matches(mount->type, G.types)) &&
		     (!G.options || mountinfo_has_options(mount->options, G.options)) &&
		     (!G.pseudo || mountinfo_is_pseudo(mount)) &&
		     (!G.real || !mountinfo_is_pseudo(mount)) &&
		     (!G.shadowed || is_shadowed(mount)) && (!G.df || is_for_df(mount));

	return match != G.invert;
}

static int add(const struct mountinfo *mount, int parent)
{
	G.shown++;
	G.added[mount - G.mounts.rows] = true;
	/* A tree is seen in its column alone. */
	return table_add(&G.table, mount, G.flat ? -1 : parent);
}

static bool is_enough(void)
{
	return G.first && G.shown;
}

/* A mount and what is below it, children by their numbers. */
static void add_tree(const struct mountinfo *mount, int parent, bool all)
{
	int last = -1;

	if ((all || matches(mount)) && !is_enough() && !(G.uniq && is_repeated(mount)))
		parent = add(mount, parent);
	for (;;) {
		const struct mountinfo *next = NULL;

		for (size_t i = 0; i < G.mounts.count; i++) {
			const struct mountinfo *row = &G.mounts.rows[i];

			if (row->parent == mount->id && row != mount && row->id > last &&
			    row->id != mount->id && (!next || row->id < next->id))
				next = row;
		}
		if (!next)
			return;
		last = next->id;
		add_tree(next, parent, all);
	}
}

/* The mount whose parent is not in the table. */
static const struct mountinfo *find_root(void)
{
	const struct mountinfo *root = NULL;

	for (size_t i = 0; i < G.mounts.count; i++) {
		const struct mountinfo *row = &G.mounts.rows[i];

		if (!root || row->parent < root->parent)
			root = row;
	}
	while (root) {
		const struct mountinfo *above = NULL;

		for (size_t i = 0; i < G.mounts.count; i++) {
			if (G.mounts.rows[i].id == root->parent && &G.mounts.rows[i] != root)
				above = &G.mounts.rows[i];
		}
		if (!above || above->id >= root->id)
			return root;
		root = above;
	}
	return root;
}

static void collect(void)
{
	bool backward = G.direction && strcmp(G.direction, "backward") == 0;
	bool by_name = G.source || G.target;

	if (!by_name && !G.df && !G.fstab && !G.list && !G.submounts &&
	    (G.table.style == TABLE_TREE || G.table.style == TABLE_JSON)) {
		const struct mountinfo *root = find_root();

		if (root)
			add_tree(root, -1, false);
		return;
	}
	for (size_t i = 0; i < G.mounts.count && !is_enough(); i++) {
		const struct mountinfo *row = &G.mounts.rows[backward ? G.mounts.count - 1 - i : i];

		if (!matches(row) || (G.uniq && is_repeated(row)) ||
		    (G.submounts && G.added[row - G.mounts.rows]))
			continue;
		if (G.submounts)
			add_tree(row, -1, true);
		else
			add(row, -1);
	}
}

static void set_source(const char *source)
{
	unsigned major, minor;
	char device[64], end;

	G.source = source;
	G.device = 0;
	G.real_source = NULL;
	if (sscanf(source, "%u:%u%c", &major, &minor, &end) == 2)
		G.device = makedev(major, minor);
	else if (label_is_tag(source))
		G.real_source = label_find(source, device) == 0 ? xstrdup(device) : NULL;
	else if (!G.no_canonicalize)
		G.real_source = realpath(source, NULL);
}

static void set_target(const char *target)
{
	G.target = target;
	G.real_target = G.no_canonicalize ? NULL : realpath(target, NULL);
}

/* -T: where the path is, not where it is mounted. */
static void set_target_of(const char *path)
{
	char *real = realpath(path, NULL);
	const struct mountinfo *mount = real ? mountinfo_of(&G.mounts, real) : NULL;

	G.target = mount ? mount->target : path;
	free(real);
}

static void set_operands(int argc, char **argv)
{
	if (G.target)
		set_target_of(G.target);
	else if (G.mount_point)
		set_target(G.mount_point);
	if (G.source)
		set_source(G.source);
	if (argc > 3 || (argc > 1 && (G.source || G.target)))
		usage("unexpected argument '%s'", argv[argc - 1]);
	if (argc > 1)
		set_source(argv[1]);
	if (argc > 2)
		set_target(argv[2]);
}

static void read_mounts(void)
{
	char path[64] = "/proc/self/mountinfo";
	uint64_t task = getpid();
	int result;

	if (G.task && text_number(G.task, 10, 1, INT32_MAX, &task) < 0)
		die(1, "invalid TID argument: '%s'", G.task);
	if (G.task)
		snprintf(path, sizeof(path), "/proc/%d/mountinfo", (int)task);
	findmnt_how.task = task;
	/* -F alone is told by its form. */
	if (G.file && !G.fstab) {
		result = mountinfo_read(G.file, &G.mounts);
		if (result == 0 && G.mounts.count == 0)
			G.fstab = true;
	}
	if (G.fstab)
		result = mountinfo_read_fstab(G.file ? G.file : "/etc/fstab", &G.mounts);
	else if (!G.file)
		result = mountinfo_read(path, &G.mounts);
	if (result < 0)
		die(1, "can't read %s", fail_text());
	G.added = xcalloc(G.mounts.count + 1, sizeof(*G.added));
}

static void set_table(void)
{
	const char *columns = G.fstab || !G.df ? "TARGET,SOURCE,FSTYPE,OPTIONS" :
			      "SOURCE,FSTYPE,SIZE,USED,AVAIL,USE%,TARGET";
	struct winsize size;

	G.table = (struct table){
		.json_name = "filesystems", .columns = findmnt_columns,
		.column_count = findmnt_column_count, .fill = findmnt_fill,
		.no_heading = G.no_heading, .ascii = G.ascii, .shell_names = G.shell_names,
		.bytes = G.bytes,
		.style = G.json ? TABLE_JSON : G.raw ? TABLE_RAW : G.pairs ? TABLE_PAIRS :
			 G.list || G.df || G.first ? TABLE_LIST : TABLE_TREE,
	};
	if (table_choose(&G.table, columns) < 0 ||
	    (G.columns && table_choose(&G.table, G.columns) < 0))
		die_failure(1);
	if (G.output_all)
		table_choose_all(&G.table);
	G.flat = true;
	for (unsigned i = 0; i < G.table.count; i++)
		G.flat &= !(findmnt_columns[G.table.chosen[i]].flags & COLUMN_TREE);
	if (!G.no_truncate && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		G.table.line_width = size.ws_col;
	findmnt_how = (struct findmnt_how){ .bytes = G.bytes, .no_root = G.no_root,
					    .evaluate = G.evaluate,
					    .task = findmnt_how.task };
}

static int run(int argc, char **argv)
{
	if (G.raw + G.pairs + (G.json || G.list) > 1)
		die(1, "mutually exclusive arguments: --json --raw --pairs --list");
	if (G.direction && strcmp(G.direction, "forward") && strcmp(G.direction, "backward"))
		die(1, "unknown direction '%s'", G.direction);
	read_mounts();
	set_table();
	set_operands(argc, argv);
	if ((G.source || G.target || G.fstab) && G.table.style == TABLE_TREE &&
	    !G.submounts && !G.tree)
		G.table.style = TABLE_LIST;
	collect();
	/* A lone operand that is no source is a mount point. */
	if (!G.shown && argc == 2) {
		G.source = NULL;
		set_target(argv[1]);
		collect();
	}
	if (G.shown)
		table_print(&G.table);
	table_free(&G.table);
	mountinfo_free(&G.mounts);
	free(G.real_source);
	free(G.real_target);
	free(G.added);
	return G.shown ? 0 : 1;
}

APPLET(findmnt, .names = "findmnt", .summary = "find a mounted file system",
       .operands = "[DEVICE|MOUNTPOINT] [MOUNTPOINT]", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G),
       .details = "Columns: TARGET SOURCE FSTYPE OPTIONS SIZE USED AVAIL USE% ID PARENT MAJ:MIN\n"
		  "FSROOT LABEL UUID PARTLABEL PARTUUID PROPAGATION OPT-FIELDS VFS-OPTIONS\n"
		  "FS-OPTIONS SOURCES TID FREQ PASSNO.\n"
		  "The status is 1 when nothing is found.");
