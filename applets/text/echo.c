/* SPDX-License-Identifier: MIT */
/* echo(1): print the operands. Only words made of e, E and n alone are options, as GNU's. */
#include <stdio.h>
#include <string.h>

#include "core/applet.h"
#include "core/escape.h"

static int run(int argc, char **argv)
{
	bool newline = true, escapes = false;
	int at = 1;

	for (; at < argc; at++) {
		const char *word = argv[at];

		if (word[0] != '-' || !word[1] || word[1 + strspn(word + 1, "neE")])
			break;
		for (word++; *word; word++) {
			if (*word == 'n')
				newline = false;
			else
				escapes = *word == 'e';
		}
	}
	for (; at < argc; at++) {
		if (escapes) {
			if (!escape_print(argv[at], ESCAPE_ECHO, stdout))
				return 0;
		} else {
			fputs(argv[at], stdout);
		}
		if (at + 1 < argc)
			putchar(' ');
	}
	if (newline)
		putchar('\n');
	return 0;
}

APPLET(echo, .names = "echo", .summary = "print the words given",
       .operands = "[-neE] [WORD]...", .run = run, .flags = APPLET_RAW,
       .details = "  -n    no newline at the end\n"
		  "  -e    interpret \\\\ \\a \\b \\c \\e \\f \\n \\r \\t \\v \\0NNN \\xHH\n"
		  "  -E    do not, the default");
