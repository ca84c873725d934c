/* SPDX-License-Identifier: MIT */
/* How far a transfer is: one line on a terminal, sparse lines elsewhere. */
#include "term/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/io.h"
#include "core/text.h"

enum { REDRAW_MS = 200, NAME_SHARE = 3, COLUMNS_UNKNOWN = 80 };

/* Columns of UTF-8 text: continuation bytes take none. */
static unsigned width_of(const char *text)
{
	unsigned width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

/* The end of the name tells files apart: keep that when it has to be cut. */
static const char *shortened(const char *name, unsigned columns, char *buffer, unsigned size)
{
	unsigned width = width_of(name);
	const char *from = name;

	if (width <= columns || columns < 4)
		return name;
	for (unsigned drop = width - columns + 2; drop; drop--) {
		do
			from++;
		while ((*from & 0xc0) == 0x80);
	}
	snprintf(buffer, size, "..%s", from);
	return buffer;
}

static const char *duration(uint64_t seconds, char text[24])
{
	if (seconds >= 86400)
		snprintf(text, 24, "%llud%02lluh", (unsigned long long)MIN(seconds / 86400, 9999),
			 (unsigned long long)(seconds / 3600 % 24));
	else if (seconds >= 3600)
		snprintf(text, 24, "%lluh%02llum", (unsigned long long)(seconds / 3600),
			 (unsigned long long)(seconds / 60 % 60));
	else if (seconds >= 60)
		snprintf(text, 24, "%llum%02llus", (unsigned long long)(seconds / 60),
			 (unsigned long long)(seconds % 60));
	else
		snprintf(text, 24, "%llus", (unsigned long long)seconds);
	return text;
}

/* percent, bytes, rate, and what is left (or was taken, once done). */
static void figures(const struct progress *progress, uint64_t elapsed_ms, char *text, unsigned size)
{
	char done[16], total[16], rate[16], time[24];
	uint64_t fresh = progress->done - MIN(progress->skipped, progress->done);
	uint64_t speed = elapsed_ms ? (double)fresh * 1000 / elapsed_ms : 0;
	bool ended = progress->total && progress->done >= progress->total;
	int length;

	text_bytes(progress->done, done);
	text_bytes(speed, rate);
	if (!progress->total) {
		snprintf(text, size, "%s  %s/s  %s", done, rate,
			 duration(elapsed_ms / 1000, time));
		return;
	}
	text_bytes(progress->total, total);
	length = snprintf(text, size, "%3u%%  %s of %s  %s/s",
			  (unsigned)((double)progress->done * 100 / progress->total), done, total,
			  rate);
	if (ended)
		snprintf(text + length, size - length, "  in %s",
			 duration((elapsed_ms + 500) / 1000, time));
	else if (speed)
		snprintf(text + length, size - length, "  %s left",
			 duration((progress->total - progress->done) / speed + 1, time));
}

void progress_line(const struct progress *progress, uint64_t elapsed_ms, unsigned columns,
		   char *line, unsigned size)
{
	char right[128], name[sizeof(progress->name) + 4];
	const char *left;
	unsigned used, bar;

	figures(progress, elapsed_ms, right, sizeof(right));
	used = width_of(right) + 2;
	if (columns < used + 8) {
		snprintf(line, size, "%.*s", (int)columns, right);
		return;
	}
	left = shortened(progress->name, MAX(columns / NAME_SHARE, 4u), name, sizeof(name));
	if (width_of(left) + used > columns)
		left = shortened(progress->name, columns - used, name, sizeof(name));
	used += width_of(left);
	bar = columns > used + 4 ? MIN(columns - used - 4, 50u) : 0;
	if (progress->total && bar >= 8) {
		unsigned full = (double)progress->done * bar / progress->total;
		char filled[52];

		full = MIN(full, bar);
		memset(filled, '=', full);
		memset(filled + full, ' ', bar - full);
		if (full && full < bar)
			filled[full - 1] = '>';
		snprintf(line, size, "%s  [%.*s] %s", left, (int)bar, filled, right);
	} else {
		snprintf(line, size, "%s  %s", left, right);
	}
}

static unsigned columns_now(void)
{
	struct winsize window;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) < 0 || window.ws_col < 2)
		return COLUMNS_UNKNOWN - 1;
	return MIN(window.ws_col, 250) - 1;
}

static void draw(struct progress *progress)
{
	char line[1024];
	unsigned width, columns = columns_now();

	progress_line(progress, now_ms() - progress->began_ms, columns, line, sizeof(line));
	width = width_of(line);
	fprintf(stderr, "\r%s%*s", line,
		(int)(progress->drawn_width > width ? MIN(progress->drawn_width, columns) - width
						    : 0), "");
	fflush(stderr);
	progress->drawn_width = width;
	progress->drawn_ms = now_ms();
}

static void print_tenths(struct progress *progress)
{
	unsigned tenths = (double)progress->done * 10 / progress->total;
	char text[128];

	if (tenths <= progress->tenths)
		return;
	progress->tenths = tenths;
	figures(progress, now_ms() - progress->began_ms, text, sizeof(text));
	fprintf(stderr, "%s  %s\n", progress->name, text);
}

void progress_begin(struct progress *progress, const char *name, uint64_t total)
{
	text_copy(progress->name, sizeof(progress->name), name);
	text_make_printable(progress->name);
	progress->total = total;
	progress->done = progress->skipped;
	progress->began_ms = now_ms();
	progress->drawn_ms = progress->drawn_width = progress->tenths = 0;
	progress->terminal = isatty(STDERR_FILENO);
	progress->running = !progress->quiet && (progress->terminal || progress->sparse);
	if (progress->running && progress->terminal)
		draw(progress);
}

void progress_update(struct progress *progress, uint64_t done)
{
	progress->done = done;
	if (!progress->running)
		return;
	if (!progress->terminal) {
		if (progress->total)
			print_tenths(progress);
	} else if (now_ms() - progress->drawn_ms >= REDRAW_MS) {
		draw(progress);
	}
}

void progress_end(struct progress *progress, bool ok)
{
	if (!progress->running)
		return;
	progress->running = false;
	if (!progress->terminal) {
		if (progress->total && ok)
			print_tenths(progress);
	} else if (ok) {
		draw(progress);
		fputc('\n', stderr);
	} else {
		fprintf(stderr, "\r%*s\r", (int)progress->drawn_width, "");
	}
	fflush(stderr);
}

void progress_say(struct progress *progress, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (progress->quiet)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_make_line(text);
	if (progress->running && progress->terminal)
		fprintf(stderr, "\r%*s\r", (int)progress->drawn_width, "");
	fprintf(stderr, "%s\n", text);
}
