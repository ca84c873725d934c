/* SPDX-License-Identifier: MIT */
/* The rim of ipxe_edit and ipxe_screen: the terminal, the clock, Ctrl+C. */
#include "boot/ipxe_terminal.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/ipxe_edit.h"
#include "boot/ipxe_screen.h"
#include "core/error.h"
#include "core/io.h"
#include "term/screen.h"

enum { HISTORY = 64 };

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

void ipxe_terminal_begin(struct ipxe_terminal *terminal, int in, int out)
{
	const char *type = getenv("TERM");

	*terminal = (struct ipxe_terminal){ .tty = { .in = in, .out = out } };
	terminal->is_terminal = tcgetattr(in, &terminal->before) == 0;
	terminal->has_screen = terminal->is_terminal && isatty(out) &&
			       !(type && strcmp(type, "dumb") == 0);
	ipxe_terminal_resume(terminal);
}

void ipxe_terminal_resume(struct ipxe_terminal *terminal)
{
	struct sigaction action = { .sa_handler = on_interrupt };
	struct termios quiet = terminal->before;
	int in = terminal->tty.in;

	interrupted = 0;
	sigaction(SIGINT, &action, &terminal->old_interrupt);
	/* At a console that no session owns (process 1's), Ctrl+C is no signal, but a key. */
	quiet.c_lflag &= ~(ICANON | ECHO | (tcgetpgrp(in) < 0 ? ISIG : 0));
	if (terminal->is_terminal)
		tcsetattr(in, TCSADRAIN, &quiet);
}

void ipxe_terminal_pause(struct ipxe_terminal *terminal)
{
	if (terminal->is_terminal)
		tcsetattr(terminal->tty.in, TCSADRAIN, &terminal->before);
	sigaction(SIGINT, &terminal->old_interrupt, NULL);
}

void ipxe_terminal_end(struct ipxe_terminal *terminal)
{
	ipxe_terminal_pause(terminal);
	while (terminal->history_count)
		free(terminal->history[--terminal->history_count]);
	free(terminal->history);
	terminal->history = NULL;
}

static void put(struct ipxe_terminal *terminal, struct buffer *text)
{
	/* What the script printed before comes first. */
	fflush(stdout);
	if (text->length)
		write_all(terminal->tty.out, text->data, text->length);
	text->length = 0;
}

static uint64_t deadline(unsigned timeout_ms)
{
	return timeout_ms ? now_ms() + timeout_ms : 0;
}

/* A key, or IPXE_TIMED_OUT at `until` (0: never), or IPXE_CANCELLED when the line is gone. */
static int next_key(struct ipxe_terminal *terminal, uint64_t until)
{
	uint64_t now = now_ms();
	int wait = !until ? -1 : until > now ? (int)MIN(until - now, 86400000u) : 0;
	int key = tty_key(&terminal->tty, wait);

	return key == KEY_TIMEOUT ? IPXE_TIMED_OUT : key == KEY_HANGUP ? IPXE_CANCELLED : key;
}

bool ipxe_terminal_interrupted(struct ipxe_terminal *terminal)
{
	struct tty *tty = &terminal->tty;
	struct pollfd one = { .fd = tty->in, .events = POLLIN };
	bool was = interrupted;

	/* Keys typed ahead are kept for who asks for them. */
	while (terminal->is_terminal && tty->end < sizeof(tty->bytes) && poll(&one, 1, 0) > 0 &&
	       read(tty->in, tty->bytes + tty->end, 1) == 1) {
		if (tty->bytes[tty->end] == CONTROL('C'))
			was = true;
		else
			tty->end++;
	}
	interrupted = 0;
	return was;
}

int ipxe_terminal_sleep(struct ipxe_terminal *terminal, unsigned seconds)
{
	uint64_t until = now_ms() + 1000ull * seconds;

	while (now_ms() < until) {
		struct pollfd one = { .fd = terminal->is_terminal ? terminal->tty.in : -1,
				      .events = POLLIN };
		bool full = terminal->tty.end == sizeof(terminal->tty.bytes);

		if (ipxe_terminal_interrupted(terminal))
			return fail_plain("interrupted");
		poll(&one, !full, MIN(until - now_ms(), 1000u));
	}
	return 0;
}

int ipxe_terminal_key(struct ipxe_terminal *terminal, const char *text, unsigned timeout_ms)
{
	struct buffer wipe = { 0 };
	int key;

	if (!terminal->is_terminal)
		return timeout_ms ? IPXE_TIMED_OUT : IPXE_CANCELLED;
	ipxe_terminal_print(terminal, text);
	if (tty_open(&terminal->tty, terminal->tty.in, terminal->tty.out) < 0)
		return IPXE_CANCELLED;
	do
		key = next_key(terminal, deadline(timeout_ms));
	while (key == KEY_RESIZE);
	tty_close(&terminal->tty);
	buffer_text(&wipe, "\r\033[K");
	put(terminal, &wipe);
	buffer_free(&wipe);
	return key < 0 ? key : (int)ipxe_key_number(key);
}

/* Not from a terminal: one line, as it comes. */
static int read_plain(struct ipxe_terminal *terminal, unsigned timeout_ms, struct buffer *line)
{
	struct pollfd one = { .fd = terminal->tty.in, .events = POLLIN };
	char byte;

	line->length = 0;
	buffer_text(line, "");
	if (timeout_ms && poll(&one, 1, timeout_ms) == 0)
		return IPXE_TIMED_OUT;
	while (read(terminal->tty.in, &byte, 1) == 1) {
		if (byte == '\n')
			return 0;
		if (byte && line->length < 4096)
			buffer_add(line, &byte, 1);
	}
	return line->length ? 0 : IPXE_CANCELLED;
}

/*
 * Where the cursor cannot be moved the kernel's line discipline edits. Nothing keeps what is
 * there.
 */
static int read_cooked(struct ipxe_terminal *terminal, const char *prompt, bool secret,
		       unsigned timeout_ms, struct buffer *line)
{
	struct termios cooked = terminal->before, quiet;
	struct buffer typed = { 0 };
	int result;

	cooked.c_lflag |= ICANON | ISIG;
	cooked.c_lflag = secret ? cooked.c_lflag & ~ECHO : cooked.c_lflag | ECHO;
	tcgetattr(terminal->tty.in, &quiet);
	tcsetattr(terminal->tty.in, TCSADRAIN, &cooked);
	buffer_text(&typed, prompt);
	if (line->length && !secret)
		buffer_format(&typed, "[%s] ", line->data);
	put(terminal, &typed);
	result = read_plain(terminal, timeout_ms, &typed);
	if (result == 0 && typed.length) {
		line->length = 0;
		buffer_text(line, typed.data);
	}
	buffer_free(&typed);
	tcsetattr(terminal->tty.in, TCSADRAIN, &quiet);
	return result;
}

static void remember(struct ipxe_terminal *terminal, const char *line)
{
	if (!*line)
		return;
	if (terminal->history_count == HISTORY) {
		free(terminal->history[0]);
		memmove(terminal->history, terminal->history + 1,
			--terminal->history_count * sizeof(*terminal->history));
	}
	terminal->history = xrealloc(terminal->history, (terminal->history_count + 1) *
							sizeof(*terminal->history));
	terminal->history[terminal->history_count++] = xstrdup(line);
}

/* Only the first key is waited for with a limit. */
static int edit_line(struct ipxe_terminal *terminal, struct ipxe_edit *edit, const char *prompt,
		     unsigned timeout_ms)
{
	enum ipxe_edit_result result = EDIT_GOES_ON;
	uint64_t until = deadline(timeout_ms);
	struct buffer out = { 0 };
	int key = 0;

	ipxe_edit_draw(edit, prompt, terminal->tty.columns, &out);
	while (result == EDIT_GOES_ON && key >= 0) {
		size_t length = edit->line->length;
		bool at_end = edit->cursor == length;

		put(terminal, &out);
		key = next_key(terminal, until);
		if (key >= 0 && key != KEY_RESIZE) {
			until = 0;
			result = ipxe_edit_key(edit, key);
		}
		if (key >= 0x20 && key < KEY_UP && at_end &&
		    ipxe_edit_appended(edit, length, prompt, terminal->tty.columns))
			buffer_text(&out, edit->line->data + length);
		else
			ipxe_edit_draw(edit, prompt, terminal->tty.columns, &out);
	}
	buffer_text(&out, "\r\n");
	put(terminal, &out);
	buffer_free(&out);
	return result == EDIT_DONE ? 0 : key < 0 ? key : IPXE_CANCELLED;
}

int ipxe_terminal_read(struct ipxe_terminal *terminal, const char *prompt, bool secret,
		       unsigned timeout_ms, struct buffer *line)
{
	bool is_prompt = strcmp(prompt, IPXE_PROMPT) == 0;
	struct ipxe_edit edit;
	int result;

	if (!terminal->is_terminal)
		return read_plain(terminal, timeout_ms, line);
	if (!terminal->has_screen)
		return read_cooked(terminal, prompt, secret, timeout_ms, line);
	if (tty_open(&terminal->tty, terminal->tty.in, terminal->tty.out) < 0)
		return IPXE_CANCELLED;
	ipxe_edit_begin(&edit, line);
	edit.secret = secret;
	edit.history = terminal->history;
	edit.history_count = is_prompt ? terminal->history_count : 0;
	result = edit_line(terminal, &edit, prompt, timeout_ms);
	ipxe_edit_end(&edit);
	tty_close(&terminal->tty);
	if (is_prompt && result == 0 && line->data)
		remember(terminal, line->data);
	return result;
}

static void draw(struct ipxe_terminal *terminal, struct ipxe_screen *screen,
		 struct screen *picture)
{
	struct tty *tty = &terminal->tty;

	if (picture->rows != tty->rows || picture->columns != tty->columns)
		screen_resize(picture, tty->rows, tty->columns);
	screen->rows = tty->rows;
	screen->columns = tty->columns;
	ipxe_screen_draw(screen, picture);
	screen_update(picture);
	put(terminal, &picture->out);
}

/* The seconds left are shown, and redrawn as they pass. */
static enum ipxe_screen_result watch(struct ipxe_terminal *terminal, struct ipxe_screen *screen,
				     unsigned timeout_ms)
{
	enum ipxe_screen_result result = SCREEN_GOES_ON;
	uint64_t until = deadline(timeout_ms);
	struct screen picture = { 0 };

	while (result == SCREEN_GOES_ON) {
		uint64_t now = now_ms();
		int key;

		screen->seconds = until > now ? (until - now + 999) / 1000 : 0;
		draw(terminal, screen, &picture);
		key = next_key(terminal, screen->seconds ?
					 until - (screen->seconds - 1) * 1000ull : until);
		if (key == KEY_RESIZE)
			continue;
		if (key == IPXE_TIMED_OUT) {
			result = now_ms() >= until ? SCREEN_CHOSEN : SCREEN_GOES_ON;
			continue;
		}
		until = 0;
		result = key < 0 ? SCREEN_LEFT : ipxe_screen_key(screen, key);
	}
	screen_free(&picture);
	return result;
}

static int choose_on_screen(struct ipxe_terminal *terminal, const struct ipxe_menu *menu,
			    size_t at, unsigned timeout_ms)
{
	struct ipxe_screen screen = { .menu = menu, .at = at, .may_edit = terminal->may_edit };
	struct buffer wipe = { 0 };
	enum ipxe_screen_result result;

	if (tty_open(&terminal->tty, terminal->tty.in, terminal->tty.out) < 0)
		return IPXE_CANCELLED;
	buffer_text(&wipe, "\033[?25l");
	put(terminal, &wipe);
	result = watch(terminal, &screen, timeout_ms);
	tty_close(&terminal->tty);
	buffer_text(&wipe, "\033[0m\033[H\033[J\033[?25h");
	put(terminal, &wipe);
	buffer_free(&wipe);
	terminal->edit = screen.edit;
	return result == SCREEN_CHOSEN ? (int)screen.at : IPXE_CANCELLED;
}

static void print_menu(struct ipxe_terminal *terminal, const struct ipxe_menu *menu, size_t at)
{
	struct buffer out = { 0 };
	unsigned number = 0;

	buffer_format(&out, "\n%s\n", menu->title);
	for (size_t i = 0; i < menu->count; i++) {
		const struct ipxe_menu_item *item = &menu->items[i];

		if (item->label)
			buffer_format(&out, "%c%3u) %s\n", i == at ? '*' : ' ', ++number,
				      item->text);
		else
			buffer_format(&out, "     %s\n", item->text);
	}
	text_make_printable(out.data);
	put(terminal, &out);
	buffer_free(&out);
}

/* A number, a key, or a label; nothing is the marked one. -1: none of them. */
static int find_answer(const struct ipxe_menu *menu, const char *answer, size_t at)
{
	unsigned number = 0;

	for (size_t i = 0; *answer && i < menu->count; i++) {
		const struct ipxe_menu_item *item = &menu->items[i];
		char text[16];

		if (!item->label)
			continue;
		snprintf(text, sizeof(text), "%u", ++number);
		if (strcmp(text, answer) == 0 || strcmp(item->label, answer) == 0 ||
		    (item->key == (unsigned char)answer[0] && !answer[1]))
			return i;
	}
	return *answer ? -1 : (int)at;
}

static int choose_by_line(struct ipxe_terminal *terminal, const struct ipxe_menu *menu, size_t at,
			  unsigned timeout_ms)
{
	struct buffer line = { 0 }, ask = { 0 };
	int chosen = -1, result = 0;

	print_menu(terminal, menu, at);
	while (chosen < 0 && result == 0) {
		const char *answer;

		buffer_text(&ask, terminal->may_edit ?
			    "Number (or e NUMBER, to edit the command line first): " : "Number: ");
		/* On a terminal it is shown where the line is read. */
		if (!terminal->is_terminal)
			put(terminal, &ask);
		line.length = 0;
		buffer_text(&line, "");
		result = ipxe_terminal_read(terminal, ask.data, false, timeout_ms, &line);
		timeout_ms = 0;
		answer = line.data ? line.data : "";
		terminal->edit = terminal->may_edit && strncmp(answer, "e ", 2) == 0;
		if (result == 0)
			chosen = find_answer(menu, answer + (terminal->edit ? 2 : 0), at);
		ask.length = 0;
	}
	buffer_free(&line);
	buffer_free(&ask);
	return result == IPXE_TIMED_OUT ? (int)at : chosen;
}

int ipxe_terminal_choose(struct ipxe_terminal *terminal, const struct ipxe_menu *menu, size_t at,
			 unsigned timeout_ms)
{
	terminal->edit = false;
	return terminal->has_screen ? choose_on_screen(terminal, menu, at, timeout_ms)
				    : choose_by_line(terminal, menu, at, timeout_ms);
}

/* ESC [ digits LETTER: its length, 0 when it is none. */
static size_t control_length(const char *text)
{
	size_t length;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	length = 2 + strspn(text + 2, "0123456789;?");
	return text[length] ? length + 1 : 0;
}

/* Colours, places, erasing: what menus do. Nothing that asks, names or programs a terminal. */
static bool is_harmless(const char *text, size_t length)
{
	return memchr(text, '?', length) == NULL && strchr("mHfABCDGJKd", text[length - 1]);
}

void ipxe_terminal_print(struct ipxe_terminal *terminal, const char *text)
{
	struct buffer safe = { 0 };

	while (*text) {
		size_t control = control_length(text);
		unsigned char byte = *text;

		if (control ? is_harmless(text, control)
			    : !iscntrl(byte) || strchr("\n\t\r\b", byte))
			buffer_add(&safe, text, control ? control : 1);
		text += control ? control : 1;
	}
	put(terminal, &safe);
	buffer_free(&safe);
}
