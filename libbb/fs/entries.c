/* SPDX-License-Identifier: MIT */
/* The names in a folder, read at once by getdents64(2), so that no descriptor stays busy. */
#include "fs/entries.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/text.h"

/* getdents64(2) */
struct record {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
} __attribute__((packed));

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

int entries_read(int fd, struct entries *entries)
{
	static char chunk[1 << 16];
	struct buffer names = { 0 };
	size_t room = 0, at = 0;
	long count;

	*entries = (struct entries){ 0 };
	while ((count = syscall(SYS_getdents64, fd, chunk, sizeof(chunk))) > 0) {
		for (char *next = chunk; next < chunk + count;) {
			struct record *record = (struct record *)next;

			next += record->length;
			if (is_dots(record->name))
				continue;
			if (entries->count == room) {
				room = room ? room * 2 : 32;
				entries->items = xrealloc(entries->items,
							  room * sizeof(*entries->items));
			}
			entries->items[entries->count++] = (struct entries_item){
				.inode = record->inode, .type = record->type };
			buffer_add(&names, record->name, strlen(record->name) + 1);
		}
	}
	entries->names = names.data;
	/* The names move while they grow: they are told apart afterwards. */
	for (size_t i = 0; i < entries->count; i++) {
		entries->items[i].name = names.data + at;
		at += strlen(names.data + at) + 1;
	}
	if (count < 0)
		entries_free(entries);
	return count;
}

void entries_free(struct entries *entries)
{
	free(entries->items);
	free(entries->names);
	*entries = (struct entries){ 0 };
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entries_item *)a)->name,
		      ((const struct entries_item *)b)->name);
}

void entries_sort(struct entries *entries)
{
	if (entries->count)
		qsort(entries->items, entries->count, sizeof(*entries->items), by_name);
}
