/* SPDX-License-Identifier: MIT */
/* sort(1)'s sorting in memory. */
#ifndef TOOLS_SORT_LINES_H
#define TOOLS_SORT_LINES_H

#include "tools/sort_key.h"

/* Stable; with more threads than one when there is enough to do. */
void sort_lines(const struct sort_how *how, struct sort_line *lines, size_t count,
		uint64_t threads);

#endif
