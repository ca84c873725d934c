/* SPDX-License-Identifier: MIT */
/* time(1) of GNU: run a command, then tell what it took. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/run.h"

static struct {
	bool append, portable, quiet, verbose;
	const char *format, *output;

	FILE *out;
	struct rusage usage;
	double elapsed;
	int status;
	char **command;
} G;

static const struct option_row options[] = {
	{ "-a --append", OPTION_FLAG, &G.append, NULL, "add to the file of -o" },
	{ "-f --format", OPTION_TEXT, &G.format, "FORMAT", "what to tell, and how: see below" },
	{ "-o --output", OPTION_TEXT, &G.output, "FILE", "write to FILE, not to stderr" },
	{ "-p --portability", OPTION_FLAG, &G.portable, NULL, "as POSIX wants it" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "do not tell how it ended" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "everything there is" },
	{ 0 }
};

static const char usual[] =
	"%Uuser %Ssystem %Eelapsed %PCPU (%Xavgtext+%Davgdata %Mmaxresident)k\n"
	"%Iinputs+%Ooutputs (%Fmajor+%Rminor)pagefaults %Wswaps";

static const char everything[] =
	"\tCommand being timed: \"%C\"\n"
	"\tUser time (seconds): %U\n"
	"\tSystem time (seconds): %S\n"
	"\tPercent of CPU this job got: %P\n"
	"\tElapsed (wall clock) time (h:mm:ss or m:ss): %E\n"
	"\tAverage shared text size (kbytes): %X\n"
	"\tAverage unshared data size (kbytes): %D\n"
	"\tAverage stack size (kbytes): %p\n"
	"\tAverage total size (kbytes): %K\n"
	"\tMaximum resident set size (kbytes): %M\n"
	"\tAverage resident set size (kbytes): %t\n"
	"\tMajor (requiring I/O) page faults: %F\n"
	"\tMinor (reclaiming a frame) page faults: %R\n"
	"\tVoluntary context switches: %w\n"
	"\tInvoluntary context switches: %c\n"
	"\tSwaps: %W\n"
	"\tFile system inputs: %I\n"
	"\tFile system outputs: %O\n"
	"\tSocket messages sent: %s\n"
	"\tSocket messages received: %r\n"
	"\tSignals delivered: %k\n"
	"\tPage size (bytes): %Z\n"
	"\tExit status: %x";

static double seconds_of(struct timeval time)
{
	return time.tv_sec + time.tv_usec / 1e6;
}

/* Cut, not rounded, as the original does. */
static void print_hundredths(double seconds)
{
	long long hundredths = seconds * 100 + 1e-4;

	fprintf(G.out, "%lld.%02lld", hundredths / 100, hundredths % 100);
}

static void print_elapsed(void)
{
	long long seconds = G.elapsed, minutes = seconds / 60;

	if (minutes >= 60)
		fprintf(G.out, "%lld:%02lld:%02lld", minutes / 60, minutes % 60, seconds % 60);
	else
		fprintf(G.out, "%lld:%02lld.%02lld", minutes, seconds % 60,
			(long long)(G.elapsed * 100) % 100);
}

static void print_percent(void)
{
	double used = seconds_of(G.usage.ru_utime) + seconds_of(G.usage.ru_stime);

	if (G.elapsed > 0)
		fprintf(G.out, "%d%%", (int)(used * 100 / G.elapsed));
	else
		fprintf(G.out, "?%%");
}

static void print_command(void)
{
	for (char **word = G.command; *word; word++)
		fprintf(G.out, "%s%s", word == G.command ? "" : " ", *word);
}

static bool print_number(char letter)
{
	const struct {
		char letter;
		long value;
	} rows[] = {
		{ 'c', G.usage.ru_nivcsw }, { 'w', G.usage.ru_nvcsw }, { 'F', G.usage.ru_majflt },
		{ 'R', G.usage.ru_minflt }, { 'M', G.usage.ru_maxrss }, { 'W', G.usage.ru_nswap },
		{ 'I', G.usage.ru_inblock }, { 'O', G.usage.ru_oublock },
		{ 's', G.usage.ru_msgsnd }, { 'r', G.usage.ru_msgrcv },
		{ 'k', G.usage.ru_nsignals }, { 'x', WEXITSTATUS(G.status) },
		{ 'Z', sysconf(_SC_PAGESIZE) },
		/* Averages, which Linux does not keep. */
		{ 'X', 0 }, { 'D', 0 }, { 'p', 0 }, { 'K', 0 }, { 't', 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].letter == letter) {
			fprintf(G.out, "%ld", rows[i].value);
			return true;
		}
	}
	return false;
}

/* Returns the last character taken. */
static const char *print_directive(const char *at)
{
	switch (*at) {
	case '%':
		putc('%', G.out);
		break;
	case 'C':
		print_command();
		break;
	case 'E':
		print_elapsed();
		break;
	case 'e':
		print_hundredths(G.elapsed);
		break;
	case 'P':
		print_percent();
		break;
	case 'S':
		print_hundredths(seconds_of(G.usage.ru_stime));
		break;
	case 'U':
		print_hundredths(seconds_of(G.usage.ru_utime));
		break;
	default:
		if (print_number(*at))
			break;
		putc('?', G.out);
		if (!*at)
			return at - 1;
		putc(*at, G.out);
	}
	return at;
}

static void print_format(const char *format)
{
	for (const char *at = format; *at; at++) {
		if (*at == '%') {
			at = print_directive(at + 1);
		} else if (*at != '\\') {
			putc(*at, G.out);
		} else if (at[1] == 't' || at[1] == 'n' || at[1] == '\\') {
			at++;
			putc(*at == 't' ? '\t' : *at == 'n' ? '\n' : '\\', G.out);
		} else {
			fprintf(G.out, "?\\");
			if (at[1])
				putc(*++at, G.out);
		}
	}
	putc('\n', G.out);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void run_command(void)
{
	double begin = now();
	pid_t child = fork();

	if (child < 0)
		die(125, "cannot fork: %s", strerror(errno));
	if (child == 0)
		exit(become_saying("cannot run ", G.command));
	/* Ctrl+C ends the command; what it took is told nevertheless. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	while (wait4(child, &G.status, 0, &G.usage) < 0 && errno == EINTR)
		;
	G.elapsed = now() - begin;
}

static void print_end(void)
{
	if (WIFSIGNALED(G.status))
		fprintf(G.out, "Command terminated by signal %d\n", WTERMSIG(G.status));
	else if (WEXITSTATUS(G.status))
		fprintf(G.out, "Command exited with non-zero status %d\n",
			WEXITSTATUS(G.status));
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("missing program to run");
	G.out = stderr;
	if (G.output)
		G.out = fopen(G.output, G.append ? "ae" : "we");
	if (!G.out)
		die(125, "%s: %s", quote(G.output), strerror(errno));
	if (!G.format)
		G.format = getenv("TIME");
	if (!G.format)
		G.format = usual;
	if (G.verbose)
		G.format = everything;
	if (G.portable)
		G.format = "real %e\nuser %U\nsys %S";
	G.command = argv + 1;
	run_command();
	if (!G.quiet && !G.portable)
		print_end();
	print_format(G.format);
	if (G.output && fclose(G.out) != 0)
		die(125, "%s: %s", quote(G.output), strerror(errno));
	return WIFSIGNALED(G.status) ? 128 + WTERMSIG(G.status) : WEXITSTATUS(G.status);
}

APPLET(time, .names = "time", .summary = "run a command, then tell what it took",
       .operands = "COMMAND [ARGUMENT]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP, .usage_status = 125,
       .details =
	  "FORMAT holds text, \\n, \\t, \\\\ and\n"
	  "  %e %E  time it took: in seconds, as h:mm:ss     %C  the command\n"
	  "  %U %S  processor time: its own, the kernel's    %x  its exit status\n"
	  "  %P     share of a processor                     %M  most memory, in KiB\n"
	  "  %F %R  page faults: with disk, without          %w %c  waits, interruptions\n"
	  "  %I %O  blocks read, written                     %k %r %s %W %Z\n"
	  "Without -f it is taken from $TIME.");
