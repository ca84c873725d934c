/* SPDX-License-Identifier: MIT */
/* sort(1): lines in order. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/sort_run.h"

static struct {
	struct sort_how how;
	struct sort_job job;
	bool merge, nul, separator_set;
	char check;		/* 'c', 'C' or 0 */
	const char *random_source, *files_from;
} G;

static int set_order(const char *name, const char *argument)
{
	static const struct {
		const char *word;
		char letter;
	} words[] = {
		{ "--ignore-leading-blanks", 'b' }, { "--dictionary-order", 'd' },
		{ "--ignore-case", 'f' }, { "--general-numeric-sort", 'g' },
		{ "--human-numeric-sort", 'h' }, { "--ignore-nonprinting", 'i' },
		{ "--month-sort", 'M' }, { "--numeric-sort", 'n' }, { "--random-sort", 'R' },
		{ "--reverse", 'r' }, { "--version-sort", 'V' }, { "general-numeric", 'g' },
		{ "human-numeric", 'h' }, { "month", 'M' }, { "numeric", 'n' }, { "random", 'R' },
		{ "version", 'V' },
	};
	char letter = name[1];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i].word, argument ? argument : name) == 0)
			letter = words[i].letter;
	if (!sort_key_option(&G.how.global, letter, false))
		die(1, "invalid argument '%s' for '--sort'", argument);
	return 0;
}

static int add_key(const char *name, const char *argument)
{
	(void)name;
	G.how.keys = xrealloc(G.how.keys, (G.how.key_count + 1) * sizeof(*G.how.keys));
	sort_key_parse(&G.how.keys[G.how.key_count++], argument);
	return 0;
}

static int set_check(const char *name, const char *argument)
{
	char check = name[1] == 'C' ? 'C' : 'c';

	if (argument && (strcmp(argument, "quiet") == 0 || strcmp(argument, "silent") == 0))
		check = 'C';
	else if (argument && strcmp(argument, "diagnose-first") != 0)
		die(1, "invalid argument '%s' for '--check'", argument);
	if (G.check && G.check != check)
		die(2, "options '-cC' are incompatible");
	G.check = check;
	return 0;
}

static int set_separator(const char *name, const char *argument)
{
	unsigned char separator = argument[0];

	(void)name;
	if (!argument[0])
		die(2, "empty tab");
	if (strcmp(argument, "\\0") == 0)
		separator = '\0';
	else if (argument[1])
		die(2, "multi-character tab %s", quote(argument));
	if (G.separator_set && G.how.separator != separator)
		die(2, "incompatible tabs");
	G.separator_set = true;
	G.how.separator = separator;
	return 0;
}

static int set_memory(const char *name, const char *argument)
{
	char *end;
	double share = strtod(argument, &end);
	size_t length = strlen(argument);

	(void)name;
	if (end != argument && strcmp(end, "%") == 0) {
		G.job.memory = share / 100 * sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	} else if (length && argument[length - 1] == 'b') {
		char *bytes = xstrndup(argument, length - 1);

		if (text_size(bytes, &G.job.memory) < 0)
			die(2, "invalid -S argument '%s'", argument);
	} else if (text_size(argument, &G.job.memory) < 0) {
		die(2, "invalid -S argument '%s'", argument);
	} else if (argument[strspn(argument, "0123456789")] == '\0') {
		/* Without a letter, kilobytes. */
		G.job.memory *= 1024;
	}
	return 0;
}

static int set_output(const char *name, const char *argument)
{
	(void)name;
	if (G.job.output && strcmp(G.job.output, argument) != 0)
		die(2, "multiple output files specified");
	G.job.output = argument;
	return 0;
}

static const struct option_row options[] = {
	{ "-b --ignore-leading-blanks", OPTION_CALL, set_order, NULL,
	  "not the blanks before a key" },
	{ "-d --dictionary-order", OPTION_CALL, set_order, NULL, "blanks, letters, digits alone" },
	{ "-f --ignore-case", OPTION_CALL, set_order, NULL, "upper and lower case are one" },
	{ "-g --general-numeric-sort", OPTION_CALL, set_order, NULL, "as real numbers: 1e3, inf" },
	{ "-i --ignore-nonprinting", OPTION_CALL, set_order, NULL, "printable characters alone" },
	{ "-M --month-sort", OPTION_CALL, set_order, NULL, "JAN before DEC" },
	{ "-h --human-numeric-sort", OPTION_CALL, set_order, NULL, "as sizes: 2K 1G" },
	{ "-n --numeric-sort", OPTION_CALL, set_order, NULL, "as numbers" },
	{ "-R --random-sort", OPTION_CALL, set_order, NULL, "at random, equal ones together" },
	{ "--random-source", OPTION_TEXT, &G.random_source, "FILE", "whose bytes are the chance" },
	{ "-r --reverse", OPTION_CALL, set_order, NULL, "the other way round" },
	{ "--sort", OPTION_CALL, set_order, "WORD",
	  "general-numeric, human-numeric, month, numeric, random, version" },
	{ "-V --version-sort", OPTION_CALL, set_order, NULL, "numbers within texts as numbers" },
	{ "--batch-size", OPTION_NUMBER, &G.job.batch, "NUM", "merge so many files at once" },
	{ "-c", OPTION_CALL, set_check, NULL, "is it sorted? tell of the first that is not" },
	{ "-C", OPTION_CALL, set_check, NULL, "the same, the exit status alone tells" },
	{ "--check", OPTION_MAYBE, set_check, "HOW", "diagnose-first (-c), quiet (-C)" },
	{ "--files0-from", OPTION_TEXT, &G.files_from, "FILE", "names from FILE, ended by NUL" },
	{ "-k --key", OPTION_CALL, add_key, "KEY", "sort by a part of the line" },
	{ "-m --merge", OPTION_FLAG, &G.merge, NULL, "merge files that are sorted" },
	{ "-o --output", OPTION_CALL, set_output, "FILE", "write to FILE, which may be an input" },
	{ "-s --stable", OPTION_FLAG, &G.how.stable, NULL, "equal lines stay in their order" },
	{ "-S --buffer-size", OPTION_CALL, set_memory, "SIZE", "memory to use" },
	{ "-t --field-separator", OPTION_CALL, set_separator, "CHAR", "between fields" },
	{ "-T --temporary-directory", OPTION_TEXT, &G.job.folder, "FOLDER", "not $TMPDIR or /tmp" },
	{ "--parallel", OPTION_NUMBER, &G.job.threads, "NUM", "use so many processors" },
	{ "-u --unique", OPTION_FLAG, &G.how.unique, NULL, "of equal lines the first" },
	{ "-z --zero-terminated", OPTION_FLAG, &G.nul, NULL, "lines end with NUL, not newline" },
	{ 0 }
};

static void choose_seed(void)
{
	struct buffer bytes = { 0 };

	if (!G.random_source) {
		getrandom(&G.how.seed, sizeof(G.how.seed), 0);
		return;
	}
	if (read_file(G.random_source, &bytes, 1 << 20) < 0)
		die(2, "open failed: %s: %s", quote_maybe(G.random_source), strerror(errno));
	memcpy(&G.how.seed, bytes.data, MIN(bytes.length, sizeof(G.how.seed)));
	buffer_free(&bytes);
}

static char **names_from(const char *file)
{
	struct buffer text = { 0 };
	char **names = xcalloc(1, sizeof(*names));
	size_t count = 0;
	int result = strcmp(file, "-") == 0 ? read_fd(0, "standard input", &text, SIZE_MAX / 2) :
					      read_file(file, &text, SIZE_MAX / 2);

	if (result < 0)
		die(2, "open failed: %s: %s", quote_maybe(file), strerror(errno));
	if (!text.length)
		die(2, "no input from %s", quote(file));
	for (size_t at = 0; at < text.length; at += strlen(text.data + at) + 1) {
		if (!text.data[at])
			die(2, "%s: invalid zero-length file name", quote_maybe(file));
		names = xrealloc(names, (count + 2) * sizeof(*names));
		names[count++] = text.data + at;
		names[count] = NULL;
	}
	return names;
}

/* A file that is not there is told of before anything is read or written. */
static void check_inputs(char **names)
{
	for (; *names; names++)
		if (strcmp(*names, "-") != 0 && access(*names, R_OK) < 0)
			die(2, "cannot read: %s: %s", quote_maybe(*names), strerror(errno));
}

static void settle_numbers(void)
{
	if (!G.job.batch)
		G.job.batch = 64;
	else if (G.job.batch < 2)
		die(2, "invalid --batch-size argument '%llu'\n%s: minimum --batch-size argument is "
		    "'2'", (unsigned long long)G.job.batch, program_name);
	if (!G.job.threads)
		G.job.threads = MIN(sysconf(_SC_NPROCESSORS_ONLN), 8);
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	char **names = argc > 1 ? argv + 1 : standard;
	const char *folder = getenv("TMPDIR");

	if (G.files_from && argc > 1)
		usage("extra operand %s\nfile operands cannot be combined with --files0-from",
		      quote(argv[1]));
	if (G.files_from)
		names = names_from(G.files_from);
	if (!G.separator_set)
		G.how.separator = -1;
	sort_settle(&G.how);
	choose_seed();
	G.job.how = &G.how;
	G.job.delimiter = G.nul ? '\0' : '\n';
	if (!G.job.folder)
		G.job.folder = folder && *folder ? folder : "/tmp";
	settle_numbers();
	output_in_bulk();
	if (G.check) {
		if (names[1])
			usage("extra operand %s not allowed with -%c", quote(names[1]), G.check);
		if (G.job.output)
			die(2, "options '-%co' are incompatible", G.check);
		return !sort_is_sorted(&G.job, names[0], G.check == 'C');
	}
	check_inputs(names);
	if (G.merge)
		sort_merge_files(&G.job, names);
	else
		sort_files(&G.job, names);
	return 0;
}

APPLET(sort, .names = "sort", .summary = "print lines in order", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G), .usage_status = 2,
       .details = "KEY is FIELD[.CHARACTER][OPTIONS][,FIELD[.CHARACTER][OPTIONS]], from 1\n"
		  "on: from the first to the second; OPTIONS are of the letters bdfghiMnRrV.");
