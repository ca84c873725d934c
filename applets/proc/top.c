/* SPDX-License-Identifier: MIT */
/* top(1) of procps: what the machine is busy with, again and again. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/duration.h"
#include "core/error.h"
#include "core/io.h"
#include "proc/signals.h"
#include "term/screen.h"
#include "term/tty.h"
#include "term/window.h"
#include "tools/top.h"

static struct {
	bool batch, secure;
	const char *order, *width;
	uint64_t rounds;
	double seconds;

	struct top top;
	struct tty tty;
	struct screen screen;
	size_t first;		/* the first process shown, and how many there is room for */
	size_t room;
	int message_row;
	char message[128];
	bool quit;
} G;

static int take_seconds(const char *name, const char *text);
static int take_list(const char *name, const char *list);

static const struct option_row options[] = {
	{ "-b --batch-mode", OPTION_FLAG, &G.batch, NULL, "print, for files and pipes; no keys" },
	{ "-c --cmdline-toggle", OPTION_FLAG, &G.top.command_lines, NULL, "whole command lines" },
	{ "-d --delay", OPTION_CALL, take_seconds, "SECONDS", "between two looks (3)" },
	{ "-H --threads-show", OPTION_FLAG, &G.top.threads, NULL, "threads, not processes" },
	{ "-i --idle-toggle", OPTION_FLAG, &G.top.busy_only, NULL, "only the busy ones" },
	{ "-n --iterations", OPTION_NUMBER, &G.rounds, "COUNT", "end after so many looks" },
	{ "-o --sort-override", OPTION_TEXT, &G.order, "FIELD",
	  "sort by this column; with '-' before it, from the smallest" },
	{ "-p --pid", OPTION_CALL, take_list, "PID,...", "only these processes" },
	{ "-S --accum-time-toggle", OPTION_FLAG, &G.top.dead_children, NULL,
	  "the time of children that ended too" },
	{ "-s --secure-mode", OPTION_FLAG, &G.secure, NULL, "no killing, no renicing" },
	{ "-u --filter-only-euser", OPTION_CALL, take_list, "USER", "only this effective user's" },
	{ "-U --filter-any-user", OPTION_CALL, take_list, "USER", "only this user's, of any kind" },
	{ "-w --width", OPTION_OPTIONAL, &G.width, "COLUMNS", "so many columns; -w alone: 512" },
	{ "-1 --single-cpu-toggle", OPTION_FLAG, &G.top.each_processor, NULL,
	  "each processor on a line" },
	{ 0 }
};

static int take_seconds(const char *name, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	(void)name;
	if (!*text || *end || !(seconds >= 0 && seconds < 1e7))
		return fail_plain("bad delay interval '%s'", text);
	G.seconds = MAX(seconds, 0.01);
	return 0;
}

static int take_list(const char *name, const char *list)
{
	bool user = name[1] == 'u' || strcmp(name, "--filter-only-euser") == 0;
	bool pid = name[1] == 'p' || strcmp(name, "--pid") == 0;

	if (pid)
		return ps_select_add(&G.top.select, PS_PID, list);
	if (!user && ps_select_add(&G.top.select, PS_USER_REAL, list) < 0)
		return -1;
	return ps_select_add(&G.top.select, PS_USER_EFFECTIVE, list);
}

static void print_batch(size_t columns)
{
	struct buffer text = { 0 };

	for (size_t line = 0; top_summary(&G.top, line, &text); line++)
		buffer_text(&text, "\n");
	buffer_text(&text, "\n");
	fwrite(text.data, 1, text.length, stdout);
	text.length = 0;
	top_headings(&text, columns);
	for (size_t i = 0; i <= G.top.count; i++) {
		while (text.length && text.data[text.length - 1] == ' ')
			text.length--;
		fwrite(text.data, 1, text.length, stdout);
		putchar('\n');
		text.length = 0;
		if (i < G.top.count)
			top_line(&G.top, &G.top.list[i], columns, &text);
	}
	fflush(stdout);
	buffer_free(&text);
}

static void batch(void)
{
	uint64_t columns = isatty(STDOUT_FILENO) || getenv("COLUMNS")
			   ? window_columns(STDOUT_FILENO) : 80;

	if (G.width && !*G.width)
		columns = 512;
	else if (G.width && text_number(G.width, 10, 20, 1 << 16, &columns) < 0)
		usage("bad width arg '%s'", G.width);
	for (uint64_t round = 1;; round++) {
		if (top_read(&G.top) < 0)
			die_failure(1);
		print_batch(columns - 1);
		if (round == G.rounds || ferror(stdout))
			return;
		putchar('\n');
		duration_sleep(G.seconds);
	}
}

static void draw_text(int row, struct buffer *text, int look)
{
	if (row < G.screen.rows && text->length)
		screen_text(&G.screen, row, 0, text->data, text->length, look);
	text->length = 0;
}

static void show(void)
{
	screen_update(&G.screen);
	tty_write(&G.tty, G.screen.out.data, G.screen.out.length);
	G.screen.out.length = 0;
}

static void draw(void)
{
	struct buffer text = { 0 };
	int row = 0, columns = G.tty.columns;

	if (G.screen.rows != G.tty.rows || G.screen.columns != columns)
		screen_resize(&G.screen, G.tty.rows, columns);
	for (int i = 0; i < G.screen.rows; i++)
		screen_clear(&G.screen, i, 0);
	while (top_summary(&G.top, row, &text))
		draw_text(row++, &text, 0);
	G.message_row = MIN(row, G.screen.rows - 1);
	buffer_text(&text, G.message);
	draw_text(row++, &text, LOOK_BOLD);
	top_headings(&text, columns);
	draw_text(row++, &text, LOOK_REVERSE);
	G.room = MAX(G.screen.rows - row, 1);
	if (G.first >= G.top.count)
		G.first = G.top.count ? G.top.count - 1 : 0;
	for (size_t i = G.first; i < G.top.count && row < G.screen.rows; i++, row++) {
		top_line(&G.top, &G.top.list[i], columns, &text);
		draw_text(row, &text, G.top.list[i].process.state == 'R' ? LOOK_BOLD : 0);
	}
	G.screen.row = G.message_row;
	G.screen.column = MIN((int)strlen(G.message), columns - 1);
	buffer_free(&text);
	show();
}

/* A line of input below the summary; false when Esc took it back. */
static bool ask_line(const char *question, char answer[64])
{
	size_t length = 0;
	int key = 0;

	answer[0] = '\0';
	while (key != '\r' && key != '\n') {
		snprintf(G.message, sizeof(G.message), "%s %s", question, answer);
		draw();
		key = tty_key(&G.tty, -1);
		if (key == KEY_HANGUP)
			G.quit = true;
		if (key == KEY_HANGUP || key == KEY_ESCAPE || key == CONTROL('C')) {
			G.message[0] = '\0';
			return false;
		}
		if ((key == 127 || key == '\b') && length)
			answer[--length] = '\0';
		else if (key >= ' ' && key < 127 && length < 40)
			answer[length++] = key;
		answer[length] = '\0';
	}
	G.message[0] = '\0';
	return true;
}

static void say(const char *text)
{
	snprintf(G.message, sizeof(G.message), " %s ", text);
}

/* The process asked for; that at the top when none is named. */
static bool ask_process(const char *what, pid_t *pid)
{
	char question[64], answer[64];
	uint64_t number = G.top.count ? G.top.list[G.first].process.pid : 0;

	snprintf(question, sizeof(question), "PID to %s [default pid = %llu]", what,
		 (unsigned long long)number);
	if (!ask_line(question, answer))
		return false;
	if (*answer && text_number(answer, 10, 1, INT32_MAX, &number) < 0) {
		say(fail_text());
		return false;
	}
	*pid = number;
	return number > 0;
}

static void kill_one(void)
{
	char question[80], answer[64];
	int number = SIGTERM;
	pid_t pid;

	if (!ask_process("signal/kill", &pid))
		return;
	snprintf(question, sizeof(question), "Send pid %d signal [15/sigterm]", pid);
	if (!ask_line(question, answer))
		return;
	if (*answer && signal_parse(answer, &number) < 0)
		say(fail_text());
	else if (kill(pid, number) < 0)
		say(strerror(errno));
}

static void renice(void)
{
	char question[64], answer[64], *end;
	pid_t pid;
	long value;

	if (!ask_process("renice", &pid))
		return;
	snprintf(question, sizeof(question), "Renice PID %d to value", pid);
	if (!ask_line(question, answer) || !*answer)
		return;
	value = strtol(answer, &end, 10);
	if (*end)
		say("that is no number");
	else if (setpriority(PRIO_PROCESS, pid, value) < 0)
		say(strerror(errno));
}

static void ask_delay(void)
{
	char question[64], answer[64];

	snprintf(question, sizeof(question), "Change delay from %.1f to", G.seconds);
	if (ask_line(question, answer) && *answer && take_seconds("", answer) < 0)
		say(fail_text());
}

static void ask_user(void)
{
	char answer[64];

	if (!ask_line("Which user (blank for all)", answer))
		return;
	G.top.select = (struct ps_select){ 0 };
	if (*answer && ps_select_add(&G.top.select, PS_USER_EFFECTIVE, answer) < 0) {
		say(fail_text());
		G.top.select = (struct ps_select){ 0 };
	}
}

static void show_keys(void)
{
	static const char *const lines[] = {
		"Keys of top:",
		"",
		"  q Ctrl+C     end                      Space Enter   look again now",
		"  P M T N      sort by processor, memory, time, number",
		"  < >          sort by the column to the left, to the right",
		"  R            the other way round",
		"  c H i S      command lines, threads, only busy ones, dead children's time",
		"  1            each processor on a line",
		"  u            one user's processes     d s           time between two looks",
		"  k r          send a signal, renice",
		"  Up Down Page Up Page Down Home End    other parts of the list",
		"",
		"Any key goes back.",
	};

	for (int row = 0; row < G.screen.rows; row++)
		screen_clear(&G.screen, row, 0);
	for (int row = 0; row < (int)ARRAY_SIZE(lines) && row < G.screen.rows; row++)
		screen_text(&G.screen, row, 0, lines[row], strlen(lines[row]), 0);
	G.screen.row = G.screen.column = 0;
	show();
	if (tty_key(&G.tty, -1) == KEY_HANGUP)
		G.quit = true;
}

static void order_by(enum top_field field)
{
	G.top.order = field;
	G.top.reversed = false;
}

static void toggle(bool *flag)
{
	*flag = !*flag;
}

static void scroll(int key)
{
	size_t last = G.top.count > G.room ? G.top.count - G.room : 0;

	if (key == KEY_HOME || (key == KEY_PAGE_UP && G.first < G.room))
		G.first = 0;
	else if (key == KEY_END)
		G.first = last;
	else if (key == KEY_UP)
		G.first -= G.first > 0;
	else if (key == KEY_DOWN)
		G.first += G.first + 1 < G.top.count;
	else if (key == KEY_PAGE_UP)
		G.first -= G.room;
	else
		G.first = MIN(G.first + G.room, last);
}

/* Keys that change what is shown; false when it is none of them. */
static bool view_key(int key)
{
	static const struct { char key; enum top_field order; } orders[] = {
		{ 'P', TOP_CPU }, { 'M', TOP_MEMORY }, { 'T', TOP_TIME }, { 'N', TOP_PID },
	};
	const struct { char key; bool *flag; } flags[] = {
		{ 'R', &G.top.reversed }, { 'c', &G.top.command_lines }, { 'H', &G.top.threads },
		{ 'i', &G.top.busy_only }, { 'S', &G.top.dead_children },
		{ '1', &G.top.each_processor },
	};

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		if (orders[i].key == key) {
			order_by(orders[i].order);
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (flags[i].key == key) {
			toggle(flags[i].flag);
			return true;
		}
	}
	if (key != '<' && key != '>')
		return false;
	order_by((G.top.order + (key == '<' ? TOP_FIELDS - 1 : 1)) % TOP_FIELDS);
	return true;
}

/* Returns whether it is time to look again. */
static bool take_key(int key)
{
	G.message[0] = '\0';
	switch (key) {
	case 'q': case KEY_HANGUP: case CONTROL('C'):
		G.quit = true;
		return true;
	case ' ': case '\r': case '\n':
		return true;
	case 'h': case '?':
		show_keys();
		return false;
	case 'k': case 'r':
		if (G.secure)
			say("not in secure mode");
		else if (key == 'k')
			kill_one();
		else
			renice();
		return true;
	case 'd': case 's':
		ask_delay();
		return false;
	case 'u': case 'U':
		ask_user();
		return true;
	case KEY_UP: case KEY_DOWN: case KEY_HOME: case KEY_END: case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		scroll(key);
		return false;
	}
	if (view_key(key)) {
		if (key == 'H' || key == 'i')
			return true;
		top_sort(&G.top);
	} else if (key >= ' ' && key < 0x110000) {
		say("unknown command - try 'h' for help");
	}
	return false;
}

static void interact(void)
{
	for (uint64_t round = 1;; round++) {
		uint64_t until = now_ms() + (uint64_t)(G.seconds * 1000);
		bool again = false;

		if (top_read(&G.top) < 0) {
			tty_close(&G.tty);
			die_failure(1);
		}
		draw();
		if (round == G.rounds)
			return;
		while (!again && !G.quit) {
			uint64_t now = now_ms();
			int key = tty_key(&G.tty, until > now ? (int)(until - now) : 0);

			again = key == KEY_TIMEOUT || take_key(key);
			if (!again && !G.quit)
				draw();
		}
		if (G.quit)
			return;
	}
}

static int run(int argc, char **argv)
{
	int keys;

	/* "-w 100" is understood as "-w100". */
	if (argc == 2 && G.width && !*G.width)
		G.width = argv[1];
	else if (argc > 1)
		usage("unknown argument '%s'", argv[1]);
	setlocale(LC_CTYPE, "");
	if (!G.seconds)
		G.seconds = 3;
	G.top.order = TOP_CPU;
	if (G.order && top_order_parse(&G.top, G.order) < 0)
		die_failure(1);
	/* A short look first, or the shares would be those since the machine began. */
	if (top_read(&G.top) < 0)
		die_failure(1);
	duration_sleep(0.15);
	if (G.batch) {
		batch();
	} else {
		keys = isatty(STDIN_FILENO) ? STDIN_FILENO
					    : open("/dev/tty", O_RDONLY | O_CLOEXEC);
		if (keys < 0 || tty_open(&G.tty, keys, STDOUT_FILENO) < 0)
			die(1, "failed tty get: %s", strerror(errno));
		tty_alternate(&G.tty, true);
		interact();
		G.screen.row = G.screen.rows - 1;
		G.screen.column = 0;
		show();
		tty_alternate(&G.tty, false);
		tty_write(&G.tty, "\r\n", 2);
		tty_close(&G.tty);
		screen_free(&G.screen);
	}
	top_free(&G.top);
	return 0;
}

APPLET(top, .names = "top", .summary = "show what the machine is busy with",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = "Columns: PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND.\n"
		  "h shows the keys.");
