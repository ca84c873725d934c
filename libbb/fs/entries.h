/* SPDX-License-Identifier: MIT */
/* The names in a folder, read at once by getdents64(2), so that no descriptor stays busy. */
#ifndef FS_ENTRIES_H
#define FS_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

struct entries {
	struct entries_item {
		const char *name;	/* within names */
		uint64_t inode;
		unsigned char type;	/* DT_REG and so on, DT_UNKNOWN where it is hidden */
	} *items;
	size_t count;
	char *names;
};

/* All but "." and "..", in the folder's order. Fails with errno alone; then nothing is to free. */
int entries_read(int fd, struct entries *entries);
void entries_free(struct entries *entries);

/* By bytes of the name. */
void entries_sort(struct entries *entries);

#endif
