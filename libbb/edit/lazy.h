/* SPDX-License-Identifier: MIT */
/*
 * The lines of a file or a pipe, read no further than somebody looks. A file's text stays in the
 * file; a pipe's is kept.
 */
#ifndef EDIT_LAZY_H
#define EDIT_LAZY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

/* Zero-initialised, but for fd, is ready. */
struct lazy {
	int fd;
	bool is_file, squeeze, at_end, started;
	uint64_t read;			/* bytes looked through */
	uint64_t *starts;		/* where each known line begins */
	size_t count, room;
	bool line_open;			/* the last line has no newline yet */
	bool last_blank;
	struct buffer kept;		/* of a pipe: all; of a file: a part of it */
	uint64_t kept_at;
};

void lazy_begin(struct lazy *lazy, int fd, bool squeeze);
void lazy_end(struct lazy *lazy);

/*
 * Look further until this line is known. False when there is no such line. SIZE_MAX: read all.
 * A pipe is waited for; stop, when not NULL, is asked now and then whether to give up.
 */
bool lazy_has(struct lazy *lazy, size_t line, bool (*stop)(void *data), void *data);
/* Look whether more has come, without waiting. True when there is more. */
bool lazy_more(struct lazy *lazy);

/* A line without its newline, valid until the next call. It must be known. */
const char *lazy_line(struct lazy *lazy, size_t line, size_t *length);

#endif
