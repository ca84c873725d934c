/* SPDX-License-Identifier: MIT */
/* getty(8) as agetty's main use: prepare a terminal, ask for a name, become login or a shell. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/run.h"
#include "core/text.h"
#include "term/stty_modes.h"

enum { NAME_SIZE = 64 };

static struct {
	bool no_clear, skip_login, local_line, no_issue, keep_baud, hardware_flow;
	const char *program, *auto_login, *issue;
} G;

static const struct option_row options[] = {
	{ "-a --autologin", OPTION_TEXT, &G.auto_login, "USER", "log this user in" },
	{ "-f --issue-file", OPTION_TEXT, &G.issue, "FILE", "greeting, instead of /etc/issue" },
	{ "-h --flow-control", OPTION_FLAG, &G.hardware_flow, NULL, "RTS/CTS flow control" },
	{ "-i --noissue", OPTION_FLAG, &G.no_issue, NULL, "no greeting" },
	{ "-J --noclear", OPTION_FLAG, &G.no_clear, NULL, "do not clear the screen" },
	{ "--keep-baud", OPTION_FLAG, &G.keep_baud, NULL, "the speed that is set already" },
	{ "-L --local-line", OPTION_FLAG, &G.local_line, NULL, "no modem, no carrier" },
	{ "-l --login-program", OPTION_TEXT, &G.program, "PROGRAM", "instead of /bin/login" },
	{ "-n --skip-login", OPTION_FLAG, &G.skip_login, NULL, "do not ask for a name" },
	{ 0 }
};

/* The terminal becomes the three standard descriptors, and controls this session. */
static void open_terminal(const char *name)
{
	char *path = name[0] == '/' ? xstrdup(name) : xasprintf("/dev/%s", name);
	int fd;

	if (strcmp(name, "-") == 0) {
		free(path);
		return;
	}
	setsid();
	fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		die(1, "%s: cannot open as standard input: %s", path, strerror(errno));
	if (!isatty(fd))
		die(1, "%s: not a tty", path);
	/* Taken from whoever had it: this is its getty. */
	(void)!ioctl(fd, TIOCSCTTY, 1);
	for (int i = 0; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	if (fd > STDERR_FILENO)
		close(fd);
	fcntl(STDIN_FILENO, F_SETFL, O_RDWR);
	free(path);
}

static void prepare(const char *baud)
{
	struct termios mode;
	uint64_t number;
	bool known = true;
	speed_t speed;

	if (tcgetattr(STDIN_FILENO, &mode) < 0)
		die(1, "tcgetattr: %s", strerror(errno));
	for (size_t i = 0; i < stty_character_count; i++)
		mode.c_cc[stty_characters[i].place] = stty_characters[i].sane;
	mode.c_iflag = (mode.c_iflag & IUTF8) | BRKINT | ICRNL | IXON;
	mode.c_oflag = OPOST | ONLCR;
	mode.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
	mode.c_cflag = (mode.c_cflag & (CBAUD | CBAUDEX)) | CS8 | CREAD | HUPCL;
	if (G.local_line)
		mode.c_cflag |= CLOCAL;
	if (G.hardware_flow)
		mode.c_cflag |= CRTSCTS;
	if (baud && !G.keep_baud) {
		/* "115200,38400": the first, as nothing tells a wrong one. */
		char *first = xstrndup(baud, strcspn(baud, ","));

		if (text_number(first, 10, 1, 4000000, &number) < 0)
			die(1, "bad speed: %s", baud);
		speed = stty_speed(number, &known);
		if (!known)
			die(1, "bad speed: %s", baud);
		cfsetspeed(&mode, speed);
		free(first);
	}
	if (tcsetattr(STDIN_FILENO, TCSANOW, &mode) < 0)
		die(1, "tcsetattr: %s", strerror(errno));
	if (!G.no_clear)
		(void)!write_all(STDOUT_FILENO, "\033[H\033[2J", 7);
}

static void put_issue_word(char letter, const struct utsname *names, const char *line)
{
	switch (letter) {
	case 'l':
		fputs(line, stdout);
		break;
	case 'm':
		fputs(names->machine, stdout);
		break;
	case 'n':
		fputs(names->nodename, stdout);
		break;
	case 'r':
		fputs(names->release, stdout);
		break;
	case 's':
		fputs(names->sysname, stdout);
		break;
	case 'v':
		fputs(names->version, stdout);
		break;
	case '\\':
		putchar('\\');
		break;
	}
}

/* issue(5), its escapes for names. */
static void show_issue(const struct utsname *names, const char *line)
{
	FILE *file = G.no_issue ? NULL : fopen(G.issue ? G.issue : "/etc/issue", "re");
	int c;

	while (file && (c = getc(file)) != EOF) {
		if (c != '\\')
			putchar(c);
		else if ((c = getc(file)) != EOF)
			put_issue_word(c, names, line);
	}
	if (file)
		fclose(file);
}

/* Names begin with no dash: login would take it for an option. */
static bool read_name(char name[NAME_SIZE])
{
	char line[256];

	if (!fgets(line, sizeof(line), stdin))
		exit(0);
	line[strcspn(line, "\r\n")] = '\0';
	return line[0] && line[0] != '-' && text_copy(name, NAME_SIZE, line) && !strchr(line, ' ');
}

static int run(int argc, char **argv)
{
	const char *port, *baud = NULL, *term = NULL;
	char name[NAME_SIZE];
	struct utsname names;
	char *words[4] = { 0 };

	if (argc < 2)
		usage("not enough arguments");
	/* Both orders: "getty 115200 ttyS0" and "getty ttyS0 115200". */
	port = argv[1];
	baud = argv[2];
	if (baud && port[strspn(port, "0123456789,")] == '\0') {
		port = argv[2];
		baud = argv[1];
	}
	if (argc > 3)
		term = argv[3];
	open_terminal(port);
	prepare(baud);
	if (term)
		setenv("TERM", term, 1);
	uname(&names);
	words[0] = (char *)(G.program ? G.program : "/bin/login");
	if (G.auto_login) {
		words[1] = "-f";
		words[2] = (char *)G.auto_login;
	} else if (!G.skip_login) {
		do {
			show_issue(&names, port);
			printf("%s login: ", names.nodename);
			fflush(stdout);
		} while (!read_name(name));
		words[1] = "--";
		words[2] = name;
	} else {
		show_issue(&names, port);
		fflush(stdout);
	}
	return become(words);
}

APPLET(getty, .names = "getty agetty", .summary = "prepare a terminal and start login or a shell",
       .operands = "TTY [BAUD] [TERM]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "With -n -l /bin/sh there is a shell on the line, without login.");
