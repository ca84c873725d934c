/* SPDX-License-Identifier: MIT */
/* Becoming another program, as env, nohup, chroot and their like do. */
#include "core/run.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"

int become_saying(const char *words, char **argv)
{
	int status;

	fflush(stdout);
	execvp(argv[0], argv);
	status = errno == ENOENT ? 127 : 126;
	warn_errno("%s%s", words, quote(argv[0]));
	return status;
}

int become(char **argv)
{
	return become_saying("", argv);
}

int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
