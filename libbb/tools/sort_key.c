/* SPDX-License-Identifier: MIT */
/* sort(1)'s keys: which part of a line, compared how. */
#include "tools/sort_key.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/bytes.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

/* In enum sort_order's order. */
static const char order_letters[] = ".nghMVR";

bool sort_key_option(struct sort_key *key, char letter, bool end)
{
	switch (letter) {
	case 'b':
		if (end)
			key->skip_end_blanks = true;
		else
			key->skip_start_blanks = true;
		return true;
	case 'd':
		key->dictionary = true;
		break;
	case 'f':
		key->fold = true;
		break;
	case 'i':
		key->printable = true;
		break;
	case 'r':
		key->reverse = true;
		break;
	case 'g': case 'h': case 'M': case 'n': case 'R': case 'V': {
		enum sort_order order = strchr(order_letters, letter) - order_letters;

		if (key->order && key->order != order)
			key->conflict = letter;
		else
			key->order = order;
		break;
	}
	default:
		return false;
	}
	return true;
}

static size_t read_place(const char **at, const char *text, const char *what)
{
	char *end;
	unsigned long long number = strtoull(*at, &end, 10);

	if (!isdigit((unsigned char)**at))
		die(2, "%s: invalid field specification %s", what, quote(text));
	*at = end;
	return MIN(number, (unsigned long long)SIZE_MAX - 1);
}

void sort_key_parse(struct sort_key *key, const char *text)
{
	const char *at = text;

	*key = (struct sort_key){ .end_field = SIZE_MAX };
	key->start_field = read_place(&at, text, "invalid number at field start");
	if (!key->start_field--)
		die(2, "field number is zero: invalid field specification %s", quote(text));
	if (*at == '.') {
		at++;
		key->start_char = read_place(&at, text, "invalid number after '.'");
		if (!key->start_char--)
			die(2, "character offset is zero: invalid field specification %s",
			    quote(text));
	}
	while (sort_key_option(key, *at, false)) {
		key->has_options = true;
		at++;
	}
	if (*at == ',') {
		at++;
		key->end_field = read_place(&at, text, "invalid number after ','");
		if (!key->end_field)
			die(2, "field number is zero: invalid field specification %s",
			    quote(text));
		if (*at == '.') {
			at++;
			key->end_char = read_place(&at, text, "invalid number after '.'");
		}
		/* ",2" and ",2.0" mean to the end of field 2. */
		if (key->end_char)
			key->end_field--;
		while (sort_key_option(key, *at, true)) {
			key->has_options = true;
			at++;
		}
	}
	if (*at)
		die(2, "stray character in field spec: invalid field specification %s",
		    quote(text));
}

static void check(const struct sort_key *key)
{
	if (key->conflict)
		die(2, "options '-%c%c' are incompatible", order_letters[key->order],
		    key->conflict);
	if (key->order && (key->dictionary || key->printable) && key->order != SORT_VERSION &&
	    key->order != SORT_RANDOM)
		die(2, "options '-%c%c' are incompatible", key->dictionary ? 'd' : 'i',
		    order_letters[key->order]);
}

void sort_settle(struct sort_how *how)
{
	for (size_t i = 0; i < how->key_count; i++) {
		struct sort_key *key = &how->keys[i];

		if (!key->has_options && !key->skip_start_blanks && !key->skip_end_blanks) {
			struct sort_key own = *key;

			*key = how->global;
			key->start_field = own.start_field;
			key->start_char = own.start_char;
			key->end_field = own.end_field;
			key->end_char = own.end_char;
			key->skip_end_blanks = how->global.skip_start_blanks;
		}
		check(key);
	}
	if (!how->key_count)
		check(&how->global);
	/* Options without a key mean the whole line. */
	if (!how->key_count && (how->global.order || how->global.dictionary || how->global.fold ||
				how->global.printable || how->global.skip_start_blanks)) {
		how->keys = xcalloc(1, sizeof(*how->keys));
		how->keys[0] = how->global;
		how->keys[0].end_field = SIZE_MAX;
		how->key_count = 1;
	}
	how->plain = !how->key_count;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static char *skip_field(const struct sort_how *how, char *at, char *end)
{
	if (how->separator >= 0) {
		const char *found = find_byte(at, end - at, how->separator);

		return found ? at + (found - at) : end;
	}
	while (at < end && is_blank(*at))
		at++;
	while (at < end && !is_blank(*at))
		at++;
	return at;
}

/* The start of a field: behind so many separators. */
static char *find_field(const struct sort_how *how, char *at, char *end, size_t fields)
{
	while (fields-- && at < end) {
		at = skip_field(how, at, end);
		if (how->separator >= 0 && at < end)
			at++;
	}
	return at;
}

static char *key_start(const struct sort_how *how, const struct sort_key *key, char *text,
		       char *end)
{
	char *at = find_field(how, text, end, key->start_field);

	if (key->skip_start_blanks)
		while (at < end && is_blank(*at))
			at++;
	return at + MIN((size_t)(end - at), key->start_char);
}

static char *key_end(const struct sort_how *how, const struct sort_key *key, char *text,
		     char *end)
{
	char *at;

	if (key->end_field == SIZE_MAX)
		return end;
	if (!key->end_char) {
		at = find_field(how, text, end, key->end_field - 1);
		return skip_field(how, at, end);
	}
	at = find_field(how, text, end, key->end_field);
	if (key->skip_end_blanks)
		while (at < end && is_blank(*at))
			at++;
	return at + MIN((size_t)(end - at), key->end_char);
}

struct sort_part sort_find_part(const struct sort_how *how, const struct sort_key *key,
				const struct sort_line *line)
{
	char *end = line->text + line->length;
	char *start = key_start(how, key, line->text, end), *stop;

	stop = key->end_field == SIZE_MAX ? end : key_end(how, key, line->text, end);
	return (struct sort_part){ start, stop > start ? (size_t)(stop - start) : 0 };
}
