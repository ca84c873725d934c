/* SPDX-License-Identifier: MIT */
/* Lists of numbers as cut(1) takes them: "1,3-5,7-". */
#include "core/ranges.h"

#include <ctype.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/text.h"

static int read_number(const char **at, const char *what, uint64_t *number)
{
	const char *start = *at;

	for (*number = 0; isdigit((unsigned char)**at); ++*at) {
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, **at - '0', number))
			return fail_plain("%s number '%s' is too large", what, start);
	}
	return 0;
}

static int by_first(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

static void tidy(struct ranges *ranges)
{
	size_t kept = 0;

	qsort(ranges->items, ranges->count, sizeof(*ranges->items), by_first);
	for (size_t i = 0; i < ranges->count; i++) {
		struct range *last = kept ? &ranges->items[kept - 1] : NULL;

		if (last && ranges->items[i].first <= last->last)
			last->last = MAX(last->last, ranges->items[i].last);
		else
			ranges->items[kept++] = ranges->items[i];
	}
	ranges->count = kept;
}

int ranges_parse(struct ranges *ranges, const char *text, const char *what)
{
	const char *at = text;

	*ranges = (struct ranges){ 0 };
	for (;;) {
		uint64_t first = 1, last;
		bool low = isdigit((unsigned char)*at), dash, high;

		if (low && read_number(&at, what, &first) < 0)
			return -1;
		last = first;
		dash = *at == '-';
		at += dash;
		high = dash && isdigit((unsigned char)*at);
		if (high && read_number(&at, what, &last) < 0)
			return -1;
		if (dash && !high)
			last = UINT64_MAX;
		if (!low && dash && !high)
			return fail_plain("invalid range with no endpoint: -");
		if ((!low && !dash) || (*at && *at != ',' && !isblank((unsigned char)*at)))
			return fail_plain(*text && at[0] ? "invalid %s value '%s'" :
					  "fields are numbered from 1", what, at);
		if (!first || (high && !last))
			return fail_plain("%ss are numbered from 1", what);
		if (last < first)
			return fail_plain("invalid decreasing range");
		ranges->items = xrealloc(ranges->items,
					 (ranges->count + 1) * sizeof(*ranges->items));
		ranges->items[ranges->count++] = (struct range){ first, last };
		if (!*at++)
			break;
	}
	tidy(ranges);
	return 0;
}

void ranges_complement(struct ranges *ranges)
{
	struct ranges result = { xcalloc(ranges->count + 1, sizeof(*result.items)), 0 };
	uint64_t next = 1;

	for (size_t i = 0; i < ranges->count; i++) {
		if (ranges->items[i].first > next)
			result.items[result.count++] =
				(struct range){ next, ranges->items[i].first - 1 };
		next = ranges->items[i].last + 1;
		if (!next)
			break;
	}
	if (next)
		result.items[result.count++] = (struct range){ next, UINT64_MAX };
	free(ranges->items);
	*ranges = result;
}

bool ranges_hold(const struct ranges *ranges, uint64_t number)
{
	for (size_t i = 0; i < ranges->count && ranges->items[i].first <= number; i++)
		if (number <= ranges->items[i].last)
			return true;
	return false;
}
