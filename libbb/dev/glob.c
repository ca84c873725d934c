/* SPDX-License-Identifier: MIT */
/*
 * Alias patterns, as fnmatch(3) without flags reads them. Our own, as fnmatch needs terminated
 * text, takes time exponential in the stars of a hostile pattern, and knows no '-' that is '_'.
 */
#include "dev/depmod.h"

static char plain(char c)
{
	return c == '-' ? '_' : c;
}

/* Match one character against the set at pattern[*at] == '['; *at moves behind the set. */
static bool in_set(struct slice pattern, size_t *at, char c)
{
	size_t i = *at + 1, first;
	bool inverse = i < pattern.length && (pattern.data[i] == '!' || pattern.data[i] == '^');
	bool found = false;
	unsigned char wanted = c, low, high;

	i += inverse;
	for (first = i; i < pattern.length; i++) {
		if (pattern.data[i] == ']' && i > first) {
			*at = i + 1;
			return found != inverse;
		}
		low = high = pattern.data[i];
		if (i + 2 < pattern.length && pattern.data[i + 1] == '-' &&
		    pattern.data[i + 2] != ']') {
			high = pattern.data[i + 2];
			i += 2;
		}
		found |= wanted >= low && wanted <= high;
	}
	/* Never closed: an ordinary '['. */
	++*at;
	return c == '[';
}

/* Match one character at pattern[*at], which is not '*'; *at moves on when it does. */
static bool match_one(struct slice pattern, size_t *at, char c)
{
	size_t next = *at;
	bool same;

	switch (pattern.data[next]) {
	case '?':
		next++;
		same = true;
		break;
	case '[':
		same = in_set(pattern, &next, c);
		break;
	case '\\':
		if (next + 1 < pattern.length)
			next++;
		/* fall through */
	default:
		same = plain(pattern.data[next++]) == plain(c);
	}
	if (same)
		*at = next;
	return same;
}

bool module_glob(struct slice pattern, struct slice text)
{
	size_t at = 0, i = 0, star_at = 0, star_i = 0;
	bool star = false;

	while (i < text.length) {
		if (at < pattern.length && pattern.data[at] == '*') {
			star = true;
			star_at = ++at;
			star_i = i;
			if (at == pattern.length)
				return true;
		} else if (at < pattern.length && match_one(pattern, &at, text.data[i])) {
			i++;
		} else if (star) {
			/* The last star takes one more; those before need no second look. */
			at = star_at;
			i = ++star_i;
		} else {
			return false;
		}
	}
	while (at < pattern.length && pattern.data[at] == '*')
		at++;
	return at == pattern.length;
}
