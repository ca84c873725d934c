/* SPDX-License-Identifier: MIT */
/* The files of a filter's operands: each in turn, "-" or none at all for stdin. */
#include "core/input.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"

int input_open(const char *name)
{
	struct stat status;
	int fd;

	if (strcmp(name, "-") == 0)
		return STDIN_FILENO;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("%s", quote_maybe(name));
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		close(fd);
		errno = EISDIR;
		return fail("%s", quote_maybe(name));
	}
	return fd;
}

void input_close(int fd)
{
	if (fd > STDERR_FILENO)
		close(fd);
}

void input_each(char **names, int (*visit)(int fd, const char *name))
{
	static char *standard[] = { "-", NULL };

	for (names = *names ? names : standard; *names; names++) {
		int fd = input_open(*names);

		if (fd < 0 || visit(fd, *names) < 0)
			warn_failure();
		if (fd >= 0)
			input_close(fd);
	}
}
