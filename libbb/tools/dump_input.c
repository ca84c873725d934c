/* SPDX-License-Identifier: MIT */
/* The bytes of several files one behind the other, for od and hexdump. */
#include "tools/dump_input.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/input.h"
#include "core/io.h"
#include "core/text.h"

static bool open_next(struct dump_input *input)
{
	while (!input->open && *input->names) {
		input->fd = input_open(*input->names++);
		input->open = input->fd >= 0;
		input->opened += input->open;
		if (!input->open)
			warn_failure();
	}
	return input->open;
}

static void close_this(struct dump_input *input)
{
	input_close(input->fd);
	input->open = false;
}

size_t dump_read(struct dump_input *input, void *block, size_t size)
{
	size_t done = 0;

	if (input->limited)
		size = MIN(size, input->left);
	while (done < size && open_next(input)) {
		ssize_t count = read_full(input->fd, (char *)block + done, size - done);

		if (count < 0)
			warn_failure();
		if (count > 0)
			done += count;
		if (done < size)
			close_this(input);
	}
	if (input->limited)
		input->left -= done;
	return done;
}

/* A regular file is passed without reading it: how much of the count that makes. */
static uint64_t seek_over(struct dump_input *input, uint64_t count)
{
	struct stat status;
	off_t at = lseek(input->fd, 0, SEEK_CUR);

	if (at < 0 || fstat(input->fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size <= at)
		return 0;
	count = MIN(count, (uint64_t)(status.st_size - at));
	return lseek(input->fd, count, SEEK_CUR) < 0 ? 0 : count;
}

uint64_t dump_skip(struct dump_input *input, uint64_t count)
{
	static char chunk[1 << 14];

	while (count && open_next(input)) {
		uint64_t passed = seek_over(input, count);

		if (!passed) {
			ssize_t got = read_full(input->fd, chunk, MIN(count, sizeof(chunk)));

			passed = MAX(got, 0);
			if (got < 0)
				warn_failure();
		}
		if (!passed)
			close_this(input);
		count -= passed;
	}
	return count;
}
