/* SPDX-License-Identifier: MIT */
/* Becoming another program, as env, nohup, chroot and their like do. */
#include "core/run.h"

#include <stdio.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"

int become(char **argv)
{
	int status;

	fflush(stdout);
	execvp(argv[0], argv);
	status = errno == ENOENT ? 127 : 126;
	warn_errno("%s", quote(argv[0]));
	return status;
}
