/* SPDX-License-Identifier: MIT */
/* Lines of any length and content from a descriptor, without a copy of each. */
#include "core/lines.h"

#include <string.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/text.h"

enum { CHUNK = 1 << 16 };

/* Read more behind what is held, moving it to the front first. */
static int fill(struct lines *lines)
{
	size_t held = lines->end - lines->start;
	ssize_t count;

	if (lines->start && held)
		memmove(lines->buffer, lines->buffer + lines->start, held);
	lines->start = 0;
	lines->end = held;
	if (lines->room - held < CHUNK) {
		lines->room = MAX(lines->room * 2, (size_t)CHUNK * 2);
		lines->buffer = xrealloc(lines->buffer, lines->room + 1);
	}
	do
		count = read(lines->fd, lines->buffer + held,
			     lines->byte_by_byte ? 1 : lines->room - held);
	while (count < 0 && errno == EINTR);
	if (count < 0) {
		lines->at_end = true;
		return fail("%s", lines->name ? lines->name : "read error");
	}
	lines->at_end = count == 0;
	lines->end += count;
	return 0;
}

static int delimiter_of(const struct lines *lines)
{
	return lines->delimiter == LINES_NUL ? '\0' : lines->delimiter ? lines->delimiter : '\n';
}

ssize_t lines_next(struct lines *lines, char **line)
{
	size_t searched = 0, length;
	const char *found;

	for (;;) {
		size_t held = lines->end - lines->start;

		if (held > searched) {
			found = find_byte(lines->buffer + lines->start + searched,
					  held - searched, delimiter_of(lines));
			if (found)
				break;
			searched = held;
		}
		if (lines->at_end) {
			*line = lines->buffer + lines->start;
			lines->start = lines->end;
			return held;
		}
		if (fill(lines) < 0)
			return -1;
	}
	*line = lines->buffer + lines->start;
	length = found + 1 - *line;
	lines->start += length;
	return length;
}

ssize_t lines_block(struct lines *lines, char **block)
{
	size_t searched = 0;

	for (;;) {
		size_t held = lines->end - lines->start;
		const char *last = held > searched ?
			find_byte_back(lines->buffer + lines->start + searched, held - searched,
				       delimiter_of(lines)) : NULL;

		if (last || lines->at_end) {
			size_t length = last ? (size_t)(last + 1 - lines->buffer) - lines->start
					     : held;

			*block = lines->buffer + lines->start;
			lines->start += length;
			return length;
		}
		searched = held;
		if (fill(lines) < 0)
			return -1;
	}
}

int lines_more(struct lines *lines)
{
	if (lines->start == lines->end && !lines->at_end && fill(lines) < 0)
		return -1;
	return lines->start < lines->end;
}

void lines_free(struct lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
	lines->start = lines->end = lines->room = 0;
	lines->at_end = false;
}
