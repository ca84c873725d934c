/* SPDX-License-Identifier: MIT */
/* tee(1): to stdout and to files. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool append, ignore_interrupts;
	enum { ERROR_SIGNAL, ERROR_WARN, ERROR_WARN_NO_PIPE, ERROR_EXIT, ERROR_EXIT_NO_PIPE } mode;
} G;

static int set_mode(const char *name, const char *argument)
{
	static const char *const words[] = { NULL, "warn", "warn-nopipe", "exit", "exit-nopipe" };

	(void)name;
	G.mode = ERROR_WARN_NO_PIPE;
	if (!argument)
		return 0;
	for (size_t i = 1; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i], argument) == 0) {
			G.mode = i;
			return 0;
		}
	}
	die(1, "invalid argument '%s' for '--output-error'", argument);
}

static const struct option_row options[] = {
	{ "-a --append", OPTION_FLAG, &G.append, NULL, "add to the files" },
	{ "-i --ignore-interrupts", OPTION_FLAG, &G.ignore_interrupts, NULL, "take no Ctrl-C" },
	{ "-p", OPTION_CALL, set_mode, NULL, "tell of write errors, but not of pipes" },
	{ "--output-error", OPTION_MAYBE, set_mode, "HOW",
	  "of a write error: warn, warn-nopipe, exit, exit-nopipe" },
	{ 0 }
};

struct output {
	int fd;
	const char *name;
};

/* False when nothing more is to be written there. */
static bool write_one(struct output *output, const char *data, size_t length)
{
	bool pipe;

	if (write_all(output->fd, data, length) == 0)
		return true;
	pipe = errno == EPIPE && (G.mode == ERROR_WARN_NO_PIPE || G.mode == ERROR_EXIT_NO_PIPE);
	if (!pipe) {
		warn_errno("%s", quote_maybe(output->name));
		if (G.mode == ERROR_EXIT || G.mode == ERROR_EXIT_NO_PIPE)
			exit(1);
	}
	return false;
}

static int run(int argc, char **argv)
{
	static char chunk[1 << 16];
	struct output *outputs = xcalloc(argc, sizeof(*outputs));
	int count = 1, left = 1;
	ssize_t length;

	if (G.ignore_interrupts)
		signal(SIGINT, SIG_IGN);
	if (G.mode)
		signal(SIGPIPE, SIG_IGN);
	outputs[0] = (struct output){ STDOUT_FILENO, "standard output" };
	for (argv++; *argv; argv++) {
		int fd = open(*argv, O_WRONLY | O_CREAT | O_CLOEXEC |
			      (G.append ? O_APPEND : O_TRUNC), 0666);

		if (fd < 0) {
			warn_errno("%s", quote_maybe(*argv));
			continue;
		}
		outputs[count++] = (struct output){ fd, *argv };
		left++;
	}
	while (left && (length = read(STDIN_FILENO, chunk, sizeof(chunk))) != 0) {
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0) {
			warn_errno("read error");
			break;
		}
		for (int i = 0; i < count; i++) {
			if (outputs[i].fd >= 0 && !write_one(&outputs[i], chunk, length)) {
				outputs[i].fd = -1;
				left--;
			}
		}
	}
	for (int i = 1; i < count; i++)
		if (outputs[i].fd >= 0 && close(outputs[i].fd) < 0)
			warn_errno("%s", quote_maybe(outputs[i].name));
	free(outputs);
	return 0;
}

APPLET(tee, .names = "tee", .summary = "copy stdin to stdout and to files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
