/* SPDX-License-Identifier: MIT */
/* sed(1): edit lines by a script. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "tools/sed.h"

static struct {
	struct sed sed;
	bool length_set;
} G;

static int add_expression(const char *name, const char *argument)
{
	(void)name;
	sed_script_add(&G.sed.script, argument, strlen(argument), NULL);
	return 0;
}

static int add_file(const char *name, const char *argument)
{
	struct buffer text = { 0 };
	int result = strcmp(argument, "-") == 0 ?
			     read_fd(STDIN_FILENO, "standard input", &text, SIZE_MAX / 2) :
			     read_file(argument, &text, SIZE_MAX / 2);

	(void)name;
	if (result < 0)
		die(SED_TROUBLE, "couldn't open file %s: %s", argument, strerror(errno));
	if (text.length && text.data[text.length - 1] == '\n')
		text.length--;
	sed_script_add(&G.sed.script, text.data, text.length, argument);
	buffer_free(&text);
	return 0;
}

static int set_in_place(const char *name, const char *argument)
{
	(void)name;
	G.sed.in_place = G.sed.separate = true;
	G.sed.suffix = argument;
	return 0;
}

static int set_length(const char *name, const char *argument)
{
	(void)name;
	G.length_set = true;
	return text_number(argument, 10, 0, UINT32_MAX, &G.sed.line_length);
}

static const struct option_row options[] = {
	{ "-n --quiet --silent", OPTION_FLAG, &G.sed.quiet, NULL, "print only what is asked for" },
	{ "-e --expression", OPTION_CALL, add_expression, "SCRIPT", "commands" },
	{ "-f --file", OPTION_CALL, add_file, "FILE", "commands of this file" },
	{ "-E -r --regexp-extended", OPTION_FLAG, &G.sed.extended, NULL,
	  "extended regular expressions" },
	{ "-i --in-place", OPTION_MAYBE, set_in_place, "SUFFIX",
	  "change the files themselves; a suffix keeps them as they were" },
	{ "--follow-symlinks", OPTION_FLAG, &G.sed.follow, NULL,
	  "with -i: change what links lead to" },
	{ "-l --line-length", OPTION_CALL, set_length, "NUM", "where l wraps lines" },
	{ "-s --separate", OPTION_FLAG, &G.sed.separate, NULL, "each file has lines of its own" },
	{ "--sandbox", OPTION_FLAG, &G.sed.sandbox, NULL, "refuse the commands e, r and w" },
	{ "-u --unbuffered", OPTION_FLAG, &G.sed.unbuffered, NULL,
	  "read no more than needed, write at once" },
	{ "-z --null-data --zero-terminated", OPTION_FLAG, &G.sed.nul, NULL,
	  "lines end with NUL, not newline" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };

	(void)argc;
	setlocale(LC_CTYPE, "");
	if (!G.sed.script.count) {
		if (!*++argv)
			usage("no script given");
		add_expression(NULL, *argv);
	}
	G.sed.line_length = G.length_set ? G.sed.line_length : 70;
	G.sed.standard = (struct sed_output){ "stdout", stdout, false };
	G.sed.written = G.sed.standard;
	G.sed.output = &G.sed.standard;
	G.sed.names = *++argv ? argv : standard;
	if (!*argv && G.sed.in_place)
		die(SED_TROUBLE, "no input files");
	sed_parse(&G.sed);
	output_in_bulk();
	return sed_run(&G.sed);
}

APPLET(sed, .names = "sed", .summary = "edit lines by a script",
       .operands = "[SCRIPT] [FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "Addresses: N, $, /PATTERN/ (I: case ignored, M: ^ and $ in lines),\n"
		  "\\cPATTERNc, FIRST~STEP; ranges A,B A,+N A,~N 0,/PATTERN/; ! behind them: all\n"
		  "other lines.\n"
		  "Commands:\n"
		  "  { }  group          =  line number        a c i TEXT  append, change, insert\n"
		  "  b t T LABEL  branch (t: after an s that did something, T: did not)\n"
		  "  d D  delete (D: to the first newline)     n N  next line (N: append it)\n"
		  "  g G h H x  hold space: get, add, put, add, exchange\n"
		  "  l [N]  show         p P  print            q Q [STATUS]  quit\n"
		  "  r R FILE  read (R: a line each time)      w W FILE  write (W: first line)\n"
		  "  s/PATTERN/TEXT/FLAGS (g p N i m e w FILE; in TEXT & \\1 \\n \\L \\U \\l \\u\n"
		  "  \\E)\n"
		  "  y/ABC/XYZ/          z  empty              F  file name    e [COMMAND]  run");
