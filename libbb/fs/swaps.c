/* SPDX-License-Identifier: MIT */
/* The kernel's list of swap areas. */
#include "fs/swaps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

bool swap_area_parse(const char *line, struct swap_area *area)
{
	uint64_t size, used;
	char *to = area->path;

	/* A blank is \040. */
	for (; *line && *line != ' ' && *line != '\t'; line++) {
		if (to == area->path + sizeof(area->path) - 1)
			return false;
		if (line[0] == '\\' && strspn(line + 1, "01234567") >= 3) {
			*to++ = (line[1] - '0') << 6 | (line[2] - '0') << 3 | (line[3] - '0');
			line += 3;
		} else {
			*to++ = *line;
		}
	}
	*to = '\0';
	if (sscanf(line, " %15s %" SCNu64 " %" SCNu64 " %d", area->type, &size, &used,
		   &area->priority) != 4)
		return false;
	area->bytes = size * 1024;
	area->used = used * 1024;
	return true;
}

int swaps_read(struct swap_list *list)
{
	FILE *file = fopen("/proc/swaps", "re");
	char *line = NULL;
	size_t room = 0;

	*list = (struct swap_list){ 0 };
	if (!file)
		return errno == ENOENT ? 0 : fail("/proc/swaps");
	while (getline(&line, &room, file) > 0) {
		list->rows = xrealloc(list->rows, (list->count + 1) * sizeof(*list->rows));
		/* The heading is no row. */
		if (swap_area_parse(line, &list->rows[list->count]))
			list->count++;
	}
	free(line);
	fclose(file);
	return 0;
}

void swaps_free(struct swap_list *list)
{
	free(list->rows);
	*list = (struct swap_list){ 0 };
}
