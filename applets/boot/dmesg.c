/* SPDX-License-Identifier: MIT */
/* dmesg(1) of util-linux: the kernel's log, from /dev/kmsg or a file. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/text.h"
#include "tools/dmesg_record.h"

static struct {
	struct dmesg_how how;
	bool clear, read_clear, console_off, console_on, follow, follow_new, force_syslog;
	bool kernel, userspace, human, no_pager;
	const char *file, *console_level, *color;
	uint64_t buffer_size;
} G;

static int set_levels(const char *name, const char *argument)
{
	(void)name;
	return dmesg_parse_levels(argument, &G.how.levels);
}

static int set_facilities(const char *name, const char *argument)
{
	(void)name;
	return dmesg_parse_facilities(argument, &G.how.facilities);
}

static int set_time(const char *name, const char *argument)
{
	static const struct {
		const char *name;
		enum dmesg_time time;
	} rows[] = {
		{ "-T", DMESG_CTIME }, { "--ctime", DMESG_CTIME }, { "-t", DMESG_NO_TIME },
		{ "--notime", DMESG_NO_TIME }, { "-d", DMESG_DELTA },
		{ "--show-delta", DMESG_DELTA }, { "-e", DMESG_RELTIME },
		{ "--reltime", DMESG_RELTIME }, { "ctime", DMESG_CTIME },
		{ "notime", DMESG_NO_TIME }, { "delta", DMESG_DELTA },
		{ "reltime", DMESG_RELTIME }, { "iso", DMESG_ISO }, { "raw", DMESG_TIME },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(argument ? argument : name, rows[i].name) != 0)
			continue;
		G.how.time = rows[i].time;
		if (G.how.time == DMESG_DELTA && !argument)
			G.how.delta_with_time = true;
		return 0;
	}
	return fail_plain("unknown time format: %s", argument);
}

static const struct option_row options[] = {
	{ "-C --clear", OPTION_FLAG, &G.clear, NULL, "clear the log" },
	{ "-c --read-clear", OPTION_FLAG, &G.read_clear, NULL, "print the log, then clear it" },
	{ "-D --console-off", OPTION_FLAG, &G.console_off, NULL, "no messages on the console" },
	{ "-d --show-delta", OPTION_CALL, set_time, NULL, "time since the message before" },
	{ "-E --console-on", OPTION_FLAG, &G.console_on, NULL, "messages on the console again" },
	{ "-e --reltime", OPTION_CALL, set_time, NULL, "local time, and what passed since" },
	{ "-F --file", OPTION_TEXT, &G.file, "FILE", "read a saved log (dmesg -r, /dev/kmsg)" },
	{ "-f --facility", OPTION_CALL, set_facilities, "LIST",
	  "only of these: kern,user,daemon,..." },
	{ "-H --human", OPTION_FLAG, &G.human, NULL, "-e, colours, and a pager at a terminal" },
	{ "-k --kernel", OPTION_FLAG, &G.kernel, NULL, "only what the kernel said" },
	{ "-L --color", OPTION_OPTIONAL, &G.color, "WHEN", "colours: always, auto, never" },
	{ "-l --level", OPTION_CALL, set_levels, "LIST", "only of these: emerg,...,warn,+info" },
	{ "-n --console-level", OPTION_TEXT, &G.console_level, "LEVEL",
	  "from which level on the console is silent" },
	{ "-P --nopager", OPTION_FLAG, &G.no_pager, NULL, "no pager" },
	{ "-p --force-prefix", OPTION_FLAG, &G.how.prefix_lines, NULL, "the time on each line" },
	{ "-r --raw", OPTION_FLAG, &G.how.raw, NULL, "as the kernel keeps it" },
	{ "-S --syslog", OPTION_FLAG, &G.force_syslog, NULL, "by syslog(2), not /dev/kmsg" },
	{ "-s --buffer-size", OPTION_SIZE, &G.buffer_size, "BYTES", "with -S: read so much" },
	{ "-T --ctime", OPTION_CALL, set_time, NULL, "local time (wrong after a suspend)" },
	{ "-t --notime", OPTION_CALL, set_time, NULL, "no times" },
	{ "--time-format", OPTION_CALL, set_time, "FORMAT", "ctime, reltime, delta, iso, notime" },
	{ "-u --userspace", OPTION_FLAG, &G.userspace, NULL, "only what was not the kernel's" },
	{ "-w --follow", OPTION_FLAG, &G.follow, NULL, "go on with what comes" },
	{ "-W --follow-new", OPTION_FLAG, &G.follow_new, NULL, "only what comes from now on" },
	{ "-x --decode", OPTION_FLAG, &G.how.decode, NULL, "facility and level in words" },
	{ 0 }
};

/* syslog(2)'s actions. */
enum { READ_ALL = 3, READ_CLEAR = 4, CLEAR = 5, CONSOLE_OFF = 6, CONSOLE_ON = 7,
       CONSOLE_LEVEL = 8, SIZE = 10 };

static int control(int action, int value)
{
	if (klogctl(action, NULL, value) < 0)
		return fail("klogctl failed");
	return 0;
}

static int set_console_level(void)
{
	uint64_t mask;
	int level;

	if (G.console_level[0] >= '0' && G.console_level[0] <= '9') {
		if (text_number(G.console_level, 10, 1, 8, &mask) < 0)
			return -1;
		return control(CONSOLE_LEVEL, mask);
	}
	if (dmesg_parse_levels(G.console_level, &G.how.levels) < 0)
		return -1;
	level = __builtin_ctz(G.how.levels);
	return control(CONSOLE_LEVEL, level + 1);
}

/* The whole buffer as text: lines "<6>[   1.234567] text". */
static int show_syslog_text(char *text, size_t length)
{
	for (char *line = text, *end; line < text + length; line = end + 1) {
		struct dmesg_record record;

		end = memchr(line, '\n', text + length - line);
		if (!end)
			end = text + length;
		if (dmesg_parse_syslog(&record, line, end - line))
			dmesg_print(&G.how, &record);
	}
	return 0;
}

static int show_syslog(void)
{
	int size = G.buffer_size ? (int)MIN(G.buffer_size, 1u << 30) : klogctl(SIZE, NULL, 0);
	char *text;
	int length, result;

	if (size < 0)
		return fail("read kernel buffer failed");
	text = xmalloc(size + 1);
	length = klogctl(READ_ALL, text, size);
	result = length < 0 ? fail("read kernel buffer failed") : show_syslog_text(text, length);
	free(text);
	return result;
}

static int show_file(void)
{
	int fd = strcmp(G.file, "-") == 0 ? STDIN_FILENO : open(G.file, O_RDONLY | O_CLOEXEC);
	struct lines lines = { .fd = fd, .name = G.file };
	struct dmesg_record record;
	ssize_t length;
	char *line;

	if (fd < 0)
		return fail("cannot open %s", G.file);
	while ((length = lines_next(&lines, &line)) > 0) {
		if (line[length - 1] == '\n')
			length--;
		if (dmesg_parse_syslog(&record, line, length))
			dmesg_print(&G.how, &record);
	}
	lines_free(&lines);
	return length;
}

/* A record a read; until the end, or as long as new ones come. */
static int show_kmsg(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	static char text[8192 + 1];
	struct dmesg_record record;

	if (G.follow_new)
		lseek(fd, 0, SEEK_END);
	for (;;) {
		ssize_t length = read(fd, text, sizeof(text) - 1);

		if (length > 0) {
			text[length] = '\0';
			if (dmesg_parse_kmsg(&record, text, length))
				dmesg_print(&G.how, &record);
			continue;
		}
		/* EPIPE: what was to come next has been overwritten meanwhile. */
		if (length < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (length < 0 && errno != EAGAIN)
			return fail("read kernel buffer failed");
		if (length == 0 || (!G.follow && !G.follow_new))
			return 0;
		if (fflush(stdout) != 0)
			return fail("write error");
		poll(&wait, 1, -1);
	}
}

static int show(void)
{
	int fd, result;

	output_in_bulk();
	if (G.file)
		return show_file();
	if (G.force_syslog)
		return show_syslog();
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (G.follow || G.follow_new))
		return fail("open /dev/kmsg");
	if (fd < 0)
		return show_syslog();
	result = show_kmsg(fd);
	close(fd);
	return result;
}

/* Through less when there is one; the child goes on as the source. */
static void start_pager(void)
{
	int ends[2];

	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	switch (fork()) {
	case -1:
		return;
	case 0:
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		return;
	}
	dup2(ends[0], STDIN_FILENO);
	close(ends[1]);
	setenv("LESS", "FRSX", 0);
	execlp("less", "less", (char *)NULL);
	execlp("cat", "cat", (char *)NULL);
	die(1, "cannot start a pager: %s", strerror(errno));
}

static void choose_looks(void)
{
	bool terminal = isatty(STDOUT_FILENO);

	const char *when = G.color ? G.color + (*G.color == '=') : "auto";

	G.how.color = strcmp(when, "always") == 0 || (terminal && strcmp(when, "never") != 0);
	if (G.human && G.how.time == DMESG_TIME)
		G.how.time = DMESG_RELTIME;
	if (G.kernel)
		G.how.facilities = 1;
	else if (G.userspace)
		G.how.facilities = ~1u;
	if (G.human && !G.no_pager && terminal && !G.follow && !G.follow_new)
		start_pager();
}

static int run(int argc, char **argv)
{
	int result = 0;

	if (argc > 1)
		usage("bad usage: unexpected '%s'", argv[1]);
	if (G.clear + G.read_clear + G.console_on + G.console_off + (G.console_level != NULL) > 1)
		usage("-C, -c, -D, -E and -n are mutually exclusive");
	dmesg_start(&G.how);
	if (G.clear)
		result = control(CLEAR, 0);
	else if (G.console_off)
		result = control(CONSOLE_OFF, 0);
	else if (G.console_on)
		result = control(CONSOLE_ON, 0);
	else if (G.console_level)
		result = set_console_level();
	else
		choose_looks();
	if (!G.clear && !G.console_off && !G.console_on && !G.console_level)
		result = show();
	if (result == 0 && G.read_clear)
		result = control(CLEAR, 0);
	if (result < 0)
		die_failure(1);
	return 0;
}

APPLET(dmesg, .names = "dmesg", .summary = "print or control the kernel's log",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
