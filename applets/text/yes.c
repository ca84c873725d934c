/* SPDX-License-Identifier: MIT */
/* yes(1): a line again and again. */
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static int run(int argc, char **argv)
{
	struct buffer line = { 0 }, many = { 0 };
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;

	for (int i = first; i < argc; i++)
		buffer_format(&line, "%s%s", i > first ? " " : "", argv[i]);
	if (first >= argc)
		buffer_text(&line, "y");
	buffer_text(&line, "\n");
	do
		buffer_add(&many, line.data, line.length);
	while (many.length < 1 << 15);
	while (write_all(STDOUT_FILENO, many.data, many.length) == 0)
		;
	die(1, "standard output: %s", strerror(errno));
}

APPLET(yes, .names = "yes", .summary = "print a line again and again", .operands = "[WORD]...",
       .run = run, .flags = APPLET_RAW);
