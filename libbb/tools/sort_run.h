/* SPDX-License-Identifier: MIT */
/* sort(1)'s work: sorting what fits into memory, runs in files when not all does, merging. */
#ifndef TOOLS_SORT_RUN_H
#define TOOLS_SORT_RUN_H

#include <stdio.h>

#include "tools/sort_key.h"

struct sort_job {
	const struct sort_how *how;
	int delimiter;			/* newline or NUL */
	uint64_t memory;		/* bytes to be used, roughly; 0: by what there is */
	uint64_t threads;		/* to sort with */
	uint64_t batch;			/* files to merge at once, two or more */
	const char *folder;		/* of temporary files */
	const char *output;		/* NULL: stdout */
};

/* Sort, or merge what is sorted, to the output. Exits on failure, as sort(1) does. */
void sort_files(const struct sort_job *job, char **names);
void sort_merge_files(const struct sort_job *job, char **names);
/* Is the file in order? Tells of the first line that is not, unless quiet. */
bool sort_is_sorted(const struct sort_job *job, const char *name, bool quiet);

#endif
