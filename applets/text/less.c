/* SPDX-License-Identifier: MIT */
/* less: files and pipes by the screen. Where its output is no terminal it is cat. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/utf8.h"
#include "edit/pager.h"
#include "term/tty.h"

static struct {
	bool numbers, chop, colours, one_screen, no_init, ignore_case, ignore_all, long_prompt,
		squeeze, quit_at_end, quit_at_second_end;
	const char *first_pattern;
	uint64_t tab;
	struct pager pager;
	struct screen screen;
	struct tty tty;
	int keys;			/* descriptor of the keyboard */
	char **names;
	int count, at;
	bool quit, ended_once, forward;
	char message[200];
	struct buffer line;		/* being typed */
	size_t marks[26], jump;
} G;

static const struct option_row options[] = {
	{ "-e --quit-at-eof", OPTION_FLAG, &G.quit_at_second_end, NULL,
	  "end the second time the end is reached" },
	{ "-E --QUIT-AT-EOF", OPTION_FLAG, &G.quit_at_end, NULL, "end when the end is reached" },
	{ "-F --quit-if-one-screen", OPTION_FLAG, &G.one_screen, NULL,
	  "print and end when all fits on the screen" },
	{ "-i --ignore-case", OPTION_FLAG, &G.ignore_case, NULL,
	  "ignore case in searches without capital letters" },
	{ "-I --IGNORE-CASE", OPTION_FLAG, &G.ignore_all, NULL, "ignore case in searches" },
	{ "-M --LONG-PROMPT", OPTION_FLAG, &G.long_prompt, NULL, "tell the place in the prompt" },
	{ "-m --long-prompt", OPTION_FLAG, &G.long_prompt, NULL, "the same" },
	{ "-N --LINE-NUMBERS", OPTION_FLAG, &G.numbers, NULL, "show the lines' numbers" },
	{ "-p --pattern", OPTION_TEXT, &G.first_pattern, "PATTERN", "begin at this pattern" },
	{ "-R --RAW-CONTROL-CHARS", OPTION_FLAG, &G.colours, NULL, "show colours" },
	{ "-r --raw-control-chars", OPTION_FLAG, &G.colours, NULL, "the same" },
	{ "-s --squeeze-blank-lines", OPTION_FLAG, &G.squeeze, NULL,
	  "several blank lines are one" },
	{ "-S --chop-long-lines", OPTION_FLAG, &G.chop, NULL, "do not wrap long lines" },
	{ "-x --tabs", OPTION_NUMBER, &G.tab, "N", "tab stops, 8 columns apart by default" },
	{ "-X --no-init", OPTION_FLAG, &G.no_init, NULL, "leave the text on the screen" },
	{ 0 }
};

static void say(const char *format, const char *text)
{
	snprintf(G.message, sizeof(G.message), format, text);
}

static const char *name_now(void)
{
	return G.count ? G.names[G.at] : "(standard input)";
}

static void resize(void)
{
	screen_resize(&G.screen, G.tty.rows, G.tty.columns);
	G.pager.rows = G.tty.rows - 1;
	G.pager.columns = G.tty.columns;
}

/* The last row: what is typed, what is to say, where we are. */
static void draw_prompt(bool at_end)
{
	char text[400];
	int row = G.tty.rows - 1, look = LOOK_REVERSE;
	struct pager *pager = &G.pager;

	screen_clear(&G.screen, row, 0);
	if (G.line.length)
		snprintf(text, sizeof(text), "%s", G.line.data), look = 0;
	else if (G.message[0])
		snprintf(text, sizeof(text), "%s", G.message);
	else if (G.long_prompt)
		snprintf(text, sizeof(text), "%s lines %zu-%zu%s", name_now(), pager->top + 1,
			 pager_bottom(pager), at_end ? " (END)" : "");
	else if (at_end)
		snprintf(text, sizeof(text), "(END)");
	else
		snprintf(text, sizeof(text), ":"), look = 0;
	G.screen.row = row;
	G.screen.column = MIN(screen_text(&G.screen, row, 0, text, strlen(text), look),
			      G.tty.columns - 1);
}

static void flush_screen(void)
{
	screen_update(&G.screen);
	tty_write(&G.tty, G.screen.out.data ? G.screen.out.data : "", G.screen.out.length);
	G.screen.out.length = 0;
}

/* A picture is drawn of what is there; commands wait until a key is pressed. */
static bool does_not_wait(void *data)
{
	(void)data;
	return true;
}

static bool is_waiting(void *data)
{
	(void)data;
	return tty_pending(&G.tty);
}

static void draw(void)
{
	int rows;

	G.pager.stop = does_not_wait;
	for (int i = 0; i < G.tty.rows; i++)
		screen_clear(&G.screen, i, 0);
	rows = pager_draw(&G.pager, &G.screen);
	for (; rows < G.pager.rows; rows++)
		screen_text(&G.screen, rows, 0, "~", 1, LOOK_BOLD);
	draw_prompt(pager_at_end(&G.pager) && G.pager.text.at_end);
	flush_screen();
	G.pager.stop = is_waiting;
}

static int key(void)
{
	for (;;) {
		int got;

		if (!tty_pending(&G.tty))
			draw();
		/* A pipe may have more to show meanwhile. */
		got = tty_key(&G.tty, G.pager.text.at_end ? -1 : 100);
		if (got == KEY_TIMEOUT && G.pager.text.count < G.pager.top + G.pager.rows)
			lazy_more(&G.pager.text);
		if (got == KEY_HANGUP)
			G.quit = true;
		if (got == KEY_RESIZE)
			resize();
		else if (got != KEY_TIMEOUT)
			return got;
	}
}

/* A line typed behind this character; false when given up. */
static bool read_typed(char first)
{
	G.line.length = 0;
	buffer_add(&G.line, &first, 1);
	for (;;) {
		int got = key();
		char bytes[4];

		if (got == '\r' || got == '\n')
			return true;
		if (got == CONTROL('C') || got == KEY_ESCAPE || G.quit ||
		    (got == '\b' && G.line.length == 1)) {
			G.line.length = 0;
			return false;
		}
		if (got == '\b')
			G.line.length = utf8_before(G.line.data, G.line.length);
		else if (got == CONTROL('U'))
			G.line.length = 1;
		else if (got < 0x200000)
			buffer_add(&G.line, bytes, utf8_encode(got, bytes));
		G.line.data[G.line.length] = '\0';
	}
}

static bool set_pattern(const char *text)
{
	unsigned flags = PATTERN_EXTENDED |
			 (G.ignore_case || G.ignore_all ? PATTERN_IGNORE_CASE : 0) |
			 (G.ignore_all ? 0 : PATTERN_SMART_CASE);

	if (pager_set_pattern(&G.pager, text, flags) == 0)
		return true;
	say("%s", fail_text());
	return false;
}

static void search(bool forward, bool from_top, size_t count)
{
	size_t before = G.pager.top;

	G.pager.hide_matches = false;
	if (!G.pager.searched)
		say("%s", "No previous regular expression");
	else if (!pager_search(&G.pager, forward, from_top, count ? count : 1))
		say("%s", "Pattern not found");
	else
		G.jump = before;
}

static void search_typed(char first, size_t count)
{
	if (!read_typed(first))
		return;
	G.forward = first == '/';
	if (set_pattern(G.line.data + 1)) {
		G.line.length = 0;
		search(G.forward, false, count);
	}
	G.line.length = 0;
}

static int open_file(int number)
{
	struct stat info;
	int fd = open(G.names[number], O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail("%s", G.names[number]);
	if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
		close(fd);
		return fail_plain("%s is a directory", G.names[number]);
	}
	return fd;
}

static void take_input(int fd)
{
	if (G.pager.text.fd > 0)
		close(G.pager.text.fd);
	lazy_end(&G.pager.text);
	lazy_begin(&G.pager.text, fd, G.squeeze);
	G.pager.top = G.pager.skip = G.pager.shift = 0;
	G.ended_once = false;
}

/* :n :p :x: another of the files; those that cannot be read are told of. */
static bool go_file(int number)
{
	int fd;

	if (number < 0 || number >= G.count) {
		say("No %s file", number < 0 ? "previous" : "next");
		return false;
	}
	fd = open_file(number);
	if (fd < 0) {
		say("%s", fail_text());
		return false;
	}
	G.at = number;
	take_input(fd);
	return true;
}

/* F: what is added, until a key is pressed. */
static void follow(void)
{
	pager_end(&G.pager);
	say("%s", "Waiting for data... (interrupt to abort)");
	for (;;) {
		bool more = false;
		int got;

		while (lazy_more(&G.pager.text))
			more = true;
		if (more)
			pager_end(&G.pager);
		draw();
		got = tty_key(&G.tty, 250);
		if (got == KEY_RESIZE)
			resize();
		else if (got == KEY_HANGUP)
			G.quit = true;
		if (got != KEY_TIMEOUT && got != KEY_RESIZE)
			break;
	}
	G.message[0] = '\0';
}

static void tell(void)
{
	struct pager *pager = &G.pager;

	snprintf(G.message, sizeof(G.message), "%s lines %zu-%zu/%zu%s byte %llu", name_now(),
		 pager->top + 1, pager_bottom(pager), pager->text.count,
		 pager->text.at_end ? "" : "+", (unsigned long long)pager->text.read);
}

/* -N and its like, while running. */
static void turn_option(void)
{
	int letter = key();
	bool *const flags[] = { &G.pager.numbers, &G.pager.chop, &G.pager.colours, &G.ignore_case,
				&G.ignore_all, &G.long_prompt, &G.long_prompt, &G.quit_at_end };
	static const char letters[] = "NSRiIMmE";
	const char *found = letter > 0 && letter < 128 ? strchr(letters, letter) : NULL;

	if (!found) {
		say("%s", "There is no such option");
		return;
	}
	*flags[found - letters] ^= true;
	G.pager.skip = 0;
}

static void edit(void)
{
	pid_t child;

	if (!G.count) {
		say("%s", "Cannot edit standard input");
		return;
	}
	tty_close(&G.tty);
	child = fork();
	if (child == 0) {
		char *line = xasprintf("+%zu", G.pager.top + 1);

		dup2(G.keys, STDIN_FILENO);
		execlp("vi", "vi", line, G.names[G.at], NULL);
		_exit(127);
	}
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (tty_open(&G.tty, G.keys, STDOUT_FILENO) < 0)
		die_failure(1);
	resize();
	go_file(G.at);
}

static void colon(void)
{
	switch (key()) {
	case 'n': go_file(G.at + 1); break;
	case 'p': go_file(G.at - 1); break;
	case 'x': go_file(0); break;
	case 'q': case 'Q': G.quit = true; break;
	case 'f': tell(); break;
	}
}

static void mark(bool set)
{
	int name = key();
	size_t before = G.pager.top;

	if (name >= 'a' && name <= 'z' && set)
		G.marks[name - 'a'] = G.pager.top + 1;
	else if (name == '\'')
		pager_go(&G.pager, G.jump);
	else if (name == '^' || name == '$')
		name == '^' ? pager_go(&G.pager, 0) : pager_end(&G.pager);
	else if (name >= 'a' && name <= 'z' && G.marks[name - 'a'])
		pager_go(&G.pager, G.marks[name - 'a'] - 1);
	else {
		say("%s", "Mark not set");
		return;
	}
	G.jump = before;
}

/* Forward; at the end -e and -E may end it all, or go to the next file. */
static void forward(size_t rows)
{
	if (pager_forward(&G.pager, rows) && !(G.quit_at_end && pager_at_end(&G.pager)))
		return;
	if (!G.quit_at_end && !G.quit_at_second_end)
		return;
	if (G.quit_at_end || G.ended_once) {
		if (G.at + 1 < G.count)
			go_file(G.at + 1);
		else
			G.quit = true;
	}
	G.ended_once = true;
}

static void go_end(size_t count)
{
	G.jump = G.pager.top;
	if (count)
		pager_go(&G.pager, count - 1);
	else
		pager_end(&G.pager);
}

static bool move(int got, size_t count)
{
	size_t page = G.pager.rows, half = MAX(page / 2, (size_t)1);

	switch (got) {
	case 'e': case 'j': case '\r': case '\n': case CONTROL('N'): case CONTROL('E'):
	case KEY_DOWN:
		forward(count ? count : 1);
		break;
	case 'y': case 'k': case CONTROL('Y'): case CONTROL('P'): case CONTROL('K'): case KEY_UP:
		pager_back(&G.pager, count ? count : 1);
		break;
	case 'f': case ' ': case CONTROL('F'): case CONTROL('V'): case KEY_PAGE_DOWN: case 'z':
		forward(count ? count : page);
		break;
	case 'b': case CONTROL('B'): case KEY_PAGE_UP: case 'w':
		pager_back(&G.pager, count ? count : page);
		break;
	case 'd': case CONTROL('D'): forward(count ? count : half); break;
	case 'u': case CONTROL('U'): pager_back(&G.pager, count ? count : half); break;
	case 'g': case '<': case KEY_HOME:
		G.jump = G.pager.top;
		pager_go(&G.pager, count ? count - 1 : 0);
		break;
	case 'G': case '>': case KEY_END: go_end(count); break;
	case 'p': case '%': pager_go_percent(&G.pager, count); break;
	case KEY_RIGHT: G.pager.shift += MAX(G.pager.columns / 2, 1); G.pager.skip = 0; break;
	case KEY_LEFT: G.pager.shift -= MIN(G.pager.shift, (size_t)G.pager.columns / 2); break;
	default: return false;
	}
	return true;
}

static void command(int got, size_t count)
{
	G.message[0] = '\0';
	if (move(got, count))
		return;
	switch (got) {
	case 'q': case 'Q': case CONTROL('C'): G.quit = true; break;
	case 'Z': G.quit = key() == 'Z'; break;
	case '/': case '?': search_typed(got, count); break;
	case 'n': search(G.forward, false, count); break;
	case 'N': search(!G.forward, false, count); break;
	case 'F': follow(); break;
	case '=': case CONTROL('G'): tell(); break;
	case ':': colon(); break;
	case '-': turn_option(); break;
	case 'm': mark(true); break;
	case '\'': mark(false); break;
	case 'v': edit(); break;
	case 'r': case 'R': case CONTROL('L'): screen_forget(&G.screen); break;
	case 'h': case 'H':
		say("%s", "SPACE b d u j k move, g G ends, / ? n N search, F follow, v vi, q quit");
		break;
	case KEY_ESCAPE:
		got = key();
		if (got == 'u')
			G.pager.hide_matches = !G.pager.hide_matches;
		else
			move(got == 'v' ? 'b' : got, count);
		break;
	}
}

static void run_commands(void)
{
	while (!G.quit) {
		size_t count = 0;
		int got = key();

		while (got >= '0' && got <= '9') {
			count = MIN(count * 10 + got - '0', (size_t)1 << 40);
			snprintf(G.message, sizeof(G.message), ":%zu", count);
			got = key();
		}
		command(got, count);
	}
}

/* No terminal to show it on: all of it, one after the other. */
static int as_cat(void)
{
	if (!G.count)
		return copy_fd(STDIN_FILENO, "stdin", STDOUT_FILENO, "stdout", 0) < 0 ? -1 : 0;
	for (int i = 0; i < G.count; i++) {
		int fd = open_file(i);

		if (fd < 0 || copy_fd(fd, G.names[i], STDOUT_FILENO, "stdout", 0) < 0)
			warn_failure();
		if (fd >= 0)
			close(fd);
	}
	return 0;
}

/* +G, +/PATTERN, +N, +F among the operands. */
static void begin_at(const char *text)
{
	size_t number;
	char *end;

	if (*text == '/') {
		if (set_pattern(text + 1))
			search(true, true, 1);
		return;
	}
	number = strtoul(text, &end, 10);
	if (*end)
		command(*end, number);
	else
		pager_go(&G.pager, number ? number - 1 : 0);
}

/* The first of the files that can be read, or standard input. */
static int open_input(void)
{
	if (!G.count) {
		if (isatty(STDIN_FILENO))
			die(1, "Missing filename (\"less --help\" for help)");
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	}
	for (G.at = 0; G.at < G.count; G.at++) {
		int fd = open_file(G.at);

		if (fd >= 0)
			return fd;
		warn_failure();
	}
	exit(1);
}

/* LESS holds options too, single letters as on the command line. */
static void take_environment(void)
{
	const char *text = getenv("LESS");
	bool *const flags[] = { &G.numbers, &G.chop, &G.colours, &G.colours, &G.one_screen,
				&G.no_init, &G.ignore_case, &G.ignore_all, &G.long_prompt,
				&G.long_prompt, &G.squeeze, &G.quit_at_end, &G.quit_at_second_end };
	const char letters[] = "NSRrFXiIMmsEe";

	for (; text && *text; text++) {
		const char *found = strchr(letters, *text);

		if (found)
			*flags[found - letters] = true;
	}
}

static int run(int argc, char **argv)
{
	const char *start = NULL;

	setlocale(LC_CTYPE, "C.UTF-8");
	G.names = argv + 1;
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '+')
			start = argv[i] + 1;
		else
			G.names[G.count++] = argv[i];
	}
	if (!isatty(STDOUT_FILENO))
		return as_cat() < 0 ? warn_failure(), 1 : 0;
	take_environment();
	G.pager.numbers = G.numbers;
	G.pager.chop = G.chop;
	G.pager.colours = G.colours;
	G.pager.tab = G.tab > 0 && G.tab < 100 ? (int)G.tab : 8;
	G.forward = true;
	take_input(open_input());
	G.keys = isatty(STDIN_FILENO) ? STDIN_FILENO : open("/dev/tty", O_RDONLY | O_CLOEXEC);
	if (G.keys < 0)
		die(1, "cannot read keys from /dev/tty: %s", strerror(errno));
	if (tty_open(&G.tty, G.keys, STDOUT_FILENO) < 0)
		die_failure(1);
	resize();
	if (!(G.one_screen && G.count < 2 && pager_print_short(&G.pager))) {
		if (!G.no_init)
			tty_alternate(&G.tty, true);
		if (G.first_pattern && set_pattern(G.first_pattern))
			search(true, true, 1);
		if (start)
			begin_at(start);
		run_commands();
		screen_clear(&G.screen, G.tty.rows - 1, 0);
		G.screen.column = 0;
		flush_screen();
		if (!G.no_init)
			tty_alternate(&G.tty, false);
	}
	tty_close(&G.tty);
	lazy_end(&G.pager.text);
	pattern_free(G.pager.pattern);
	screen_free(&G.screen);
	buffer_free(&G.line);
	return 0;
}

APPLET(less, .names = "less more", .summary = "show text by the screen",
       .operands = "[+COMMAND] [FILE]...", .options = options,
       .details = "+N begins at line N, +G at the end, +/PATTERN at the pattern, +F follows.\n"
		  "Keys: SPACE b d u j k g G, / ? n N, F, m ', :n :p, -N -S -R -i, =, v, h, q.",
       .run = run, .state = &G, .state_size = sizeof(G));
