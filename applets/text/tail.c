/* SPDX-License-Identifier: MIT */
/* tail(1): the last lines or bytes of files, and what is added to them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/bytes.h"
#include "core/duration.h"
#include "core/error.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"
#include "tools/tail_follow.h"

static struct {
	bool bytes, from_start, counted, quiet, headers, nul, began;
	uint64_t count;
	struct tail_how how;
} G;

static int set_count(const char *name, const char *argument)
{
	const char *text = argument;

	G.bytes = strcmp(name, "-c") == 0 || strcmp(name, "--bytes") == 0;
	G.counted = true;
	G.from_start = *text == '+';
	if (*text == '+' || *text == '-')
		text++;
	if (text_size(text, &G.count) < 0) {
		if (!strstr(fail_text(), "too large"))
			die(1, "invalid number of %s: %s", G.bytes ? "bytes" : "lines",
			    quote(argument));
		G.count = UINT64_MAX;
	}
	return 0;
}

/* As "-5c" and "-2k", from before there were other options: any letter but l counts bytes. */
static int set_number(const char *name, const char *argument)
{
	char *number = xstrdup(argument), *unit = number + strspn(number, "0123456789");
	bool bytes = *unit && *unit != 'l';

	(void)name;
	if (*unit == 'c' || *unit == 'l')
		*unit = '\0';
	return set_count(bytes ? "-c" : "-n", number);
}

static int set_headers(const char *name, const char *argument)
{
	(void)argument;
	G.headers = strcmp(name, "-v") == 0 || strcmp(name, "--verbose") == 0;
	G.quiet = !G.headers;
	return 0;
}

static int set_follow(const char *name, const char *argument)
{
	bool by_name = strcmp(name, "-F") == 0;

	if (argument && strcmp(argument, "name") == 0)
		by_name = true;
	else if (argument && strcmp(argument, "descriptor") != 0)
		return fail_plain("invalid argument '%s' (name or descriptor)", argument);
	G.how.follow = true;
	G.how.by_name = by_name;
	G.how.retry |= strcmp(name, "-F") == 0;
	return 0;
}

static int set_interval(const char *name, const char *argument)
{
	(void)name;
	if (duration_parse(argument, &G.how.interval) < 0)
		return fail_plain("invalid number of seconds: %s", quote(argument));
	return 0;
}

static int set_process(const char *name, const char *argument)
{
	uint64_t process;

	(void)name;
	if (text_number(argument, 10, 1, INT32_MAX, &process) < 0)
		return fail_plain("invalid PID: %s", quote(argument));
	G.how.process = process;
	return 0;
}

static const struct option_row options[] = {
	{ "-c --bytes", OPTION_CALL, set_count, "[+]NUM",
	  "print the last NUM bytes; with '+', from byte NUM on" },
	{ "-f", OPTION_CALL, set_follow, NULL, "go on with what is added" },
	{ "--follow", OPTION_MAYBE, set_follow, "HOW", "the same; by name or descriptor" },
	{ "-F", OPTION_CALL, set_follow, NULL, "the same as --follow=name --retry" },
	{ "-n --lines", OPTION_CALL, set_count, "[+]NUM",
	  "print the last NUM lines instead of 10; with '+', from line NUM on" },
	{ "-#", OPTION_CALL, set_number, "NUM", "the same as -n NUM" },
	{ "--pid", OPTION_CALL, set_process, "PID", "with -f: end when this process has" },
	{ "-q --quiet --silent", OPTION_CALL, set_headers, NULL, "no headers with names" },
	{ "--retry", OPTION_FLAG, &G.how.retry, NULL, "keep trying to open a file" },
	{ "-s --sleep-interval", OPTION_CALL, set_interval, "SECONDS",
	  "look so often where the kernel does not tell (1)" },
	{ "-v --verbose", OPTION_CALL, set_headers, NULL, "headers always" },
	{ "-z --zero-terminated", OPTION_FLAG, &G.nul, NULL, "lines end with NUL, not newline" },
	{ 0 }
};

/* Print all from here on. */
static int print_rest(int fd, const char *name)
{
	fflush(stdout);
	return copy_fd(fd, name, STDOUT_FILENO, "error", 0) < 0 ? -1 : 0;
}

static int from_start(int fd, const char *name)
{
	struct lines lines = { .fd = fd, .name = name, .delimiter = G.nul ? LINES_NUL : '\n' };
	uint64_t skip = G.count ? G.count - 1 : 0;
	ssize_t length = 1;
	char *line;

	if (G.bytes) {
		char chunk[4096];

		if (lseek(fd, skip, SEEK_CUR) < 0) {
			for (; skip && length > 0; skip -= length)
				length = read(fd, chunk, MIN(skip, sizeof(chunk)));
		}
		return print_rest(fd, name);
	}
	while (skip-- && length > 0)
		length = lines_next(&lines, &line);
	if (lines.end > lines.start)
		fwrite(lines.buffer + lines.start, 1, lines.end - lines.start, stdout);
	lines_free(&lines);
	return length < 0 ? -1 : print_rest(fd, name);
}

/* The offset where the last lines of a file that can be sought begin. */
static off_t find_last_lines(int fd, off_t start, off_t end)
{
	static char chunk[1 << 16];
	int delimiter = G.nul ? '\0' : '\n';
	uint64_t found = 0;
	off_t at = end;

	while (at > start && G.count) {
		size_t length = MIN(at - start, (off_t)sizeof(chunk));
		char *last;
		size_t left = length;

		at -= length;
		if (pread(fd, chunk, length, at) != (ssize_t)length)
			return start;
		if (at + (off_t)length == end && chunk[length - 1] == delimiter)
			left--;
		while ((last = memrchr(chunk, delimiter, left)) != NULL) {
			left = last - chunk;
			if (++found == G.count)
				return at + left + 1;
		}
	}
	return G.count ? start : end;
}

/* Where in a text the last lines or bytes begin. */
static size_t last_of(const struct buffer *kept)
{
	int delimiter = G.nul ? '\0' : '\n';
	size_t at = kept->length;
	const char *last;

	if (G.bytes || !at)
		return at - MIN(G.count, at);
	at -= kept->data[at - 1] == delimiter;
	for (uint64_t found = 0; found < G.count; found++) {
		last = find_byte_back(kept->data, at, delimiter);
		if (!last)
			return 0;
		at = last - kept->data;
	}
	return G.count ? at + 1 : kept->length;
}

/* What is read is kept, but never much more than what is wanted of it. */
static int from_end_of_pipe(int fd, const char *name)
{
	enum { ENOUGH = 1 << 20 };
	struct buffer kept = { 0 };
	size_t most = ENOUGH;
	char chunk[1 << 14];
	ssize_t count;
	size_t at;

	while ((count = read(fd, chunk, sizeof(chunk))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail("error reading %s", quote(name));
		buffer_add(&kept, chunk, count);
		if (kept.length < most)
			continue;
		at = last_of(&kept);
		kept.length -= at;
		memmove(kept.data, kept.data + at, kept.length);
		most = MAX(kept.length * 2, (size_t)ENOUGH);
	}
	at = last_of(&kept);
	fwrite(kept.data + at, 1, kept.length - at, stdout);
	buffer_free(&kept);
	return 0;
}

static int from_end(int fd, const char *name)
{
	struct stat status;
	off_t start = lseek(fd, 0, SEEK_CUR), at;

	/* Files of /proc say they are empty. */
	if (start < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size <= start)
		return from_end_of_pipe(fd, name);
	if (G.bytes)
		at = (uint64_t)(status.st_size - start) > G.count ? status.st_size - (off_t)G.count
								    : start;
	else
		at = find_last_lines(fd, start, status.st_size);
	if (lseek(fd, at, SEEK_SET) < 0)
		return fail("cannot seek in %s", quote(name));
	return print_rest(fd, name);
}

static int tail(int fd, const char *name)
{
	struct stat status;

	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return fail("error reading %s", quote(name));
	}
	return G.from_start ? from_start(fd, name) : from_end(fd, name);
}

static int open_one(const char *name, struct tail_file *file)
{
	*file = (struct tail_file){ .name = name, .fd = -1 };
	if (strcmp(name, "-") == 0) {
		file->name = "standard input";
		file->is_stdin = true;
		file->fd = STDIN_FILENO;
		return 0;
	}
	file->fd = open(name, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return fail("cannot open %s for reading", quote(name));
	return 0;
}

/* "+5" and "-5f" as the first word, from before there were options. */
static void old_form(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == '+' && argv[1][1] >= '0' && argv[1][1] <= '9' && argc <= 3) {
		set_count("-n", argv[1]);
		memmove(argv + 1, argv + 2, (argc - 1) * sizeof(*argv));
	}
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	struct tail_file *files;
	size_t count = 0;
	char **names;

	if (!G.counted) {
		G.count = 10;
		old_form(argc, argv);
	}
	names = argv[1] ? argv + 1 : standard;
	G.headers |= names[0] && names[1] && !G.quiet;
	/* Nothing of anything. */
	if (!G.count && !G.from_start && !G.how.follow)
		return 0;
	if (!G.how.interval)
		G.how.interval = 1;
	output_in_bulk();
	for (char **name = names; *name; name++)
		count++;
	files = xcalloc(count, sizeof(*files));
	for (size_t i = 0; i < count; i++) {
		if (open_one(names[i], &files[i]) < 0) {
			warn_failure();
			continue;
		}
		if (G.headers)
			printf("%s==> %s <==\n", G.began ? "\n" : "", files[i].name);
		G.began = true;
		if (tail(files[i].fd, files[i].name) < 0) {
			warn_failure();
			if (!files[i].is_stdin)
				close(files[i].fd);
			files[i].fd = -1;
		} else if (!G.how.follow && !files[i].is_stdin) {
			close(files[i].fd);
		}
	}
	G.how.headers = G.headers;
	if (G.how.follow && tail_follow(files, count, &G.how) < 0)
		die_failure(1);
	free(files);
	return 0;
}

APPLET(tail, .names = "tail", .summary = "print the last lines or bytes of files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_UNITS,
       .details = "NUM may end in b (512), k, M, G, T (powers of 1024), kB, MB, GB (of 1000).");
