/* SPDX-License-Identifier: MIT */
/* xargs(1): run a command with the words of the input as arguments. */
#include <ctype.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/escape.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/xargs_input.h"

/* Exit statuses; a command's 255 ends everything. */
enum { SOME_FAILED = 123, GAVE_UP = 124, KILLED = 125, CANNOT_RUN = 126, NOT_FOUND = 127 };
enum { MOST_BYTES = 128 * 1024, SPARE = 2048, KERNEL_MOST = 6 << 20 };

static struct {
	bool nul, no_run_empty, ask, trace, exit_too_long, terminal;
	const char *file, *end, *replace;
	uint64_t most_words, most_lines, most_bytes, processes;
	bool processes_set;
	int delimiter;

	char **command, **words;
	size_t command_count, command_bytes, count, room, bytes;
	uint64_t running;
	int status;
} G;

static int set_delimiter(const char *name, const char *argument)
{
	const char *at = argument + 1;
	char bytes[8];

	(void)name;
	G.nul = true;
	G.delimiter = (unsigned char)argument[0];
	if (!argument[0] || !argument[1])
		return 0;
	if (argument[0] != '\\' || escape_decode(&at, ESCAPE_FORMAT, bytes) != 1 || *at)
		return fail_plain("Invalid input delimiter specification %s: the delimiter must be "
				  "either a single character or an escape sequence starting with "
				  "\\.", argument);
	G.delimiter = (unsigned char)bytes[0];
	return 0;
}

/* -I, -L and -n exclude one another: the last wins. */
static int set_replace(const char *name, const char *argument)
{
	(void)name;
	G.replace = argument ? argument : "{}";
	if (!*G.replace)
		return fail_plain("there must be a text for -I to replace");
	G.most_lines = G.most_words = 0;
	return 0;
}

static int set_lines(const char *name, const char *argument)
{
	(void)name;
	G.replace = NULL;
	G.most_words = 0;
	G.most_lines = 1;
	return argument ? text_number(argument, 10, 1, INT32_MAX, &G.most_lines) : 0;
}

static int set_words(const char *name, const char *argument)
{
	uint64_t number;

	(void)name;
	if (text_number(argument, 10, 1, INT32_MAX, &number) < 0)
		return -1;
	/* One word each is what -I does anyway. */
	if (number == 1 && G.replace)
		return 0;
	G.most_words = number;
	G.replace = NULL;
	G.most_lines = 0;
	return 0;
}

static int set_end(const char *name, const char *argument)
{
	(void)name;
	G.end = argument && *argument ? argument : NULL;
	return 0;
}

static int set_processes(const char *name, const char *argument)
{
	(void)name;
	G.processes_set = true;
	return text_number(argument, 10, 0, INT32_MAX, &G.processes);
}

static const struct option_row options[] = {
	{ "-0 --null", OPTION_FLAG, &G.nul, NULL, "words end with NUL; quotes mean nothing" },
	{ "-a --arg-file", OPTION_TEXT, &G.file, "FILE", "read it instead of stdin" },
	{ "-d --delimiter", OPTION_CALL, set_delimiter, "CHAR", "words end with this character" },
	{ "-E", OPTION_CALL, set_end, "WORD", "a word that ends the input" },
	{ "-e --eof", OPTION_MAYBE, set_end, "WORD", "the same" },
	{ "-I", OPTION_CALL, set_replace, "TEXT", "a command a line, in place of TEXT in it" },
	{ "-i --replace", OPTION_MAYBE, set_replace, "TEXT", "the same, {} by itself" },
	{ "-L", OPTION_CALL, set_lines, "NUM", "the words of so many lines a command" },
	{ "-l --max-lines", OPTION_MAYBE, set_lines, "NUM", "the same, 1 by itself" },
	{ "-n --max-args", OPTION_CALL, set_words, "NUM", "at most so many words a command" },
	{ "-o --open-tty", OPTION_FLAG, &G.terminal, NULL, "commands read from the terminal" },
	{ "-P --max-procs", OPTION_CALL, set_processes, "NUM", "so many at once, 0: all" },
	{ "-p --interactive", OPTION_FLAG, &G.ask, NULL, "ask on the terminal before each" },
	{ "-r --no-run-if-empty", OPTION_FLAG, &G.no_run_empty, NULL, "without words, no command" },
	{ "-s --max-chars", OPTION_NUMBER, &G.most_bytes, "NUM", "bytes of a command at most" },
	{ "-t --verbose", OPTION_FLAG, &G.trace, NULL, "show commands on stderr" },
	{ "-x --exit", OPTION_FLAG, &G.exit_too_long, NULL, "end where -n or -L exceed -s" },
	{ 0 }
};

/* Wait for one, or for all that are left; a command may end everything. */
static void wait_for(uint64_t left)
{
	int status;

	while (G.running > left && wait(&status) > 0) {
		G.running--;
		if (WIFSIGNALED(status)) {
			wait_for(0);
			die(KILLED, "%s: terminated by signal %d", G.command[0], WTERMSIG(status));
		}
		if (WEXITSTATUS(status) == 255) {
			wait_for(0);
			die(GAVE_UP, "%s: exited with status 255; aborting", G.command[0]);
		}
		if (WEXITSTATUS(status))
			G.status = SOME_FAILED;
	}
}

static void show(char **words)
{
	struct buffer line = { 0 };

	for (char **word = words; *word; word++) {
		if (word > words)
			buffer_text(&line, " ");
		quote_into(&line, *word, false);
	}
	fprintf(stderr, G.ask ? "%s ?..." : "%s\n", line.data);
	fflush(stderr);
	buffer_free(&line);
}

static bool is_wanted(char **words)
{
	static FILE *terminal;
	int first, c;

	if (G.trace || G.ask)
		show(words);
	if (!G.ask)
		return true;
	if (!terminal && !(terminal = fopen("/dev/tty", "re")))
		die(1, "failed to open /dev/tty for reading: %s", strerror(errno));
	first = c = getc(terminal);
	while (c != '\n' && c != EOF)
		c = getc(terminal);
	return first == 'y' || first == 'Y';
}

static void start(char **words)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int error;

	if (!is_wanted(words))
		return;
	if (G.processes)
		wait_for(G.processes - 1);
	posix_spawn_file_actions_init(&actions);
	/* Commands must not read what is ours; with -a stdin is theirs. */
	if (G.terminal || !G.file)
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, G.terminal ?
						 "/dev/tty" : "/dev/null", O_RDONLY, 0);
	fflush(stdout);
	error = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error) {
		wait_for(0);
		die(error == ENOENT ? NOT_FOUND : CANNOT_RUN, "%s: %s", words[0], strerror(error));
	}
	G.running++;
	if (G.processes == 1)
		wait_for(0);
}

static void run_gathered(void)
{
	char **words = xcalloc(G.command_count + G.count + 1, sizeof(*words));

	memcpy(words, G.command, G.command_count * sizeof(*words));
	if (G.count)
		memcpy(words + G.command_count, G.words, G.count * sizeof(*words));
	start(words);
	for (size_t i = 0; i < G.count; i++)
		free(G.words[i]);
	free(words);
	G.count = 0;
	G.bytes = G.command_bytes;
}

static char *put_in_place(const char *word, const char *text)
{
	size_t length = strlen(G.replace);
	struct buffer out = { 0 };
	const char *found;

	buffer_add(&out, "", 0);
	while (length && (found = strstr(word, G.replace)) != NULL) {
		buffer_add(&out, word, found - word);
		buffer_text(&out, text);
		word = found + length;
	}
	buffer_text(&out, word);
	return out.data;
}

static void run_replaced(const char *text)
{
	char **words = xcalloc(G.command_count + 1, sizeof(*words));
	size_t bytes = 0;

	for (size_t i = 0; i < G.command_count; i++) {
		words[i] = put_in_place(G.command[i], text);
		bytes += strlen(words[i]) + 1;
	}
	if (bytes > G.most_bytes)
		die(1, "argument list too long");
	start(words);
	for (size_t i = 0; i < G.command_count; i++)
		free(words[i]);
	free(words);
}

static void gather(const struct buffer *word)
{
	if (G.bytes + word->length + 1 > G.most_bytes && G.count) {
		if (G.exit_too_long && (G.most_words || G.most_lines))
			die(1, "argument list too long");
		run_gathered();
	}
	if (G.bytes + word->length + 1 > G.most_bytes)
		die(1, "argument line too long");
	if (G.count == G.room) {
		G.room = G.room * 2 + 64;
		G.words = xrealloc(G.words, G.room * sizeof(*G.words));
	}
	G.words[G.count++] = xstrndup(word->data, word->length);
	G.bytes += word->length + 1;
}

/* What execve(2) takes: a quarter of the stack, which _SC_ARG_MAX does not know here. */
static long kernel_limit(void)
{
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) < 0)
		return MOST_BYTES;
	return MAX(MIN(stack.rlim_cur / 4, (rlim_t)KERNEL_MOST), (rlim_t)MOST_BYTES);
}

/* What a command may hold: GNU's default, or less when the environment takes much. */
static void set_limit(void)
{
	long system_limit = kernel_limit() - SPARE;

	for (char **variable = environ; *variable; variable++)
		system_limit -= strlen(*variable) + 1 + sizeof(char *);
	if (system_limit < SPARE)
		die(1, "environment is too large for exec");
	if (!G.most_bytes)
		G.most_bytes = MOST_BYTES;
	G.most_bytes = MIN(G.most_bytes, (uint64_t)system_limit);
	for (char **word = G.command; *word; word++, G.command_count++)
		G.command_bytes += strlen(*word) + 1;
	if (G.command_bytes > G.most_bytes)
		die(1, "cannot fit single argument within argument list size limit");
	G.bytes = G.command_bytes;
}

static int run(int argc, char **argv)
{
	static char echo[] = "echo", *standard[] = { echo, NULL };
	struct xargs_input input = { .file = stdin, .delimiter = G.nul ? G.delimiter : EOF,
				     .end = G.end, .whole_lines = G.replace };
	struct buffer word = { 0 };
	uint64_t lines = 0;
	bool any = false;
	int got;

	G.command = argc > 1 ? argv + 1 : standard;
	G.processes = G.processes_set ? G.processes : 1;
	set_limit();
	if (G.file && strcmp(G.file, "-") != 0)
		input.file = fopen(G.file, "re");
	if (!input.file)
		die(1, "Cannot open input file %s: %s", quote(G.file), strerror(errno));
	while ((got = xargs_word(&input, &word)) > 0) {
		any = true;
		if (G.replace) {
			run_replaced(word.data);
			continue;
		}
		gather(&word);
		lines += input.ended_line;
		if (G.count == G.most_words || (G.most_lines && lines >= G.most_lines)) {
			run_gathered();
			lines = 0;
		}
	}
	/* A mistake in the input ends it: what may be run of a half is run. */
	if (got < 0 && (G.most_lines || G.exit_too_long))
		G.count = 0;
	if (G.count || (!any && got == 0 && !G.no_run_empty && !G.replace))
		run_gathered();
	wait_for(0);
	if (got < 0)
		warn_failure();
	if (ferror(input.file))
		warn_errno("read error");
	return G.status;
}

APPLET(xargs, .names = "xargs", .summary = "run a command with arguments read from input",
       .operands = "[COMMAND [ARGUMENT]...]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP);
