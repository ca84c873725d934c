/* SPDX-License-Identifier: MIT */
/* Which files were met before, by device and inode: an open hash table. */
#include "fs/seen.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/text.h"

static struct seen_file *slot_of(struct seen_file *files, size_t room, dev_t device, ino_t inode)
{
	uint64_t hash = (inode ^ device << 40) * 0x9e3779b97f4a7c15;
	size_t at = hash >> 32 & (room - 1);

	while (files[at].used && (files[at].inode != inode || files[at].device != device))
		at = (at + 1) & (room - 1);
	return &files[at];
}

static void grow(struct seen *seen)
{
	size_t room = seen->room ? seen->room * 2 : 64;
	struct seen_file *files = xcalloc(room, sizeof(*files));

	for (size_t i = 0; i < seen->room; i++) {
		struct seen_file *old = &seen->files[i];

		if (old->used)
			*slot_of(files, room, old->device, old->inode) = *old;
	}
	free(seen->files);
	seen->files = files;
	seen->room = room;
}

const struct seen_file *seen_find(const struct seen *seen, const struct stat *status)
{
	struct seen_file *slot;

	if (!seen->room)
		return NULL;
	slot = slot_of(seen->files, seen->room, status->st_dev, status->st_ino);
	return slot->used ? slot : NULL;
}

const struct seen_file *seen_or_add(struct seen *seen, const struct stat *status,
				    const char *name)
{
	struct seen_file *slot;

	if (seen->count * 2 >= seen->room)
		grow(seen);
	slot = slot_of(seen->files, seen->room, status->st_dev, status->st_ino);
	if (slot->used)
		return slot;
	*slot = (struct seen_file){ status->st_dev, status->st_ino,
				    name ? xstrdup(name) : NULL, true };
	seen->count++;
	return NULL;
}

void seen_free(struct seen *seen)
{
	for (size_t i = 0; i < seen->room; i++)
		free(seen->files[i].name);
	free(seen->files);
	*seen = (struct seen){ 0 };
}
