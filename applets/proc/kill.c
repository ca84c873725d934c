/* SPDX-License-Identifier: MIT */
/* kill(1) of procps: send a signal to processes. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "proc/signals.h"

static struct {
	bool list, table, queue;
	int signal;
	union sigval value;
} G;

static void take_signal(const char *text)
{
	if (signal_parse(text, &G.signal) < 0)
		usage("%s", fail_text());
}

static void take_value(const char *text)
{
	char *end;

	G.queue = true;
	G.value.sival_int = strtol(text, &end, 0);
	if (!*text || *end)
		usage("-q: %s is no number", quote(text));
}

/* "--signal=HUP", or with the next word; NULL when it is another option. */
static const char *argument_of(const char *word, const char *letter, const char *name,
			       char ***at)
{
	size_t length = strlen(name);

	if (strcmp(word, letter) == 0 || strcmp(word, name) == 0) {
		if (!(*at)[1])
			usage("option '%s' requires an argument", word);
		return *++*at;
	}
	if (strncmp(word, name, length) == 0 && word[length] == '=')
		return word + length + 1;
	return NULL;
}

/* A word that begins with '-' is an option, a signal, or (once there is one) a process group. */
static char **take_options(char **at)
{
	bool chosen = false;

	for (; *at && (*at)[0] == '-' && (*at)[1]; at++) {
		const char *word = *at, *argument;

		if (strcmp(word, "--") == 0)
			return at + 1;
		if ((argument = argument_of(word, "-s", "--signal", &at)) != NULL) {
			take_signal(argument);
			chosen = true;
		} else if ((argument = argument_of(word, "-q", "--queue", &at)) != NULL) {
			take_value(argument);
		} else if (strcmp(word, "-l") == 0 || strcmp(word, "--list") == 0) {
			G.list = true;
		} else if (text_starts_with(word, "--list=") ||
			   (text_starts_with(word, "-l") && word[2])) {
			G.list = true;
			*at += word[1] == '-' ? 7 : 2;
			return at;
		} else if (strcmp(word, "-L") == 0 || strcmp(word, "--table") == 0) {
			G.table = true;
		} else if (chosen && isdigit((unsigned char)word[1])) {
			return at;
		} else if (word[1] == '-') {
			usage("unrecognized option '%s'", word);
		} else {
			take_signal(word + 1);
			chosen = true;
		}
	}
	return at;
}

/* Names for numbers, numbers for names. */
static void list(char **words)
{
	if (!*words)
		signal_print_list();
	for (; *words; words++) {
		int number;

		if (signal_parse(*words, &number) < 0)
			warn("unknown signal name %s", quote(*words));
		else if (isdigit((unsigned char)**words))
			printf("%s\n", signal_name(number) ? signal_name(number) : *words);
		else
			printf("%d\n", number);
	}
}

static void send_to(const char *word)
{
	bool group = word[0] == '-';
	uint64_t number;
	pid_t pid;

	if (text_number(word + group, 10, 0, INT32_MAX, &number) < 0) {
		warn("failed to parse argument: '%s'", word);
		return;
	}
	pid = group ? -(pid_t)number : (pid_t)number;
	if ((G.queue ? sigqueue(pid, G.signal, G.value) : kill(pid, G.signal)) < 0)
		warn_errno("(%d)", pid);
}

static int run(int argc, char **argv)
{
	(void)argc;
	G.signal = SIGTERM;
	argv = take_options(argv + 1);
	if (G.table)
		signal_print_table();
	else if (G.list)
		list(argv);
	else if (!*argv)
		usage("no process given");
	for (; *argv && !G.list && !G.table; argv++)
		send_to(*argv);
	return 0;
}

APPLET(kill, .names = "kill", .summary = "send a signal to processes",
       .operands = "[-SIGNAL|-s SIGNAL] [-q VALUE] PID... | -l [SIGNAL]... | -L", .run = run,
       .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW,
       .details =
	  "SIGNAL is a name, with or without SIG, or a number; TERM when none is given.\n"
	  "PID is a process; 0 all of the own process group; -1 all that may be reached;\n"
	  "-N the process group N (behind a signal, or behind --).\n"
	  "  -s --signal SIGNAL  which signal\n"
	  "  -q --queue VALUE    a number that goes with it, as sigqueue(3) does\n"
	  "  -l --list           names of all signals; a name's number, a number's name, also\n"
	  "                      of an exit status above 128\n"
	  "  -L --table          names and numbers");
