/* SPDX-License-Identifier: MIT */
/* Hooks, one after the other, on the console that ramroot will speak on. */
#include "boot/hooks.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"

static int run(const char *path)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0) {
		execl(path, path, (char *)NULL);
		warn_errno("%s", path);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail("wait for %s", path);
	if (WIFSIGNALED(status))
		return fail_plain("%s was ended by signal %d (%s)", path, WTERMSIG(status),
				  strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) ? fail_plain("%s ended with exit status %d", path,
						WEXITSTATUS(status)) : 0;
}

static int is_no_dot_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int hooks_run(void)
{
	struct dirent **entries;
	int count = scandir(HOOKS_FOLDER, &entries, is_no_dot_file, alphasort), result = 0;

	if (count < 0)
		return errno == ENOENT ? 0 : fail("open %s", HOOKS_FOLDER);
	for (int i = 0; i < count; i++) {
		char *path = xasprintf("%s/%s", HOOKS_FOLDER, entries[i]->d_name);

		if (result == 0)
			result = run(path);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return result;
}
