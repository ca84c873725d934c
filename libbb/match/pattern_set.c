/* SPDX-License-Identifier: MIT */
/* Sets of characters: ranges, POSIX's classes, case. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "match/pattern_parts.h"

/* Beyond these planes the C library knows the ideographs of planes 2 and 3 alone. */
enum { PLANES = 0x20000, IDEOGRAPHS_END = 0x3fffd };

void set_add(struct set *set, uint32_t first, uint32_t last)
{
	/* Most come in order: put them together at once. */
	if (set->count && set->ranges[set->count - 1].last + 1 == first) {
		set->ranges[set->count - 1].last = last;
		return;
	}
	if (set->count % 16 == 0)
		set->ranges = xrealloc(set->ranges, (set->count + 16) * sizeof(*set->ranges));
	set->ranges[set->count++] = (struct set_range){ first, last };
}

static int by_first(const void *a, const void *b)
{
	const struct set_range *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

void set_finish(struct set *set, bool negate, uint32_t most)
{
	struct set result = { 0 };
	uint32_t next = 0;

	if (set->count)
		qsort(set->ranges, set->count, sizeof(*set->ranges), by_first);
	for (size_t i = 0; i < set->count; i++) {
		struct set_range range = set->ranges[i];

		if (negate) {
			if (range.first > next)
				set_add(&result, next, range.first - 1);
		} else if (result.count &&
			   range.first <= result.ranges[result.count - 1].last + 1) {
			struct set_range *last = &result.ranges[result.count - 1];

			last->last = MAX(last->last, range.last);
		} else {
			set_add(&result, range.first, range.last);
		}
		next = MAX(next, range.last + 1);
	}
	if (negate && next <= most)
		set_add(&result, next, most);
	free(set->ranges);
	*set = result;
}

static bool is_in_class(wctype_t type, const char *name, uint32_t c, bool utf8)
{
	if (utf8)
		return iswctype(c, type);
	/* Bytes beyond ASCII are in no class. */
	return c < 0x80 && iswctype(c, type) && name;
}

bool set_add_class(struct set *set, const char *name, size_t length, bool utf8)
{
	char copy[16];
	wctype_t type;
	uint32_t limit = utf8 ? PLANES : 0x80;

	if (length >= sizeof(copy))
		return false;
	text_copy(copy, length + 1, name);
	type = wctype(copy);
	if (!type)
		return false;
	for (uint32_t c = 0; c < limit; c++) {
		uint32_t first = c;

		while (c < limit && is_in_class(type, copy, c, utf8))
			c++;
		if (c > first)
			set_add(set, first, c - 1);
	}
	if (utf8 && iswctype(PLANES, type))
		set_add(set, PLANES, IDEOGRAPHS_END);
	return true;
}

void set_fold(struct set *set, bool utf8)
{
	size_t count = set->count;

	for (size_t i = 0; i < count; i++) {
		struct set_range range = set->ranges[i];

		/* A large range holds both cases of nearly all it has. */
		for (uint32_t c = range.first; c <= MIN(range.last, range.first + 0x3000); c++) {
			uint32_t other = utf8 ? (uint32_t)towlower(c) :
				       c < 0x80 ? (uint32_t)tolower(c) : c;

			if (other != c)
				set_add(set, other, other);
			other = utf8 ? (uint32_t)towupper(c) : c < 0x80 ? (uint32_t)toupper(c) : c;
			if (other != c)
				set_add(set, other, other);
		}
	}
}
