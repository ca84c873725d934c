/* SPDX-License-Identifier: MIT */
/* Reads and writes that finish, survive EINTR, and say which side failed. */
#ifndef CORE_IO_H
#define CORE_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/text.h"

/* Write all of it. */
int write_all(int fd, const void *data, size_t length);

/* Read up to length bytes, fewer only at the end of the file. Returns the count or negative. */
ssize_t read_full(int fd, void *data, size_t length);

/* Append the whole file to the buffer; fails above limit bytes, so that nothing eats the memory. */
int read_file(const char *path, struct buffer *buffer, size_t limit);
int read_fd(int fd, const char *name, struct buffer *buffer, size_t limit);

/* Like read_file() for short texts of /sys and /proc: into a fixed array, last newline removed. */
int read_line_of(const char *path, char *text, size_t size);

/* Create or truncate, write, close: for /proc, /sys, /run. */
int write_file(const char *path, const char *text);

/*
 * Copy from one descriptor to another until the end (or length bytes when not 0), by
 * copy_file_range, sendfile or read and write, whichever the two take. The names appear in the
 * message of the side that failed. Returns the bytes copied or negative.
 */
int64_t copy_fd(int from, const char *from_name, int to, const char *to_name, uint64_t length);

/* Make a folder and the missing ones above it, mode 0755. An existing folder is success. */
int make_folders(const char *path);

/*
 * Let stdout gather output in bulk when it is no terminal. For applets that print much; what
 * must be seen at once is flushed by them.
 */
void output_in_bulk(void);

/* Close and forget: *fd becomes -1. */
void close_fd(int *fd);

/* Milliseconds of CLOCK_BOOTTIME: the only clock deadlines are in. */
uint64_t now_ms(void);
/* Seconds since the kernel started, with a fraction: what dmesg and the timeline show. */
double now_seconds(void);

#endif
