/* SPDX-License-Identifier: MIT */
/* pgrep(1) and pkill(1) of procps: find processes, and send them a signal. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "match/pattern.h"
#include "proc/process.h"
#include "proc/signals.h"
#include "tools/ps.h"

enum { NONE = 1, WRONG = 2, FAILED = 3 };

static struct {
	bool full, exact, ignore_case, invert, newest, oldest, threads, count, names, lines;
	bool echo, no_ancestors, queue, is_pkill;
	const char *delimiter, *states, *file;
	uint64_t older;
	struct ps_select select[8];	/* one a kind: all of them must hold */
	bool has_criteria;

	struct pattern *pattern;	/* NULL: any name */
	struct buffer text;		/* the command line */
	double uptime;
	int signal;
	union sigval value;
	struct applet parser;
} G;

static int take_list(const char *name, const char *list);
static int take_signal(const char *name, const char *text);
static int take_value(const char *name, const char *text);

static const struct option_row options[] = {
	{ "-f --full", OPTION_FLAG, &G.full, NULL, "match the whole command line" },
	{ "-x --exact", OPTION_FLAG, &G.exact, NULL, "the pattern is all of the name" },
	{ "-i --ignore-case", OPTION_FLAG, &G.ignore_case, NULL, "upper and lower case are one" },
	{ "-v --inverse", OPTION_FLAG, &G.invert, NULL, "all others" },
	{ "-n --newest", OPTION_FLAG, &G.newest, NULL, "only the last that began" },
	{ "-o --oldest", OPTION_FLAG, &G.oldest, NULL, "only the first that began" },
	{ "-O --older", OPTION_NUMBER, &G.older, "SECONDS", "only those that are older" },
	{ "-P --parent", OPTION_CALL, take_list, "PID,...", "children of these" },
	{ "-g --pgroup", OPTION_CALL, take_list, "PGID,...", "of these process groups; 0: ours" },
	{ "-s --session", OPTION_CALL, take_list, "SID,...", "of these sessions; 0: ours" },
	{ "-t --terminal", OPTION_CALL, take_list, "TTY,...", "on these terminals" },
	{ "-u --euid", OPTION_CALL, take_list, "USER,...", "of these effective users" },
	{ "-U --uid", OPTION_CALL, take_list, "USER,...", "of these real users" },
	{ "-G --group", OPTION_CALL, take_list, "GROUP,...", "of these real groups" },
	{ "-r --runstates", OPTION_TEXT, &G.states, "STATES", "in one of these states: RSDZT" },
	{ "-F --pidfile", OPTION_TEXT, &G.file, "FILE", "the process whose number FILE holds" },
	{ "-A --ignore-ancestors", OPTION_FLAG, &G.no_ancestors, NULL, "not who called us" },
	{ "-c --count", OPTION_FLAG, &G.count, NULL, "print how many there are" },
	{ "-d --delimiter", OPTION_TEXT, &G.delimiter, "TEXT", "between two, instead of newline" },
	{ "-l --list-name", OPTION_FLAG, &G.names, NULL, "print names too" },
	{ "-a --list-full", OPTION_FLAG, &G.lines, NULL, "print command lines too" },
	{ "-w --lightweight", OPTION_FLAG, &G.threads, NULL, "print threads too" },
	{ "-e --echo", OPTION_FLAG, &G.echo, NULL, "pkill: say what is sent a signal" },
	{ "--signal", OPTION_CALL, take_signal, "SIGNAL", "pkill: this one; also -SIGNAL" },
	{ "-q --queue", OPTION_CALL, take_value, "VALUE", "pkill: a number that goes with it" },
	{ 0 }
};

/* "0" stands for the group or session of our own. */
static char *with_own(const char *list, pid_t own)
{
	struct buffer text = { 0 };

	for (const char *at = list; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");

		if (length == 1 && *at == '0')
			buffer_format(&text, ",%d", own);
		else
			buffer_format(&text, ",%.*s", (int)length, at);
		at += length;
	}
	return text.data;
}

static int take_list(const char *name, const char *list)
{
	static const struct {
		char letter, *name;
		enum ps_kind kind;
	} rows[] = {
		{ 'P', "--parent", PS_PARENT }, { 'g', "--pgroup", PS_PROCESS_GROUP },
		{ 's', "--session", PS_SESSION }, { 't', "--terminal", PS_TERMINAL },
		{ 'u', "--euid", PS_USER_EFFECTIVE }, { 'U', "--uid", PS_USER_REAL },
		{ 'G', "--group", PS_GROUP_REAL },
	};
	char *own = NULL;
	int result = -1;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].letter != name[1] && strcmp(rows[i].name, name) != 0)
			continue;
		if (rows[i].kind == PS_PROCESS_GROUP || rows[i].kind == PS_SESSION)
			own = with_own(list, rows[i].kind == PS_SESSION ? getsid(0) : getpgrp());
		result = ps_select_add(&G.select[i], rows[i].kind, own ? own : list);
		/* On a terminal that is not there nobody is. */
		if (result < 0 && rows[i].kind == PS_TERMINAL && G.select[i].choices) {
			G.select[i].choices->number = UINT64_MAX;
			result = 0;
		}
		break;
	}
	free(own);
	G.has_criteria = true;
	return result;
}

static int take_signal(const char *name, const char *text)
{
	(void)name;
	return signal_parse(text, &G.signal);
}

static int take_value(const char *name, const char *text)
{
	char *end;

	(void)name;
	G.queue = true;
	G.value.sival_int = strtol(text, &end, 0);
	return *text && !*end ? 0 : fail_plain("'%s' is no number", text);
}

static int read_pid_file(void)
{
	char text[64], *end;
	long pid;

	if (strcmp(G.file, "-") == 0) {
		if (!fgets(text, sizeof(text), stdin))
			text[0] = '\0';
	} else if (read_line_of(G.file, text, sizeof(text)) < 0) {
		return -1;
	}
	pid = strtol(text, &end, 10);
	if (end == text || (*end && !isspace((unsigned char)*end)) || pid < 1)
		return fail_plain("%s: pidfile not valid", G.file);
	snprintf(text, sizeof(text), "%ld", pid);
	return ps_select_add(&G.select[7], PS_PID, text);
}

static void compile(const char *pattern)
{
	char *whole = G.exact ? xasprintf("^(%s)$", pattern) : xstrdup(pattern);

	G.pattern = pattern_compile(whole, strlen(whole), PATTERN_EXTENDED |
				    (G.ignore_case ? PATTERN_IGNORE_CASE : 0));
	if (!G.pattern)
		die(WRONG, "regex error: %s", fail_text());
	free(whole);
}

static bool is_ancestor(pid_t pid)
{
	struct process process = { .parent = getppid() };

	while (process.parent > 0) {
		if (process.parent == pid)
			return true;
		if (process_read(&process, process.parent, 0, 0) < 0)
			break;
	}
	return false;
}

static bool has_pattern(const struct process *process)
{
	const char *text = process->name;

	if (!G.pattern)
		return true;
	if (G.full)
		process_arguments(process->pid, &G.text);
	if (G.full && G.text.length)
		text = G.text.data;
	return pattern_find(G.pattern, text, strlen(text), 0, NULL, 0) > 0;
}

static bool matches(const struct process *process)
{
	bool match = true;

	if (process->pid == getpid() || (G.no_ancestors && is_ancestor(process->pid)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(G.select) && match; i++)
		match = !G.select[i].choices || ps_is_selected(&G.select[i], process);
	if (G.states)
		match &= strchr(G.states, process->state) != NULL;
	if (G.older)
		match &= G.uptime - process->start_ticks / (double)process_hertz() >= G.older;
	return (match && has_pattern(process)) != G.invert;
}

static void print(const struct process *process, bool last)
{
	printf("%d", process->thread);
	if (G.lines) {
		process_arguments(process->pid, &G.text);
		text_make_line(G.text.data);
		printf(" %s", G.text.length ? G.text.data : process->name);
	} else if (G.names) {
		printf(" %s", process->name);
	}
	printf("%s", last ? "\n" : G.delimiter ? G.delimiter : "\n");
}

/* Whether it is there and got the signal. */
static bool send_to(const struct process *process)
{
	pid_t pid = process->thread;

	if ((G.queue ? sigqueue(pid, G.signal, G.value) : kill(pid, G.signal)) == 0) {
		if (G.echo)
			printf("%s killed (pid %d)\n", process->name, pid);
		return true;
	}
	/* It may have ended meanwhile. */
	if (errno != ESRCH)
		warn_errno("killing pid %d failed", pid);
	return false;
}

/* Keep the matching ones, or the one of them that began last or first. */
static size_t choose(struct process *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		text_make_line(list[i].name);
		if (!matches(&list[i]))
			continue;
		if (!kept || !(G.newest || G.oldest))
			list[kept++] = list[i];
		else if (G.newest ? list[i].start_ticks >= list[0].start_ticks
				  : list[i].start_ticks < list[0].start_ticks)
			list[0] = list[i];
	}
	return kept;
}

static void check(char **operands)
{
	if (G.newest && G.oldest)
		usage("-n and -o exclude each other");
	if (operands[0] && operands[1])
		usage("only one pattern can be provided");
	if (!operands[0] && !G.has_criteria && !G.file && !G.states && !G.older)
		usage("no matching criteria specified");
	if (G.file && read_pid_file() < 0)
		die_failure(NONE);
	if (operands[0])
		compile(operands[0]);
	if (operands[0] && !G.full && strlen(operands[0]) > 15 &&
	    !operands[0][strcspn(operands[0], "[]()|*+?{}.\\^$")])
		fprintf(stderr, "%s: names of processes have 15 characters at most; -f matches the "
			"whole command line\n", program_name);
}

static int run(int argc, char **argv)
{
	struct process *list = NULL;
	size_t count, reached = 0;
	ssize_t total;

	(void)argc;
	G.signal = SIGTERM;
	G.is_pkill = text_ends_with(program_name, "pkill");
	if (G.is_pkill)
		signal_take_word(argv, &G.signal);
	/* The table is read only now, without what is a signal. */
	G.parser = *applet_find("pgrep");
	G.parser.flags = 0;
	for (argc = 0; argv[argc]; argc++)
		;
	options_parse(&G.parser, argc, argv);
	check(argv + 1);
	G.uptime = process_uptime();
	total = process_list(&list, PROCESS_STATUS | (G.threads ? PROCESS_THREADS : 0));
	if (total < 0)
		die_failure(FAILED);
	count = choose(list, total);
	for (size_t i = 0; i < count; i++) {
		if (G.is_pkill)
			reached += send_to(&list[i]);
		else if (!G.count)
			print(&list[i], i + 1 == count);
	}
	if (G.count)
		printf("%zu\n", count);
	free(list);
	/* A signal that was refused is told of, and is no failure by itself. */
	exit_status = 0;
	return (G.is_pkill ? reached : count) ? 0 : NONE;
}

APPLET(pgrep, .names = "pgrep pkill", .summary = "find processes, and send them a signal",
       .operands = "[PATTERN]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW, .usage_status = WRONG,
       .details =
	  "PATTERN is an extended regular expression, found anywhere in the name. All that is\n"
	  "asked must hold. pgrep prints numbers, pkill sends TERM or -SIGNAL. The exit status\n"
	  "is 0 when there was one, 1 when not, 2 for wrong usage, 3 for other failures.");
