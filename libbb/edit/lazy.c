/* SPDX-License-Identifier: MIT */
/* Lines of a file or a pipe, found as far as needed. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit/lazy.h"

enum { BLOCK = 1 << 16 };

void lazy_begin(struct lazy *lazy, int fd, bool squeeze)
{
	struct stat info;

	memset(lazy, 0, sizeof(*lazy));
	lazy->fd = fd;
	lazy->squeeze = squeeze;
	lazy->is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

void lazy_end(struct lazy *lazy)
{
	free(lazy->starts);
	buffer_free(&lazy->kept);
	memset(lazy, 0, sizeof(*lazy));
}

static void add_start(struct lazy *lazy, uint64_t at)
{
	if (lazy->count == lazy->room) {
		lazy->room = lazy->room * 2 + 256;
		lazy->starts = xrealloc(lazy->starts, lazy->room * sizeof(*lazy->starts));
	}
	lazy->starts[lazy->count++] = at;
}

/* Find the lines of what was read. With squeeze, blank lines behind a blank one are none. */
static void scan(struct lazy *lazy, const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		uint64_t start = lazy->read + (at - bytes);

		if (!lazy->line_open) {
			bool blank = newline == at;

			if (!(lazy->squeeze && blank && lazy->last_blank))
				add_start(lazy, start);
			lazy->last_blank = blank;
		}
		lazy->line_open = !newline;
		at = newline ? newline + 1 : end;
	}
	lazy->read += length;
}

/* One block more; false at the end, for now. */
static bool read_more(struct lazy *lazy)
{
	char block[BLOCK];
	ssize_t got = lazy->is_file ? pread(lazy->fd, block, sizeof(block), lazy->read)
				    : read(lazy->fd, block, sizeof(block));

	lazy->at_end = got <= 0;
	if (got <= 0)
		return false;
	if (!lazy->is_file)
		buffer_add(&lazy->kept, block, got);
	scan(lazy, block, got);
	return true;
}

bool lazy_more(struct lazy *lazy)
{
	struct pollfd one = { .fd = lazy->fd, .events = POLLIN };

	if (!lazy->is_file && (lazy->at_end || poll(&one, 1, 0) <= 0))
		return false;
	return read_more(lazy);
}

/* Wait for a pipe, but not longer than a person does. */
static bool wait_more(struct lazy *lazy, bool (*stop)(void *data), void *data)
{
	struct pollfd one = { .fd = lazy->fd, .events = POLLIN };

	while (!lazy->is_file && stop && poll(&one, 1, 0) == 0) {
		if (stop(data))
			return false;
		poll(&one, 1, 100);
	}
	return read_more(lazy);
}

bool lazy_has(struct lazy *lazy, size_t line, bool (*stop)(void *data), void *data)
{
	/* A last line that is not complete may be longer than what is known of it. */
	while (line >= lazy->count || (line + 1 == lazy->count && lazy->line_open)) {
		if (lazy->at_end || !wait_more(lazy, stop, data))
			break;
	}
	return line < lazy->count;
}

/* Bytes [at, at + length) of a file, of which a part is kept. */
static const char *fetch(struct lazy *lazy, uint64_t at, size_t length)
{
	struct buffer *kept = &lazy->kept;
	ssize_t got;

	if (!lazy->is_file)
		return kept->data + at;
	if (at >= lazy->kept_at && at + length <= lazy->kept_at + kept->length)
		return kept->data + (at - lazy->kept_at);
	kept->length = 0;
	if (kept->room < MAX(length, (size_t)BLOCK) + 1) {
		kept->room = MAX(length, (size_t)BLOCK) + 1;
		kept->data = xrealloc(kept->data, kept->room);
	}
	/* A file that was cut short meanwhile has blanks there. */
	memset(kept->data, ' ', kept->room);
	got = pread(lazy->fd, kept->data, kept->room - 1, at);
	kept->length = got > 0 ? MAX((size_t)got, length) : length;
	lazy->kept_at = at;
	return kept->data;
}

const char *lazy_line(struct lazy *lazy, size_t line, size_t *length)
{
	uint64_t start = lazy->starts[line];
	uint64_t end = line + 1 < lazy->count ? lazy->starts[line + 1] : lazy->read;
	const char *text = fetch(lazy, start, end - start);
	const char *newline = memchr(text, '\n', end - start);

	*length = newline ? (size_t)(newline - text) : end - start;
	return text;
}
