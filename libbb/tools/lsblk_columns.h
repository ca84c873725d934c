/* SPDX-License-Identifier: MIT */
/* The columns of lsblk(8). */
#ifndef TOOLS_LSBLK_COLUMNS_H
#define TOOLS_LSBLK_COLUMNS_H

#include "fs/block.h"
#include "fs/mountinfo.h"
#include "term/table.h"

const struct column *lsblk_columns(size_t *count);

/* What the cells are made of; set before the first. */
extern struct lsblk_how {
	bool bytes, full_paths, for_people;
	struct block_list list;
	struct mountinfo_table mounts;
} lsblk_how;

/* One device, and the one above it in the tree. */
struct lsblk_item {
	const struct block_device *device, *above;
};

/* struct table's fill, for a struct lsblk_item. */
void lsblk_fill(struct buffer *cell, unsigned column, const void *item);

#endif
