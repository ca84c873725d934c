/* SPDX-License-Identifier: MIT */
/* df(1): how much room filesystems have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/human.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/mountinfo.h"
#include "fs/relative.h"

enum field { SOURCE, TYPE, SIZE, USED, AVAIL, PERCENT, ITOTAL, IUSED, IAVAIL, IPERCENT, FILE_,
	     TARGET, FIELDS };

/* What is known of a filesystem; unknown: no room of its own. */
struct amounts {
	bool unknown;
	uint64_t bytes[3], inodes[3];	/* all, used, available */
};

static struct {
	bool all, inodes, local, portable, print_type, total, synchronize, output_set;
	struct size_style style;
	struct option_list types, not_types;
	enum field fields[FIELDS];
	size_t field_count;
	/* What is to be printed: rows of as many texts as there are fields. */
	char *(*rows)[FIELDS];
	size_t row_count;
	struct amounts sum;
	bool any;
} G;

static const struct {
	const char *name, *heading;
	int width;
	bool left;
} fields[FIELDS] = {
	[SOURCE] = { "source", "Filesystem", 14, true }, [TYPE] = { "fstype", "Type", 4, true },
	[SIZE] = { "size", NULL, 5 }, [USED] = { "used", "Used", 5 },
	[AVAIL] = { "avail", "Available", 5 }, [PERCENT] = { "pcent", "Use%", 4 },
	[ITOTAL] = { "itotal", "Inodes", 5 }, [IUSED] = { "iused", "IUsed", 5 },
	[IAVAIL] = { "iavail", "IFree", 5 }, [IPERCENT] = { "ipcent", "IUse%", 4 },
	[FILE_] = { "file", "File", 0, true }, [TARGET] = { "target", "Mounted on", 0, true },
};

static int set_style(const char *name, const char *argument)
{
	if (strcmp(name, "-h") == 0 || strcmp(name, "--human-readable") == 0)
		G.style = (struct size_style){ .human = 1024 };
	else if (strcmp(name, "-H") == 0 || strcmp(name, "--si") == 0)
		G.style = (struct size_style){ .human = 1000 };
	else if (strcmp(name, "-k") == 0)
		G.style = (struct size_style){ .unit = 1024 };
	else
		return size_style_parse(argument, &G.style);
	return 0;
}

static void add_field(enum field field)
{
	for (size_t i = 0; i < G.field_count; i++)
		if (G.fields[i] == field)
			usage("option --output: field '%s' used more than once",
			      fields[field].name);
	G.fields[G.field_count++] = field;
}

static int set_output(const char *name, const char *argument)
{
	static const enum field all[] = { SOURCE, TYPE, ITOTAL, IUSED, IAVAIL, IPERCENT, SIZE,
					  USED, AVAIL, PERCENT, FILE_, TARGET };

	(void)name;
	G.output_set = true;
	for (size_t i = 0; !argument && i < FIELDS; i++)
		add_field(all[i]);
	for (const char *at = argument; at && *at;) {
		size_t length = strcspn(at, ",");
		enum field field = 0;

		while (field < FIELDS && (strlen(fields[field].name) != length ||
					  memcmp(fields[field].name, at, length) != 0))
			field++;
		if (field == FIELDS)
			usage("option --output: field '%.*s' unknown", (int)length, at);
		add_field(field);
		at += length + (at[length] == ',');
	}
	return 0;
}

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "those without room, and doubles, too" },
	{ "-B --block-size", OPTION_CALL, set_style, "SIZE", "sizes in units of SIZE" },
	{ "-h --human-readable", OPTION_CALL, set_style, NULL, "sizes like 1K 234M 2G" },
	{ "-H --si", OPTION_CALL, set_style, NULL, "the same with powers of 1000" },
	{ "-i --inodes", OPTION_FLAG, &G.inodes, NULL, "how many files, not how much room" },
	{ "-k", OPTION_CALL, set_style, NULL, "the same as -B1K, the default" },
	{ "-l --local", OPTION_FLAG, &G.local, NULL, "none that are on the network" },
	{ "--no-sync", OPTION_OFF, &G.synchronize, NULL, "do not sync first, the default" },
	{ "--output", OPTION_MAYBE, set_output, "LIST",
	  "these columns: source,fstype,size,used,avail,pcent,itotal,...,file,target" },
	{ "-P --portability", OPTION_FLAG, &G.portable, NULL, "POSIX's headings" },
	{ "--sync", OPTION_FLAG, &G.synchronize, NULL, "sync first" },
	{ "--total", OPTION_FLAG, &G.total, NULL, "the sum of all" },
	{ "-t --type", OPTION_LIST, &G.types, "TYPE", "only filesystems of this type" },
	{ "-T --print-type", OPTION_FLAG, &G.print_type, NULL, "print the types" },
	{ "-v", OPTION_OFF, &G.any, NULL, "nothing" },
	{ "-x --exclude-type", OPTION_LIST, &G.not_types, "TYPE", "none of this type" },
	{ 0 }
};

static void choose_fields(void)
{
	static const enum field blocks[] = { SIZE, USED, AVAIL, PERCENT };
	static const enum field inodes[] = { ITOTAL, IUSED, IAVAIL, IPERCENT };

	if (G.output_set)
		return;
	G.fields[G.field_count++] = SOURCE;
	if (G.print_type)
		G.fields[G.field_count++] = TYPE;
	for (size_t i = 0; i < 4; i++)
		G.fields[G.field_count++] = G.inodes ? inodes[i] : blocks[i];
	G.fields[G.field_count++] = TARGET;
}

/* "1K-blocks", "1M-blocks", "512B-blocks" of the unit. */
static char *size_heading(void)
{
	static const char letters[] = "KMGTPE";
	uint64_t unit = G.style.unit, power_1024 = 0, power_1000 = 0;

	if (G.style.human)
		return xstrdup("Size");
	if (G.portable && !G.output_set)
		return xasprintf("%llu-blocks", (unsigned long long)unit);
	while (unit && unit % 1024 == 0 && power_1024 < 6) {
		unit /= 1024;
		power_1024++;
	}
	if (power_1024)
		return xasprintf("%llu%c-blocks", (unsigned long long)unit,
				 letters[power_1024 - 1]);
	while (unit && unit % 1000 == 0 && power_1000 < 6) {
		unit /= 1000;
		power_1000++;
	}
	if (power_1000)
		return xasprintf("%llu%cB-blocks", (unsigned long long)unit,
				 power_1000 == 1 ? 'k' : letters[power_1000 - 1]);
	return xasprintf("%lluB-blocks", (unsigned long long)unit);
}

static char **new_row(void)
{
	G.rows = xrealloc(G.rows, (G.row_count + 1) * sizeof(*G.rows));
	memset(G.rows[G.row_count], 0, sizeof(*G.rows));
	return G.rows[G.row_count++];
}

static void add_headings(void)
{
	char **row = new_row();

	for (size_t i = 0; i < G.field_count; i++) {
		enum field field = G.fields[i];

		if (field == SIZE)
			row[i] = size_heading();
		else if (field == AVAIL && (G.style.human || G.output_set))
			row[i] = xstrdup("Avail");
		else if (field == PERCENT && G.portable && !G.style.human)
			row[i] = xstrdup("Capacity");
		else
			row[i] = xstrdup(fields[field].heading);
	}
}

static char *number_text(uint64_t number, bool bytes, bool unknown)
{
	struct size_style style = G.style;
	char text[40];

	if (unknown)
		return xstrdup("-");
	if (!bytes && !style.human)
		style.unit = 1;
	return xstrdup(size_style_text(&style, number, text));
}

/* Rounded up; of what a user could use. */
static char *percent_text(uint64_t used, uint64_t available, bool unknown)
{
	double sum = (double)used + available;
	uint64_t percent;

	if (unknown || !(sum > 0))
		return xstrdup("-");
	percent = used * 100.0 / sum;
	percent += used * 100.0 / sum > percent;
	return xasprintf("%llu%%", (unsigned long long)percent);
}

static void add_row(const char *source, const char *type, const char *file, const char *target,
		    const struct amounts *amounts)
{
	char **row = new_row();
	bool unknown = amounts->unknown, no_inodes = unknown || !amounts->inodes[0];

	for (size_t i = 0; i < G.field_count; i++) {
		switch (G.fields[i]) {
		case SOURCE:
			row[i] = xstrdup(source);
			break;
		case TYPE:
			row[i] = xstrdup(type);
			break;
		case SIZE: case USED: case AVAIL:
			row[i] = number_text(amounts->bytes[G.fields[i] - SIZE], true, unknown);
			break;
		case PERCENT:
			row[i] = percent_text(amounts->bytes[1], amounts->bytes[2], unknown);
			break;
		case ITOTAL: case IUSED: case IAVAIL:
			row[i] = number_text(amounts->inodes[G.fields[i] - ITOTAL], false, unknown);
			break;
		case IPERCENT:
			row[i] = percent_text(amounts->inodes[1], amounts->inodes[2], no_inodes);
			break;
		case FILE_:
			row[i] = xstrdup(file ? file : "-");
			break;
		default:
			row[i] = xstrdup(target);
		}
		text_make_printable(row[i]);
	}
}

static struct amounts amounts_of(const struct statvfs *status)
{
	uint64_t unit = status->f_frsize ? status->f_frsize : status->f_bsize;

	return (struct amounts){
		.bytes = { status->f_blocks * unit, (status->f_blocks - status->f_bfree) * unit,
			   status->f_bavail * unit },
		.inodes = { status->f_files, status->f_files - status->f_ffree, status->f_ffree },
	};
}

static bool is_listed(const struct option_list *list, const char *type)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], type) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct mountinfo *mount)
{
	if (G.local && mountinfo_is_net(mount))
		return false;
	if (G.types.count && !is_listed(&G.types, mount->type))
		return false;
	return !is_listed(&G.not_types, mount->type);
}

static void show(const struct mountinfo *mount, const char *file, bool named)
{
	struct amounts amounts = { 0 };
	struct statvfs status;

	if (!is_wanted(mount))
		return;
	if (statvfs(named && file ? file : mount->target, &status) < 0) {
		if (named || (errno != EACCES && errno != ENOENT)) {
			warn_errno("%s", quote_maybe(file ? file : mount->target));
			return;
		}
		amounts.unknown = true;
		if (!G.all)
			return;
	} else {
		amounts = amounts_of(&status);
	}
	if (!amounts.bytes[0] && !G.all && !named)
		return;
	G.any = true;
	for (int i = 0; i < 3; i++) {
		G.sum.bytes[i] += amounts.bytes[i];
		G.sum.inodes[i] += amounts.inodes[i];
	}
	add_row(mount->source, mount->type, file, mount->target, &amounts);
}

/* Of several mounts of one device one is shown: a real device's, the nearest to the root. */
static bool is_better(const struct mountinfo *a, const struct mountinfo *b)
{
	bool nearer = strlen(a->target) < strlen(b->target);
	bool deeper_source = strlen(a->root) > strlen(b->root);

	if (strchr(a->source, '/') && !strchr(b->source, '/'))
		return true;
	if (nearer && !deeper_source)
		return true;
	return strcmp(a->source, b->source) != 0 && strcmp(a->target, b->target) == 0;
}

static void show_all(const struct mountinfo_table *table)
{
	bool *hidden = xcalloc(table->count, sizeof(*hidden));
	dev_t *devices = xcalloc(table->count, sizeof(*devices));

	for (size_t i = 0; i < table->count && !G.all; i++) {
		struct stat status;

		/* What is really there now, which may be mounted over. */
		devices[i] = stat(table->rows[i].target, &status) == 0 ? status.st_dev
								       : table->rows[i].device;
		if (!is_wanted(&table->rows[i])) {
			hidden[i] = true;
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			if (hidden[j] || devices[j] != devices[i])
				continue;
			hidden[is_better(&table->rows[i], &table->rows[j]) ? j : i] = true;
			break;
		}
	}
	for (size_t i = 0; i < table->count; i++)
		if (!hidden[i])
			show(&table->rows[i], NULL, false);
	free(hidden);
	free(devices);
}

/* The mount whose folder is the nearest above a file. */
static const struct mountinfo *mount_above(const struct mountinfo_table *table, const char *file)
{
	char *path = canonical_path(file, CANONICAL_EXISTING, false);
	const struct mountinfo *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; path && i < table->count; i++) {
		const char *target = table->rows[i].target;
		size_t length = strlen(target);
		bool above = length == 1 || (strncmp(path, target, length) == 0 &&
					     (!path[length] || path[length] == '/'));

		/* The last of those on one folder is the one that is seen. */
		if (above && length >= longest) {
			best = &table->rows[i];
			longest = length;
		}
	}
	free(path);
	return best;
}

/* A device's own filesystem, when it is mounted; else the one the file is on. */
static const struct mountinfo *mount_of(const struct mountinfo_table *table, const char *file,
					const struct stat *status)
{
	const struct mountinfo *best = NULL;
	char *path;

	if (S_ISBLK(status->st_mode) || S_ISCHR(status->st_mode)) {
		path = canonical_path(file, CANONICAL_EXISTING, false);
		for (size_t i = 0; i < table->count; i++) {
			const struct mountinfo *mount = &table->rows[i];
			char *source = canonical_path(mount->source, CANONICAL_EXISTING, false);

			if (path && source && strcmp(path, source) == 0 &&
			    (!best || strlen(mount->target) < strlen(best->target)))
				best = mount;
			free(source);
		}
		free(path);
	}
	return best ? best : mount_above(table, file);
}

static void show_file(const struct mountinfo_table *table, const char *file)
{
	const struct mountinfo *mount;
	struct stat status;

	if (stat(file, &status) < 0) {
		warn_errno("%s", quote_maybe(file));
		return;
	}
	mount = mount_of(table, file, &status);
	if (mount) {
		show(mount, file, true);
	} else {
		struct mountinfo unknown = { .source = "-", .type = "-", .target = "-",
					     .root = "/" };

		show(&unknown, file, true);
	}
}

static void print_rows(void)
{
	int widths[FIELDS] = { 0 };

	for (size_t i = 0; i < G.field_count; i++) {
		widths[i] = fields[G.fields[i]].width;
		for (size_t row = 0; row < G.row_count; row++)
			widths[i] = MAX(widths[i], (int)strlen(G.rows[row][i]));
	}
	for (size_t row = 0; row < G.row_count; row++) {
		for (size_t i = 0; i < G.field_count; i++) {
			bool last = i + 1 == G.field_count, left = fields[G.fields[i]].left;

			printf("%s%*s", i ? " " : "", left ? last ? 0 : -widths[i] : widths[i],
			       G.rows[row][i]);
		}
		putchar('\n');
	}
}

static void settle(void)
{
	const char *unit = getenv("DF_BLOCK_SIZE");

	if (G.output_set && (G.inodes || G.portable || G.print_type))
		usage("options %s and --output are mutually exclusive",
		      G.inodes ? "-i" : G.portable ? "-P" : "-T");
	for (size_t i = 0; i < G.types.count; i++)
		if (is_listed(&G.not_types, G.types.items[i]))
			die(1, "file system type %s both selected and excluded",
			    quote(G.types.items[i]));
	if (!G.style.human && !G.style.unit && unit && size_style_parse(unit, &G.style) < 0)
		G.style.unit = 0;
	if (!G.style.human && !G.style.unit)
		G.style.unit = 1024;
	choose_fields();
	if (G.synchronize)
		sync();
}

static int run(int argc, char **argv)
{
	struct mountinfo_table table;

	settle();
	if (mountinfo_read("/proc/self/mountinfo", &table) < 0)
		die(1, "cannot read table of mounted file systems: %s", strerror(errno));
	add_headings();
	if (argc < 2)
		show_all(&table);
	for (argv++; *argv; argv++)
		show_file(&table, *argv);
	if (!G.any && !exit_status)
		die(1, "no file systems processed");
	if (G.any && G.total)
		add_row("total", "-", "-", G.fields[0] == SOURCE ? "-" : "total", &G.sum);
	if (G.any)
		print_rows();
	mountinfo_free(&table);
	return 0;
}

APPLET(df, .names = "df", .summary = "print how much room filesystems have",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
