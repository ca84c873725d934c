/* SPDX-License-Identifier: MIT */
/* /proc/self/mountinfo (proc(5)): mounts with their tree; fstab(5) in the same form. */
#ifndef FS_MOUNTINFO_H
#define FS_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The strings point into the table's text; escapes are undone. */
struct mountinfo {
	int id, parent;
	dev_t device;
	char *root, *target, *vfs_options, *optional, *type, *source, *fs_options;
	char *options;		/* the two kinds together, as /proc/self/mounts has them */
	char *frequency, *pass;	/* of fstab alone */
};

struct mountinfo_table {
	struct mountinfo *rows;
	size_t count;
	char *text;
};

/* Take a line apart in place; false when it is none. options stays NULL. Pure. */
bool mountinfo_parse(char *line, struct mountinfo *mount);

int mountinfo_read(const char *path, struct mountinfo_table *table);
int mountinfo_read_fstab(const char *path, struct mountinfo_table *table);
void mountinfo_free(struct mountinfo_table *table);

/* The mount a path is on: of those mounted there the last, or NULL. */
const struct mountinfo *mountinfo_of(const struct mountinfo_table *table, const char *path);

/* Neither on a disk nor on the network: proc, sysfs, tmpfs, cgroup... */
bool mountinfo_is_pseudo(const struct mountinfo *mount);
/* By the network. */
bool mountinfo_is_net(const struct mountinfo *mount);

/* Whether a list of options has each of the pattern's: "ro,noexec"; "noX" is without X. */
bool mountinfo_has_options(const char *options, const char *pattern);

#endif
