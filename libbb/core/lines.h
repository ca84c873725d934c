/* SPDX-License-Identifier: MIT */
/* Lines of any length and content from a descriptor, without a copy of each. */
#ifndef CORE_LINES_H
#define CORE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Zero-initialised, but for fd (and name), is ready; lines_free() ends it and leaves fd open. */
struct lines {
	int fd;
	const char *name;	/* for the message of a failed read */
	int delimiter;		/* 0: newline; LINES_NUL for NUL */
	char *buffer;
	size_t start, end, room;
	bool at_end;
	bool byte_by_byte;	/* leave what is behind a line to others */
};

#define LINES_NUL 256

/*
 * The next line with its delimiter, which only the file's last line may lack. Valid until the
 * next call, and writable. Returns its length, 0 at the end, negative on failure.
 */
ssize_t lines_next(struct lines *lines, char **line);

/* The same for as many whole lines as one read gives. */
ssize_t lines_block(struct lines *lines, char **block);

/* Is there anything more? Negative on failure. */
int lines_more(struct lines *lines);

void lines_free(struct lines *lines);

#endif
