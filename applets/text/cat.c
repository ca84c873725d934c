/* SPDX-License-Identifier: MIT */
/* cat(1): files one after the other, as they are or with their lines numbered and marked. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"

static struct {
	bool number, number_filled, squeeze, ends, tabs, controls, unbuffered;
	unsigned long line;		/* number of the last numbered */
	bool in_line, was_empty, held_return;
	struct stat output;
} G;

static int several(const char *name, const char *argument)
{
	(void)argument;
	G.controls = true;
	G.ends |= name[1] != 't';
	G.tabs |= name[1] != 'e';
	return 0;
}

static const struct option_row options[] = {
	{ "-A --show-all", OPTION_CALL, several, NULL, "the same as -vET" },
	{ "-b --number-nonblank", OPTION_FLAG, &G.number_filled, NULL, "number lines not empty" },
	{ "-e", OPTION_CALL, several, NULL, "the same as -vE" },
	{ "-E --show-ends", OPTION_FLAG, &G.ends, NULL, "show $ at the end of each line" },
	{ "-n --number", OPTION_FLAG, &G.number, NULL, "number all lines" },
	{ "-s --squeeze-blank", OPTION_FLAG, &G.squeeze, NULL, "of several empty lines show one" },
	{ "-t", OPTION_CALL, several, NULL, "the same as -vT" },
	{ "-T --show-tabs", OPTION_FLAG, &G.tabs, NULL, "show tabs as ^I" },
	{ "-u", OPTION_FLAG, &G.unbuffered, NULL, "nothing: output is never held back" },
	{ "-v --show-nonprinting", OPTION_FLAG, &G.controls, NULL, "show controls as ^X, M-X" },
	{ 0 }
};

static void put_visible(unsigned char c)
{
	if (c == '\t' && !G.tabs) {
		putchar_unlocked(c);
		return;
	}
	if (!G.controls && c != '\t') {
		putchar_unlocked(c);
		return;
	}
	if (c >= 0x80 && G.controls) {
		fputs("M-", stdout);
		c &= 0x7f;
	}
	if (c < 0x20 || c == 0x7f) {
		putchar_unlocked('^');
		c ^= 0x40;
	}
	putchar_unlocked(c);
}

/* One line, or what a file without a last newline leaves of one. */
static void put_line(const char *line, size_t length)
{
	bool ends = line[length - 1] == '\n';
	bool empty = !G.in_line && length == 1 && ends, dos;

	if (empty && G.was_empty && G.squeeze)
		return;
	G.was_empty = empty;
	if (!G.in_line && (G.number_filled ? !empty : G.number))
		printf("%6lu\t", ++G.line);
	length -= ends;
	/* -E shows the return of a return and newline. */
	dos = ends && G.ends && !G.controls && length && line[length - 1] == '\r';
	length -= dos;
	for (size_t i = 0; i < length && (G.controls || G.tabs); i++)
		put_visible(line[i]);
	if (!G.controls && !G.tabs)
		fwrite(line, 1, length, stdout);
	if (dos)
		fputs("^M", stdout);
	if (ends)
		fputs(G.ends ? "$\n" : "\n", stdout);
	G.in_line = !ends;
}

static int put_lines(int fd, const char *name)
{
	struct lines lines = { .fd = fd, .name = name };
	ssize_t length;
	char *line;

	while ((length = lines_next(&lines, &line)) > 0) {
		put_line(line, length);
		/* A terminal or a pipe gives a line at a time: do not keep it. */
		if (lines.start == lines.end)
			fflush(stdout);
	}
	lines_free(&lines);
	return length;
}

static int cat(int fd, const char *name)
{
	bool plain = !G.number && !G.number_filled && !G.squeeze && !G.ends && !G.tabs &&
		     !G.controls;
	struct stat status;

	if (fstat(fd, &status) < 0)
		return fail("%s", quote_maybe(name));
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return fail("%s", quote_maybe(name));
	}
	if (S_ISREG(G.output.st_mode) && status.st_ino == G.output.st_ino &&
	    status.st_dev == G.output.st_dev && lseek(fd, 0, SEEK_CUR) < status.st_size)
		return fail_plain("%s: input file is output file", quote_maybe(name));
	if (!plain)
		return put_lines(fd, quote_maybe(name));
	return copy_fd(fd, name, STDOUT_FILENO, "error", 0) < 0 ? -1 : 0;
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	char **names = argc > 1 ? argv + 1 : standard;

	if (fstat(STDOUT_FILENO, &G.output) < 0)
		die(1, "standard output: %s", strerror(errno));
	output_in_bulk();
	for (; *names; names++) {
		bool is_stdin = strcmp(*names, "-") == 0;
		int fd = is_stdin ? STDIN_FILENO : open(*names, O_RDONLY | O_CLOEXEC);

		if (fd < 0) {
			warn_errno("%s", quote_maybe(*names));
			continue;
		}
		if (cat(fd, *names) < 0)
			warn_failure();
		if (!is_stdin)
			close(fd);
	}
	return 0;
}

APPLET(cat, .names = "cat", .summary = "print files one after the other", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
