/* SPDX-License-Identifier: MIT */
/* lsblk(8): block devices and what they are made of, as a tree, a list, JSON or pairs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "tools/lsblk_columns.h"

enum { STATUS_NONE = 32, STATUS_SOME = 64 };	/* lsblk(8), EXIT STATUS */
enum { LOOP_MAJOR = 7, RAM_MAJOR = 1, DEEPEST = 16, RELATED_MOST = 256 };

static struct {
	bool all, no_empty, ascii, bytes, no_children, inverse, json, list, no_heading, output_all;
	bool pairs, full_paths, raw, shell_names, scsi;
	const char *columns, *preset, *include, *exclude, *sort, *tree;
	uint64_t width;
	struct table table;
	bool *seen;
} G;

static int set_preset(const char *name, const char *argument)
{
	static const struct {
		const char *short_name, *long_name, *columns;
	} presets[] = {
		{ "-f", "--fs", "NAME,FSTYPE,FSVER,LABEL,UUID,FSAVAIL,FSUSE%,MOUNTPOINTS" },
		{ "-m", "--perms", "NAME,SIZE,OWNER,GROUP,MODE" },
		{ "-t", "--topology", "NAME,ALIGNMENT,MIN-IO,OPT-IO,PHY-SEC,LOG-SEC,ROTA,SCHED,"
				      "RQ-SIZE,RA,WSAME" },
		{ "-D", "--discard", "NAME,DISC-ALN,DISC-GRAN,DISC-MAX,DISC-ZERO" },
		{ "-S", "--scsi", "NAME,HCTL,TYPE,VENDOR,MODEL,REV,SERIAL,TRAN" },
	};

	(void)argument;
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++) {
		if (strcmp(name, presets[i].short_name) && strcmp(name, presets[i].long_name))
			continue;
		G.preset = presets[i].columns;
		G.scsi = strcmp(presets[i].short_name, "-S") == 0;
	}
	return 0;
}

static const struct option_row options[] = {
	{ "-A --noempty", OPTION_FLAG, &G.no_empty, NULL, "no devices of size 0" },
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "also empty loop devices and RAM disks" },
	{ "-b --bytes", OPTION_FLAG, &G.bytes, NULL, "sizes in bytes" },
	{ "-D --discard", OPTION_CALL, set_preset, NULL, "show discard capabilities" },
	{ "-d --nodeps", OPTION_FLAG, &G.no_children, NULL, "no partitions and holders" },
	{ "-e --exclude", OPTION_TEXT, &G.exclude, "LIST", "not these major numbers" },
	{ "-f --fs", OPTION_CALL, set_preset, NULL, "show file systems" },
	{ "-I --include", OPTION_TEXT, &G.include, "LIST", "only these major numbers" },
	{ "-i --ascii", OPTION_FLAG, &G.ascii, NULL, "draw the tree in ASCII" },
	{ "-J --json", OPTION_FLAG, &G.json, NULL, "as JSON" },
	{ "-l --list", OPTION_FLAG, &G.list, NULL, "as a list" },
	{ "-m --perms", OPTION_CALL, set_preset, NULL, "show owners and modes" },
	{ "-n --noheadings", OPTION_FLAG, &G.no_heading, NULL, "no heading" },
	{ "-O --output-all", OPTION_FLAG, &G.output_all, NULL, "every column" },
	{ "-o --output", OPTION_TEXT, &G.columns, "LIST", "columns; +LIST adds some" },
	{ "-P --pairs", OPTION_FLAG, &G.pairs, NULL, "as KEY=\"value\"" },
	{ "-p --paths", OPTION_FLAG, &G.full_paths, NULL, "names with /dev/" },
	{ "-r --raw", OPTION_FLAG, &G.raw, NULL, "words with single blanks" },
	{ "-S --scsi", OPTION_CALL, set_preset, NULL, "show SCSI devices" },
	{ "-s --inverse", OPTION_FLAG, &G.inverse, NULL, "below each device what it is made of" },
	{ "-T --tree", OPTION_OPTIONAL, &G.tree, "COLUMN", "as a tree, drawn in this column" },
	{ "-t --topology", OPTION_CALL, set_preset, NULL, "show block sizes and queues" },
	{ "-w --width", OPTION_NUMBER, &G.width, "NUMBER", "cut lines there" },
	{ "-x --sort", OPTION_TEXT, &G.sort, "COLUMN", "in the order of this column" },
	{ "-y --shell", OPTION_FLAG, &G.shell_names, NULL, "column names good for a shell" },
	{ 0 }
};

static bool in_numbers(const char *list, unsigned number)
{
	for (const char *at = list; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL)) {
		if (strtoul(at, NULL, 10) == number)
			return true;
	}
	return false;
}

static void check_numbers(const char *list)
{
	if (list && (!*list || list[strspn(list, "0123456789,")]))
		die(1, "failed to parse list '%s'", list);
}

static bool is_wanted(const struct block_device *device)
{
	unsigned number = major(device->device);
	char backing[8];

	if (in_numbers(G.exclude, number) || (G.include && !in_numbers(G.include, number)))
		return false;
	if (G.no_empty && !device->bytes)
		return false;
	if (G.all || number != LOOP_MAJOR || device->bytes || device->partition)
		return true;
	return block_attribute(&lsblk_how.list, device, "loop/backing_file", backing,
			       sizeof(backing));
}

static bool is_scsi(const struct block_device *device)
{
	char text[16];

	return !device->partition &&
	       block_attribute(&lsblk_how.list, device, "device/type", text, sizeof(text));
}

static void add(size_t place, const struct block_device *above, int parent, int depth)
{
	struct lsblk_item item = { .device = &lsblk_how.list.rows[place], .above = above };
	int related[RELATED_MOST];
	size_t count;
	bool tree = G.table.style == TABLE_TREE || G.table.style == TABLE_JSON;

	/* A list has each once, however many hold it. */
	if (!is_wanted(item.device) || depth > DEEPEST || (!tree && G.seen[place]))
		return;
	G.seen[place] = true;
	parent = table_add(&G.table, &item, G.list ? -1 : parent);
	if (G.no_children || G.scsi)
		return;
	count = block_related(&lsblk_how.list, place, !G.inverse, related, RELATED_MOST);
	for (size_t i = 0; i < count; i++)
		add(related[i], item.device, parent, depth + 1);
}

/* Without operands a tree begins where nothing is above. */
static bool is_top(size_t place)
{
	int related[1];

	if (G.no_children)
		return !lsblk_how.list.rows[place].partition;
	return block_related(&lsblk_how.list, place, G.inverse, related, 1) == 0;
}

static void add_all(void)
{
	for (size_t i = 0; i < lsblk_how.list.count; i++) {
		if (is_top(i) && (!G.scsi || is_scsi(&lsblk_how.list.rows[i])))
			add(i, NULL, -1, 0);
	}
}

static bool add_named(const char *name)
{
	const struct block_device *device, *above = NULL;
	struct stat status;
	int place;

	if (stat(name, &status) < 0 || !S_ISBLK(status.st_mode)) {
		warn("%s: not a block device", name);
		return false;
	}
	place = block_find_device(&lsblk_how.list, status.st_rdev);
	if (place < 0) {
		warn("%s: failed to get sysfs name: %s", name, strerror(ENOENT));
		return false;
	}
	device = &lsblk_how.list.rows[place];
	if (device->disk >= 0 && !G.inverse)
		above = &lsblk_how.list.rows[device->disk];
	add(place, above, -1, 0);
	return true;
}

static void set_table(void)
{
	struct winsize size;
	size_t count;

	G.table = (struct table){
		.json_name = "blockdevices", .fill = lsblk_fill, .no_heading = G.no_heading,
		.ascii = G.ascii, .shell_names = G.shell_names, .bytes = G.bytes,
		.line_width = G.width,
		.style = G.json ? TABLE_JSON : G.pairs ? TABLE_PAIRS : G.raw ? TABLE_RAW :
			 (G.list || G.scsi) && !G.tree ? TABLE_LIST : TABLE_TREE,
	};
	G.table.columns = lsblk_columns(&count);
	G.table.column_count = count;
	if (table_choose(&G.table, "NAME,MAJ:MIN,RM,SIZE,RO,TYPE,MOUNTPOINTS") < 0 ||
	    (G.preset && table_choose(&G.table, G.preset) < 0) ||
	    (G.columns && table_choose(&G.table, G.columns) < 0))
		die_failure(1);
	if (G.output_all)
		table_choose_all(&G.table);
	if (!G.width && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		G.table.line_width = size.ws_col;
	lsblk_how.bytes = G.bytes;
	lsblk_how.full_paths = G.full_paths;
	lsblk_how.for_people = G.table.style == TABLE_TREE || G.table.style == TABLE_LIST;
}

/* -T TYPE: the lines are drawn there. */
static void set_tree_column(const char *name)
{
	static struct column columns[96];
	size_t length = strlen(name);
	bool found = false;

	for (size_t i = 0; i < G.table.column_count && i < ARRAY_SIZE(columns); i++) {
		columns[i] = G.table.columns[i];
		columns[i].flags &= ~COLUMN_TREE;
		if (strlen(columns[i].name) == length && strcasecmp(columns[i].name, name) == 0) {
			columns[i].flags |= COLUMN_TREE;
			found = true;
		}
	}
	if (!found)
		die(1, "unknown column: %s", name);
	G.table.columns = columns;
}

static int run(int argc, char **argv)
{
	int missing = 0, status = 0;

	check_numbers(G.include);
	check_numbers(G.exclude);
	if (!G.all && !G.include && !G.exclude)
		G.exclude = "1";
	if (block_list_read(&lsblk_how.list) < 0)
		die_failure(1);
	/* Without /proc there are no mount points to show. */
	if (mountinfo_read("/proc/self/mountinfo", &lsblk_how.mounts) < 0)
		fail_clear();
	set_table();
	if (G.tree && *G.tree)
		set_tree_column(G.tree);
	G.seen = xcalloc(lsblk_how.list.count + 1, sizeof(*G.seen));
	if (argc < 2)
		add_all();
	for (int i = 1; i < argc; i++)
		missing += !add_named(argv[i]);
	if (missing)
		status = missing == argc - 1 ? STATUS_NONE : STATUS_SOME;
	if (G.sort && table_sort(&G.table, G.sort) < 0)
		die_failure(1);
	table_print(&G.table);
	table_free(&G.table);
	block_list_free(&lsblk_how.list);
	mountinfo_free(&lsblk_how.mounts);
	free(G.seen);
	return status;
}

APPLET(lsblk, .names = "lsblk", .summary = "list block devices",
       .operands = "[DEVICE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details =
	  "Columns: NAME KNAME PATH MAJ:MIN RM SIZE RO TYPE MOUNTPOINT MOUNTPOINTS FSTYPE\n"
	  "FSVER LABEL UUID FSAVAIL FSUSED FSSIZE FSUSE% FSROOTS PARTUUID PARTLABEL PARTTYPE\n"
	  "PARTFLAGS PTTYPE PTUUID START PKNAME MODEL SERIAL VENDOR REV TRAN HCTL STATE OWNER\n"
	  "GROUP MODE ROTA RQ-SIZE SCHED RA LOG-SEC PHY-SEC MIN-IO OPT-IO ALIGNMENT HOTPLUG\n"
	  "DISC-ALN DISC-GRAN DISC-MAX DISC-ZERO WSAME RAND DAX ZONED WWN SUBSYSTEMS.");
