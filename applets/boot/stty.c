/* SPDX-License-Identifier: MIT */
/* stty(1): show and set the modes of a terminal. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "term/stty_modes.h"

static struct {
	bool all, save;
	const char *device;
	struct termios mode;
	struct winsize window;
	bool mode_changed;
	int fd, column, width;
	const char *name;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "show every mode" },
	{ "-F --file", OPTION_TEXT, &G.device, "DEVICE", "of this terminal, not standard input" },
	{ "-g --save", OPTION_FLAG, &G.save, NULL, "show them as a word that sets them again" },
	{ 0 }
};

/* Words of a line, wrapped at the terminal's width. */
static void put(const char *text)
{
	int length = strlen(text);

	if (G.column > 0) {
		if (G.column + 1 + length > G.width) {
			putchar('\n');
			G.column = 0;
		} else {
			putchar(' ');
			G.column++;
		}
	}
	fputs(text, stdout);
	G.column += length;
}

static void end_line(void)
{
	if (G.column > 0)
		putchar('\n');
	G.column = 0;
}

static void put_speed(bool fancy)
{
	unsigned long in = stty_baud(cfgetispeed(&G.mode)), out = stty_baud(cfgetospeed(&G.mode));
	char text[64];

	if (in == 0 || in == out)
		snprintf(text, sizeof(text), fancy ? "speed %lu baud;" : "%lu\n", out);
	else
		snprintf(text, sizeof(text),
			 fancy ? "ispeed %lu baud; ospeed %lu baud;" : "%lu %lu\n", in, out);
	if (fancy)
		put(text);
	else
		fputs(text, stdout);
}

static void put_size(bool fancy)
{
	char text[64];

	if (fancy) {
		snprintf(text, sizeof(text), "rows %d; columns %d;", G.window.ws_row,
			 G.window.ws_col);
		put(text);
	} else {
		printf("%d %d\n", G.window.ws_row, G.window.ws_col);
	}
}

static void put_line_discipline(void)
{
	char text[32];

	snprintf(text, sizeof(text), "line = %d;", G.mode.c_line);
	put(text);
	end_line();
}

static void put_minimum(void)
{
	char text[48];

	snprintf(text, sizeof(text), "min = %d; time = %d;", G.mode.c_cc[VMIN], G.mode.c_cc[VTIME]);
	put(text);
}

static bool is_set(const struct stty_mode *mode)
{
	tcflag_t mask = mode->mask ? mode->mask : mode->bits;

	return (*stty_field(&G.mode, mode->group) & mask) == mode->bits;
}

static void put_modes(bool all)
{
	enum stty_group group = STTY_CONTROL;

	for (size_t i = 0; i < stty_mode_count; i++) {
		const struct stty_mode *mode = &stty_modes[i];
		char text[32];
		bool set = is_set(mode), shown;

		if (mode->flags & STTY_HIDDEN)
			continue;
		if (mode->group != group)
			end_line();
		group = mode->group;
		if (set)
			shown = all || (mode->flags & STTY_SANE_CLEAR);
		else
			shown = !(mode->flags & STTY_ONE_OF) &&
				(all || (mode->flags & STTY_SANE_SET));
		if (!shown)
			continue;
		snprintf(text, sizeof(text), "%s%s", set ? "" : "-", mode->name);
		put(text);
	}
	end_line();
}

static void put_characters(bool all)
{
	for (size_t i = 0; i < stty_character_count; i++) {
		const struct stty_character *row = &stty_characters[i];
		char text[48], value[8];

		if (!all && G.mode.c_cc[row->place] == row->sane)
			continue;
		/* VEOF and VEOL are where VMIN and VTIME are on some machines, not on Linux. */
		snprintf(text, sizeof(text), "%s = %s;", row->name,
			 stty_character_text(G.mode.c_cc[row->place], value));
		put(text);
	}
}

static void show(bool all)
{
	put_speed(true);
	if (all)
		put_size(true);
	put_line_discipline();
	put_characters(all);
	if (all || !(G.mode.c_lflag & ICANON))
		put_minimum();
	end_line();
	put_modes(all);
}

static void save(void)
{
	printf("%lx:%lx:%lx:%lx", (unsigned long)G.mode.c_iflag, (unsigned long)G.mode.c_oflag,
	       (unsigned long)G.mode.c_cflag, (unsigned long)G.mode.c_lflag);
	/* glibc keeps 32 characters. */
	for (int i = 0; i < 32; i++)
		printf(":%x", G.mode.c_cc[i]);
	putchar('\n');
}

static bool restore(const char *text)
{
	unsigned long flags[4];
	struct termios mode = G.mode;
	int used;

	if (sscanf(text, "%lx:%lx:%lx:%lx%n", &flags[0], &flags[1], &flags[2], &flags[3],
		   &used) != 4)
		return false;
	mode.c_iflag = flags[0];
	mode.c_oflag = flags[1];
	mode.c_cflag = flags[2];
	mode.c_lflag = flags[3];
	text += used;
	for (int i = 0; i < 32; i++) {
		unsigned value;

		if (sscanf(text, ":%x%n", &value, &used) != 1 || value > 255)
			return false;
		mode.c_cc[i] = value;
		text += used;
	}
	if (*text)
		return false;
	G.mode = mode;
	return true;
}

static void set_raw(bool raw)
{
	if (raw) {
		G.mode.c_iflag = 0;
		G.mode.c_oflag &= ~OPOST;
		G.mode.c_lflag &= ~(ISIG | ICANON | XCASE);
		G.mode.c_cc[VMIN] = 1;
		G.mode.c_cc[VTIME] = 0;
		return;
	}
	G.mode.c_iflag |= BRKINT | IGNPAR | ISTRIP | ICRNL | IXON;
	G.mode.c_oflag |= OPOST;
	G.mode.c_lflag |= ISIG | ICANON;
	G.mode.c_cc[VEOF] = 4;
	G.mode.c_cc[VEOL] = 0;
}

/* Words for several modes at once; "-" before some. */
static bool set_combination(const char *word, bool off)
{
	struct termios *mode = &G.mode;

	if (strcmp(word, "raw") == 0 || strcmp(word, "cooked") == 0) {
		set_raw((word[0] == 'r') != off);
	} else if (strcmp(word, "cbreak") == 0) {
		mode->c_lflag = off ? mode->c_lflag | ICANON : mode->c_lflag & ~ICANON;
	} else if (strcmp(word, "nl") == 0) {
		mode->c_iflag = off ? (mode->c_iflag & ~(INLCR | IGNCR)) | ICRNL
				    : mode->c_iflag & ~ICRNL;
		mode->c_oflag = off ? (mode->c_oflag & ~(OCRNL | ONLRET)) | ONLCR
				    : mode->c_oflag & ~ONLCR;
	} else if (strcmp(word, "evenp") == 0 || strcmp(word, "parity") == 0 ||
		   strcmp(word, "oddp") == 0) {
		mode->c_cflag &= ~(PARENB | PARODD | CSIZE);
		mode->c_cflag |= off ? CS8 : CS7 | PARENB | (word[0] == 'o' ? PARODD : 0);
	} else if (strcmp(word, "pass8") == 0 || strcmp(word, "litout") == 0) {
		mode->c_cflag &= ~(PARENB | CSIZE);
		mode->c_cflag |= off ? CS7 | PARENB : CS8;
		mode->c_iflag = off ? mode->c_iflag | ISTRIP : mode->c_iflag & ~ISTRIP;
		if (word[0] == 'l')
			mode->c_oflag = off ? mode->c_oflag | OPOST : mode->c_oflag & ~OPOST;
	} else if (strcmp(word, "decctlq") == 0) {
		mode->c_iflag = off ? mode->c_iflag | IXANY : mode->c_iflag & ~IXANY;
	} else if (strcmp(word, "tabs") == 0) {
		mode->c_oflag = (mode->c_oflag & ~TABDLY) | (off ? TAB3 : TAB0);
	} else if (strcmp(word, "lcase") == 0 || strcmp(word, "LCASE") == 0) {
		mode->c_lflag = off ? mode->c_lflag & ~XCASE : mode->c_lflag | XCASE;
		mode->c_iflag = off ? mode->c_iflag & ~IUCLC : mode->c_iflag | IUCLC;
		mode->c_oflag = off ? mode->c_oflag & ~OLCUC : mode->c_oflag | OLCUC;
	} else if (off) {
		return false;
	} else if (strcmp(word, "sane") == 0) {
		stty_make_sane(&G.mode);
	} else if (strcmp(word, "ek") == 0) {
		mode->c_cc[VERASE] = 127;
		mode->c_cc[VKILL] = 21;
	} else if (strcmp(word, "crt") == 0 || strcmp(word, "dec") == 0) {
		mode->c_lflag |= ECHOE | ECHOCTL | ECHOKE;
		if (word[0] == 'd') {
			mode->c_cc[VINTR] = 3;
			mode->c_cc[VERASE] = 127;
			mode->c_cc[VKILL] = 21;
			mode->c_iflag &= ~IXANY;
		}
	} else {
		return false;
	}
	return true;
}

static bool set_mode(const char *word, bool off)
{
	for (size_t i = 0; i < stty_mode_count; i++) {
		const struct stty_mode *mode = &stty_modes[i];
		tcflag_t *field = stty_field(&G.mode, mode->group);

		if (strcmp(mode->name, word) != 0)
			continue;
		if (off && (mode->flags & STTY_ONE_OF))
			return false;
		*field &= ~(mode->mask ? mode->mask : mode->bits);
		if (!off)
			*field |= mode->bits;
		return true;
	}
	return set_combination(word, off);
}

static uint64_t number_of(const char *text)
{
	uint64_t value;

	if (text_number(text, 0, 0, UINT32_MAX, &value) < 0)
		die(1, "invalid integer argument: %s", quote(text));
	return value;
}

static void set_speed(unsigned long baud, bool in, bool out, const char *word)
{
	bool known;
	speed_t speed = stty_speed(baud, &known);

	if (!known)
		usage("invalid argument %s", quote(word));
	if (in)
		cfsetispeed(&G.mode, speed);
	if (out)
		cfsetospeed(&G.mode, speed);
	G.mode_changed = true;
}

static void set_window(void)
{
	if (ioctl(G.fd, TIOCSWINSZ, &G.window) < 0)
		die(1, "%s: %s", quote_maybe(G.name), strerror(errno));
}

/* Words with an argument; the number of words taken, 0 when it is none of them. */
static int set_with_argument(const char *word, const char *argument)
{
	static const char *const words[] = { "rows", "cols", "columns", "ispeed", "ospeed", "line",
					     "min", "time" };
	const struct stty_character *character = NULL;
	bool known = false;
	int value;

	for (size_t i = 0; i < stty_character_count; i++) {
		if (strcmp(stty_characters[i].name, word) == 0)
			character = &stty_characters[i];
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		known |= strcmp(words[i], word) == 0;
	if (!known && !character)
		return 0;
	if (!argument)
		usage("missing argument to %s", quote(word));
	if (character) {
		value = stty_character_parse(argument);
		if (value < 0)
			die(1, "invalid integer argument: %s", quote(argument));
		G.mode.c_cc[character->place] = value;
		G.mode_changed = true;
	} else if (word[0] == 'r' || word[0] == 'c') {
		*(word[0] == 'r' ? &G.window.ws_row : &G.window.ws_col) = number_of(argument);
		set_window();
	} else if (strcmp(word + 1, "speed") == 0) {
		set_speed(number_of(argument), word[0] == 'i', word[0] == 'o', argument);
	} else {
		value = number_of(argument);
		if (word[0] == 'l')
			G.mode.c_line = value;
		else
			G.mode.c_cc[word[0] == 'm' ? VMIN : VTIME] = value;
		G.mode_changed = true;
	}
	return 2;
}

static int apply_word(char **words)
{
	const char *word = words[0];
	bool off = word[0] == '-';
	int taken = off ? 0 : set_with_argument(word, words[1]);

	if (taken)
		return taken;
	if (strcmp(word, "size") == 0)
		put_size(false);
	else if (strcmp(word, "speed") == 0)
		put_speed(false);
	else if (set_mode(word + off, off) || restore(word))
		G.mode_changed = true;
	else if (word[0] >= '0' && word[0] <= '9' && word[strspn(word, "0123456789")] == '\0')
		set_speed(strtoul(word, NULL, 10), true, true, word);
	else
		usage("invalid argument %s", quote(word));
	return 1;
}

/* What takes no effect is no success: the driver may refuse a part silently. */
static void set_modes(void)
{
	/* The kernel fills fewer characters than the C library has room for. */
	struct termios now = { 0 };

	if (tcsetattr(G.fd, TCSADRAIN, &G.mode) < 0 || tcgetattr(G.fd, &now) < 0)
		die(1, "%s: %s", quote_maybe(G.name), strerror(errno));
	if (now.c_iflag != G.mode.c_iflag || now.c_oflag != G.mode.c_oflag ||
	    now.c_cflag != G.mode.c_cflag || now.c_lflag != G.mode.c_lflag ||
	    memcmp(now.c_cc, G.mode.c_cc, NCCS) != 0)
		die(1, "%s: unable to perform all requested operations", quote_maybe(G.name));
}

/* -F among the words: "-echo" is no option, so the options are taken by hand. */
static int take_options(int argc, char **argv)
{
	int words = 1;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-a") == 0 || strcmp(argv[i], "--all") == 0) {
			G.all = true;
		} else if (strcmp(argv[i], "-g") == 0 || strcmp(argv[i], "--save") == 0) {
			G.save = true;
		} else if (strcmp(argv[i], "-F") == 0 || strcmp(argv[i], "--file") == 0) {
			if (!argv[i + 1])
				usage("option requires an argument -- 'F'");
			G.device = argv[++i];
		} else if (text_starts_with(argv[i], "--file=")) {
			G.device = argv[i] + strlen("--file=");
		} else if (argv[i][0] == '-' && argv[i][1] == 'F') {
			G.device = argv[i] + 2;
		} else if (strcmp(argv[i], "--help") == 0) {
			applet_help(applet_find("stty"), "stty");
			exit(0);
		} else {
			argv[words++] = argv[i];
		}
	}
	argv[words] = NULL;
	return words;
}

static int run(int argc, char **argv)
{
	argc = take_options(argc, argv);
	if (G.all && G.save)
		die(1, "the options for verbose and stty-readable output styles are\n"
		       "mutually exclusive");
	if (argc > 1 && (G.all || G.save))
		die(1, "when specifying an output style, modes may not be set");
	G.name = G.device ? G.device : "standard input";
	/* A line that waits for its carrier must not keep us waiting. */
	G.fd = G.device ? open(G.device, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
			: STDIN_FILENO;
	if (G.fd < 0 || tcgetattr(G.fd, &G.mode) < 0)
		die(1, "%s: %s", quote_maybe(G.name), strerror(errno));
	/* A line without a window has size 0. */
	(void)!ioctl(G.fd, TIOCGWINSZ, &G.window);
	G.width = G.window.ws_col ? G.window.ws_col : 80;
	for (int i = 1; i < argc;)
		i += apply_word(argv + i);
	if (G.mode_changed)
		set_modes();
	if (argc > 1)
		return 0;
	if (G.save)
		save();
	else
		show(G.all);
	return 0;
}

APPLET(stty, .names = "stty", .summary = "show and set the modes of a terminal",
       .operands = "[MODE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW,
       .details =
	  "  stty -echo; stty raw; stty sane; stty rows 24 cols 80; stty size; stty 115200\n"
	  "  stty erase ^H; stty intr undef; stty \"$(stty -g)\"");
