/* SPDX-License-Identifier: MIT */
/* basename(1), dirname(1): the two halves of a path. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/target.h"

static struct {
	bool several, nul;
	const char *suffix;
} G;

static const struct option_row options[] = {
	{ "-a --multiple", OPTION_FLAG, &G.several, NULL, "every operand is a name" },
	{ "-s --suffix", OPTION_TEXT, &G.suffix, "SUFFIX", "remove this end; implies -a" },
	{ "-z --zero", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ 0 }
};

static const struct option_row dirname_options[] = {
	{ "-z --zero", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ 0 }
};

static void print(const char *text, size_t length)
{
	fwrite(text, 1, length, stdout);
	putchar(G.nul ? '\0' : '\n');
}

static void print_base(const char *path)
{
	char *name = path_last(path);
	size_t length = strlen(name), end = G.suffix ? strlen(G.suffix) : 0;

	/* A name that is nothing but the suffix stays. */
	if (end && length > end && strcmp(name + length - end, G.suffix) == 0)
		length -= end;
	print(name, length);
	free(name);
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("missing operand");
	if (!G.several && !G.suffix) {
		if (argc > 3)
			usage("extra operand %s", quote(argv[3]));
		G.suffix = argv[2];
		print_base(argv[1]);
		return 0;
	}
	for (argv++; *argv; argv++)
		print_base(*argv);
	return 0;
}

static int run_dirname(int argc, char **argv)
{
	if (argc < 2)
		usage("missing operand");
	for (argv++; *argv; argv++) {
		const char *path = *argv;
		size_t length = strlen(path);

		while (length > 1 && path[length - 1] == '/')
			length--;
		while (length && path[length - 1] != '/')
			length--;
		while (length > 1 && path[length - 1] == '/')
			length--;
		print(length ? path : ".", length ? length : 1);
	}
	return 0;
}

APPLET(basename, .names = "basename", .summary = "print a path's last part",
       .operands = "NAME [SUFFIX] | -a NAME...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP);
APPLET(dirname, .names = "dirname", .summary = "print a path without its last part",
       .operands = "NAME...", .options = dirname_options, .run = run_dirname, .state = &G,
       .state_size = sizeof(G));
