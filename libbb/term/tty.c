/* SPDX-License-Identifier: MIT */
/* The terminal's driver: termios(3), tty_ioctl(4), the event loop. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "term/tty.h"

/* Longer than a key's bytes are apart on any line, shorter than a person notices. */
enum { ESCAPE_MS = 100 };

static int environment_size(const char *name)
{
	const char *text = getenv(name);
	uint64_t value;

	if (!text)
		return 0;
	if (text_number(text, 10, 1, 1000, &value) < 0) {
		fail_clear();
		return 0;
	}
	return value;
}

/* A serial line has no size: the environment's, or what the terminal answers, or 24 by 80. */
static void find_size(struct tty *tty)
{
	static const char ask[] = "\0337\033[r\033[999;999H\033[6n\0338";
	struct winsize size = { 0 };

	ioctl(tty->out, TIOCGWINSZ, &size);
	tty->rows = size.ws_row ? size.ws_row : environment_size("LINES");
	tty->columns = size.ws_col ? size.ws_col : environment_size("COLUMNS");
	if (!tty->rows || !tty->columns)
		tty_write(tty, ask, sizeof(ask) - 1);
	if (!tty->rows)
		tty->rows = 24;
	if (!tty->columns)
		tty->columns = 80;
}

/* A terminal's answer bounds its size to what can be drawn. */
static void take_size(struct tty *tty)
{
	tty->rows = MAX(2, MIN(tty->values[0], 1000));
	tty->columns = MAX(2, MIN(tty->values[1], 1000));
}

static int on_signal(void *data, int number)
{
	struct tty *tty = data;

	if (number == SIGWINCH && tty->event != KEY_HANGUP)
		tty->event = KEY_RESIZE;
	if (number != SIGWINCH)
		tty->event = KEY_HANGUP;
	return 1;
}

static int on_input(void *data, int what)
{
	struct tty *tty = data;
	ssize_t got;

	(void)what;
	if (tty->start) {
		memmove(tty->bytes, tty->bytes + tty->start, tty->end - tty->start);
		tty->end -= tty->start;
		tty->start = 0;
	}
	got = read(tty->in, tty->bytes + tty->end, sizeof(tty->bytes) - tty->end);
	if (got > 0)
		tty->end += got;
	else if (got == 0 || (errno != EINTR && errno != EAGAIN))
		tty->event = KEY_HANGUP;
	return 1;
}

static int on_timeout(void *data, int what)
{
	(void)data;
	(void)what;
	return 2;
}

int tty_open(struct tty *tty, int in, int out)
{
	struct termios raw;

	tty->in = in;
	tty->out = out;
	if (tcgetattr(in, &tty->saved) < 0)
		return fail("the terminal");
	raw = tty->saved;
	raw.c_iflag &= ~(ICRNL | INLCR | IGNCR | ISTRIP | IXON | BRKINT | PARMRK);
	raw.c_lflag &= ~(ICANON | ECHO | IEXTEN);
	if (!tty->keep_signals)
		raw.c_lflag &= ~ISIG;
	raw.c_oflag &= ~OPOST;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(in, TCSADRAIN, &raw) < 0)
		return fail("the terminal");
	tty->open = true;
	if (loop_watch(&tty->loop, in, POLLIN, on_input, tty) < 0 ||
	    loop_signal(&tty->loop, SIGWINCH, on_signal, tty) < 0 ||
	    loop_signal(&tty->loop, SIGHUP, on_signal, tty) < 0 ||
	    loop_signal(&tty->loop, SIGTERM, on_signal, tty) < 0) {
		tty_close(tty);
		return -1;
	}
	find_size(tty);
	return 0;
}

void tty_close(struct tty *tty)
{
	if (!tty->open)
		return;
	loop_end(&tty->loop);
	tcsetattr(tty->in, TCSADRAIN, &tty->saved);
	tty->open = false;
}

int tty_write(struct tty *tty, const char *text, size_t length)
{
	return write_all(tty->out, text, length);
}

/* A key of the bytes at hand, or negative. */
static int decode(struct tty *tty, bool final)
{
	int key;
	size_t used = keys_decode(tty->bytes + tty->start, tty->end - tty->start, final, &key,
				  tty->values);

	/* The beginning of one, which a lone Esc may be as well. */
	if (used == 0)
		return -1;
	tty->start += used;
	if (key == KEY_REPORT) {
		take_size(tty);
		return KEY_RESIZE;
	}
	return key;
}

/* Wait for bytes or an event. Returns 2 when the time is over. */
static int wait_input(struct tty *tty, int milliseconds)
{
	int timer = milliseconds < 0 ? -1
				     : loop_after(&tty->loop, milliseconds, on_timeout, tty);
	int ended = loop_run(&tty->loop);

	if (timer >= 0)
		loop_cancel(&tty->loop, timer);
	if (ended < 0)
		tty->event = KEY_HANGUP;
	return ended;
}

int tty_key(struct tty *tty, int milliseconds)
{
	bool final = false;

	for (;;) {
		int event = tty->event, key;

		if (event == KEY_HANGUP)
			return event;
		if (event) {
			tty->event = 0;
			find_size(tty);
			return event;
		}
		key = decode(tty, final);
		if (key == KEY_NOTHING)
			continue;
		if (key >= 0)
			return key;
		if (tty->start == tty->end) {
			if (wait_input(tty, milliseconds) == 2)
				return KEY_TIMEOUT;
		} else {
			final = wait_input(tty, ESCAPE_MS) == 2;
		}
	}
}

bool tty_pending(struct tty *tty)
{
	struct pollfd one = { .fd = tty->in, .events = POLLIN };

	return tty->start < tty->end || tty->event || poll(&one, 1, 0) > 0;
}

bool tty_interrupted(struct tty *tty)
{
	struct pollfd one = { .fd = tty->in, .events = POLLIN };
	char *found;

	if (tty->end < sizeof(tty->bytes) && poll(&one, 1, 0) > 0)
		on_input(tty, POLLIN);
	found = memchr(tty->bytes + tty->start, 3, tty->end - tty->start);
	if (found)
		tty->start = found + 1 - tty->bytes;
	return found || tty->event == KEY_HANGUP;
}

void tty_alternate(struct tty *tty, bool on)
{
	static const char *const able[] = {
		"xterm", "rxvt", "screen", "tmux", "foot", "alacritty"
	};
	const char *term = getenv("TERM");

	for (size_t i = 0; term && i < ARRAY_SIZE(able); i++)
		if (text_starts_with(term, able[i]))
			tty_write(tty, on ? "\033[?1049h" : "\033[?1049l", 8);
}
