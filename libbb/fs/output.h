/* SPDX-License-Identifier: MIT */
/*
 * A file that appears under its name only when it is complete: written beside it, renamed at the
 * end, removed when it fails or a signal ends the program.
 */
#ifndef FS_OUTPUT_H
#define FS_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

struct output {
	char *path;		/* the name it shall have */
	char *temporary;	/* the name it has, NULL: written in place (a device, a part) */
	int fd;			/* O_RDWR where that is possible */
	bool keep;		/* leave the part there on failure, for `resume` */
};

/* Write anew. Devices, pipes and sockets are opened as they are. */
int output_open(struct output *output, const char *path);
/*
 * Go on with a part: path itself, or path.part which an earlier run left; when there is neither,
 * path.part is begun. fd stands at its end. `aside`: what has the name already loses it until the
 * end.
 */
int output_resume(struct output *output, const char *path, bool aside);
/* It is complete: rename; mtime (seconds, 0: now). Closes it. */
int output_commit(struct output *output, int64_t modified);
/* It failed: remove it, unless a part is to be kept. Closes it. */
void output_abandon(struct output *output);

/* On SIGINT, SIGTERM, SIGHUP: remove what is not complete, then die of the signal. */
void output_guard_signals(void);

/* path, or path.1, path.2, ... whichever does not exist. Caller frees. */
char *output_unused_name(const char *path);

#endif
