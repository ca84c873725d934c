/* SPDX-License-Identifier: MIT */
/* watch(1) of procps: run a command again and again, and show what it prints. */
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/run.h"
#include "core/utf8.h"
#include "term/screen.h"
#include "term/tty.h"

static struct {
	bool beep, colours, on_error, on_change, precise, no_title, no_wrap, direct;
	const char *differences;	/* NULL, "" or "permanent" */
	uint64_t same_limit;
	double seconds;

	struct tty tty;
	struct screen screen;
	char **words;
	char *command;
	struct buffer output;
	int status;
	struct before {			/* a cell of the last run */
		char text[sizeof((struct cell){ 0 }.text)];
		bool changed;
	} *before;
	size_t cells;
	bool has_before, interrupted;
	uint64_t same;
} G;

static int take_seconds(const char *name, const char *text);

static const struct option_row options[] = {
	{ "-b --beep", OPTION_FLAG, &G.beep, NULL, "beep when the command fails" },
	{ "-c --color", OPTION_FLAG, &G.colours, NULL, "show colours" },
	{ "-d --differences", OPTION_OPTIONAL, &G.differences, "permanent",
	  "mark what changed, since the last run or ever" },
	{ "-e --errexit", OPTION_FLAG, &G.on_error, NULL, "end when the command fails" },
	{ "-g --chgexit", OPTION_FLAG, &G.on_change, NULL, "end when the output changes" },
	{ "-q --equexit", OPTION_NUMBER, &G.same_limit, "RUNS", "end when it did not for so many" },
	{ "-n --interval", OPTION_CALL, take_seconds, "SECONDS", "between two runs (2)" },
	{ "-p --precise", OPTION_FLAG, &G.precise, NULL, "between the beginnings of two runs" },
	{ "-t --no-title", OPTION_FLAG, &G.no_title, NULL, "no heading" },
	{ "-w --no-wrap", OPTION_FLAG, &G.no_wrap, NULL, "cut long lines" },
	{ "-x --exec", OPTION_FLAG, &G.direct, NULL, "run the command without a shell" },
	{ 0 }
};

static int take_seconds(const char *name, const char *text)
{
	char *end;

	(void)name;
	G.seconds = strtod(text, &end);
	if (!*text || *end || !(G.seconds >= 0))
		return fail_plain("failed to parse argument: '%s'", text);
	G.seconds = MAX(0.1, MIN(G.seconds, 1e8));
	return 0;
}

static pid_t start_command(int *from)
{
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail("pipe");
	child = fork();
	if (child < 0)
		return fail("fork");
	if (child == 0) {
		char *shell[] = { (char *)"sh", (char *)"-c", G.command, NULL };

		loop_end(&G.tty.loop);
		setpgid(0, 0);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		_exit(become(G.direct ? G.words : shell));
	}
	setpgid(child, child);
	close(ends[1]);
	*from = ends[0];
	return child;
}

/* Gather what it prints, until it ends; Ctrl+C ends it, and us. */
static int run_command(void)
{
	enum { MOST = 1 << 22 };
	int from = -1;
	pid_t child = start_command(&from);
	char block[16384];
	ssize_t got = 1;

	if (child < 0)
		return -1;
	G.output.length = 0;
	while (got != 0) {
		struct pollfd either[] = { { from, POLLIN, 0 }, { G.tty.in, POLLIN, 0 } };

		if (poll(either, 2, -1) < 0 && errno != EINTR)
			break;
		if (either[1].revents && tty_interrupted(&G.tty)) {
			G.interrupted = true;
			kill(-child, SIGTERM);
			break;
		}
		if (!either[0].revents)
			continue;
		got = read(from, block, sizeof(block));
		if (got < 0 && errno != EINTR)
			break;
		if (got > 0 && G.output.length < MOST)
			buffer_add(&G.output, block, got);
	}
	close(from);
	G.status = wait_for(child);
	return 0;
}

static void draw_title(void)
{
	char host[65] = "", date[40], *right, *left;
	time_t now = time(NULL);
	int columns = G.screen.columns, room;

	gethostname(host, sizeof(host) - 1);
	strftime(date, sizeof(date), "%a %b %e %H:%M:%S %Y", localtime(&now));
	right = xasprintf("%s: %s", host, date);
	left = xasprintf("Every %.1fs: ", G.seconds);
	room = columns - (int)strlen(right) - 2;
	if (room < (int)strlen(left))
		room = columns;
	else
		screen_text(&G.screen, 0, columns - strlen(right), right, strlen(right), 0);
	screen_text(&G.screen, 0, 0, left, MIN(strlen(left), (size_t)MAX(room, 0)), 0);
	room -= strlen(left);
	if ((int)strlen(G.command) <= room) {
		screen_text(&G.screen, 0, strlen(left), G.command, strlen(G.command), 0);
	} else if (room > 4) {
		screen_text(&G.screen, 0, strlen(left), G.command, room - 3, 0);
		screen_text(&G.screen, 0, strlen(left) + room - 3, "...", 3, 0);
	}
	free(left);
	free(right);
}

/* The output from this row on, as a terminal would show it. */
static void draw_output(int row)
{
	const char *at = G.output.data, *end = at + G.output.length;
	int column = 0, look = 0, columns = G.screen.columns;

	while (at < end && row < G.screen.rows) {
		uint32_t character;
		size_t length = 1;
		int width;

		if (*at == 0x1b && (length = screen_colours(at, end - at, &look)) > 0) {
			if (!G.colours)
				look = 0;
			at += length;
			continue;
		}
		length = utf8_decode(at, end - at, &character);
		width = utf8_width(character);
		if (*at == '\n') {
			row++;
			column = 0;
		} else if (*at == '\r') {
			column = 0;
		} else if (*at == '\t') {
			column = (column / 8 + 1) * 8;
		} else if (width >= 0) {
			if (column + width > columns && !G.no_wrap) {
				row++;
				column = 0;
			}
			if (row < G.screen.rows && column + width <= columns)
				screen_put(&G.screen, row, column, at, length, width, look);
			column += width;
		}
		at += length;
	}
}

/* Mark what is not as it was; returns whether there is anything. */
static bool compare(int first_row)
{
	bool any = false, forever = G.differences && *G.differences;
	size_t count = (size_t)G.screen.rows * G.screen.columns;

	if (count != G.cells) {
		free(G.before);
		G.before = xcalloc(count, sizeof(*G.before));
		G.cells = count;
		G.has_before = false;
	}
	for (size_t i = (size_t)first_row * G.screen.columns; i < count; i++) {
		struct before *before = &G.before[i];
		struct cell *cell = &G.screen.drawn[i];
		bool differs = G.has_before && strcmp(before->text, cell->text) != 0;

		any |= differs;
		before->changed = differs || (before->changed && forever);
		if (G.differences && before->changed)
			cell->look ^= LOOK_REVERSE;
		strcpy(before->text, cell->text);
	}
	G.has_before = true;
	return any;
}

static void show(void)
{
	screen_update(&G.screen);
	tty_write(&G.tty, G.screen.out.data, G.screen.out.length);
	G.screen.out.length = 0;
}

/* Returns whether the output changed. */
static bool draw(void)
{
	int first = G.no_title ? 0 : 2;
	bool changed;

	if (G.screen.rows != G.tty.rows || G.screen.columns != G.tty.columns)
		screen_resize(&G.screen, G.tty.rows, G.tty.columns);
	for (int row = 0; row < G.screen.rows; row++)
		screen_clear(&G.screen, row, 0);
	draw_output(first);
	changed = compare(first);
	if (!G.no_title)
		draw_title();
	G.screen.row = G.screen.rows - 1;
	G.screen.column = G.screen.columns - 1;
	show();
	return changed;
}

/* Until the time has come; false when a key or a signal ends all. */
static bool wait_until(uint64_t when)
{
	for (;;) {
		uint64_t now = now_ms();
		int key = tty_key(&G.tty, when > now ? (int)(when - now) : 0);

		if (key == KEY_TIMEOUT || key == KEY_RESIZE)
			return true;
		if (key == KEY_HANGUP || key == CONTROL('C') || key == CONTROL('\\'))
			return false;
	}
}

static void wait_key(void)
{
	static const char text[] = "command exit with a non-zero status, press a key to exit";

	screen_clear(&G.screen, G.screen.rows - 1, 0);
	screen_text(&G.screen, G.screen.rows - 1, 0, text, strlen(text), 0);
	show();
	tty_key(&G.tty, -1);
}

/* Returns the exit status. */
static int watch(void)
{
	for (;;) {
		uint64_t begin = now_ms();
		bool changed;

		if (run_command() < 0)
			return -1;
		changed = draw();
		if (G.interrupted)
			return 0;
		if (G.status && G.beep)
			tty_write(&G.tty, "\a", 1);
		if (G.status && G.on_error) {
			wait_key();
			return G.status > 128 ? 1 : G.status;
		}
		if (changed && G.on_change)
			return 0;
		G.same = changed ? 0 : G.same + 1;
		if (G.same_limit && G.same > G.same_limit)
			return 0;
		if (!G.precise)
			begin = now_ms();
		if (!wait_until(begin + (uint64_t)(G.seconds * 1000)))
			return 0;
	}
}

static int run(int argc, char **argv)
{
	struct buffer command = { 0 };
	int keys, status;

	if (argc < 2)
		usage("no command given");
	setlocale(LC_CTYPE, "");
	if (!G.seconds && (!getenv("WATCH_INTERVAL") ||
			   take_seconds("", getenv("WATCH_INTERVAL")) < 0))
		G.seconds = 2;
	G.words = argv + 1;
	for (char **word = G.words; *word; word++)
		buffer_format(&command, "%s%s", word == G.words ? "" : " ", *word);
	G.command = command.data;
	keys = isatty(STDIN_FILENO) ? STDIN_FILENO : open("/dev/tty", O_RDONLY | O_CLOEXEC);
	if (keys < 0 || tty_open(&G.tty, keys, STDOUT_FILENO) < 0)
		die(1, "needs a terminal: %s", strerror(errno));
	tty_alternate(&G.tty, true);
	status = watch();
	G.screen.row = G.screen.rows - 1;
	G.screen.column = 0;
	show();
	tty_alternate(&G.tty, false);
	tty_write(&G.tty, "\r\n", 2);
	tty_close(&G.tty);
	screen_free(&G.screen);
	buffer_free(&G.output);
	free(G.before);
	if (status < 0)
		die_failure(1);
	return status;
}

APPLET(watch, .names = "watch", .summary = "run a command again and again, and show its output",
       .operands = "COMMAND [ARGUMENT]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP,
       .details = "Ctrl+C ends it. $WATCH_INTERVAL is the time between two runs without -n.");
