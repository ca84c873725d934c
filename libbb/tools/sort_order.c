/* SPDX-License-Identifier: MIT */
/* sort(1)'s orders: two lines, or the parts of them that are keys, compared. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "core/version.h"
#include "tools/sort_key.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* A decimal number as texts: sign, digits before and behind the point. */
struct digits {
	bool negative;
	const char *whole, *fraction, *end;
	size_t whole_length, fraction_length;
};

static struct digits read_digits(struct sort_part part)
{
	struct digits digits = { 0 };
	const char *at = part.at, *end = at + part.length;

	while (at < end && is_blank(*at))
		at++;
	digits.negative = at < end && *at == '-';
	at += digits.negative;
	while (at < end && *at == '0')
		at++;
	digits.whole = at;
	while (at < end && isdigit((unsigned char)*at))
		at++;
	digits.whole_length = at - digits.whole;
	if (at < end && *at == '.') {
		digits.fraction = ++at;
		while (at < end && isdigit((unsigned char)*at))
			at++;
		digits.fraction_length = at - digits.fraction;
		while (digits.fraction_length && digits.fraction[digits.fraction_length - 1] == '0')
			digits.fraction_length--;
	}
	digits.end = at;
	/* No zero below zero. */
	if (!digits.whole_length && !digits.fraction_length)
		digits.negative = false;
	return digits;
}

static int compare_digits(const struct digits *a, const struct digits *b)
{
	size_t common = MIN(a->fraction_length, b->fraction_length);
	int result;

	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	if (a->whole_length != b->whole_length)
		result = a->whole_length < b->whole_length ? -1 : 1;
	else
		result = memcmp(a->whole, b->whole, a->whole_length);
	if (!result && common)
		result = memcmp(a->fraction, b->fraction, common);
	if (!result)
		result = (a->fraction_length > b->fraction_length) -
			 (a->fraction_length < b->fraction_length);
	return a->negative ? -result : result;
}

static int compare_numbers(struct sort_part a, struct sort_part b)
{
	struct digits x = read_digits(a), y = read_digits(b);

	return compare_digits(&x, &y);
}

/* K, M, G ... behind a number; below zero they count the other way. */
static int unit_of(struct sort_part part, const struct digits *digits)
{
	static const char units[] = "KMGTPEZY";
	const char *end = part.at + part.length, *found;
	char c = digits->end < end ? *digits->end : 0;

	if (!digits->whole_length && !digits->fraction_length)
		return 0;
	found = c ? strchr(units, c == 'k' ? 'K' : c) : NULL;
	if (!found)
		return 0;
	return digits->negative ? -(int)(found - units + 1) : (int)(found - units + 1);
}

static int compare_human(struct sort_part a, struct sort_part b)
{
	struct digits x = read_digits(a), y = read_digits(b);
	int difference = unit_of(a, &x) - unit_of(b, &y);

	return difference ? difference : compare_digits(&x, &y);
}

/* What is no number comes first, then what is no number by name, then the numbers. */
static int compare_general(struct sort_part a, struct sort_part b)
{
	char kept_a = a.at[a.length], kept_b = b.at[b.length], *end_a, *end_b;
	long double x, y;

	a.at[a.length] = '\0';
	x = strtold(a.at, &end_a);
	a.at[a.length] = kept_a;
	b.at[b.length] = '\0';
	y = strtold(b.at, &end_b);
	b.at[b.length] = kept_b;
	if (end_a == a.at || end_b == b.at)
		return (end_b == b.at) - (end_a == a.at) ? (end_a == a.at ? -1 : 1) : 0;
	if (isnan(x) || isnan(y))
		return isnan(x) && isnan(y) ? memcmp(&x, &y, 10) : isnan(x) ? -1 : 1;
	return (x > y) - (x < y);
}

static int month_of(struct sort_part part)
{
	static const char months[12][4] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN",
					    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC" };

	while (part.length && is_blank(*part.at)) {
		part.at++;
		part.length--;
	}
	for (int i = 0; i < 12 && part.length >= 3; i++)
		if (strncasecmp(part.at, months[i], 3) == 0)
			return i + 1;
	return 0;
}

static int compare_versions(struct sort_part a, struct sort_part b)
{
	char kept_a = a.at[a.length], kept_b = b.at[b.length];
	int result;

	a.at[a.length] = b.at[b.length] = '\0';
	result = version_compare(a.at, b.at);
	b.at[b.length] = kept_b;
	a.at[a.length] = kept_a;
	return result;
}

static bool is_ignored(const struct sort_key *key, unsigned char c)
{
	return (key->dictionary && !isalnum(c) && !isblank(c)) || (key->printable && !isprint(c));
}

/* Byte by byte: without what is ignored, and in capitals. */
static int compare_changed(const struct sort_key *key, struct sort_part a, struct sort_part b)
{
	size_t i = 0, j = 0;

	for (;;) {
		unsigned char x, y;

		while (i < a.length && is_ignored(key, a.at[i]))
			i++;
		while (j < b.length && is_ignored(key, b.at[j]))
			j++;
		if (i == a.length || j == b.length)
			return (i < a.length) - (j < b.length);
		x = a.at[i++];
		y = b.at[j++];
		if (key->fold) {
			x = toupper(x);
			y = toupper(y);
		}
		if (x != y)
			return x - y;
	}
}

static int compare_bytes(struct sort_part a, struct sort_part b)
{
	int result = memcmp(a.at, b.at, MIN(a.length, b.length));

	return result ? result : (a.length > b.length) - (a.length < b.length);
}

static uint64_t hash_of(const struct sort_how *how, struct sort_part part)
{
	uint64_t hash = how->seed;

	for (size_t i = 0; i < part.length; i++) {
		hash = (hash ^ (unsigned char)part.at[i]) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 29;
	}
	return hash;
}

static int compare_random(const struct sort_how *how, struct sort_part a, struct sort_part b)
{
	uint64_t x = hash_of(how, a), y = hash_of(how, b);

	return (x > y) - (x < y);
}

static int compare_in_order(const struct sort_how *how, enum sort_order order, struct sort_part a,
			    struct sort_part b)
{
	switch (order) {
	case SORT_NUMBER:
		return compare_numbers(a, b);
	case SORT_GENERAL:
		return compare_general(a, b);
	case SORT_HUMAN:
		return compare_human(a, b);
	case SORT_MONTH:
		return month_of(a) - month_of(b);
	case SORT_VERSION:
		return compare_versions(a, b);
	case SORT_RANDOM:
		return compare_random(how, a, b);
	case SORT_TEXT:
		break;
	}
	return compare_bytes(a, b);
}

/* Without what is ignored, and in capitals; to be freed. */
static struct sort_part change(const struct sort_key *key, struct sort_part part)
{
	struct sort_part changed = { xmalloc(part.length + 1), 0 };

	for (size_t i = 0; i < part.length; i++) {
		unsigned char c = part.at[i];

		if (!is_ignored(key, c))
			changed.at[changed.length++] = key->fold ? toupper(c) : c;
	}
	changed.at[changed.length] = '\0';
	return changed;
}

static int compare_parts(const struct sort_how *how, const struct sort_key *key, struct sort_part a,
			 struct sort_part b)
{
	int result;

	if (!key->dictionary && !key->printable && !key->fold)
		return compare_in_order(how, key->order, a, b);
	if (key->order == SORT_TEXT)
		return compare_changed(key, a, b);
	a = change(key, a);
	b = change(key, b);
	result = compare_in_order(how, key->order, a, b);
	free(a.at);
	free(b.at);
	return result;
}

int sort_compare_keys(const struct sort_how *how, const struct sort_line *a,
		      const struct sort_line *b)
{
	if (how->plain)
		return compare_bytes((struct sort_part){ a->text, a->length },
				     (struct sort_part){ b->text, b->length });
	for (size_t i = 0; i < how->key_count; i++) {
		const struct sort_key *key = &how->keys[i];
		struct sort_part x = i ? sort_find_part(how, key, a) : a->first;
		struct sort_part y = i ? sort_find_part(how, key, b) : b->first;
		int result = compare_parts(how, key, x, y);

		if (result)
			return key->reverse ? -result : result;
	}
	return 0;
}

int sort_compare(const struct sort_how *how, const struct sort_line *a, const struct sort_line *b)
{
	int result;

	if (a->prefix != b->prefix) {
		bool reverse = how->plain ? how->global.reverse : how->keys[0].reverse;

		return (a->prefix < b->prefix) != reverse ? -1 : 1;
	}
	if (!how->plain) {
		result = sort_compare_keys(how, a, b);
		if (result || how->stable || how->unique)
			return result;
	}
	result = compare_bytes((struct sort_part){ a->text, a->length },
			       (struct sort_part){ b->text, b->length });
	return how->global.reverse ? -result : result;
}

/* The whole part of a number, as far as 62 bits hold it. */
static uint64_t number_prefix(struct sort_part part)
{
	struct digits digits = read_digits(part);
	int64_t value = 0;

	if (digits.whole_length > 18)
		value = INT64_MAX / 2;
	else
		for (size_t i = 0; i < digits.whole_length; i++)
			value = value * 10 + digits.whole[i] - '0';
	return (uint64_t)(digits.negative ? -value : value) ^ (uint64_t)1 << 63;
}

void sort_prepare(const struct sort_how *how, struct sort_line *line)
{
	struct sort_part part = { line->text, line->length };

	line->prefix = 0;
	if (!how->plain) {
		const struct sort_key *key = &how->keys[0];

		part = line->first = sort_find_part(how, key, line);
		if (key->order == SORT_NUMBER && !key->fold)
			line->prefix = number_prefix(part);
		if (key->order || key->dictionary || key->printable || key->fold)
			return;
	}
	for (size_t i = 0; i < 8; i++)
		line->prefix = line->prefix << 8 |
			       (i < part.length ? (unsigned char)part.at[i] : 0);
}
