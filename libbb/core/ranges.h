/* SPDX-License-Identifier: MIT */
/* Lists of numbers as cut(1) takes them: "1,3-5,7-". */
#ifndef CORE_RANGES_H
#define CORE_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranges {
	struct range {
		uint64_t first, last;
	} *items;	/* in order, not touching */
	size_t count;
};

/* what: "field", "byte" and so on, for messages. Fails on what is no such list. */
int ranges_parse(struct ranges *ranges, const char *text, const char *what);
/* All that is not in it, from 1 on. */
void ranges_complement(struct ranges *ranges);
bool ranges_hold(const struct ranges *ranges, uint64_t number);

#endif
