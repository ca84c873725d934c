/* SPDX-License-Identifier: MIT */
/* pidof(8) of sysvinit: which processes run a program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "proc/process.h"

static struct {
	bool single, quiet, same_root, scripts, sleepers, no_stat;
	const char *separator;
	struct option_list omitted;

	bool any;
	struct buffer words;	/* of a command line, each ended by NUL */
} G;

static const struct option_row options[] = {
	{ "-c", OPTION_FLAG, &G.same_root, NULL, "only those with our root folder" },
	{ "-d -S", OPTION_TEXT, &G.separator, "TEXT", "between two numbers, instead of a blank" },
	{ "-n", OPTION_FLAG, &G.no_stat, NULL, "compare names alone, not files" },
	{ "-o", OPTION_LIST, &G.omitted, "PID", "leave it out; %PPID is who called us" },
	{ "-q", OPTION_FLAG, &G.quiet, NULL, "print nothing" },
	{ "-s", OPTION_FLAG, &G.single, NULL, "one number only, of each program" },
	{ "-x", OPTION_FLAG, &G.scripts, NULL, "scripts of that name too" },
	{ "-z", OPTION_FLAG, &G.sleepers, NULL, "zombies too, and those that wait for a disk" },
	{ 0 }
};

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_omitted(pid_t pid)
{
	for (size_t i = 0; i < G.omitted.count; i++) {
		/* Lists with commas are taken too. */
		for (const char *at = G.omitted.items[i]; *at; at += *at == ',') {
			size_t length = strcspn(at, ",");
			pid_t omitted = strncmp(at, "%PPID", length) == 0 && length == 5
					? getppid() : atoi(at);

			if (omitted == pid)
				return true;
			at += length;
		}
	}
	return false;
}

static bool has_our_root(pid_t pid)
{
	char path[48];
	struct stat its, ours;

	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	return stat(path, &its) == 0 && stat("/", &ours) == 0 && its.st_dev == ours.st_dev &&
	       its.st_ino == ours.st_ino;
}

static bool runs_file(pid_t pid, const char *file)
{
	char path[48];
	struct stat its, wanted;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return !G.no_stat && stat(path, &its) == 0 && stat(file, &wanted) == 0 &&
	       its.st_dev == wanted.st_dev && its.st_ino == wanted.st_ino;
}

static bool has_name(const char *word, const char *name)
{
	return strcmp(word, name) == 0 || strcmp(base_of(word), name) == 0;
}

/* "sh -e /usr/bin/NAME": the first word behind the shell's options. */
static const char *script_of(const struct buffer *words)
{
	const char *at = words->data, *end = words->data + words->length;

	do
		at += strlen(at) + 1;
	while (at < end && *at == '-');
	return at < end ? at : "";
}

static bool runs(const struct process *process, const char *program)
{
	const char *name = base_of(program), *script;
	bool whole = name != program;

	if (is_omitted(process->pid) ||
	    (!G.sleepers && strchr("ZD", process->state)) ||
	    (G.same_root && !has_our_root(process->pid)))
		return false;
	if (whole && runs_file(process->pid, program))
		return true;
	process_words(process->pid, &G.words);
	if (!G.words.length)
		return !whole && strcmp(process->name, program) == 0;
	if (has_name(G.words.data, whole ? program : name))
		return true;
	script = G.scripts ? script_of(&G.words) : "";
	/* The kernel names a script's process after the script. */
	if (*script && has_name(script, whole ? program : name) &&
	    strncmp(process->name, base_of(script), 15) == 0)
		return true;
	return !whole && strcmp(process->name, program) == 0 && strchr(G.words.data, ' ');
}

/* The last to begin comes first. */
static void print_program(const struct process *list, ssize_t count, const char *program)
{
	for (ssize_t i = count - 1; i >= 0; i--) {
		if (!runs(&list[i], program))
			continue;
		if (!G.quiet && G.any)
			printf("%s", G.separator ? G.separator : " ");
		if (!G.quiet)
			printf("%d", list[i].pid);
		G.any = true;
		if (G.single)
			return;
	}
}

static int run(int argc, char **argv)
{
	struct process *list = NULL;
	ssize_t count = process_list(&list, 0);

	(void)argc;
	if (count < 0)
		die_failure(1);
	for (argv++; *argv; argv++)
		print_program(list, count, *argv);
	if (G.any && !G.quiet)
		putchar('\n');
	free(list);
	buffer_free(&G.words);
	return G.any ? 0 : 1;
}

APPLET(pidof, .names = "pidof", .summary = "print which processes run a program",
       .operands = "PROGRAM...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
