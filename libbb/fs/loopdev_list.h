/* SPDX-License-Identifier: MIT */
/* The table losetup(8) prints of loop devices. */
#ifndef FS_LOOPDEV_LIST_H
#define FS_LOOPDEV_LIST_H

#include "core/text.h"
#include "fs/loopdev.h"

enum { LOOPDEV_COLUMNS = 16 };

/* Zero-initialised is losetup's own choice of columns, and no rows. */
struct loopdev_table {
	unsigned columns[LOOPDEV_COLUMNS], count;
	struct buffer *cells;	/* count a row */
	size_t rows;
};

/* Choose columns: "NAME,BACK-FILE". */
int loopdev_table_columns(struct loopdev_table *table, const char *names);

void loopdev_table_add(struct loopdev_table *table, const struct loopdev *device);
void loopdev_table_print(const struct loopdev_table *table, bool heading);
void loopdev_table_free(struct loopdev_table *table);

/* Whether the device is attached to this file, under whatever name. */
bool loopdev_is_of(const struct loopdev *device, const char *file);

#endif
