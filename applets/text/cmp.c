/* SPDX-License-Identifier: MIT */
/* cmp(1): do two files hold the same bytes? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/bytes.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

enum { SAME, DIFFERENT, TROUBLE };

static struct {
	bool bytes, verbose, silent, limited;
	uint64_t limit, skip[2];
} G;

static uint64_t read_size(const char *what, const char *text, size_t length)
{
	char *copy = xstrndup(text, length);
	uint64_t size;

	if (text_size(copy, &size) < 0)
		usage("invalid %s value '%s'", what, copy);
	free(copy);
	return size;
}

static int set_skip(const char *name, const char *argument)
{
	size_t length = strcspn(argument, ":");

	(void)name;
	G.skip[0] = G.skip[1] = read_size("--ignore-initial", argument, length);
	if (argument[length])
		G.skip[1] = read_size("--ignore-initial", argument + length + 1,
				      strlen(argument + length + 1));
	return 0;
}

static int set_limit(const char *name, const char *argument)
{
	(void)name;
	G.limited = true;
	G.limit = read_size("--bytes", argument, strlen(argument));
	return 0;
}

static const struct option_row options[] = {
	{ "-b --print-bytes", OPTION_FLAG, &G.bytes, NULL, "print the bytes that differ" },
	{ "-i --ignore-initial", OPTION_CALL, set_skip, "SKIP[:SKIP2]", "begin so far in" },
	{ "-l --verbose", OPTION_FLAG, &G.verbose, NULL, "every difference, not the first alone" },
	{ "-n --bytes", OPTION_CALL, set_limit, "LIMIT", "compare so many bytes" },
	{ "-s --quiet --silent", OPTION_FLAG, &G.silent, NULL, "print nothing: the status tells" },
	{ 0 }
};

struct side {
	int fd;
	const char *name;
	char *data;
	size_t length;
};

/* "a", "^A", "M-^?". */
static void byte_text(unsigned char byte, char text[8])
{
	char *at = text;

	if (byte >= 0x80) {
		at = stpcpy(at, "M-");
		byte &= 0x7f;
	}
	if (byte < 0x20 || byte == 0x7f) {
		*at++ = '^';
		byte ^= 0x40;
	}
	*at++ = byte;
	*at = '\0';
}

/* POSIX's word for it is "char", wherever messages are POSIX's. */
static bool in_posix_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0;
	}
	return true;
}

static void put_difference(const struct side *sides, uint64_t number, uint64_t line, int width,
			   unsigned char a, unsigned char b)
{
	char left[8], right[8];

	byte_text(a, left);
	byte_text(b, right);
	if (G.verbose) {
		printf("%*llu %3o ", width, (unsigned long long)number, a);
		if (G.bytes)
			printf("%-4s %3o %s\n", left, b, right);
		else
			printf("%3o\n", b);
		return;
	}
	printf("%s %s differ: %s %llu, line %llu", sides[0].name, sides[1].name,
	       in_posix_locale() && !G.bytes ? "char" : "byte", (unsigned long long)number,
	       (unsigned long long)line);
	if (G.bytes)
		printf(" is %3o %s %3o %s", a, left, b, right);
	putchar('\n');
}

static void put_end(const char *name, uint64_t number, uint64_t line, bool at_start)
{
	if (G.silent)
		return;
	fflush(stdout);
	if (!number)
		fprintf(stderr, "%s: EOF on %s which is empty\n", program_name, name);
	else if (G.verbose)
		fprintf(stderr, "%s: EOF on %s after byte %llu\n", program_name, name,
			(unsigned long long)number);
	else
		fprintf(stderr, "%s: EOF on %s after byte %llu, %sline %llu\n", program_name, name,
			(unsigned long long)number, at_start ? "" : "in ",
			(unsigned long long)line - at_start);
}

static void fill(struct side *side, size_t size)
{
	ssize_t length = read_full(side->fd, side->data, size);

	if (length < 0)
		die(TROUBLE, "%s: %s", side->name, strerror(errno));
	side->length = length;
}

static void skip(struct side *side, uint64_t bytes)
{
	if (lseek(side->fd, bytes, SEEK_CUR) >= 0)
		return;
	while (bytes) {
		fill(side, MIN(bytes, 1u << 16));
		if (!side->length)
			return;
		bytes -= side->length;
	}
}

/* Columns of the byte numbers: as wide as the largest one there can be. */
static int number_width(const struct side *sides)
{
	uint64_t most = G.limited ? G.limit : UINT64_MAX;
	struct stat status;

	for (int i = 0; i < 2; i++) {
		if (fstat(sides[i].fd, &status) == 0 && S_ISREG(status.st_mode))
			most = MIN(most, (uint64_t)MAX(status.st_size - (off_t)G.skip[i], 0));
	}
	return snprintf(NULL, 0, "%llu", (unsigned long long)MIN(most, (uint64_t)INT64_MAX));
}

static int compare(struct side *sides)
{
	uint64_t left = G.limited ? G.limit : UINT64_MAX, number = 0, line = 1;
	int result = SAME, width = G.verbose ? number_width(sides) : 0;
	bool at_start = true;

	while (left) {
		size_t size = MIN(left, 1u << 16), common;

		fill(&sides[0], size);
		fill(&sides[1], size);
		common = MIN(sides[0].length, sides[1].length);
		if (memcmp(sides[0].data, sides[1].data, common) != 0) {
			if (G.silent)
				return DIFFERENT;
			for (size_t i = 0; i < common; i++) {
				if (sides[0].data[i] != sides[1].data[i]) {
					if (!G.verbose)
						line += count_byte(sides[0].data, i, '\n');
					put_difference(sides, number + i + 1, line, width,
						       sides[0].data[i], sides[1].data[i]);
					result = DIFFERENT;
					if (!G.verbose)
						return result;
				}
			}
		}
		line += G.verbose ? 0 : count_byte(sides[0].data, common, '\n');
		if (common)
			at_start = sides[0].data[common - 1] == '\n';
		number += common;
		if (sides[0].length != sides[1].length) {
			put_end(sides[sides[1].length < sides[0].length].name, number, line,
				at_start);
			return DIFFERENT;
		}
		if (common < size)
			break;
		left -= common;
	}
	return result;
}

static void open_side(struct side *side, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;

	side->name = name;
	side->data = xmalloc(1 << 16);
	side->fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (side->fd < 0) {
		if (!G.silent)
			warn_errno("%s", name);
		exit(TROUBLE);
	}
}

static int run(int argc, char **argv)
{
	struct side sides[2];
	struct stat a, b;

	if (argc < 2)
		usage("missing operand after '%s'", program_name);
	if (argc > 5)
		usage("extra operand '%s'", argv[5]);
	if (G.verbose && G.silent)
		usage("options -l and -s are incompatible");
	for (int i = 3; i < argc; i++)
		G.skip[i - 3] = read_size("--ignore-initial", argv[i], strlen(argv[i]));
	open_side(&sides[0], argv[1]);
	open_side(&sides[1], argc > 2 ? argv[2] : "-");
	if (G.limited && !G.limit)
		return SAME;
	if (fstat(sides[0].fd, &a) == 0 && fstat(sides[1].fd, &b) == 0) {
		if (a.st_ino == b.st_ino && a.st_dev == b.st_dev && G.skip[0] == G.skip[1] &&
		    S_ISREG(a.st_mode))
			return SAME;
		/* Sizes tell, when nothing has to be printed. */
		if (G.silent && S_ISREG(a.st_mode) && S_ISREG(b.st_mode) && a.st_size &&
		    b.st_size && !G.limited && G.skip[0] == G.skip[1] && a.st_size != b.st_size)
			return DIFFERENT;
	}
	output_in_bulk();
	for (int i = 0; i < 2; i++)
		skip(&sides[i], G.skip[i]);
	return compare(sides);
}

APPLET(cmp, .names = "cmp", .summary = "compare two files byte by byte",
       .operands = "FILE1 [FILE2 [SKIP1 [SKIP2]]]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = TROUBLE);
