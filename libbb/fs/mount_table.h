/* SPDX-License-Identifier: MIT */
/* fstab(5) and /proc/self/mounts, proc_pid_mounts(5). */
#ifndef FS_MOUNT_TABLE_H
#define FS_MOUNT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* A row, escapes undone; the strings point into its line. options may be "". */
struct mount_entry {
	char *source, *target, *type, *options;
};

struct mount_table {
	struct mount_entry *rows;
	size_t count;
	char *text;
};

/* Take a line apart in place. False for comments and what is no entry. */
bool mount_entry_parse(char *line, struct mount_entry *entry);

/* Read a whole table. To be freed. */
int mount_table_read(const char *path, struct mount_table *table);
void mount_table_free(struct mount_table *table);

/* Whether a type is in the list of mount -t: "ext4,xfs", or "nosysfs,proc" for all but these. */
bool mount_type_matches(const char *type, const char *list);

#endif
