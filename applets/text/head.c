/* SPDX-License-Identifier: MIT */
/* head(1): the first lines or bytes of files, or all but the last. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"

static struct {
	bool bytes, from_end, quiet, headers, nul, began;
	uint64_t count;
	bool counted;
} G;

static int set_count(const char *name, const char *argument)
{
	const char *text = argument;

	G.bytes = strcmp(name, "-c") == 0 || strcmp(name, "--bytes") == 0;
	G.counted = true;
	G.from_end = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	if (text_size(text, &G.count) < 0) {
		if (strstr(fail_text(), "too large") && (G.count = UINT64_MAX))
			return 0;
		die(1, "invalid number of %s: %s", G.bytes ? "bytes" : "lines", quote(text));
	}
	return 0;
}

/* As "-5c" and "-2k", from before there were other options: any letter but l counts bytes. */
static int set_number(const char *name, const char *argument)
{
	char *number = xstrdup(argument), *unit = number + strspn(number, "0123456789");
	bool bytes = *unit && *unit != 'l';

	(void)name;
	if (*unit == 'c' || *unit == 'l')
		*unit = '\0';
	return set_count(bytes ? "-c" : "-n", number);
}

static int set_headers(const char *name, const char *argument)
{
	(void)argument;
	G.headers = strcmp(name, "-v") == 0 || strcmp(name, "--verbose") == 0;
	G.quiet = !G.headers;
	return 0;
}

static const struct option_row options[] = {
	{ "-c --bytes", OPTION_CALL, set_count, "[-]NUM",
	  "print the first NUM bytes; with '-', all but the last NUM" },
	{ "-n --lines", OPTION_CALL, set_count, "[-]NUM",
	  "print the first NUM lines instead of 10; with '-', all but the last NUM" },
	{ "-#", OPTION_CALL, set_number, "NUM", "the same as -n NUM" },
	{ "-q --quiet --silent", OPTION_CALL, set_headers, NULL,
	  "no headers with the files' names" },
	{ "-v --verbose", OPTION_CALL, set_headers, NULL, "headers always" },
	{ "-z --zero-terminated", OPTION_FLAG, &G.nul, NULL, "lines end with NUL, not newline" },
	{ 0 }
};

/* What was read beyond what is wanted goes back, for the next reader of this descriptor. */
static void give_back(struct lines *lines)
{
	lseek(lines->fd, -(off_t)(lines->end - lines->start), SEEK_CUR);
}

static int first_lines(struct lines *lines)
{
	ssize_t length = 1;
	char *line;

	for (uint64_t left = G.count; left; left--) {
		length = lines_next(lines, &line);
		if (length <= 0)
			break;
		fwrite(line, 1, length, stdout);
		if (lines->start == lines->end)
			fflush(stdout);
	}
	give_back(lines);
	return length < 0 ? -1 : 0;
}

/* A ring holds what may turn out to be among the last. */
static int but_last_lines(struct lines *lines)
{
	struct held {
		char *text;
		size_t length;
	} *ring = NULL;
	uint64_t have = 0, room = 0, oldest = 0;
	ssize_t length;
	char *line;

	while ((length = lines_next(lines, &line)) > 0) {
		if (have == G.count) {
			struct held *old = G.count ? &ring[oldest] : NULL;

			fwrite(old ? old->text : line, 1, old ? old->length : (size_t)length,
			       stdout);
			if (!old)
				continue;
			free(old->text);
			oldest = (oldest + 1) % G.count;
			have--;
		}
		if (have == room) {
			room = room ? room * 2 : 64;
			ring = xrealloc(ring, room * sizeof(*ring));
		}
		struct held *slot = &ring[have < G.count ? (oldest + have) % G.count : 0];

		slot->text = xmalloc(length);
		slot->length = length;
		memcpy(slot->text, line, length);
		have++;
	}
	for (uint64_t i = 0; i < have; i++)
		free(ring[(oldest + i) % G.count].text);
	free(ring);
	return length;
}

static int first_bytes(int fd, const char *name)
{
	fflush(stdout);
	return copy_fd(fd, name, STDOUT_FILENO, "error", G.count) < 0 ? -1 : 0;
}

static int but_last_bytes(int fd, const char *name)
{
	struct stat status;
	off_t at = lseek(fd, 0, SEEK_CUR);
	struct buffer all = { 0 };
	int result;

	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > at) {
		uint64_t length = status.st_size - at;

		fflush(stdout);
		return length <= G.count ? 0 :
		       copy_fd(fd, name, STDOUT_FILENO, "error", length - G.count) < 0 ? -1 : 0;
	}
	result = read_fd(fd, name, &all, SIZE_MAX / 2);
	if (result == 0 && all.length > G.count)
		fwrite(all.data, 1, all.length - G.count, stdout);
	buffer_free(&all);
	return result;
}

static int head(int fd, const char *name)
{
	struct lines lines = { .fd = fd, .delimiter = G.nul ? LINES_NUL : '\n' };
	struct stat status;
	char *label = xasprintf("error reading %s", quote(name));
	int result;

	lines.name = label;
	if (!G.count && !G.from_end) {
		result = 0;
	} else if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		result = fail("error reading %s", quote(name));
	} else if (G.bytes) {
		result = G.from_end ? but_last_bytes(fd, name) : first_bytes(fd, name);
	} else {
		result = G.from_end ? but_last_lines(&lines) : first_lines(&lines);
	}
	lines_free(&lines);
	free(label);
	return result;
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	char **names = argc > 1 ? argv + 1 : standard;
	bool headers = G.headers || (argc > 2 && !G.quiet);

	if (!G.counted)
		G.count = 10;
	output_in_bulk();
	for (; *names; names++) {
		bool is_stdin = strcmp(*names, "-") == 0;
		int fd = is_stdin ? STDIN_FILENO : open(*names, O_RDONLY | O_CLOEXEC);

		if (fd < 0) {
			warn("cannot open %s for reading: %s", quote(*names), strerror(errno));
			continue;
		}
		if (headers)
			printf("%s==> %s <==\n", G.began ? "\n" : "",
			       is_stdin ? "standard input" : *names);
		G.began = true;
		if (head(fd, is_stdin ? "standard input" : *names) < 0)
			warn_failure();
		if (!is_stdin)
			close(fd);
	}
	return 0;
}

APPLET(head, .names = "head", .summary = "print the first lines or bytes of files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_UNITS,
       .details = "NUM may end in b (512), k, M, G, T (powers of 1024), kB, MB, GB (of 1000).");
