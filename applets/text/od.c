/* SPDX-License-Identifier: MIT */
/* od(1): files as numbers and characters. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/dump_input.h"
#include "tools/od_type.h"

static struct {
	struct od_type types[OD_MOST_TYPES];
	size_t type_count;
	char radix;			/* d, o, x or n */
	bool all, big_endian, modern, traditional, labelled;
	uint64_t label;			/* what the offset is shown as, too */
	uint64_t skip, most, width, strings;
	struct dump_input input;
} G;

static int add_types(const char *name, const char *argument)
{
	/* The older options, each a type. */
	static const struct {
		char letter;
		const char *type;
	} older[] = {
		{ 'a', "a" }, { 'b', "o1" }, { 'c', "c" }, { 'd', "u2" }, { 'f', "fF" },
		{ 'h', "x2" }, { 'i', "dI" }, { 'l', "dL" }, { 'o', "o2" }, { 's', "d2" },
		{ 'x', "x2" }, { 'B', "o2" }, { 'D', "u4" }, { 'e', "fD" }, { 'F', "fD" },
		{ 'H', "x4" }, { 'I', "dL" }, { 'L', "dL" }, { 'O', "o4" }, { 'X', "x4" },
	};

	G.modern |= argument != NULL;
	for (size_t i = 0; !argument; i++)
		if (older[i].letter == name[1])
			argument = older[i].type;
	if (od_types_parse(argument, G.types, &G.type_count) < 0)
		die_failure(1);
	return 0;
}

static int set_radix(const char *name, const char *argument)
{
	(void)name;
	G.modern = true;
	if (!argument[0] || argument[1] || !strchr("doxn", argument[0]))
		die(1, "invalid output address radix '%c'; it must be one character from "
		    "[doxn]", argument[0]);
	G.radix = argument[0];
	return 0;
}

/* 0x10, 010 and 10, with b (512), K, M and their like. */
static uint64_t read_bytes(const char *name, const char *argument)
{
	char *end;
	uint64_t number = strtoull(argument, &end, 0), unit = 1;
	char text[16];

	if (*end == 'b' && !end[1]) {
		unit = 512;
	} else if (*end) {
		snprintf(text, sizeof(text), "1%.12s", end);
		if (text_size(text, &unit) < 0)
			end = (char *)argument;
	}
	if (end == argument || !isdigit((unsigned char)*argument) ||
	    __builtin_mul_overflow(number, unit, &number))
		die(1, "invalid %s argument %s", name, quote(argument));
	return number;
}

static int set_bytes(const char *name, const char *argument)
{
	char letter = name[1] != '-' ? name[1] : name[2] == 's' && name[3] == 'k' ? 'j' :
		      name[2] == 'r' ? 'N' : name[2] == 'w' ? 'w' : 'S';

	G.modern = true;
	if (letter == 'j') {
		G.skip = read_bytes("-j", argument);
	} else if (letter == 'N') {
		G.input.limited = true;
		G.input.left = read_bytes("-N", argument);
	} else if (letter == 'w') {
		G.width = argument ? read_bytes("-w", argument) : 32;
		G.width = G.width ? G.width : 1;
	} else {
		G.strings = argument ? read_bytes("-S", argument) : 3;
	}
	return 0;
}

static int set_endian(const char *name, const char *argument)
{
	(void)name;
	G.modern = true;
	G.big_endian = strcmp(argument, "big") == 0;
	if (!G.big_endian && strcmp(argument, "little") != 0)
		usage("invalid argument %s for '--endian'", quote(argument));
	return 0;
}

static const struct option_row options[] = {
	{ "-A --address-radix", OPTION_CALL, set_radix, "RADIX", "offsets in d, o, x; n: none" },
	{ "-j --skip-bytes", OPTION_CALL, set_bytes, "BYTES", "pass these first" },
	{ "-N --read-bytes", OPTION_CALL, set_bytes, "BYTES", "no more than these" },
	{ "-S --strings", OPTION_CALL, set_bytes, "BYTES", "only texts of at least so many" },
	{ "-t --format", OPTION_CALL, add_types, "TYPE", "a, c, d, f, o, u, x with a size, and z" },
	{ "-v --output-duplicates", OPTION_FLAG, &G.all, NULL, "no * for lines like the last" },
	{ "-w --width", OPTION_MAYBE, set_bytes, "BYTES", "so many a line, 32 by itself" },
	{ "--traditional", OPTION_FLAG, &G.traditional, NULL,
	  "operands are FILE, OFFSET and LABEL, each of which may lack" },
	{ "--endian", OPTION_CALL, set_endian, "ORDER", "of bytes: big or little" },
	{ "-a", OPTION_CALL, add_types, NULL, "-t a: names of characters" },
	{ "-b", OPTION_CALL, add_types, NULL, "-t o1" },
	{ "-c", OPTION_CALL, add_types, NULL, "-t c: characters and escapes" },
	{ "-d", OPTION_CALL, add_types, NULL, "-t u2" },
	{ "-D", OPTION_CALL, add_types, NULL, "-t u4" },
	{ "-e -F", OPTION_CALL, add_types, NULL, "-t fD" },
	{ "-f", OPTION_CALL, add_types, NULL, "-t fF" },
	{ "-h -x", OPTION_CALL, add_types, NULL, "-t x2" },
	{ "-i", OPTION_CALL, add_types, NULL, "-t dI" },
	{ "-l -I -L", OPTION_CALL, add_types, NULL, "-t dL" },
	{ "-o -B", OPTION_CALL, add_types, NULL, "-t o2" },
	{ "-O", OPTION_CALL, add_types, NULL, "-t o4" },
	{ "-s", OPTION_CALL, add_types, NULL, "-t d2" },
	{ "-H -X", OPTION_CALL, add_types, NULL, "-t x4" },
	{ 0 }
};

static void put_number(const char *before, uint64_t address, const char *behind)
{
	fputs(before, stdout);
	printf(G.radix == 'd' ? "%07llu" : G.radix == 'x' ? "%06llx" : "%07llo",
	       (unsigned long long)address);
	fputs(behind, stdout);
}

static void put_address(uint64_t address)
{
	if (G.radix == 'n')
		return;
	put_number("", address, "");
	if (G.labelled)
		put_number(" (", address - G.skip + G.label, ")");
}

/* Columns a line of this type takes without padding. */
static size_t natural_width(const struct od_type *type)
{
	return (type->width + 1) * (G.width / type->size);
}

static void put_type(const struct od_type *type, const unsigned char *block, size_t length,
		     size_t columns)
{
	size_t fields = G.width / type->size, pad = columns - natural_width(type), left = pad;
	char text[64];

	for (size_t i = 0; i < fields; i++) {
		size_t next = pad * (fields - 1 - i) / fields;
		unsigned char value[16];

		if (i * type->size < length) {
			for (size_t k = 0; k < type->size; k++)
				value[k] = block[i * type->size +
						 (G.big_endian ? type->size - 1 - k : k)];
			od_value(type, value, text);
			printf("%*s", (int)(left - next + type->width + 1), text);
		} else if (type->shows_text) {
			printf("%*s", (int)(left - next + type->width + 1), "");
		}
		left = next;
	}
	if (type->shows_text) {
		fputs("  >", stdout);
		for (size_t i = 0; i < length; i++)
			putchar(block[i] >= ' ' && block[i] < 127 ? block[i] : '.');
		putchar('<');
	}
	putchar('\n');
}

static void put_block(uint64_t address, const unsigned char *block, size_t length, size_t columns)
{
	static const int widths[] = { ['d'] = 7, ['o'] = 7, ['x'] = 6, ['n'] = 0 };

	for (size_t i = 0; i < G.type_count; i++) {
		if (i)
			printf("%*s", widths[(int)G.radix], "");
		else
			put_address(address);
		put_type(&G.types[i], block, length, columns);
	}
}

static void dump(uint64_t address)
{
	unsigned char *block = xcalloc(G.width, 2), *last = block + G.width;
	size_t length, columns = 0;
	bool repeated = false, any = false;

	for (size_t i = 0; i < G.type_count; i++)
		columns = MAX(columns, natural_width(&G.types[i]));
	while ((length = dump_read(&G.input, block, G.width)) > 0) {
		if (any && !G.all && length == G.width && memcmp(block, last, length) == 0) {
			if (!repeated)
				puts("*");
			repeated = true;
		} else {
			repeated = false;
			/* What is missing of the last value counts as zero. */
			memset(block + length, 0, G.width - length);
			put_block(address, block, length, columns);
		}
		any = true;
		memcpy(last, block, G.width);
		address += length;
	}
	if (G.input.opened || !exit_status) {
		put_address(address);
		fputs(G.radix == 'n' ? "" : "\n", stdout);
	}
	free(block);
}

/* -S: texts of printable characters that end in NUL. */
static void dump_strings(uint64_t address)
{
	struct buffer text = { 0 };
	char c;

	for (; dump_read(&G.input, &c, 1); address++) {
		if (c >= ' ' && c < 127) {
			buffer_add(&text, &c, 1);
			continue;
		}
		if (!c && text.length >= G.strings) {
			put_address(address - text.length);
			printf("%s%s\n", G.radix == 'n' ? "" : " ", text.length ? text.data : "");
		}
		text.length = 0;
	}
	buffer_free(&text);
}

/* Bytes of a line: a multiple of each type's size. */
static void set_width(void)
{
	size_t unit = 1;

	for (size_t i = 0; i < G.type_count; i++)
		unit = MAX(unit, G.types[i].size);
	if (!G.width) {
		G.width = unit > 16 ? unit : 16 / unit * unit;
	} else if (G.width % unit) {
		warn("warning: invalid width %llu; using %zu instead", (unsigned long long)G.width,
		     unit);
		exit_status = 0;
		G.width = unit;
	}
	if (G.width > 1 << 20)
		die(1, "invalid -w argument '%llu'", (unsigned long long)G.width);
}

/* The older "+8", "010", "8.", "1b" behind the file: octal, or decimal with a full stop. */
static bool read_old_offset(const char *text, uint64_t *offset)
{
	char *end;
	bool decimal;

	text += *text == '+';
	decimal = strchr(text, '.') != NULL;
	if (!isdigit((unsigned char)*text))
		return false;
	*offset = strtoull(text, &end, decimal ? 10 : text[0] == '0' && (text[1] | 32) == 'x' ?
			   16 : 8);
	end += *end == '.';
	if (*end == 'b') {
		*offset *= 512;
		end++;
	}
	return !*end;
}

/* Take the offset, and with --traditional a label, from behind the file. */
static void take_old_operands(int argc, char **argv)
{
	const char *last = argv[argc - 1];
	bool is_offset = *last == '+' || (argc == 3 && isdigit((unsigned char)*last));

	if (G.traditional && (argc == 3 || argc == 4) && read_old_offset(last, &G.label) &&
	    read_old_offset(argv[argc - 2], &G.skip)) {
		G.labelled = true;
		argv[argc - 2] = NULL;
	} else if ((G.traditional || (!G.modern && is_offset)) && argc > 1 && argc < 4 &&
		   read_old_offset(last, &G.skip)) {
		argv[argc - 1] = NULL;
	}
	if (G.traditional && argv[1] && argv[2])
		usage("extra operand %s: compatibility mode supports at most one file",
		      quote(argv[2]));
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	char **names = argv + 1;

	take_old_operands(argc, argv);
	G.radix = G.radix ? G.radix : 'o';
	if (G.strings && G.type_count)
		die(1, "no type may be specified when dumping strings");
	if (!G.type_count)
		od_types_parse("o2", G.types, &G.type_count);
	set_width();
	output_in_bulk();
	G.input.names = *names ? names : standard;
	if (dump_skip(&G.input, G.skip) && G.input.opened)
		die(1, "cannot skip past end of combined input");
	if (G.strings)
		dump_strings(G.skip);
	else
		dump(G.skip);
	return 0;
}

APPLET(od, .names = "od", .summary = "show files as numbers and characters",
       .operands = "[FILE]... [[+]OFFSET[.][b]]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "Sizes behind d, o, u, x: 1 2 4 8 or C S I L; behind f: 4 8 16 or F D L; a z\n"
		  "behind a type shows the bytes as characters too. BYTES: with 0x hexadecimal,\n"
		  "with 0 octal; b (512), K, M, G behind them multiply.");
