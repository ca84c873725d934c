/* SPDX-License-Identifier: MIT */
/* killall(1) of psmisc: send a signal to processes by name. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/ask.h"
#include "core/duration.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/owner.h"
#include "match/pattern.h"
#include "proc/process.h"
#include "proc/signals.h"

enum { NAME_LENGTH = 15 };	/* what the kernel keeps of a name */

static struct {
	bool exact, ignore_case, groups, interactive, list, quiet, regexp, verbose, wait;
	const char *user_text, *signal_text;
	double younger, older;

	uid_t user;
	int signal;
	double uptime;
	struct process *processes;
	size_t count;
	pid_t *sent;		/* who got the signal */
	size_t sent_count;
	bool declined;
	struct pattern *pattern;
	struct buffer text;
	struct applet parser;
} G;

static int take_age(const char *name, const char *text);

static const struct option_row options[] = {
	{ "-e --exact", OPTION_FLAG, &G.exact, NULL, "names above 15 characters as a whole only" },
	{ "-I --ignore-case", OPTION_FLAG, &G.ignore_case, NULL, "upper and lower case are one" },
	{ "-g --process-group", OPTION_FLAG, &G.groups, NULL, "to the process's whole group" },
	{ "-y --younger-than", OPTION_CALL, take_age, "TIME", "only those younger than TIME" },
	{ "-o --older-than", OPTION_CALL, take_age, "TIME", "only those older than TIME" },
	{ "-i --interactive", OPTION_FLAG, &G.interactive, NULL, "ask before each" },
	{ "-l --list", OPTION_FLAG, &G.list, NULL, "print the names of signals" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "do not complain when there is none" },
	{ "-r --regexp", OPTION_FLAG, &G.regexp, NULL, "names are regular expressions" },
	{ "-s --signal", OPTION_TEXT, &G.signal_text, "SIGNAL", "instead of TERM; also -SIGNAL" },
	{ "-u --user", OPTION_TEXT, &G.user_text, "USER", "only this user's" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say what was sent" },
	{ "-w --wait", OPTION_FLAG, &G.wait, NULL, "wait until all of them have ended" },
	{ 0 }
};

/* "5s", "3m", "2h", "1d", "4w", "6M", "1y". */
static int take_age(const char *name, const char *text)
{
	static const struct {
		char letter;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 },
		      { 'M', 2629800 }, { 'y', 31557600 } };
	char *end;
	double value = strtod(text, &end);

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (end == text || *end != units[i].letter || end[1] || !(value >= 0))
			continue;
		*(name[1] == 'y' || name[2] == 'y' ? &G.younger : &G.older) =
			value * units[i].seconds;
		return 0;
	}
	return fail_plain("'%s' is no time: a number, then s, m, h, d, w, M or y", text);
}

static bool equal(const char *a, const char *b)
{
	return (G.ignore_case ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

/* Of a long name the kernel keeps the beginning; the command line may tell the rest. */
static bool has_long_name(struct process *process, const char *name)
{
	const char *word, *slash;

	if ((G.ignore_case ? strncasecmp : strncmp)(process->name, name, NAME_LENGTH) != 0)
		return false;
	process_words(process->pid, &G.text);
	for (size_t at = 0; at < G.text.length; at += strlen(word) + 1) {
		word = G.text.data + at;
		slash = strrchr(word, '/');
		if (equal(slash ? slash + 1 : word, name)) {
			text_copy(process->name, sizeof(process->name), name);
			return true;
		}
	}
	return !G.exact && !G.text.length;
}

static bool runs_file(pid_t pid, const char *file)
{
	char path[48];
	struct stat its, wanted;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return stat(path, &its) == 0 && stat(file, &wanted) == 0 && its.st_dev == wanted.st_dev &&
	       its.st_ino == wanted.st_ino;
}

static bool has_name(struct process *process, const char *name)
{
	if (G.regexp)
		return pattern_find(G.pattern, process->name, strlen(process->name), 0, NULL,
				    0) > 0;
	if (strchr(name, '/'))
		return runs_file(process->pid, name);
	if (strlen(name) > NAME_LENGTH)
		return has_long_name(process, name);
	return equal(process->name, name);
}

static bool matches(struct process *process, const char *name)
{
	double age = G.uptime - process->start_ticks / (double)process_hertz();

	return process->pid != getpid() && !(G.user_text && process->real_user != G.user) &&
	       !(G.younger > 0 && age > G.younger) && !(G.older > 0 && age < G.older) &&
	       has_name(process, name);
}

static bool was_sent(pid_t pid)
{
	for (size_t i = 0; i < G.sent_count; i++)
		if (G.sent[i] == pid)
			return true;
	return false;
}

/* Whether this one counts as found. */
static bool send_to(const struct process *process)
{
	pid_t pid = G.groups ? process->group : process->pid;
	char name[64];

	text_copy(name, sizeof(name), process->name);
	text_make_line(name);
	if (was_sent(pid))
		return true;
	if (G.interactive && !ask("%s %s(%d)?", G.signal ? "kill" : "signal", name, pid)) {
		G.declined = true;
		return false;
	}
	if (kill(G.groups ? -pid : pid, G.signal) < 0) {
		fprintf(stderr, "%s(%d): %s\n", name, pid, strerror(errno));
		return false;
	}
	if (G.verbose)
		fprintf(stderr, "Killed %s(%s%d) with signal %d\n", name, G.groups ? "pgid " : "",
			pid, G.signal);
	G.sent = xrealloc(G.sent, (G.sent_count + 1) * sizeof(*G.sent));
	G.sent[G.sent_count++] = pid;
	return true;
}

static bool kill_name(const char *name)
{
	bool found = false, there = false;

	if (G.regexp) {
		G.pattern = pattern_compile(name, strlen(name), PATTERN_EXTENDED |
					    (G.ignore_case ? PATTERN_IGNORE_CASE : 0));
		if (!G.pattern)
			die(1, "bad regular expression: %s", name);
	}
	for (size_t i = 0; i < G.count; i++) {
		if (!matches(&G.processes[i], name))
			continue;
		there = true;
		found |= send_to(&G.processes[i]);
	}
	if (!there && !G.quiet)
		fprintf(stderr, "%s: no process found\n", name);
	pattern_free(G.pattern);
	G.pattern = NULL;
	return found;
}

/* A zombie has ended, whether or not its parent has asked. */
static void wait_for_all(void)
{
	for (size_t i = 0; i < G.sent_count;) {
		struct process process;

		if (G.groups ? kill(-G.sent[i], 0) < 0
			     : process_read(&process, G.sent[i], 0, 0) < 0 || process.state == 'Z')
			i++;
		else
			duration_sleep(0.1);
	}
}

static int run(int argc, char **argv)
{
	struct process *list = NULL;
	ssize_t count;
	bool all = true;

	G.signal = SIGTERM;
	signal_take_word(argv, &G.signal);
	G.parser = *applet_find("killall");
	G.parser.flags = 0;
	for (argc = 0; argv[argc]; argc++)
		;
	argc = options_parse(&G.parser, argc, argv);
	if (G.list) {
		signal_print_list();
		return 0;
	}
	if (argc < 2 && !G.user_text)
		usage("no name given");
	if (G.signal_text && signal_parse(G.signal_text, &G.signal) < 0)
		die(1, "%s: unknown signal; killall -l lists signals", G.signal_text);
	if (G.user_text && user_parse(G.user_text, &G.user) < 0)
		die(1, "cannot find user %s", G.user_text);
	G.uptime = process_uptime();
	count = process_list(&list, PROCESS_STATUS);
	if (count < 0)
		die_failure(1);
	G.processes = list;
	G.count = count;
	G.regexp |= argc < 2;
	for (char **name = argv + 1; *name; name++)
		all &= kill_name(*name);
	if (argc < 2)
		all = kill_name("");
	if (G.wait)
		wait_for_all();
	return all ? 0 : 1;
}

APPLET(killall, .names = "killall", .summary = "send a signal to processes by name",
       .operands = "NAME...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "A NAME with a slash is a file: who runs it. The exit status is 0 when each\n"
		  "NAME was found.");
