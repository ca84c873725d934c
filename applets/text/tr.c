/* SPDX-License-Identifier: MIT */
/* tr(1): put other bytes in place of some, remove or squeeze them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool complement, delete, squeeze, truncate;
	unsigned char map[256];
	bool gone[256], squeezed[256];
} G;

static const struct option_row options[] = {
	{ "-c -C --complement", OPTION_FLAG, &G.complement, NULL, "all that is not in SET1" },
	{ "-d --delete", OPTION_FLAG, &G.delete, NULL, "remove what is in SET1" },
	{ "-s --squeeze-repeats", OPTION_FLAG, &G.squeeze, NULL,
	  "of several in a row, of the last set, one" },
	{ "-t --truncate-set1", OPTION_FLAG, &G.truncate, NULL, "cut SET1 to SET2's length" },
	{ 0 }
};

/* A set: what it names, in order; fill: the place a [x*] grows at, SIZE_MAX when there is none. */
struct set {
	struct buffer bytes;
	size_t fill;
	unsigned char fill_byte;
	bool has_class, has_case_class, has_equivalent;
	/* Where [:lower:] and [:upper:] stand, for changes of case. */
	struct { size_t at; bool upper; } cases[16];
	size_t case_count;
};

static const struct {
	const char *name;
	int (*is)(int);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
	{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
	{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

static void add_byte(struct set *set, unsigned char byte)
{
	buffer_add(&set->bytes, &byte, 1);
}

/* One character, its escapes undone. */
static unsigned char next_byte(const char **at)
{
	static const char pairs[] = "a\ab\bf\fn\nr\rt\tv\v\\\\";
	unsigned value = 0;

	if (**at != '\\')
		return *(*at)++;
	++*at;
	for (const char *pair = pairs; *pair; pair += 2) {
		if (*pair == **at) {
			++*at;
			return pair[1];
		}
	}
	if (**at < '0' || **at > '7') {
		if (**at)
			return *(*at)++;
		fprintf(stderr, "%s: warning: an unescaped backslash at end of string is not "
			"portable\n", program_name);
		return '\\';
	}
	for (int i = 0; i < 3 && **at >= '0' && **at <= '7' && value * 8 + **at - '0' < 256; i++)
		value = value * 8 + *(*at)++ - '0';
	return value;
}

static void add_class(struct set *set, const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (strlen(classes[i].name) != length || memcmp(classes[i].name, name, length) != 0)
			continue;
		set->has_class = true;
		if (classes[i].is == islower || classes[i].is == isupper) {
			if (set->case_count < ARRAY_SIZE(set->cases)) {
				set->cases[set->case_count].at = set->bytes.length;
				set->cases[set->case_count++].upper = classes[i].is == isupper;
			}
			set->has_case_class = true;
		}
		for (int byte = 0; byte < 128; byte++)
			if (classes[i].is(byte))
				add_byte(set, byte);
		return;
	}
	die(1, "invalid character class %s", quote(xstrndup(name, length)));
}

/* [:class:], [=c=], [c*n]: true when there was one, and *at is behind it. */
static bool take_bracket(struct set *set, const char **at, bool second)
{
	const char *start = *at + 2, *close;
	unsigned char byte;
	char *end;
	unsigned long count;

	if ((*at)[1] == ':' || (*at)[1] == '=') {
		char mark[3] = { (*at)[1], ']', '\0' };

		close = strstr(start, mark);
		/* "[:*" repeats a colon. */
		if (close && close != start) {
			if (mark[0] == ':') {
				add_class(set, start, close - start);
			} else if (close - start == 1 || (*start == '\\' && close - start <= 4)) {
				const char *inner = start;

				add_byte(set, next_byte(&inner));
				set->has_equivalent = true;
			} else {
				die(1, "%.*s: equivalence class operand must be a single character",
				    (int)(close - start), start);
			}
			*at = close + 2;
			return true;
		}
		if (close == start && mark[0] == ':' && start[2] != '*')
			die(1, "missing character class name '[::]'");
		if (close == start && mark[0] == '=' && start[2] != '*')
			die(1, "missing equivalence class character '[==]'");
	}
	start = *at + 1;
	if (!*start)
		return false;
	byte = next_byte(&start);
	if (*start != '*')
		return false;
	start++;
	close = start + strcspn(start, "]\\");
	if (*close != ']')
		return false;
	count = strtoul(start, &end, *start == '0' ? 8 : 10);
	if (end != close || strspn(start, "0123456789") != (size_t)(close - start))
		die(1, "invalid repeat count %s in [c*n] construct",
		    quote(xstrndup(start, close - start)));
	if (!count && !second)
		die(1, "the [c*] repeat construct may not appear in string1");
	if (!count) {
		if (set->fill != SIZE_MAX)
			die(1, "only one [c*] repeat construct may appear in string2");
		set->fill = set->bytes.length;
		set->fill_byte = byte;
	}
	while (count--)
		add_byte(set, byte);
	*at = close + 1;
	return true;
}

static void parse(struct set *set, const char *text, bool second)
{
	set->fill = SIZE_MAX;
	for (const char *at = text; *at;) {
		unsigned char first, last;
		const char *from = at;

		if (*at == '[' && at[1] && take_bracket(set, &at, second))
			continue;
		first = next_byte(&at);
		if (*at != '-' || !at[1]) {
			add_byte(set, first);
			continue;
		}
		at++;
		last = next_byte(&at);
		if (last < first)
			die(1, "range-endpoints of '%.*s' are in reverse collating sequence order",
			    (int)(at - from), from);
		for (int byte = first; byte <= last; byte++)
			add_byte(set, byte);
	}
}

/* All bytes that are not in it, in order. */
static void turn_over(struct set *set)
{
	bool in[256] = { false };

	for (size_t i = 0; i < set->bytes.length; i++)
		in[(unsigned char)set->bytes.data[i]] = true;
	set->bytes.length = 0;
	for (int byte = 0; byte < 256; byte++)
		if (!in[byte])
			add_byte(set, byte);
}

/* Bring SET2 to SET1's length: by its [c*], or by its last byte again and again. */
static void lengthen(struct set *two, size_t length)
{
	struct buffer longer = { 0 };
	size_t missing = length > two->bytes.length ? length - two->bytes.length : 0;

	if (two->fill == SIZE_MAX) {
		while (two->bytes.length && missing--)
			add_byte(two, two->bytes.data[two->bytes.length - 1]);
		return;
	}
	buffer_add(&longer, two->bytes.data, two->fill);
	for (; missing; missing--)
		buffer_add(&longer, &two->fill_byte, 1);
	buffer_add(&longer, two->bytes.data + two->fill, two->bytes.length - two->fill);
	buffer_free(&two->bytes);
	two->bytes = longer;
}

static void check_classes(const struct set *one, const struct set *two)
{
	if (!two->has_class)
		return;
	if (two->has_case_class && !G.complement && one->case_count >= two->case_count) {
		for (size_t i = 0; i < two->case_count; i++)
			if (two->cases[i].at != one->cases[i].at)
				die(1, "misaligned [:upper:] and/or [:lower:] construct");
		if (two->has_class)
			return;
	}
	die(1, two->has_case_class ? "misaligned [:upper:] and/or [:lower:] construct" :
	    "when translating, the only character classes that may appear in\n"
	    "string2 are 'upper' and 'lower'");
}

static bool is_one_byte(const struct set *set)
{
	for (size_t i = 1; i < set->bytes.length; i++)
		if (set->bytes.data[i] != set->bytes.data[0])
			return false;
	return true;
}

static void make_map(struct set *one, struct set *two)
{
	size_t length;

	if (two->has_equivalent)
		die(1, "[=c=] expressions may not appear in string2 when translating");
	check_classes(one, two);
	if (!two->bytes.length && two->fill == SIZE_MAX && !G.truncate && one->bytes.length)
		die(1, "when not truncating set1, string2 must be non-empty");
	if (!G.truncate || two->fill != SIZE_MAX)
		lengthen(two, one->bytes.length);
	if (G.complement && one->has_class &&
	    (one->bytes.length != two->bytes.length || !is_one_byte(two)))
		die(1, "when translating with complemented character classes,\n"
		       "string2 must map all characters in the domain to one");
	length = MIN(one->bytes.length, two->bytes.length);
	for (size_t i = 0; i < length; i++)
		G.map[(unsigned char)one->bytes.data[i]] = two->bytes.data[i];
}

static void mark(bool *table, const struct set *set)
{
	for (size_t i = 0; i < set->bytes.length; i++)
		table[(unsigned char)set->bytes.data[i]] = true;
}

static void translate(void)
{
	static char chunk[1 << 16];
	int last = -1;
	ssize_t count;

	while ((count = read(STDIN_FILENO, chunk, sizeof(chunk))) != 0) {
		size_t kept = 0;

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			die(1, "read error: %s", strerror(errno));
		if (!G.delete && !G.squeeze) {
			for (ssize_t i = 0; i < count; i++)
				chunk[i] = G.map[(unsigned char)chunk[i]];
			kept = count;
		}
		for (ssize_t i = 0; i < count && (G.delete || G.squeeze); i++) {
			unsigned char byte = chunk[i];

			if (G.gone[byte])
				continue;
			byte = G.map[byte];
			if (byte == last && G.squeezed[byte])
				continue;
			last = byte;
			chunk[kept++] = byte;
		}
		if (write_all(STDOUT_FILENO, chunk, kept) < 0)
			die(1, "write error: %s", strerror(errno));
	}
}

static int run(int argc, char **argv)
{
	struct set one = { 0 }, two = { 0 };
	bool translating = argc == 3 && !G.delete;

	if (argc < 2)
		usage("missing operand");
	if (argc < 3 && !G.delete && !G.squeeze)
		usage("missing operand after %s\nTwo strings must be given when translating.",
		      quote(argv[1]));
	if (argc < 3 && G.delete && G.squeeze)
		usage("missing operand after %s\nTwo strings must be given when both deleting and "
		      "squeezing repeats.", quote(argv[1]));
	if (argc > 3 || (argc == 3 && G.delete && !G.squeeze))
		usage(argc > 3 ? "extra operand %s" : "extra operand %s\nOnly one string may be "
		      "given when deleting without squeezing repeats.",
		      quote(argv[argc > 3 ? 3 : 2]));
	for (int byte = 0; byte < 256; byte++)
		G.map[byte] = byte;
	parse(&one, argv[1], false);
	if (argc == 3)
		parse(&two, argv[2], true);
	if (G.complement)
		turn_over(&one);
	if (translating)
		make_map(&one, &two);
	else if (argc == 3 && two.fill != SIZE_MAX)
		die(1, "the [c*] construct may appear in string2 only when translating");
	if (G.delete)
		mark(G.gone, &one);
	if (G.squeeze)
		mark(G.squeezed, argc == 3 ? &two : &one);
	translate();
	return 0;
}

APPLET(tr, .names = "tr", .summary = "put other characters in place of some, or remove them",
       .operands = "SET1 [SET2]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP,
       .details = "A set is characters, also as\n"
		  "\\NNN \\\\ \\a \\b \\f \\n \\r \\t \\v;\n"
		  "ranges A-Z; [:alpha:] and POSIX's other classes; [=c=];\n"
		  "in SET2 [c*N], and [c*] as often as needed.");
