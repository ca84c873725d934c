/* SPDX-License-Identifier: MIT */
/*
 * The text goes to the pager as a file in memory on its stdin: there is no child to wait for, and
 * the pager can seek. less reads its keys from the terminal.
 */
#include "term/pager.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/io.h"

static bool fits(const struct buffer *text)
{
	struct winsize size = { 0 };
	unsigned lines = 1;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row)
		size.ws_row = 24;
	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	return lines <= size.ws_row;
}

static bool text_to_stdin(const struct buffer *text)
{
	int fd = memfd_create("page", MFD_CLOEXEC);
	bool well = fd >= 0 && write_all(fd, text->data, text->length) == 0 &&
		    lseek(fd, 0, SEEK_SET) == 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO;

	close_fd(&fd);
	return well;
}

int pager_show(const struct buffer *text)
{
	const struct applet *less = applet_find("less");
	const char *pager = getenv("PAGER");
	char *argv[] = { "less", "-R", NULL };

	if (isatty(STDOUT_FILENO) && !fits(text) && (less || (pager && *pager)) &&
	    text_to_stdin(text)) {
		if (pager && *pager) {
			execlp("sh", "sh", "-c", pager, NULL);
			lseek(STDIN_FILENO, 0, SEEK_SET);
		}
		if (less)
			return applet_run(less, 2, argv);
	}
	fwrite(text->data, 1, text->length, stdout);
	return 0;
}
