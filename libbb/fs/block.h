/* SPDX-License-Identifier: MIT */
/* Block devices as /sys/block has them: disks, their partitions, and what is made of them. */
#ifndef FS_BLOCK_H
#define FS_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct block_device {
	char name[64];		/* the kernel's */
	char folder[160];	/* in /sys */
	dev_t device;
	uint64_t bytes;
	unsigned partition;	/* its number, 0: none */
	int disk;		/* of a partition: the disk's place in the list, else -1 */
};

struct block_list {
	struct block_device *rows;
	size_t count;
};

/* All of them in order of their numbers. To be freed. */
int block_list_read(struct block_list *list);
void block_list_free(struct block_list *list);

/* The place of a name or a device number; -1 when it is not there. */
int block_find(const struct block_list *list, const char *name);
int block_find_device(const struct block_list *list, dev_t device);

/* Partitions and devices made of this one (of which it is made, when below is false). */
size_t block_related(const struct block_list *list, size_t number, bool below, int *places,
		     size_t room);

/* "queue/rotational" and the like, of the disk where a partition has none; false when not there. */
bool block_attribute(const struct block_list *list, const struct block_device *device,
		     const char *name, char *text, size_t size);

/* "disk", "part", "loop", "rom", "lvm", "crypt", "raid1"... Returns text. */
const char *block_type(const struct block_list *list, const struct block_device *device,
		       char text[32]);

#endif
