/* SPDX-License-Identifier: MIT */
/* The columns of findmnt(8). */
#ifndef TOOLS_FINDMNT_COLUMNS_H
#define TOOLS_FINDMNT_COLUMNS_H

#include "fs/mountinfo.h"
#include "term/table.h"

extern const struct column findmnt_columns[];
extern const size_t findmnt_column_count;

/* How cells are shown; set before the first. */
struct findmnt_how {
	bool bytes, no_root, evaluate, all_vfs;
	int task;	/* whose mounts they are */
};
extern struct findmnt_how findmnt_how;

/* struct table's fill, for a struct mountinfo. */
void findmnt_fill(struct buffer *cell, unsigned column, const void *item);

/* Where the source really is: a tag's device. Appended; the source itself when it is no tag. */
void findmnt_source(const struct mountinfo *mount, struct buffer *cell);

#endif
