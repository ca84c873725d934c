/* SPDX-License-Identifier: MIT */
/*
 * Names with numbers in them, compared as ls -v and sort -V do (coreutils manual, "Version sort
 * ordering"): Debian's rules, with ~ before the end, and file name extensions last.
 */
#include "core/version.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Length of the name without its extensions, (\.[A-Za-z~][A-Za-z0-9~]*)*$, but not all of it. */
static size_t base_length(const char *name)
{
	size_t base = 0;

	for (size_t at = 0;; base = ++at) {
		while (name[at] == '.' &&
		       (isalpha((unsigned char)name[at + 1]) || name[at + 1] == '~')) {
			at += 2;
			while (isalnum((unsigned char)name[at]) || name[at] == '~')
				at++;
		}
		if (!name[at])
			return base;
	}
}

static int rank(char c)
{
	if (isdigit((unsigned char)c))
		return 0;
	if (isalpha((unsigned char)c))
		return (unsigned char)c;
	if (c == '~')
		return -2;
	return (unsigned char)c + 256;
}

static int compare_parts(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t i = 0, j = 0;

	while (i < a_length || j < b_length) {
		int first = 0;

		while ((i < a_length && !isdigit((unsigned char)a[i])) ||
		       (j < b_length && !isdigit((unsigned char)b[j]))) {
			int left = i < a_length ? rank(a[i]) : -1;
			int right = j < b_length ? rank(b[j]) : -1;

			if (left != right)
				return left - right;
			i++;
			j++;
		}
		while (i < a_length && a[i] == '0')
			i++;
		while (j < b_length && b[j] == '0')
			j++;
		while (i < a_length && j < b_length && isdigit((unsigned char)a[i]) &&
		       isdigit((unsigned char)b[j])) {
			if (!first)
				first = a[i] - b[j];
			i++;
			j++;
		}
		if (i < a_length && isdigit((unsigned char)a[i]))
			return 1;
		if (j < b_length && isdigit((unsigned char)b[j]))
			return -1;
		if (first)
			return first;
	}
	return 0;
}

int version_compare(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b), a_base, b_base;
	int result;

	if (strcmp(a, b) == 0)
		return 0;
	if (!a_length || !b_length)
		return a_length ? 1 : -1;
	/* ".", ".." and hidden names come first. */
	if ((a[0] == '.') != (b[0] == '.'))
		return a[0] == '.' ? -1 : 1;
	if (a[0] == '.') {
		if (strcmp(a, ".") == 0 || strcmp(b, ".") == 0)
			return strcmp(a, ".") == 0 ? -1 : 1;
		if (strcmp(a, "..") == 0 || strcmp(b, "..") == 0)
			return strcmp(a, "..") == 0 ? -1 : 1;
	}
	a_base = base_length(a);
	b_base = base_length(b);
	result = compare_parts(a, a_base, b, b_base);
	return result ? result : compare_parts(a, a_length, b, b_length);
}
