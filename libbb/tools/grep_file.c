/* SPDX-License-Identifier: MIT */
/* grep: one file, blocks of lines; only lines that match and their context are cut out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/lines.h"
#include "core/quote.h"
#include "core/text.h"
#include "core/bytes.h"
#include "tools/grep.h"

struct file {
	const struct grep_how *how;
	const char *name;
	char delimiter;
	uint64_t line, offset;		/* of the next line */
	uint64_t selected;
	uint64_t after_left;		/* lines of context still to be printed */
	struct buffer before;		/* lines that may become context */
	uint64_t before_lines;
	int width;			/* of -T's numbers */
	bool silent;			/* nothing of it is printed: -c, -l, -q */
	bool binary, stop;
	bool hidden;			/* a line that is no text was not printed */
	int error;
};

/* Has a group been printed, by this file or one before, and up to which line of this? */
static struct {
	bool any;
	uint64_t end;			/* 0: not of this file */
} group;

static const char *end_of_line(const struct file *file, const char *at, const char *end)
{
	const char *stop = find_byte(at, end - at, file->delimiter);

	return stop ? stop + 1 : end;
}

/* What would mess up a terminal ends the printing of this file. */
static bool is_binary_line(const struct file *file, const char *text, size_t length)
{
	if (file->how->binary == GREP_TEXT)
		return false;
	return (file->delimiter && memchr(text, '\0', length)) ||
	       (MB_CUR_MAX > 1 && !is_utf8(text, length));
}

static void put_line(struct file *file, const char *text, size_t length, uint64_t number,
		     uint64_t offset, char mark)
{
	struct grep_line line = { text, length, number, offset, mark, file->width };

	if (file->binary || is_binary_line(file, text, length)) {
		file->hidden = true;
		file->stop = file->binary;
		return;
	}
	if (file->how->groups && group.any && group.end != number)
		grep_put_separator(file->how);
	group.any = true;
	group.end = number + 1;
	grep_put_line(file->how, file->name, &line);
}

/* Lines that may be printed before the next match: no more than so many are kept. */
static void keep_before(struct file *file, const char *at, const char *end)
{
	const char *start = end;
	uint64_t wanted = 0;

	while (start > at && wanted < file->how->before) {
		const char *previous = start - 1 > at ? memrchr(at, file->delimiter, start - 1 - at)
						      : NULL;

		start = previous ? previous + 1 : at;
		wanted++;
	}
	while (file->before_lines && file->before_lines + wanted > file->how->before) {
		const char *data = file->before.data;
		size_t length = end_of_line(file, data, data + file->before.length) - data;

		memmove(file->before.data, data + length, file->before.length - length);
		file->before.length -= length;
		file->before_lines--;
	}
	buffer_add(&file->before, start, end - start);
	file->before_lines += wanted;
}

/* Lines that are not selected. */
static void pass_over(struct file *file, const char *at, const char *end)
{
	while (file->after_left && at < end && !file->stop) {
		const char *stop = end_of_line(file, at, end);

		put_line(file, at, stop - at, file->line++, file->offset, '-');
		file->offset += stop - at;
		file->after_left--;
		at = stop;
	}
	if (at == end)
		return;
	if (file->how->before && !file->silent)
		keep_before(file, at, end);
	if (file->how->line_numbers || file->how->groups)
		file->line += count_byte(at, end - at, file->delimiter);
	file->offset += end - at;
}

static void put_before(struct file *file)
{
	const char *at = file->before.data, *end = at + file->before.length;
	uint64_t number = file->line - file->before_lines;
	uint64_t offset = file->offset - file->before.length;

	while (at < end && !file->stop) {
		const char *stop = end_of_line(file, at, end);

		put_line(file, at, stop - at, number++, offset, '-');
		offset += stop - at;
		at = stop;
	}
	file->before.length = 0;
	file->before_lines = 0;
}

static void select_line(struct file *file, const char *at, const char *end)
{
	const struct grep_how *how = file->how;

	file->selected++;
	if (how->quiet || how->list || how->list_without)
		file->stop = true;
	if (!file->silent) {
		if (file->binary)
			file->stop = true;
		if (file->before_lines)
			put_before(file);
		if (!file->stop)
			put_line(file, at, end - at, file->line, file->offset, ':');
		file->after_left = how->after;
	}
	file->line++;
	file->offset += end - at;
}

/* Select each line by itself: those of a block without a match, for -v. */
static void select_lines(struct file *file, const char *at, const char *end)
{
	if (file->silent && file->selected + 1 < file->how->most && !file->how->quiet &&
	    !file->how->list && !file->how->list_without && file->how->most == UINT64_MAX) {
		file->selected += count_byte(at, end - at, file->delimiter) +
				  (end > at && end[-1] != file->delimiter);
		return;
	}
	while (at < end && !file->stop && file->selected < file->how->most) {
		const char *stop = end_of_line(file, at, end);

		select_line(file, at, stop);
		at = stop;
	}
	if (at < end && !file->stop)
		pass_over(file, at, end);
}

static void search_block(struct file *file, const char *at, size_t length)
{
	const struct grep_how *how = file->how;
	const char *end = at + length;

	while (at < end && !file->stop) {
		const char *line = NULL, *stop;

		if (file->selected < how->most)
			line = pattern_find_line(how->pattern, at, end - at, file->delimiter,
						 &file->error);
		if (file->error) {
			file->stop = true;
			return;
		}
		stop = line ? line : end;
		if (how->invert && file->selected < how->most)
			select_lines(file, at, stop);
		else if (stop > at)
			pass_over(file, at, stop);
		at = stop;
		if (!line || file->stop)
			continue;
		stop = end_of_line(file, line, end);
		if (how->invert)
			pass_over(file, line, stop);
		else
			select_line(file, line, stop);
		at = stop;
		if (file->selected >= how->most && !file->after_left) {
			file->stop = true;
		}
	}
}

static void report(struct file *file, struct grep_result *result)
{
	const struct grep_how *how = file->how;
	bool matched = file->selected > 0;

	if (how->count && !how->list && !how->list_without && !how->quiet) {
		if (how->names)
			grep_put_name(how, file->name, ':');
		printf("%llu\n", (unsigned long long)file->selected);
	}
	if ((how->list && matched) || (how->list_without && !matched))
		grep_put_name(how, file->name, '\n');
	if ((file->binary || file->hidden) && matched && !file->silent) {
		/* No failure, and so no warning. */
		fflush(stdout);
		fprintf(stderr, "%s: %s: binary file matches\n", program_name, file->name);
	}
	if (how->line_buffered)
		fflush(stdout);
	result->matched |= matched;
}

/* A file with a NUL in it is no text. */
static bool looks_binary(const struct grep_how *how, const char *block, size_t length)
{
	return how->binary != GREP_TEXT && !how->nul_lines && memchr(block, '\0', length);
}

/* In a binary file NUL ends lines too: what is between two is what a person takes for a line. */
static void end_lines_at_nul(char *block, size_t length)
{
	char *end = block + length;

	while ((block = memchr(block, '\0', end - block)) != NULL)
		*block++ = '\n';
}

int grep_file(const struct grep_how *how, int fd, const char *name, struct grep_result *result)
{
	struct file file = {
		.how = how, .name = name, .delimiter = how->nul_lines ? '\0' : '\n', .line = 1,
		.silent = how->count || how->list || how->list_without || how->quiet,
	};
	struct lines lines = { .fd = fd, .name = quote_maybe(name),
			       .delimiter = how->nul_lines ? LINES_NUL : '\n' };
	struct stat status;
	ssize_t length;
	char *block;

	group.end = 0;
	/* As wide as any offset in the file may be. */
	if (how->tab)
		file.width = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ?
				     snprintf(NULL, 0, "%lld", (long long)status.st_size) : 19;
	while (!file.stop && (length = lines_block(&lines, &block)) != 0) {
		if (length < 0) {
			lines_free(&lines);
			return -1;
		}
		if (looks_binary(how, block, length)) {
			if (how->binary == GREP_WITHOUT_MATCH) {
				if (how->list_without)
					grep_put_name(how, name, '\n');
				lines_free(&lines);
				return 0;
			}
			file.binary = true;
			end_lines_at_nul(block, length);
		}
		search_block(&file, block, length);
		if (how->line_buffered)
			fflush(stdout);
	}
	/* With -m the next reader goes on behind the last match. */
	if (file.selected >= how->most && lseek(fd, 0, SEEK_CUR) >= 0)
		lseek(fd, file.offset - lseek(fd, 0, SEEK_CUR), SEEK_CUR);
	lines_free(&lines);
	buffer_free(&file.before);
	if (file.error < 0)
		return -1;
	report(&file, result);
	return 0;
}
