/* SPDX-License-Identifier: MIT */
/* swapon(8) and swapoff(8). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/device_label.h"
#include "fs/label.h"
#include "fs/mount_table.h"
#include "fs/size_text.h"
#include "fs/swaps.h"
#include "term/table.h"

/* swapon(8), EXIT STATUS; what swapoff calls invalid is 4. */
enum {
	STATUS_FAILED = 255, STATUS_INVALID = 4, STATUS_USAGE = 16, STATUS_ALL = 32,
	STATUS_SOME = 64
};

static struct {
	bool all, if_exists, summary, bytes, no_heading, raw;
	int verbose;
	const char *show, *discard, *options, *priority;
	struct option_list tags;
	int done, failed;
} G;

static int add_tag(const char *name, const char *value)
{
	bool label = strcmp(name, "-L") == 0;
	char *tag = xasprintf("%s=%s", label ? "LABEL" : "UUID", value);

	G.tags.items = xrealloc(G.tags.items, (G.tags.count + 1) * sizeof(*G.tags.items));
	G.tags.items[G.tags.count++] = tag;
	return 0;
}

static const struct option_row on_options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "all swap areas of fstab" },
	{ "-d --discard", OPTION_OPTIONAL, &G.discard, "POLICY", "discard: once, pages, or both" },
	{ "-e --ifexists", OPTION_FLAG, &G.if_exists, NULL, "silent about devices not there" },
	{ "-L", OPTION_CALL, add_tag, "LABEL", "the area with this label" },
	{ "-o --options", OPTION_TEXT, &G.options, "LIST", "pri=N, discard[=POLICY], nofail" },
	{ "-p --priority", OPTION_TEXT, &G.priority, "NUMBER", "used before those of lower ones" },
	{ "-s --summary", OPTION_FLAG, &G.summary, NULL, "show what is in use (as /proc/swaps)" },
	{ "--show", OPTION_OPTIONAL, &G.show, "COLUMNS", "show it as a table" },
	{ "--noheadings", OPTION_FLAG, &G.no_heading, NULL, "with --show: no heading" },
	{ "--raw", OPTION_FLAG, &G.raw, NULL, "with --show: words with single blanks" },
	{ "--bytes", OPTION_FLAG, &G.bytes, NULL, "with --show: sizes in bytes" },
	{ "-U", OPTION_CALL, add_tag, "UUID", "the area with this UUID" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

static const struct option_row off_options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "every swap area" },
	{ "-L", OPTION_CALL, add_tag, "LABEL", "the area with this label" },
	{ "-U", OPTION_CALL, add_tag, "UUID", "the area with this UUID" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

enum { NAME, TYPE, SIZE, USED, PRIORITY, UUID, LABEL };

static const struct column columns[] = {
	[NAME] = { "NAME" }, [TYPE] = { "TYPE" }, [SIZE] = { "SIZE", COLUMN_RIGHT },
	[USED] = { "USED", COLUMN_RIGHT }, [PRIORITY] = { "PRIO", COLUMN_RIGHT },
	[UUID] = { "UUID" }, [LABEL] = { "LABEL" },
};

static void add_size(struct buffer *cell, uint64_t bytes)
{
	char text[16];

	if (G.bytes)
		buffer_format(cell, "%llu", (unsigned long long)bytes);
	else
		buffer_text(cell, size_text(bytes, text));
}

static void fill(struct buffer *cell, unsigned column, const void *item)
{
	const struct swap_area *area = item;
	char *tag = NULL;

	switch (column) {
	case NAME:
		buffer_text(cell, area->path);
		break;
	case TYPE:
		buffer_text(cell, area->type);
		break;
	case SIZE:
		add_size(cell, area->bytes);
		break;
	case USED:
		add_size(cell, area->used);
		break;
	case PRIORITY:
		buffer_format(cell, "%d", area->priority);
		break;
	case UUID:
	case LABEL:
		tag = device_tag(area->path, column == UUID ? "UUID" : "LABEL");
		buffer_text(cell, tag ? tag : "");
		free(tag);
	}
}

static int show(void)
{
	struct table table = { .columns = columns, .column_count = ARRAY_SIZE(columns),
			       .fill = fill, .no_heading = G.no_heading,
			       .style = G.raw ? TABLE_RAW : TABLE_LIST };
	struct swap_list list;

	if (table_choose(&table, "NAME,TYPE,SIZE,USED,PRIO") < 0 ||
	    (G.show && *G.show && table_choose(&table, G.show + (*G.show == '=')) < 0) ||
	    swaps_read(&list) < 0)
		die_failure(1);
	for (size_t i = 0; i < list.count; i++)
		table_add(&table, &list.rows[i], -1);
	table_print(&table);
	table_free(&table);
	swaps_free(&list);
	return 0;
}

static int summarize(void)
{
	struct buffer text = { 0 };
	const char *first_end;

	if (read_file("/proc/swaps", &text, 1 << 20) < 0)
		die_failure(1);
	/* A heading without rows is nothing. */
	first_end = text.data ? strchr(text.data, '\n') : NULL;
	if (first_end && first_end[1])
		fputs(text.data, stdout);
	buffer_free(&text);
	return 0;
}

static int parse_priority(const char *text, int *flags)
{
	uint64_t priority;

	/* Negative ones are the kernel's own to give. */
	if (*text == '-')
		return 0;
	if (text_number(text, 10, 0, SWAP_FLAG_PRIO_MASK, &priority) < 0)
		return -1;
	*flags |= SWAP_FLAG_PREFER | (int)priority;
	return 0;
}

static int parse_discard(const char *policy, int *flags)
{
	*flags |= SWAP_FLAG_DISCARD;
	policy += *policy == '=';
	if (strcmp(policy, "once") == 0)
		*flags |= 0x20000;	/* SWAP_FLAG_DISCARD_ONCE */
	else if (strcmp(policy, "pages") == 0)
		*flags |= 0x40000;	/* SWAP_FLAG_DISCARD_PAGES */
	else if (*policy)
		return fail_plain("unsupported discard policy: %s", policy);
	return 0;
}

/* Options as -o and fstab have them. */
static int parse_options(const char *text, int *flags, bool *optional)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	int result = 0;

	while (result == 0 && (word = strsep(&rest, ",")) != NULL) {
		if (text_starts_with(word, "pri="))
			result = parse_priority(word + 4, flags);
		else if (text_starts_with(word, "discard"))
			result = parse_discard(word + strlen("discard"), flags);
		else if (strcmp(word, "nofail") == 0)
			*optional = true;
	}
	free(copy);
	return result;
}

static uint64_t size_of(int fd, const struct stat *status)
{
	uint64_t bytes = 0;

	if (!S_ISBLK(status->st_mode))
		return status->st_size;
	return ioctl(fd, BLKGETSIZE64, &bytes) < 0 ? 0 : bytes;
}

/* Before the kernel says "Invalid argument": is that a swap area at all? */
static int check_area(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char header[65536];
	ssize_t length;
	size_t page;

	if (fd < 0)
		return fail("cannot open %s", path);
	if (fstat(fd, &status) < 0) {
		close(fd);
		return fail("%s: stat failed", path);
	}
	if (status.st_mode & (S_ISBLK(status.st_mode) ? 07007 : 07077))
		warn("%s: insecure permissions %04o, %04o suggested.", path,
		     status.st_mode & 07777, S_ISBLK(status.st_mode) ? 0660 : 0600);
	exit_status = 0;
	length = read_full(fd, header, sizeof(header));
	for (page = 4096; page <= sizeof(header); page *= 2) {
		if (length >= (ssize_t)page && memcmp(header + page - 10, "SWAPSPACE2", 10) == 0)
			break;
	}
	if (length >= 0 && page <= sizeof(header) && G.verbose) {
		fprintf(stderr, "swapon: %s: found signature [pagesize=%zu, signature=swap]\n",
			path, page);
		fprintf(stderr, "swapon: %s: pagesize=%zu, swapsize=%llu, devsize=%llu\n", path,
			page, (unsigned long long)((bytes_le((uint8_t *)header + 1028, 4) + 1) *
						   page), (unsigned long long)size_of(fd, &status));
	}
	close(fd);
	if (length < 0 || page > sizeof(header))
		return fail_plain("%s: read swap header failed", path);
	return 0;
}

/* Tags become devices, and what the kernel shows is the real name. Caller frees. */
static char *resolve(const char *name)
{
	char device[64];

	if (!label_is_tag(name))
		return realpath(name, NULL) ?: xstrdup(name);
	return label_find(name, device) < 0 ? NULL : xstrdup(device);
}

static void turn_on(const char *name, const char *options)
{
	char *path = resolve(name);
	bool optional = G.if_exists;
	int flags = 0, result;

	if (parse_options(options, &flags, &optional) < 0 ||
	    (G.priority && parse_priority(G.priority, &flags) < 0) ||
	    (G.discard && parse_discard(G.discard, &flags) < 0))
		die_failure(1);
	if (optional && (!path || access(path, F_OK) < 0)) {
		free(path);
		return;
	}
	result = path ? check_area(path) : -1;
	if (result == 0 && G.verbose)
		printf("swapon %s\n", path);
	if (result == 0 && (result = swapon(path, flags)) < 0)
		fail("%s: swapon failed", path);
	if (result < 0) {
		warn_failure();
		G.failed++;
	} else {
		G.done++;
	}
	free(path);
}

static bool is_active(const struct swap_list *list, const char *path)
{
	for (size_t i = 0; path && i < list->count; i++) {
		if (strcmp(list->rows[i].path, path) == 0)
			return true;
	}
	return false;
}

static void turn_all_on(void)
{
	struct mount_table table;
	struct swap_list list;

	if (mount_table_read("/etc/fstab", &table) < 0 || swaps_read(&list) < 0)
		die_failure(1);
	for (size_t i = 0; i < table.count; i++) {
		const struct mount_entry *row = &table.rows[i];
		char *path;

		if (strcmp(row->type, "swap") != 0 || strstr(row->options, "noauto"))
			continue;
		path = resolve(row->source);
		if (!is_active(&list, path))
			turn_on(row->source, row->options);
		free(path);
	}
	mount_table_free(&table);
	swaps_free(&list);
}

static int status_of(void)
{
	if (!G.failed)
		return 0;
	if (G.all)
		return G.done ? STATUS_SOME : STATUS_ALL;
	return STATUS_FAILED;
}

static int run_on(int argc, char **argv)
{
	const char *options = G.options ? G.options : "";

	if (G.summary)
		return summarize();
	if (G.show || (argc < 2 && !G.all && !G.tags.count))
		return show();
	if (G.all)
		turn_all_on();
	for (size_t i = 0; i < G.tags.count; i++)
		turn_on(G.tags.items[i], options);
	for (int i = 1; i < argc; i++)
		turn_on(argv[i], options);
	return status_of();
}

static void turn_off(const char *name)
{
	char device[64];

	if (label_is_tag(name)) {
		if (label_find(name, device) < 0) {
			warn("cannot find the device for %s", name);
			G.failed++;
			return;
		}
		name = device;
	}
	if (G.verbose)
		printf("swapoff %s\n", name);
	if (swapoff(name) < 0) {
		if (errno == EPERM)
			die(1, "Not superuser.");
		warn_errno("%s: swapoff failed", name);
		G.failed++;
	} else {
		G.done++;
	}
}

static int run_off(int argc, char **argv)
{
	struct swap_list list;

	if (argc < 2 && !G.all && !G.tags.count)
		usage("bad usage");
	if (G.all) {
		if (swaps_read(&list) < 0)
			die_failure(1);
		for (size_t i = list.count; i-- > 0;)
			turn_off(list.rows[i].path);
		swaps_free(&list);
	}
	for (size_t i = 0; i < G.tags.count; i++)
		turn_off(G.tags.items[i]);
	for (int i = 1; i < argc; i++)
		turn_off(argv[i]);
	return status_of() == STATUS_FAILED ? STATUS_INVALID : status_of();
}

APPLET(swapon, .names = "swapon", .summary = "swap to devices and files, or show to which",
       .operands = "[DEVICE]...", .options = on_options, .run = run_on, .state = &G,
       .state_size = sizeof(G),
       .details = "Columns: NAME TYPE SIZE USED PRIO UUID LABEL.");
APPLET(swapoff, .names = "swapoff", .summary = "swap no longer to devices and files",
       .operands = "DEVICE...", .options = off_options, .run = run_off, .state = &G,
       .state_size = sizeof(G), .usage_status = STATUS_USAGE);
