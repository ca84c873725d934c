/* SPDX-License-Identifier: MIT */
/* Option tables: parsing, --help, "did you mean". */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"

static const struct applet *parsing;
static bool ended;		/* options_end() */

void usage(const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	warn("%s", text);
	fprintf(stderr, "Try '%s --help' for more information.\n", program_name);
	exit(parsing && parsing->usage_status ? parsing->usage_status : 1);
}

size_t next_name(const char **at)
{
	*at += strspn(*at, " ");
	return strcspn(*at, " ");
}

/* The row that has exactly this name, dashes included. */
static const struct option_row *find_row(const struct option_row *rows, const char *name,
					 size_t length)
{
	for (; rows && rows->names; rows++) {
		const char *at = rows->names;

		for (size_t n; (n = next_name(&at)) != 0; at += n)
			if (n == length && memcmp(at, name, n) == 0)
				return rows;
	}
	return NULL;
}

/* GNU lets a long option be cut short as long as it stays unambiguous. */
static const struct option_row *find_prefix(const struct option_row *rows, const char *name,
					    size_t length)
{
	const struct option_row *found = NULL;

	for (; rows && rows->names; rows++) {
		const char *at = rows->names;

		for (size_t n; (n = next_name(&at)) != 0; at += n) {
			if (n < length || at[1] != '-' || memcmp(at, name, length) != 0)
				continue;
			if (found && found != rows)
				usage("option '%.*s' is ambiguous", (int)length, name);
			found = rows;
		}
	}
	return found;
}

static void unknown_option(const struct option_row *rows, const char *name, size_t length)
{
	char wanted[64], best[64] = "", candidate[64];
	unsigned nearest = 3;

	text_copy(wanted, MIN(sizeof(wanted), length + 1), name);
	for (; length > 2 && rows && rows->names; rows++) {
		const char *at = rows->names;

		for (size_t n; (n = next_name(&at)) != 0; at += n) {
			unsigned distance;

			text_copy(candidate, MIN(sizeof(candidate), n + 1), at);
			distance = text_distance(wanted, candidate, 3);
			if (n > 2 && distance < nearest) {
				nearest = distance;
				strcpy(best, candidate);
			}
		}
	}
	if (best[0])
		usage("unrecognized option '%s'; did you mean '%s'?", wanted, best);
	if (length > 1 && name[1] == '-')
		usage("unrecognized option '%s'", wanted);
	usage("invalid option -- '%s'", wanted + 1);
}

void option_list_add(struct option_list *list, const char *item)
{
	list->items = xrealloc(list->items, (list->count + 1) * sizeof(*list->items));
	list->items[list->count++] = item;
}

void option_list_add_words(struct option_list *list, char *text)
{
	static const char blanks[] = " \t\r\n";
	char *rest, *word = strtok_r(text, blanks, &rest);

	for (; word; word = strtok_r(NULL, blanks, &rest))
		option_list_add(list, word);
}

static void apply(const struct option_row *row, const char *name, const char *argument)
{
	int result = 0;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		break;
	case OPTION_OFF:
		*(bool *)row->value = false;
		break;
	case OPTION_COUNT:
		++*(int *)row->value;
		break;
	case OPTION_TEXT:
		*(const char **)row->value = argument;
		break;
	case OPTION_OPTIONAL:
		*(const char **)row->value = argument ? argument : "";
		break;
	case OPTION_LIST:
		option_list_add(row->value, argument);
		break;
	case OPTION_NUMBER:
		result = text_number(argument, 10, 0, UINT64_MAX, row->value);
		break;
	case OPTION_SIZE:
		result = text_size(argument, row->value);
		break;
	case OPTION_CALL:
	case OPTION_MAYBE:
		result = ((option_call *)row->value)(name, argument);
		break;
	}
	if (result < 0)
		usage("option '%s': %s", name, fail_text());
}

static bool takes_argument(const struct option_row *row)
{
	return row->arg && row->kind != OPTION_OPTIONAL && row->kind != OPTION_MAYBE;
}

/* A word that is one option: --name, --name=value, or a long name with one dash (-ipv4). */
static bool parse_whole(const struct applet *applet, char **argv, int *i)
{
	char *word = argv[*i];
	size_t length = strcspn(word, "=");
	const struct option_row *row = find_row(applet->options, word, length);
	char name[64];

	/* In -d=x the argument is "=x": only names of more than a letter end at the sign. */
	if (word[1] != '-' && length == 2 && word[2])
		return false;
	if (!row && word[1] == '-' && length > 2)
		row = find_prefix(applet->options, word, length);
	if (!row && word[1] != '-')
		return false;
	if (!row)
		unknown_option(applet->options, word, length);
	text_copy(name, MIN(sizeof(name), length + 1), word);
	if (word[length] == '=') {
		if (!row->arg)
			usage("option '%s' doesn't allow an argument", name);
		apply(row, name, word + length + 1);
	} else if (takes_argument(row)) {
		if (!argv[*i + 1])
			usage("option '%s' requires an argument", name);
		apply(row, name, argv[++*i]);
	} else {
		apply(row, name, NULL);
	}
	return true;
}

/* A word of short options, the last of which may take the rest or the next word. */
static void parse_cluster(const struct applet *applet, char **argv, int *i)
{
	for (const char *at = argv[*i] + 1; *at; at++) {
		char name[3] = { '-', *at, '\0' };
		const struct option_row *row = find_row(applet->options, name, 2);
		size_t digits = strspn(at, "0123456789");

		if (digits && applet->flags & APPLET_UNITS)
			digits += strspn(at + digits, "bckml");
		/* gzip -9c */
		if (!row && digits && find_row(applet->options, "-#", 2)) {
			apply(find_row(applet->options, "-#", 2), name, xstrndup(at, digits));
			at += digits - 1;
			continue;
		}
		if (!row)
			unknown_option(applet->options, name, 2);
		if (takes_argument(row) || (row->arg && at[1])) {
			if (!at[1] && !argv[*i + 1])
				usage("option requires an argument -- '%c'", *at);
			apply(row, name, at[1] ? at + 1 : argv[++*i]);
			return;
		}
		apply(row, name, NULL);
	}
}

/* tar's first word: letters, whose arguments are the words behind it. */
static void parse_dashless(const struct applet *applet, char **argv, int *i)
{
	for (const char *at = argv[*i]; *at; at++) {
		char name[3] = { '-', *at, '\0' };
		const struct option_row *row = find_row(applet->options, name, 2);

		if (!row)
			unknown_option(applet->options, name, 2);
		if (takes_argument(row) && !argv[*i + 1])
			usage("option requires an argument -- '%c'", *at);
		apply(row, name, takes_argument(row) ? argv[++*i] : NULL);
	}
}

/* Keep a word that is no option, or hand it over at once. */
static void take_operand(const struct applet *applet, char **argv, char *word, int *operands)
{
	if (applet->operand)
		applet->operand(word);
	else
		argv[(*operands)++] = word;
}

static bool is_number(const char *text)
{
	return text[0] && text[strspn(text, "0123456789")] == '\0';
}

static bool begins_number(const char *text)
{
	return strchr("0123456789", text[*text == '.']) && text[*text == '.'];
}

/* What every applet answers, but for one with a --version of its own. */
static void answer(const struct applet *applet, const char *word)
{
	if (strcmp(word, "--help") == 0)
		applet_help(applet, program_name);
	else if (strcmp(word, "--version") == 0 && !find_row(applet->options, word, strlen(word)))
		printf("%s (RAMsteam) %s\n", program_name, RAMSTEAM_VERSION);
	else
		return;
	exit(0);
}

void options_end(void)
{
	ended = true;
}

int options_parse(const struct applet *applet, int argc, char **argv)
{
	const struct option_row *number = find_row(applet->options, "-#", 2);
	int operands = 1;

	parsing = applet;
	ended = false;
	if (applet->flags & APPLET_RAW) {
		if (!(applet->flags & APPLET_WORDS) && argc == 2)
			answer(applet, argv[1]);
		return argc;
	}
	for (int i = 1; i < argc; i++) {
		char *word = argv[i];

		if (ended || strcmp(word, "--") == 0) {
			for (i += !ended; i < argc; i++)
				take_operand(applet, argv, argv[i], &operands);
			break;
		}
		if (i == 1 && (applet->flags & APPLET_CLUSTER) && word[0] && word[0] != '-') {
			parse_dashless(applet, argv, &i);
			continue;
		}
		if (word[0] != '-' || !word[1] ||
		    ((applet->flags & APPLET_NUMBERS) && begins_number(word + 1))) {
			take_operand(applet, argv, word, &operands);
			if (!(applet->flags & APPLET_STOP))
				continue;
			while (++i < argc)
				argv[operands++] = argv[i];
			break;
		}
		answer(applet, word);
		if (number && is_number(word + 1))
			apply(number, word, word + 1);
		else if (!parse_whole(applet, argv, &i))
			parse_cluster(applet, argv, &i);
	}
	argv[operands] = NULL;
	return operands;
}

void option_words(const struct option_row *row, struct buffer *words)
{
	const char *at = row->names;

	for (size_t n; (n = next_name(&at)) != 0; at += n) {
		buffer_format(words, "%s%.*s", words->length ? ", " : "",
			      n == 2 && at[1] == '#' ? 0 : (int)n, at);
		if (n == 2 && at[1] == '#')
			buffer_text(words, "-NUM");
	}
	if (row->kind == OPTION_OPTIONAL || row->kind == OPTION_MAYBE)
		buffer_format(words, "[=%s]", row->arg ? row->arg : "WHEN");
	else if (row->arg && strcmp(row->names, "-#") != 0)
		buffer_format(words, " %s", row->arg);
}

void applet_help(const struct applet *applet, const char *name)
{
	const struct option_row *row = applet->options;

	printf("Usage: %s%s%s%s\n\n%c%s.\n", name, row && row->names ? " [OPTION]..." : "",
	       applet->operands ? " " : "", applet->operands ? applet->operands : "",
	       applet->summary[0] & ~0x20, applet->summary + 1);
	if (row && row->names)
		printf("\n");
	for (; row && row->names; row++) {
		struct buffer left = { 0 };

		option_words(row, &left);
		printf("  %-28s %s\n", left.data, row->help);
		buffer_free(&left);
	}
	if (applet->details)
		printf("\n%s\n", applet->details);
}
