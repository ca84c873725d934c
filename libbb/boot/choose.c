/* SPDX-License-Identifier: MIT */
/* A numbered list, and a line with a number: nobody may be there, so it does not wait for ever. */
#include "boot/choose.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"

enum { ANSWER_MS = 60000 };

/* A line of the terminal as a number within the list; 0: none. */
static size_t read_number(size_t count)
{
	struct pollfd watched = { STDIN_FILENO, POLLIN, 0 };
	char line[32];
	uint64_t number;
	ssize_t length;

	if (poll(&watched, 1, ANSWER_MS) <= 0)
		return 0;
	length = read(STDIN_FILENO, line, sizeof(line) - 1);
	if (length <= 0)
		return 0;
	line[length] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (text_number(line, 10, 1, count, &number) < 0) {
		fail_clear();
		return 0;
	}
	return number;
}

int choose(const char *what, const char *option, char *const *names, size_t count)
{
	struct buffer list = { 0 };
	size_t number = 0;

	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		for (size_t i = 0; i < count; i++)
			buffer_format(&list, "  %zu  %s\n", i + 1, names[i]);
		text_make_printable(list.data);
		printf("%s:\n%swhich, 1 to %zu? ", what, list.data, count);
		fflush(stdout);
		number = read_number(count);
		buffer_free(&list);
	}
	if (number)
		return number - 1;
	for (size_t i = 0; i < count; i++)
		buffer_format(&list, "%s%s", i ? ", " : "", names[i]);
	fail_plain("%s: %s: say which by %s", what, list.data, option);
	buffer_free(&list);
	return -1;
}
