/* SPDX-License-Identifier: MIT */
/* timeout(1): run a command, and end it when it takes too long. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/duration.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/run.h"
#include "proc/signals.h"

enum { TIMED_OUT = 124 };

static struct {
	bool foreground, preserve, verbose;
	const char *signal_text, *kill_text;

	int signal;
	double kill_after;
	pid_t child;
	const char *command;
	uint64_t deadline;	/* now_ms(), 0: none */
	bool timed_out;
	sigset_t waited, before;
} G;

static const struct option_row options[] = {
	{ "--foreground", OPTION_FLAG, &G.foreground, NULL,
	  "leave the terminal's keys to the command; its children are not ended" },
	{ "-k --kill-after", OPTION_TEXT, &G.kill_text, "DURATION",
	  "send KILL so long after the signal, when it still runs" },
	{ "--preserve-status", OPTION_FLAG, &G.preserve, NULL, "exit as the command does" },
	{ "-s --signal", OPTION_TEXT, &G.signal_text, "SIGNAL", "instead of TERM" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "say which signal is sent" },
	{ 0 }
};

static double take_duration(const char *text)
{
	double seconds;

	if (duration_parse(text, &seconds) < 0)
		usage("%s", fail_text());
	return seconds;
}

/* A time of 0 is none. */
static void set_deadline(double seconds)
{
	G.deadline = 0;
	if (seconds > 0)
		G.deadline = now_ms() + (seconds < 4e15 ? (uint64_t)(seconds * 1000) : 1ull << 62);
}

/* The signals that end us go to the command first. */
static void block_signals(void)
{
	static const int passed_on[] = { SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM };

	sigemptyset(&G.waited);
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(passed_on[0]); i++)
		sigaddset(&G.waited, passed_on[i]);
	if (G.signal && G.signal != SIGKILL && G.signal != SIGSTOP)
		sigaddset(&G.waited, G.signal);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	sigprocmask(SIG_BLOCK, &G.waited, &G.before);
}

static void start(char **argv)
{
	if (!G.foreground)
		setpgid(0, 0);
	block_signals();
	G.child = fork();
	if (G.child < 0)
		die(125, "fork system call failed: %s", strerror(errno));
	if (G.child)
		return;
	sigprocmask(SIG_SETMASK, &G.before, NULL);
	signal(SIGTTIN, SIG_DFL);
	signal(SIGTTOU, SIG_DFL);
	exit(become_saying("failed to run command ", argv));
}

/* To the command, and to what it started: all of our own process group. */
static void reach(int number)
{
	struct timespec now = { 0 };
	sigset_t own;

	if (G.foreground || getpgid(G.child) != getpgrp())
		kill(G.child, number);
	if (G.foreground)
		return;
	kill(0, number);
	/* It came to us too, and has done its work. */
	sigemptyset(&own);
	sigaddset(&own, number);
	if (number && sigismember(&G.waited, number))
		sigtimedwait(&own, NULL, &now);
}

static void send_signal(int number)
{
	if (G.verbose)
		fprintf(stderr, "timeout: sending signal %s to command %s\n", signal_name(number),
			quote(G.command));
	reach(number);
	if (number != SIGKILL && number != SIGCONT)
		reach(SIGCONT);
}

static void end_command(int number)
{
	set_deadline(G.kill_after);
	send_signal(number);
	if (G.kill_after > 0)
		G.signal = SIGKILL;
	G.kill_after = 0;
}

static int wait_signal(void)
{
	uint64_t now = now_ms();
	struct timespec left;

	if (!G.deadline)
		return sigwaitinfo(&G.waited, NULL);
	left = duration_timespec(G.deadline > now ? (G.deadline - now) / 1e3 : 0);
	return sigtimedwait(&G.waited, NULL, &left);
}

/* Until the command has ended; its status. */
static int watch_command(void)
{
	int number, status;

	for (;;) {
		if (waitpid(G.child, &status, WNOHANG) == G.child)
			return status;
		number = wait_signal();
		if (number < 0 && errno == EAGAIN && now_ms() >= G.deadline) {
			G.timed_out = true;
			end_command(G.signal);
		} else if (number > 0 && number != SIGCHLD) {
			end_command(number);
		}
	}
}

static int run(int argc, char **argv)
{
	struct rlimit none = { 0, 0 };
	int status, number;

	if (argc < 3)
		usage("missing operand");
	G.signal = SIGTERM;
	if (G.signal_text && signal_parse(G.signal_text, &G.signal) < 0)
		usage("%s", fail_text());
	if (G.kill_text)
		G.kill_after = take_duration(G.kill_text);
	double seconds = take_duration(argv[1]);

	G.command = argv[2];
	start(argv + 2);
	set_deadline(seconds);
	status = watch_command();
	if (!WIFSIGNALED(status))
		return G.timed_out && !G.preserve ? TIMED_OUT : WEXITSTATUS(status);
	number = WTERMSIG(status);
	if (WCOREDUMP(status))
		fprintf(stderr, "timeout: the monitored command dumped core\n");
	if (!G.timed_out && setrlimit(RLIMIT_CORE, &none) == 0) {
		/* Whoever waits for us learns of the signal itself. */
		signal(number, SIG_DFL);
		sigprocmask(SIG_UNBLOCK, &G.waited, NULL);
		raise(number);
	}
	return !G.timed_out || G.preserve || number == SIGKILL ? 128 + number : TIMED_OUT;
}

APPLET(timeout, .names = "timeout", .summary = "run a command, and end it after a time",
       .operands = "DURATION COMMAND [ARGUMENT]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP, .usage_status = 125,
       .details = "DURATION is a number of seconds, or of minutes (m), hours (h), days (d); 0 is\n"
		  "for ever. The exit status is the command's; 124 when it took too long, 137\n"
		  "when KILL ended it.");
