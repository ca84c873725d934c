/* SPDX-License-Identifier: MIT */
/* A row a column of lsblk(8): where in /sys it stands, or the function that finds it. */
#include "tools/lsblk_columns.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include "core/error.h"
#include "core/io.h"
#include "fs/device_label.h"
#include "fs/size_text.h"
#include "tools/lsblk_names.h"

struct lsblk_how lsblk_how;

typedef struct lsblk_item item;
typedef void column_fill(struct buffer *cell, const item *item);

static void add_size(struct buffer *cell, uint64_t bytes)
{
	char text[16];

	if (lsblk_how.bytes)
		buffer_format(cell, "%llu", (unsigned long long)bytes);
	else
		buffer_text(cell, size_text(bytes, text));
}

static void add_whole_size(struct buffer *cell, const item *item)
{
	add_size(cell, item->device->bytes);
}

static void add_name(struct buffer *cell, const item *item)
{
	char name[128];

	lsblk_name(item->device, name, sizeof(name));
	if (lsblk_how.full_paths)
		buffer_text(cell, strcmp(name, item->device->name) ? "/dev/mapper/" : "/dev/");
	buffer_text(cell, name);
}

static void add_kernel_name(struct buffer *cell, const item *item)
{
	buffer_format(cell, "%s%s", lsblk_how.full_paths ? "/dev/" : "", item->device->name);
}

static void add_path(struct buffer *cell, const item *item)
{
	char path[128];

	lsblk_path(item->device, path, sizeof(path));
	buffer_text(cell, path);
}

static void add_parent_name(struct buffer *cell, const item *item)
{
	if (item->above)
		buffer_format(cell, "%s%s", lsblk_how.full_paths ? "/dev/" : "",
			      item->above->name);
}

static void add_number(struct buffer *cell, const item *item)
{
	/* For people the colons stand below each other. */
	buffer_format(cell, lsblk_how.for_people ? "%3u:%-3u" : "%u:%u",
		      major(item->device->device), minor(item->device->device));
	while (cell->data[cell->length - 1] == ' ')
		cell->data[--cell->length] = '\0';
}

static void add_type(struct buffer *cell, const item *item)
{
	char text[32];

	buffer_text(cell, block_type(&lsblk_how.list, item->device, text));
}

static const struct mountinfo *next_mount(const item *item, size_t *left)
{
	while (*left > 0) {
		const struct mountinfo *mount = &lsblk_how.mounts.rows[--*left];

		if (mount->device == item->device->device)
			return mount;
	}
	return NULL;
}

static bool is_swap(const item *item)
{
	char path[128], line[512];
	FILE *file = fopen("/proc/swaps", "re");
	bool found = false;

	snprintf(path, sizeof(path), "/dev/%s ", item->device->name);
	while (file && !found && fgets(line, sizeof(line), file))
		found = text_starts_with(line, path);
	if (file)
		fclose(file);
	return found;
}

static void add_mount_points(struct buffer *cell, const item *item)
{
	const struct mountinfo *mount;

	for (size_t left = lsblk_how.mounts.count; (mount = next_mount(item, &left)) != NULL;)
		buffer_format(cell, "%s%s", cell->length ? "\n" : "", mount->target);
	if (!cell->length && is_swap(item))
		buffer_text(cell, "[SWAP]");
}

static void add_roots(struct buffer *cell, const item *item)
{
	const struct mountinfo *mount;

	for (size_t left = lsblk_how.mounts.count; (mount = next_mount(item, &left)) != NULL;)
		buffer_format(cell, "%s%s", cell->length ? "\n" : "", mount->root);
}

/* The place where the whole of it is mounted, rather than a part. */
static const struct mountinfo *main_mount(const item *item)
{
	const struct mountinfo *mount, *any = NULL;

	for (size_t left = lsblk_how.mounts.count; (mount = next_mount(item, &left)) != NULL;) {
		if (strcmp(mount->root, "/") == 0)
			return mount;
		any = any ? any : mount;
	}
	return any;
}

static void add_mount_point(struct buffer *cell, const item *item)
{
	const struct mountinfo *mount = main_mount(item);

	if (mount)
		buffer_text(cell, mount->target);
	else if (is_swap(item))
		buffer_text(cell, "[SWAP]");
}

static bool get_status(const item *item, struct statvfs *status)
{
	const struct mountinfo *mount = main_mount(item);

	return mount && statvfs(mount->target, status) == 0;
}

static void add_fs_available(struct buffer *cell, const item *item)
{
	struct statvfs status;

	if (get_status(item, &status))
		add_size(cell, (uint64_t)status.f_frsize * status.f_bavail);
}

static void add_fs_size(struct buffer *cell, const item *item)
{
	struct statvfs status;

	if (get_status(item, &status))
		add_size(cell, (uint64_t)status.f_frsize * status.f_blocks);
}

static void add_fs_used(struct buffer *cell, const item *item)
{
	struct statvfs status;

	if (get_status(item, &status))
		add_size(cell, (uint64_t)status.f_frsize * (status.f_blocks - status.f_bfree));
}

static void add_fs_percent(struct buffer *cell, const item *item)
{
	struct statvfs status;

	if (!get_status(item, &status))
		return;
	if (status.f_blocks)
		buffer_format(cell, "%.0f%%", (double)(status.f_blocks - status.f_bfree) /
						      status.f_blocks * 100);
	else
		buffer_text(cell, "-");
}

static bool get_node(const item *item, struct stat *status)
{
	char path[128];

	lsblk_path(item->device, path, sizeof(path));
	return stat(path, status) == 0;
}

static void add_owner(struct buffer *cell, const item *item)
{
	struct stat status;
	struct passwd *user;

	if (!get_node(item, &status))
		return;
	user = getpwuid(status.st_uid);
	if (user)
		buffer_text(cell, user->pw_name);
	else
		buffer_format(cell, "%u", status.st_uid);
}

static void add_group(struct buffer *cell, const item *item)
{
	struct stat status;
	struct group *group;

	if (!get_node(item, &status))
		return;
	group = getgrgid(status.st_gid);
	if (group)
		buffer_text(cell, group->gr_name);
	else
		buffer_format(cell, "%u", status.st_gid);
}

static void add_mode(struct buffer *cell, const item *item)
{
	struct stat status;
	char text[12];

	if (!get_node(item, &status))
		return;
	lsblk_mode(status.st_mode, text);
	buffer_text(cell, text);
}

static void add_transport(struct buffer *cell, const item *item)
{
	buffer_text(cell, lsblk_transport(item->device));
}

static void add_subsystems(struct buffer *cell, const item *item)
{
	lsblk_subsystems(item->device, cell);
}

static void add_hctl(struct buffer *cell, const item *item)
{
	lsblk_hctl(item->device, cell);
}

static void add_hotplug(struct buffer *cell, const item *item)
{
	const char *transport = lsblk_transport(item->device);
	char text[16] = "0";

	block_attribute(&lsblk_how.list, item->device, "removable", text, sizeof(text));
	buffer_text(cell, strcmp(text, "1") == 0 || strcmp(transport, "usb") == 0 ? "1" : "0");
}

/* Where the device cannot discard, the kernel's limit is 0. */
static void add_discard_max(struct buffer *cell, const item *item)
{
	char text[32];

	if (block_attribute(&lsblk_how.list, item->device, "queue/discard_max_bytes", text,
			    sizeof(text)))
		add_size(cell, strtoull(text, NULL, 10));
}

static const struct row {
	struct column column;
	column_fill *fill;	/* else: */
	const char *attribute;	/* in /sys */
	const char *tag;	/* of its contents */
} rows[] = {
	{ { "ALIGNMENT", COLUMN_RIGHT | COLUMN_NUMBER, 6 }, NULL, "alignment_offset", NULL },
	{ { "DISC-ALN", COLUMN_RIGHT | COLUMN_NUMBER, 6 }, NULL, "discard_alignment", NULL },
	{ { "DAX", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "queue/dax", NULL },
	{ { "DISC-GRAN", COLUMN_RIGHT | COLUMN_SIZE, 6 }, NULL,
	  "+queue/discard_granularity", NULL },
	{ { "DISC-MAX", COLUMN_RIGHT | COLUMN_SIZE, 6 }, add_discard_max, NULL, NULL },
	{ { "DISC-ZERO", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "queue/discard_zeroes_data", NULL },
	{ { "FSAVAIL", COLUMN_RIGHT | COLUMN_SIZE, 5 }, add_fs_available, NULL, NULL },
	{ { "FSROOTS", COLUMN_LIST }, add_roots, NULL, NULL },
	{ { "FSSIZE", COLUMN_RIGHT | COLUMN_SIZE, 5 }, add_fs_size, NULL, NULL },
	{ { "FSTYPE" }, NULL, NULL, "TYPE" },
	{ { "FSUSED", COLUMN_RIGHT | COLUMN_SIZE, 5 }, add_fs_used, NULL, NULL },
	{ { "FSUSE%", COLUMN_RIGHT, 3 }, add_fs_percent, NULL, NULL },
	{ { "FSVER" }, NULL, NULL, "VERSION" },
	{ { "GROUP" }, add_group, NULL, NULL },
	{ { "HCTL", 0, 10 }, add_hctl, NULL, NULL },
	{ { "HOTPLUG", COLUMN_RIGHT | COLUMN_BOOL }, add_hotplug, NULL, NULL },
	{ { "KNAME" }, add_kernel_name, NULL, NULL },
	{ { "LABEL" }, NULL, NULL, "LABEL" },
	{ { "LOG-SEC", COLUMN_RIGHT | COLUMN_NUMBER, 7 }, NULL, "queue/logical_block_size", NULL },
	{ { "MAJ:MIN", 0, 6 }, add_number, NULL, NULL },
	{ { "MIN-IO", COLUMN_RIGHT | COLUMN_NUMBER, 6 }, NULL, "queue/minimum_io_size", NULL },
	{ { "MODE" }, add_mode, NULL, NULL },
	{ { "MODEL" }, NULL, "device/model", NULL },
	{ { "NAME", COLUMN_TREE }, add_name, NULL, NULL },
	{ { "OPT-IO", COLUMN_RIGHT | COLUMN_NUMBER, 6 }, NULL, "queue/optimal_io_size", NULL },
	{ { "OWNER" }, add_owner, NULL, NULL },
	{ { "PARTFLAGS" }, NULL, NULL, "PART_ENTRY_FLAGS" },
	{ { "PARTLABEL" }, NULL, NULL, "PART_ENTRY_NAME" },
	{ { "PARTTYPE" }, NULL, NULL, "PART_ENTRY_TYPE" },
	{ { "PARTUUID" }, NULL, NULL, "PART_ENTRY_UUID" },
	{ { "PATH" }, add_path, NULL, NULL },
	{ { "PHY-SEC", COLUMN_RIGHT | COLUMN_NUMBER, 7 }, NULL, "queue/physical_block_size", NULL },
	{ { "PKNAME" }, add_parent_name, NULL, NULL },
	{ { "PTTYPE" }, NULL, NULL, "PTTYPE" },
	{ { "PTUUID" }, NULL, NULL, "PTUUID" },
	{ { "RA", COLUMN_RIGHT | COLUMN_NUMBER }, NULL, "queue/read_ahead_kb", NULL },
	{ { "RAND", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "queue/add_random", NULL },
	{ { "REV" }, NULL, "device/rev", NULL },
	{ { "RM", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "removable", NULL },
	{ { "RO", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "ro", NULL },
	{ { "ROTA", COLUMN_RIGHT | COLUMN_BOOL }, NULL, "queue/rotational", NULL },
	{ { "RQ-SIZE", COLUMN_RIGHT | COLUMN_NUMBER, 5 }, NULL, "queue/nr_requests", NULL },
	{ { "SCHED" }, NULL, "[queue/scheduler", NULL },
	{ { "SERIAL" }, NULL, "device/serial", NULL },
	{ { "SIZE", COLUMN_RIGHT | COLUMN_SIZE, 5 }, add_whole_size, NULL, NULL },
	{ { "START", COLUMN_RIGHT | COLUMN_NUMBER, 5 }, NULL, "start", NULL },
	{ { "STATE" }, NULL, "device/state", NULL },
	{ { "SUBSYSTEMS" }, add_subsystems, NULL, NULL },
	{ { "MOUNTPOINT" }, add_mount_point, NULL, NULL },
	{ { "MOUNTPOINTS", COLUMN_LIST }, add_mount_points, NULL, NULL },
	{ { "TRAN" }, add_transport, NULL, NULL },
	{ { "TYPE" }, add_type, NULL, NULL },
	{ { "UUID" }, NULL, NULL, "UUID" },
	{ { "VENDOR" }, NULL, "device/vendor", NULL },
	{ { "WSAME", COLUMN_RIGHT | COLUMN_SIZE, 6 }, NULL, "+queue/write_same_max_bytes", NULL },
	{ { "WWN" }, NULL, "wwid", NULL },
	{ { "ZONED" }, NULL, "queue/zoned", NULL },
};

/* The value of a file in /sys: a size when its name begins with '+', the chosen word with '['. */
static void add_attribute(struct buffer *cell, const item *item, const char *name)
{
	char text[256], *end;

	if (!block_attribute(&lsblk_how.list, item->device, name + strspn(name, "+["), text,
			     sizeof(text)))
		return;
	if (*name == '+') {
		add_size(cell, strtoull(text, NULL, 10));
		return;
	}
	if (*name == '[') {
		char *chosen = strchr(text, '[');

		end = chosen ? strchr(chosen, ']') : NULL;
		if (end)
			*end = '\0';
		buffer_text(cell, end ? chosen + 1 : text);
		return;
	}
	/* SCSI fills with blanks. */
	for (end = strchr(text, '\0'); end > text && end[-1] == ' '; end--)
		end[-1] = '\0';
	if (*text)
		buffer_text(cell, text);
}

/* One look at a device serves its row's cells. */
static void add_tag(struct buffer *cell, const item *item, const char *name)
{
	static const struct block_device *last;
	static struct tags tags;
	const char *value;
	char path[128];

	if (last != item->device) {
		lsblk_path(item->device, path, sizeof(path));
		if (device_tags(path, 0, &tags) < 0) {
			fail_clear();
			tags.count = 0;
		}
		last = item->device;
	}
	value = tags_get(&tags, name);
	if (value)
		buffer_text(cell, value);
}

void lsblk_fill(struct buffer *cell, unsigned column, const void *data)
{
	const struct row *row = &rows[column];

	if (row->fill)
		row->fill(cell, data);
	else if (row->attribute)
		add_attribute(cell, data, row->attribute);
	else
		add_tag(cell, data, row->tag);
}

const struct column *lsblk_columns(size_t *count)
{
	static struct column columns[ARRAY_SIZE(rows)];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		columns[i] = rows[i].column;
	*count = ARRAY_SIZE(rows);
	return columns;
}
