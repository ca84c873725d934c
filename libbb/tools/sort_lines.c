/* SPDX-License-Identifier: MIT */
/* sort(1)'s sorting in memory: runs of a few lines by insertion, then merged. That is stable, and
 * quick on what is sorted already. Halves are independent, so threads may take one each. */
#include "tools/sort_lines.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

enum { SMALL = 12, WORTH_A_THREAD = 50000 };

struct slice {
	const struct sort_how *how;
	struct sort_line *lines, *spare;	/* spare: half as many */
	size_t count;
	uint64_t threads;
};

static void insertion(const struct slice *slice)
{
	struct sort_line *lines = slice->lines;

	for (size_t i = 1; i < slice->count; i++) {
		struct sort_line line = lines[i];
		size_t at = i;

		for (; at && sort_compare(slice->how, &lines[at - 1], &line) > 0; at--)
			lines[at] = lines[at - 1];
		lines[at] = line;
	}
}

static void merge_halves(const struct slice *slice, size_t middle)
{
	struct sort_line *lines = slice->lines, *spare = slice->spare;
	size_t i = 0, j = middle, at = 0;

	if (sort_compare(slice->how, &lines[middle - 1], &lines[middle]) <= 0)
		return;
	memcpy(spare, lines, middle * sizeof(*lines));
	while (i < middle && j < slice->count)
		lines[at++] = sort_compare(slice->how, &spare[i], &lines[j]) <= 0 ? spare[i++]
										  : lines[j++];
	memcpy(lines + at, spare + i, (middle - i) * sizeof(*lines));
}

static void sort_slice(const struct slice *slice);

static void *sort_beside(void *slice)
{
	sort_slice(slice);
	return NULL;
}

static void sort_slice(const struct slice *slice)
{
	size_t middle = slice->count / 2;
	struct slice left = *slice, right = *slice;
	pthread_t thread;
	bool apart;

	if (slice->count <= SMALL) {
		insertion(slice);
		return;
	}
	left.count = middle;
	left.threads = slice->threads / 2;
	right.lines += middle;
	right.spare += middle / 2;
	right.count -= middle;
	right.threads -= left.threads;
	apart = slice->threads > 1 && slice->count > WORTH_A_THREAD &&
		pthread_create(&thread, NULL, sort_beside, &left) == 0;
	sort_slice(&right);
	if (apart)
		pthread_join(thread, NULL);
	else
		sort_slice(&left);
	merge_halves(slice, middle);
}

void sort_lines(const struct sort_how *how, struct sort_line *lines, size_t count,
		uint64_t threads)
{
	struct slice slice = { how, lines, xmalloc((count / 2 + 1) * sizeof(*lines)), count,
			       threads };

	sort_slice(&slice);
	free(slice.spare);
}
