/* SPDX-License-Identifier: MIT */
/* Documentation/admin-guide/serial-console.rst; termios(3). */
#include "boot/console.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static void open_one(struct consoles *consoles, const char *path)
{
	struct console *one = &consoles->each[consoles->count];
	int fd;

	if (consoles->count == CONSOLES)
		return;
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	one->fd = fd;
	text_copy(one->path, sizeof(one->path), path);
	consoles->count++;
}

void consoles_open(struct consoles *consoles)
{
	char names[256] = "", path[300], *rest, *name;

	memset(consoles, 0, sizeof(*consoles));
	if (read_line_of("/sys/class/tty/console/active", names, sizeof(names)) < 0)
		fail_clear();
	for (name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		snprintf(path, sizeof(path), "/dev/%s", name);
		open_one(consoles, path);
	}
	if (!consoles->count)
		open_one(consoles, "/dev/console");
}

static void set_mode(int fd, bool lines)
{
	struct termios mode;

	if (tcgetattr(fd, &mode) < 0)
		return;		/* a console that is no terminal (netconsole) */
	mode.c_iflag |= ICRNL;
	mode.c_oflag |= OPOST | ONLCR;
	if (lines)
		mode.c_lflag |= ICANON | ECHO | ISIG | ECHOE | ECHOK | IEXTEN;
	else
		mode.c_lflag &= ~(ICANON | ECHO | ISIG);
	mode.c_cc[VMIN] = 1;
	mode.c_cc[VTIME] = 0;
	tcsetattr(fd, TCSANOW, &mode);
}

void consoles_take_keys(struct consoles *consoles)
{
	for (unsigned i = 0; i < consoles->count; i++) {
		set_mode(consoles->each[i].fd, false);
		tcflush(consoles->each[i].fd, TCIFLUSH);
	}
}

void consoles_give_lines(struct consoles *consoles)
{
	for (unsigned i = 0; i < consoles->count; i++)
		set_mode(consoles->each[i].fd, true);
}

void consoles_print(struct consoles *consoles, const char *text)
{
	for (unsigned i = 0; i < consoles->count; i++) {
		/* One console that blocks must not keep the others from showing it. */
		if (write_all(consoles->each[i].fd, text, strlen(text)) < 0)
			fail_clear();
	}
}

void consoles_close(struct consoles *consoles)
{
	for (unsigned i = 0; i < consoles->count; i++)
		close_fd(&consoles->each[i].fd);
	consoles->count = 0;
}

int console_become(const char *path)
{
	int fd;

	setsid();
	fd = open(path, O_RDWR | O_NOCTTY);
	if (fd < 0)
		return fail("open %s", path);
	/* 1: taken from whoever had it, so that Ctrl+C and job control work. */
	ioctl(fd, TIOCSCTTY, 1);
	tcsetpgrp(fd, getpgrp());
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	return 0;
}
