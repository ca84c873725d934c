/* SPDX-License-Identifier: MIT */
/* One function a column of findmnt(8). */
#include "tools/findmnt_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include "core/error.h"
#include "fs/device_label.h"
#include "fs/label.h"
#include "fs/size_text.h"

struct findmnt_how findmnt_how;

typedef void column_fill(struct buffer *cell, const struct mountinfo *mount);

static void add_text(struct buffer *cell, const char *text)
{
	if (text && *text)
		buffer_text(cell, text);
}

static void add_size(struct buffer *cell, uint64_t bytes)
{
	char text[16];

	if (findmnt_how.bytes || !bytes)
		buffer_format(cell, "%llu", (unsigned long long)bytes);
	else
		buffer_text(cell, size_text(bytes, text));
}

static bool get_status(const struct mountinfo *mount, struct statvfs *status)
{
	return statvfs(mount->target, status) == 0;
}

static void add_available(struct buffer *cell, const struct mountinfo *mount)
{
	struct statvfs status;

	if (get_status(mount, &status))
		add_size(cell, (uint64_t)status.f_frsize * status.f_bavail);
}

static void add_whole_size(struct buffer *cell, const struct mountinfo *mount)
{
	struct statvfs status;

	if (get_status(mount, &status))
		add_size(cell, (uint64_t)status.f_frsize * status.f_blocks);
}

static void add_used(struct buffer *cell, const struct mountinfo *mount)
{
	struct statvfs status;

	if (get_status(mount, &status))
		add_size(cell, (uint64_t)status.f_frsize * (status.f_blocks - status.f_bfree));
}

static void add_used_percent(struct buffer *cell, const struct mountinfo *mount)
{
	struct statvfs status;

	if (!get_status(mount, &status))
		return;
	if (!status.f_blocks)
		buffer_text(cell, "-");
	else
		buffer_format(cell, "%.0f%%", (double)(status.f_blocks - status.f_bfree) /
						      status.f_blocks * 100);
}

static void add_frequency(struct buffer *cell, const struct mountinfo *mount)
{
	if (!mount->id)
		buffer_text(cell, mount->frequency ? mount->frequency : "0");
}

static void add_pass(struct buffer *cell, const struct mountinfo *mount)
{
	if (!mount->id)
		buffer_text(cell, mount->pass ? mount->pass : "0");
}

static void add_root(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->root);
}

static void add_type(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->type);
}

static void add_fs_options(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->fs_options);
}

static void add_vfs_options(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->vfs_options);
}

static void add_options(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->options);
}

static void add_optional(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->optional);
}

static void add_id(struct buffer *cell, const struct mountinfo *mount)
{
	if (mount->id)
		buffer_format(cell, "%d", mount->id);
}

static void add_parent(struct buffer *cell, const struct mountinfo *mount)
{
	if (mount->id)
		buffer_format(cell, "%d", mount->parent);
}

static void add_device(struct buffer *cell, const struct mountinfo *mount)
{
	if (mount->id)
		buffer_format(cell, "%u:%u", major(mount->device), minor(mount->device));
}

static void add_target(struct buffer *cell, const struct mountinfo *mount)
{
	add_text(cell, mount->target);
}

static void add_task(struct buffer *cell, const struct mountinfo *mount)
{
	if (mount->id)
		buffer_format(cell, "%d", findmnt_how.task);
}

static void add_propagation(struct buffer *cell, const struct mountinfo *mount)
{
	const char *optional = mount->optional;

	if (!mount->id)
		return;
	buffer_text(cell, strstr(optional, "shared:") ? "shared" : "private");
	if (strstr(optional, "master:"))
		buffer_text(cell, ",slave");
	if (strstr(optional, "unbindable"))
		buffer_text(cell, ",unbindable");
}

void findmnt_source(const struct mountinfo *mount, struct buffer *cell)
{
	char device[64];

	if (findmnt_how.evaluate && label_is_tag(mount->source)) {
		if (label_find(mount->source, device) == 0)
			buffer_text(cell, device);
		return;
	}
	add_text(cell, mount->source);
}

static void add_source(struct buffer *cell, const struct mountinfo *mount)
{
	findmnt_source(mount, cell);
	/* A bind mount, or a subvolume: which part of the file system it shows. */
	if (mount->root && strcmp(mount->root, "/") != 0 && !findmnt_how.no_root)
		buffer_format(cell, "[%s]", mount->root);
}

static void add_tag(struct buffer *cell, const struct mountinfo *mount, const char *tag)
{
	struct buffer source = { 0 };
	char *value;

	findmnt_source(mount, &source);
	value = source.length ? device_tag(source.data, tag) : NULL;
	add_text(cell, value);
	free(value);
	buffer_free(&source);
}

static void add_label(struct buffer *cell, const struct mountinfo *mount)
{
	add_tag(cell, mount, "LABEL");
}

static void add_uuid(struct buffer *cell, const struct mountinfo *mount)
{
	add_tag(cell, mount, "UUID");
}

static void add_part_label(struct buffer *cell, const struct mountinfo *mount)
{
	add_tag(cell, mount, "PARTLABEL");
}

static void add_part_uuid(struct buffer *cell, const struct mountinfo *mount)
{
	add_tag(cell, mount, "PARTUUID");
}

enum { SIZE = COLUMN_RIGHT | COLUMN_SIZE };

const struct column findmnt_columns[] = {
	{ "AVAIL", SIZE, 5 }, { "FREQ", COLUMN_RIGHT | COLUMN_NUMBER, 1 }, { "FSROOT" },
	{ "FSTYPE" }, { "FS-OPTIONS" }, { "ID", COLUMN_NUMBER, 2 }, { "LABEL" },
	{ "MAJ:MIN", 0, 6 }, { "OPTIONS" }, { "OPT-FIELDS" }, { "PARENT", COLUMN_NUMBER, 2 },
	{ "PARTLABEL" }, { "PARTUUID" }, { "PASSNO", COLUMN_RIGHT | COLUMN_NUMBER, 1 },
	{ "PROPAGATION" }, { "SIZE", SIZE, 5 }, { "SOURCE" }, { "SOURCES", COLUMN_LIST },
	{ "TARGET", COLUMN_TREE }, { "TID", COLUMN_RIGHT | COLUMN_NUMBER }, { "USED", SIZE, 5 },
	{ "USE%", COLUMN_RIGHT, 4 }, { "UUID" }, { "VFS-OPTIONS" },
};

static column_fill *const fills[] = {
	add_available, add_frequency, add_root, add_type, add_fs_options, add_id, add_label,
	add_device, add_options, add_optional, add_parent, add_part_label, add_part_uuid, add_pass,
	add_propagation, add_whole_size, add_source, add_source, add_target, add_task, add_used,
	add_used_percent, add_uuid, add_vfs_options,
};

const size_t findmnt_column_count = ARRAY_SIZE(findmnt_columns);
_Static_assert(ARRAY_SIZE(findmnt_columns) == ARRAY_SIZE(fills), "a function a column");

void findmnt_fill(struct buffer *cell, unsigned column, const void *item)
{
	fills[column](cell, item);
}
