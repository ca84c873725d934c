/* SPDX-License-Identifier: MIT */
/* losetup -l: columns as rows of a table. */
#include "fs/loopdev_list.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

static void add_name(struct buffer *cell, const struct loopdev *device)
{
	buffer_text(cell, device->device);
}

static void add_size_limit(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%" PRIu64, device->size_limit);
}

static void add_offset(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%" PRIu64, device->offset);
}

static void add_autoclear(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%d", device->autoclear);
}

static void add_read_only(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%d", device->read_only);
}

static void add_file(struct buffer *cell, const struct loopdev *device)
{
	buffer_text(cell, device->file);
}

static void add_direct_io(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%d", device->direct_io);
}

static void add_sector(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%u", device->sector);
}

static void add_partscan(struct buffer *cell, const struct loopdev *device)
{
	buffer_format(cell, "%d", device->partscan);
}

static const struct column {
	const char *name;
	bool right;
	void (*add)(struct buffer *cell, const struct loopdev *device);
} columns[] = {
	{ "NAME", false, add_name },
	{ "SIZELIMIT", true, add_size_limit },
	{ "OFFSET", true, add_offset },
	{ "AUTOCLEAR", true, add_autoclear },
	{ "RO", true, add_read_only },
	{ "BACK-FILE", false, add_file },
	{ "DIO", true, add_direct_io },
	{ "LOG-SEC", true, add_sector },
	{ "PARTSCAN", true, add_partscan },
};

enum { USUAL = 8 };	/* the first so many are shown unless asked */

static int find_column(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (strlen(columns[i].name) == length &&
		    strncasecmp(columns[i].name, name, length) == 0)
			return i;
	}
	return fail_plain("unknown column: %.*s", (int)length, name);
}

int loopdev_table_columns(struct loopdev_table *table, const char *names)
{
	while (*names && table->count < LOOPDEV_COLUMNS) {
		size_t length = strcspn(names, ",");
		int column = find_column(names, length);

		if (column < 0)
			return -1;
		table->columns[table->count++] = column;
		names += length + (names[length] == ',');
	}
	return *names ? fail_plain("too many columns") : 0;
}

void loopdev_table_add(struct loopdev_table *table, const struct loopdev *device)
{
	if (table->count == 0) {
		for (; table->count < USUAL; table->count++)
			table->columns[table->count] = table->count;
	}
	table->cells = xrealloc(table->cells,
				(table->rows + 1) * table->count * sizeof(*table->cells));
	for (unsigned i = 0; i < table->count; i++) {
		struct buffer *cell = &table->cells[table->rows * table->count + i];

		*cell = (struct buffer){ 0 };
		columns[table->columns[i]].add(cell, device);
	}
	table->rows++;
}

static void print_cell(const struct loopdev_table *table, unsigned i, const char *text, int width)
{
	bool right = columns[table->columns[i]].right, last = i + 1 == table->count;

	printf("%*s%s", right ? width : last ? 0 : -width, text, last ? "\n" : " ");
}

void loopdev_table_print(const struct loopdev_table *table, bool heading)
{
	int widths[LOOPDEV_COLUMNS] = { 0 };

	for (unsigned i = 0; i < table->count; i++) {
		/* As wide as with a heading: what reads the table sees one form of it. */
		widths[i] = strlen(columns[table->columns[i]].name);
		for (size_t row = 0; row < table->rows; row++)
			widths[i] = MAX(widths[i],
					(int)table->cells[row * table->count + i].length);
	}
	for (unsigned i = 0; heading && i < table->count; i++)
		print_cell(table, i, columns[table->columns[i]].name, widths[i]);
	for (size_t cell = 0; cell < table->rows * table->count; cell++)
		print_cell(table, cell % table->count, table->cells[cell].data ?: "",
			   widths[cell % table->count]);
}

void loopdev_table_free(struct loopdev_table *table)
{
	for (size_t cell = 0; cell < table->rows * table->count; cell++)
		buffer_free(&table->cells[cell]);
	free(table->cells);
	*table = (struct loopdev_table){ 0 };
}

bool loopdev_is_of(const struct loopdev *device, const char *file)
{
	struct loop_info64 info;
	struct stat status;
	bool same = false;
	int fd;

	if (strcmp(device->file, file) == 0)
		return true;
	if (stat(file, &status) < 0)
		return false;
	fd = open(device->device, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (ioctl(fd, LOOP_GET_STATUS64, &info) == 0)
		same = info.lo_inode == status.st_ino && info.lo_device == status.st_dev;
	close(fd);
	return same;
}
