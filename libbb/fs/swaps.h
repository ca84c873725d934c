/* SPDX-License-Identifier: MIT */
/* /proc/swaps (proc(5)): what is swapped to. */
#ifndef FS_SWAPS_H
#define FS_SWAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct swap_area {
	char path[4096], type[16];
	uint64_t bytes, used;
	int priority;
};

struct swap_list {
	struct swap_area *rows;
	size_t count;
};

/* One line of it; false when it is none. Pure. */
bool swap_area_parse(const char *line, struct swap_area *area);

/* A kernel without swap has no areas. To be freed. */
int swaps_read(struct swap_list *list);
void swaps_free(struct swap_list *list);

#endif
