/* SPDX-License-Identifier: MIT */
/* tail -f: what is added to files, told by inotify(7) where the kernel can. */
#ifndef TOOLS_TAIL_FOLLOW_H
#define TOOLS_TAIL_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tail_how {
	bool follow, by_name, retry, headers;
	pid_t process;		/* end when it has ended; 0: none */
	double interval;	/* seconds between looks */
};

struct tail_file {
	const char *name;
	int fd;			/* -1: not open */
	bool is_stdin;
	bool gone;		/* said so */
	int watch;		/* inotify's number of it */
};

/* Print what comes, each file from where its descriptor is, until none is left to follow. */
int tail_follow(struct tail_file *files, size_t count, const struct tail_how *how);

#endif
