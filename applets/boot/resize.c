/* SPDX-License-Identifier: MIT */
/* resize(1): ask the terminal at the other end of a serial line for its size, and set it. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

enum { ANSWER_MS = 3000 };

static struct {
	bool csh, posix;
} G;

static const struct option_row options[] = {
	{ "-c", OPTION_FLAG, &G.csh, NULL, "print commands for csh" },
	{ "-u", OPTION_FLAG, &G.posix, NULL, "print commands for sh (as ever)" },
	{ 0 }
};

/* Far beyond the corner, then "where is the cursor?", and back to where it was. */
static const char question[] = "\0337\033[r\033[9999;9999H\033[6n\0338";

/* ESC [ rows ; columns R, perhaps behind what was typed meanwhile. */
static bool find_answer(const char *text, unsigned *rows, unsigned *columns)
{
	for (const char *at = text; (at = strstr(at, "\033[")) != NULL; at++) {
		char end;

		if (sscanf(at, "\033[%u;%u%c", rows, columns, &end) == 3 && end == 'R')
			return true;
	}
	return false;
}

static int ask_terminal(int fd, struct winsize *size)
{
	char answer[256] = "";
	unsigned rows, columns;
	size_t length = 0;
	uint64_t end = now_ms() + ANSWER_MS;

	if (write_all(fd, question, strlen(question)) < 0)
		return fail("write to the terminal");
	while (length < sizeof(answer) - 1) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		uint64_t now = now_ms();
		ssize_t got;

		if (now >= end || poll(&wait, 1, end - now) <= 0)
			return fail_plain("the terminal does not tell its size");
		got = read(fd, answer + length, sizeof(answer) - 1 - length);
		if (got <= 0)
			return fail_plain("the terminal does not tell its size");
		length += got;
		answer[length] = '\0';
		if (!find_answer(answer, &rows, &columns))
			continue;
		if (!rows || !columns || rows > 9999 || columns > 9999)
			return fail_plain("the terminal tells a size of %ux%u", columns, rows);
		size->ws_row = rows;
		size->ws_col = columns;
		return 0;
	}
	return fail_plain("the terminal does not tell its size");
}

static int measure(int fd, struct winsize *size)
{
	struct termios old, raw;
	int result;

	if (tcgetattr(fd, &old) < 0)
		return fail("/dev/tty");
	raw = old;
	raw.c_iflag &= ~ICRNL;
	raw.c_lflag &= ~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSADRAIN, &raw) < 0)
		return fail("/dev/tty");
	result = ask_terminal(fd, size);
	tcsetattr(fd, TCSADRAIN, &old);
	return result;
}

static int run(int argc, char **argv)
{
	struct winsize size = { 0 };
	int fd;

	if (argc > 1)
		usage("unexpected operand '%s'", argv[1]);
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	/* A console without a controlling terminal: what is standard input will do. */
	if (fd < 0 && isatty(STDIN_FILENO))
		fd = STDIN_FILENO;
	if (fd < 0)
		die(1, "can't open terminal /dev/tty");
	if (measure(fd, &size) < 0)
		die_failure(1);
	if (ioctl(fd, TIOCSWINSZ, &size) < 0)
		die(1, "set the size: %s", strerror(errno));
	if (G.csh && !G.posix)
		printf("set noglob;\nsetenv COLUMNS '%d';\nsetenv LINES '%d';\nunset noglob;\n",
		       size.ws_col, size.ws_row);
	else
		printf("COLUMNS=%d;\nLINES=%d;\nexport COLUMNS LINES;\n", size.ws_col, size.ws_row);
	return 0;
}

APPLET(resize, .names = "resize", .summary = "set the window size of a serial line's terminal",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = "Ask the terminal, tell the kernel, and print the variables for eval.");
