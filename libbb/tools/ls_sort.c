/* SPDX-License-Identifier: MIT */
/* The order ls shows files in. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "core/version.h"
#include "tools/ls.h"

static const struct ls_how *order;
static bool aligned;		/* unquoted names are moved by a blank */

static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot : "";
}

static bool leads_to_folder(const struct ls_file *file)
{
	return file->type == DT_DIR || (file->type == DT_LNK && S_ISDIR(file->link_mode));
}

static int compare_times(struct timespec a, struct timespec b)
{
	if (a.tv_sec != b.tv_sec)
		return a.tv_sec < b.tv_sec ? 1 : -1;
	return (a.tv_nsec < b.tv_nsec) - (a.tv_nsec > b.tv_nsec);
}

static int compare(const void *left, const void *right)
{
	const struct ls_file *a = left, *b = right;
	int result = 0;

	if (order->folders_first && leads_to_folder(a) != leads_to_folder(b))
		return leads_to_folder(a) ? -1 : 1;
	switch (order->sort) {
	case LS_SORT_SIZE:
		result = (a->status.st_size < b->status.st_size) -
			 (a->status.st_size > b->status.st_size);
		break;
	case LS_SORT_TIME:
		result = compare_times(ls_time_of(a, order), ls_time_of(b, order));
		break;
	case LS_SORT_EXTENSION:
		result = strcmp(extension(a->name), extension(b->name));
		break;
	case LS_SORT_VERSION:
		result = version_compare(a->name, b->name);
		break;
	case LS_SORT_WIDTH:
		result = (int)(a->columns + (aligned && !a->quoted)) -
			 (int)(b->columns + (aligned && !b->quoted));
		break;
	default:
		break;
	}
	if (!result)
		result = strcmp(a->name, b->name);
	return order->reverse ? -result : result;
}

void ls_sort_files(struct ls_list *list, const struct ls_how *how)
{
	order = how;
	aligned = list->any_quoted && ls_aligns_quotes(how);
	if (how->sort != LS_SORT_NONE && list->count)
		qsort(list->files, list->count, sizeof(*list->files), compare);
}
