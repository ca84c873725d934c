/* SPDX-License-Identifier: MIT */
/* env(1): run a command in a changed environment, or print the environment. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/run.h"
#include "core/text.h"

static struct {
	bool empty, nul;
	const char *folder, *split;
	int verbose;
	struct option_list unset;
} G;

/* What follows TEXT stands behind its words, and may be the command's. */
static int set_split(const char *name, const char *argument)
{
	(void)name;
	G.split = argument;
	options_end();
	return 0;
}

static const struct option_row options[] = {
	{ "-i --ignore-environment", OPTION_FLAG, &G.empty, NULL, "begin with no variables" },
	{ "-0 --null", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ "-u --unset", OPTION_LIST, &G.unset, "NAME", "remove the variable" },
	{ "-C --chdir", OPTION_TEXT, &G.folder, "DIR", "change to the folder first" },
	{ "-S --split-string", OPTION_CALL, set_split, "TEXT",
	  "split TEXT into words, as #! lines need" },
	{ "-v --debug", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

struct words {
	char **items;
	size_t count;
};

static void add_word(struct words *words, char *word)
{
	words->items = xrealloc(words->items, (words->count + 2) * sizeof(*words->items));
	words->items[words->count++] = word;
	words->items[words->count] = NULL;
}

/* ${NAME} at *at (behind the '$'): append its value. */
static void add_variable(struct buffer *word, const char **at)
{
	size_t length = (*at)[0] == '{' ? strcspn(*at + 1, "}") : 0;
	char *name;

	if (!length || !(*at)[length + 1])
		die(125, "only ${VARNAME} expansion is supported, error at: $%s", *at);
	name = xstrndup(*at + 1, length);
	buffer_text(word, getenv(name) ? getenv(name) : "");
	free(name);
	*at += length + 2;
}

/* The character behind a backslash; false when it ends the text (\c) or stands for nothing. */
static bool add_escaped(struct buffer *word, char c, char quoted)
{
	static const char pairs[] = "f\fn\nr\rt\tv\v##$$__\"\"''\\\\";
	const char *found = NULL;

	if (c == '_' && quoted != '"')
		return false;
	for (const char *pair = pairs; *pair; pair += 2)
		if (*pair == c)
			found = pair + 1;
	if (!found)
		die(125, "invalid sequence '\\%c' in -S", c);
	buffer_add(word, c == '_' ? " " : found, 1);
	return true;
}

/* env(1)'s own little language: quotes, escapes, ${NAME}, comments. */
static void split_text(struct words *words, const char *text)
{
	struct buffer word = { 0 };
	bool in_word = false;
	char quoted = 0;

	for (const char *at = text; *at;) {
		char c = *at++;

		if (!quoted && strchr(" \t\n\v\f\r", c)) {
			if (in_word)
				add_word(words, xstrdup(word.data ? word.data : ""));
			word.length = 0;
			in_word = false;
			continue;
		}
		if (!quoted && !in_word && c == '#')
			break;
		if (c == quoted) {
			quoted = 0;
			continue;
		}
		if (!in_word) {
			in_word = true;
			buffer_add(&word, "", 0);
		}
		if (!quoted && (c == '\'' || c == '"')) {
			quoted = c;
		} else if (c == '$' && quoted != '\'') {
			add_variable(&word, &at);
		} else if (c == '\\' && (quoted != '\'' || *at == '\'' || *at == '\\')) {
			if (!*at)
				die(125, "invalid backslash at end of string in -S");
			if (*at == 'c' && !quoted)
				break;
			if (!add_escaped(&word, *at, quoted) && word.length) {
				add_word(words, xstrdup(word.data));
				word.length = 0;
				in_word = false;
			}
			at++;
		} else {
			buffer_add(&word, &c, 1);
		}
	}
	if (quoted)
		die(125, "no terminating quote in -S string");
	if (in_word)
		add_word(words, xstrdup(word.data));
	buffer_free(&word);
}

/* -S's words come before the operands, and may be options themselves. */
static char **split_operands(char **argv)
{
	static char name[] = "env";
	struct words words = { 0 };

	while (G.split) {
		const char *text = G.split;

		G.split = NULL;
		words = (struct words){ 0 };
		add_word(&words, name);
		split_text(&words, text);
		for (argv++; *argv; argv++)
			add_word(&words, *argv);
		options_parse(applet_find("env"), words.count, words.items);
		argv = words.items;
	}
	return argv;
}

static void change_environment(void)
{
	if (G.empty)
		clearenv();
	for (size_t i = 0; i < G.unset.count; i++) {
		if (G.verbose)
			fprintf(stderr, "unset:    %s\n", G.unset.items[i]);
		if (unsetenv(G.unset.items[i]) < 0)
			die(125, "cannot unset %s: %s", quote(G.unset.items[i]), strerror(errno));
	}
}

/* "=text" has no name that putenv(3) would take, but is passed on all the same. */
static void put(char *word)
{
	char **all;
	size_t count = 0;

	if (*word != '=') {
		putenv(word);
		return;
	}
	for (; environ && environ[count]; count++) {
		if (*environ[count] == '=') {
			environ[count] = word;
			return;
		}
	}
	all = xcalloc(count + 2, sizeof(*all));
	memcpy(all, environ, count * sizeof(*all));
	all[count] = word;
	environ = all;
}

static int run(int argc, char **argv)
{
	(void)argc;
	argv = split_operands(argv);
	argv++;
	if (*argv && strcmp(*argv, "-") == 0) {
		G.empty = true;
		argv++;
	}
	change_environment();
	for (; *argv && strchr(*argv, '='); argv++) {
		if (G.verbose)
			fprintf(stderr, "setenv:   %s\n", *argv);
		put(*argv);
	}
	if (*argv && G.nul)
		usage("cannot specify --null (-0) with command");
	if (!*argv && G.folder)
		usage("must specify command with --chdir (-C)");
	if (!*argv) {
		for (char **variable = environ; variable && *variable; variable++)
			printf("%s%c", *variable, G.nul ? '\0' : '\n');
		return 0;
	}
	if (G.folder && chdir(G.folder) < 0)
		die(125, "cannot change directory to %s: %s", quote(G.folder), strerror(errno));
	if (G.verbose)
		fprintf(stderr, "executing: %s\n", *argv);
	return become(argv);
}

APPLET(env, .names = "env", .summary = "run a command in a changed environment, or print it",
       .operands = "[-] [NAME=VALUE]... [COMMAND [ARGUMENT]...]", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G), .flags = APPLET_STOP, .usage_status = 125);
