/* SPDX-License-Identifier: MIT */
/* tty_ioctl(4); the answer is a cursor position report, ECMA-48 8.3.14. */
#include "term/window.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

/* An answer crosses a slow line, a terminal server and a network in less. */
enum { ANSWER_MS = 400 };

/* Of what was read, take the report out; false when it is not there in whole. */
static bool take_report(char *text, size_t *length, struct winsize *size)
{
	for (size_t i = 0; i + 5 < *length; i++) {
		unsigned rows, columns;
		int used = 0;

		/* %n is reached only behind the R. */
		if (text[i] != '\033' ||
		    sscanf(text + i, "\033[%4u;%4uR%n", &rows, &columns, &used) != 2 || !used)
			continue;
		size->ws_row = rows;
		size->ws_col = columns;
		memmove(text + i, text + i + used, *length - i - used + 1);
		*length -= used;
		return rows && columns;
	}
	return false;
}

static int hear(int fd, struct winsize *size)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };
	uint64_t deadline = now_ms() + ANSWER_MS, now;
	char text[256];
	size_t length = 0;
	bool found = false;

	while (!found && length < sizeof(text) - 1 && (now = now_ms()) < deadline) {
		ssize_t count;

		if (poll(&input, 1, deadline - now) <= 0)
			continue;
		count = read(fd, text + length, sizeof(text) - 1 - length);
		if (count <= 0)
			break;
		length += count;
		text[length] = '\0';
		found = take_report(text, &length, size);
	}
	/* The rest was typed ahead: it is typed again. */
	for (size_t i = 0; i < length; i++)
		ioctl(fd, TIOCSTI, &text[i]);
	return found ? 0 : fail_plain("the terminal does not tell its size");
}

int window_ask(int fd, struct winsize *size)
{
	static const char question[] = "\0337\033[r\033[999;999H\033[6n\0338";
	struct termios saved, raw;
	pid_t foreground = tcgetpgrp(fd);
	int waiting = 0, result;

	if (tcgetattr(fd, &saved) < 0 || (foreground >= 0 && foreground != getpgrp()))
		return fail_plain("not in the foreground of a terminal");
	raw = saved;
	raw.c_lflag &= ~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSANOW, &raw) < 0)
		return fail("prepare the terminal");
	if (ioctl(fd, FIONREAD, &waiting) == 0 && waiting)
		result = fail_plain("keys are waiting");
	else
		result = write_all(fd, question, sizeof(question) - 1);
	if (result == 0)
		result = hear(fd, size);
	tcsetattr(fd, TCSANOW, &saved);
	return result;
}

unsigned window_columns(int fd)
{
	struct winsize size = { 0 };
	const char *text = getenv("COLUMNS");
	uint64_t columns;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	if (text && text_number(text, 10, 1, 10000, &columns) == 0)
		return columns;
	fail_clear();
	return 80;
}
