/* SPDX-License-Identifier: MIT */
/* xxd(1): a hex dump, and back. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "tools/xxd_reverse.h"

enum { MOST_COLUMNS = 256 };

static struct {
	bool plain, reverse, include, bits, little, upper, decimal, skip_nuls, capitals;
	bool limited, columns_set, group_set;
	const char *name;
	uint64_t columns, group, most;
	int64_t seek, offset;
	bool from_end, relative;
} G;

static int64_t read_signed(const char *text)
{
	return strtoll(text, NULL, 0);
}

static int set_number(const char *name, const char *argument)
{
	switch (name[1]) {
	case 'c':
		G.columns_set = true;
		G.columns = MAX(read_signed(argument), 0);
		break;
	case 'g':
		G.group_set = true;
		G.group = MAX(read_signed(argument), 0);
		break;
	case 'l':
		G.limited = true;
		G.most = MAX(read_signed(argument), 0);
		break;
	case 'o':
		G.offset = read_signed(argument);
		break;
	default:
		G.relative = *argument == '+';
		argument += G.relative;
		G.from_end = *argument == '-';
		G.seek = read_signed(argument);
	}
	return 0;
}

static const struct option_row options[] = {
	{ "-a -autoskip", OPTION_FLAG, &G.skip_nuls, NULL, "one * for lines of NULs" },
	{ "-b -bits", OPTION_FLAG, &G.bits, NULL, "binary digits" },
	{ "-c -cols", OPTION_CALL, set_number, "NUM", "bytes a line" },
	{ "-C -capitalize", OPTION_FLAG, &G.capitals, NULL, "with -i: names in capitals" },
	{ "-d", OPTION_FLAG, &G.decimal, NULL, "places in decimal" },
	{ "-e", OPTION_FLAG, &G.little, NULL, "groups as little-endian numbers" },
	{ "-g -groupsize", OPTION_CALL, set_number, "NUM", "bytes between blanks" },
	{ "-i -include", OPTION_FLAG, &G.include, NULL, "a C array" },
	{ "-l -len", OPTION_CALL, set_number, "NUM", "stop after so many bytes" },
	{ "-n -name", OPTION_TEXT, &G.name, "NAME", "of the array of -i" },
	{ "-o -offset", OPTION_CALL, set_number, "NUM", "add to the places shown" },
	{ "-p -ps -postscript -plain", OPTION_FLAG, &G.plain, NULL, "digits alone" },
	{ "-r -revert", OPTION_FLAG, &G.reverse, NULL, "make bytes of a dump" },
	{ "-s -seek -skip", OPTION_CALL, set_number, "[+][-]NUM",
	  "begin there, from the end with -; with -r: add to places" },
	{ "-u -uppercase", OPTION_FLAG, &G.upper, NULL, "digits A to F" },
	{ 0 }
};

static void put_name(const char *name)
{
	if (isdigit((unsigned char)*name))
		fputs("__", stdout);
	for (; *name; name++) {
		int c = isalnum((unsigned char)*name) ? (unsigned char)*name : '_';

		putchar(G.capitals ? toupper(c) : c);
	}
}

static uint64_t left(uint64_t done)
{
	return G.limited ? G.most - MIN(G.most, done) : UINT64_MAX;
}

static void include(FILE *in, const char *name)
{
	uint64_t count = 0;
	int c;

	name = G.name ? G.name : name;
	if (name) {
		fputs("unsigned char ", stdout);
		put_name(name);
		fputs("[] = {\n", stdout);
	}
	for (; left(count) && (c = getc(in)) != EOF; count++) {
		fputs(!count ? "  " : count % G.columns ? ", " : ",\n  ", stdout);
		printf(G.upper ? "0X%02X" : "0x%02x", c);
	}
	if (count)
		putchar('\n');
	if (name) {
		fputs("};\nunsigned int ", stdout);
		put_name(name);
		printf(G.capitals ? "_LEN = %llu;\n" : "_len = %llu;\n", (unsigned long long)count);
	}
}

static void plain(FILE *in)
{
	uint64_t count = 0;
	int c;

	for (; left(count) && (c = getc(in)) != EOF; count++) {
		if (count && G.columns && count % G.columns == 0)
			putchar('\n');
		printf(G.upper ? "%02X" : "%02x", c);
	}
	if (count)
		putchar('\n');
}

static void put_byte(int byte)
{
	if (byte < 0)
		fputs(G.bits ? "        " : "  ", stdout);
	else if (!G.bits)
		printf(G.upper ? "%02X" : "%02x", byte);
	else
		for (int bit = 7; bit >= 0; bit--)
			putchar('0' + (byte >> bit & 1));
}

/* Which byte stands in a column: within a group of -e the last comes first. */
static size_t byte_of_column(size_t column)
{
	if (!G.little)
		return column;
	return column / G.group * G.group + G.group - 1 - column % G.group;
}

static void put_line(uint64_t place, const unsigned char *bytes, size_t count)
{
	printf(G.decimal ? "%08llu:" : "%08llx:", (unsigned long long)place);
	for (size_t column = 0; column < G.columns; column++) {
		size_t at = byte_of_column(column);

		if (!G.group ? !column : column % G.group == 0)
			putchar(' ');
		put_byte(at < count ? bytes[at] : -1);
	}
	if (G.little && G.columns % G.group)
		for (size_t i = G.group - G.columns % G.group; i; i--)
			fputs("  ", stdout);
	fputs("  ", stdout);
	for (size_t i = 0; i < count; i++)
		putchar(bytes[i] >= ' ' && bytes[i] < 127 ? bytes[i] : '.');
	putchar('\n');
}

static bool is_nul(const unsigned char *bytes, size_t count)
{
	while (count && !*bytes) {
		bytes++;
		count--;
	}
	return !count;
}

/* With -a: what a run of NULs shows between its first line and the last of all. */
static void end_run(uint64_t second, uint64_t lines)
{
	static const unsigned char zeros[MOST_COLUMNS];

	if (lines == 1)
		put_line(second, zeros, G.columns);
	else if (lines > 1)
		puts("*");
}

static void dump(FILE *in, uint64_t place)
{
	unsigned char bytes[MOST_COLUMNS];
	uint64_t start = place, second = 0, run = 0;	/* lines of NULs in a row */
	size_t count, last = 0;

	while ((count = fread(bytes, 1, MIN(G.columns, left(place - start)), in)) > 0) {
		if (!G.skip_nuls || !is_nul(bytes, count)) {
			end_run(second, run ? run - 1 : 0);
			run = 0;
			put_line(place, bytes, count);
		} else if (run++ == 0) {
			put_line(place, bytes, count);
			second = place + count;
		}
		last = count;
		place += count;
	}
	if (run > 1) {
		memset(bytes, 0, sizeof(bytes));
		end_run(second, run - 2);
		put_line(place - last, bytes, last);
	}
}

/* Skip to the start; returns the place it is. */
static uint64_t seek(FILE *in)
{
	if (!G.seek)
		return 0;
	if (fseeko(in, G.seek, G.from_end ? SEEK_END : G.relative ? SEEK_CUR : SEEK_SET) == 0)
		return ftello(in);
	if (G.from_end)
		die(4, "Sorry, cannot seek.");
	for (int64_t i = 0; i < G.seek; i++)
		if (getc(in) == EOF)
			die(4, "Sorry, cannot seek.");
	return G.seek;
}

static void set_layout(void)
{
	if (!G.columns_set || (!G.columns && !G.plain))
		G.columns = G.plain ? 30 : G.include ? 12 : G.bits ? 6 : 16;
	if (!G.plain && G.columns > MOST_COLUMNS)
		die(1, "invalid number of columns (max. %d).", MOST_COLUMNS);
	if (!G.group_set)
		G.group = G.bits ? 1 : G.little ? 4 : 2;
	if (G.little && (!G.group || (G.group & (G.group - 1)) || G.group > MOST_COLUMNS))
		die(1, "number of octets per group must be a power of 2 with -e.");
}

static FILE *open_or_die(const char *name, const char *mode, FILE *standard, int status)
{
	FILE *file = !name || strcmp(name, "-") == 0 ? standard : fopen(name, mode);

	if (!file)
		die(status, "%s: %s", name, strerror(errno));
	return file;
}

static int run(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	FILE *in = open_or_die(name, "re", stdin, 2);
	const char *to = argc > 2 && strcmp(argv[2], "-") != 0 ? argv[2] : NULL;
	uint64_t place;

	if (argc > 3)
		usage("too many operands");
	set_layout();
	output_in_bulk();
	if (G.reverse) {
		FILE *out = to ? fopen(to, "r+e") : stdout;

		out = out ? out : open_or_die(to, "we", stdout, 3);
		if (xxd_reverse(in, out, G.plain, G.columns, G.seek) < 0)
			die_failure(5);
		return 0;
	}
	if (to && !freopen(to, "we", stdout))
		die(3, "%s: %s", to, strerror(errno));
	place = seek(in) + G.offset;
	if (G.include)
		include(in, in == stdin ? NULL : name);
	else if (G.plain)
		plain(in);
	else
		dump(in, place);
	if (ferror(in))
		die(2, "%s: %s", name ? name : "stdin", strerror(errno));
	return 0;
}

APPLET(xxd, .names = "xxd", .summary = "make a hex dump, or bytes of one",
       .operands = "[FILE [OUTPUT]]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
