/* SPDX-License-Identifier: MIT */
/*
 * vi: the visual editor. libbb/edit is the editor; this is its terminal, its shell, its options.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "edit/ex.h"
#include "edit/file.h"
#include "edit/view.h"
#include "term/tty.h"

static struct {
	bool read_only, recover;
	struct option_list commands;
	struct editor editor;
	struct screen screen;
	struct tty tty;
	struct edit_host host;
} G;

static const struct option_row options[] = {
	{ "-R", OPTION_FLAG, &G.read_only, NULL, "do not write without !" },
	{ "-c", OPTION_LIST, &G.commands, "COMMAND", "run this ex command first" },
	{ "-r", OPTION_FLAG, &G.recover, NULL, "read the unsaved text a hang-up left of FILE" },
	{ 0 }
};

static void flush_screen(void)
{
	if (G.screen.out.length)
		tty_write(&G.tty, G.screen.out.data, G.screen.out.length);
	G.screen.out.length = 0;
}

static void resize(void)
{
	G.editor.rows = G.tty.rows;
	G.editor.columns = G.tty.columns;
	screen_resize(&G.screen, G.tty.rows, G.tty.columns);
}

static void draw(void)
{
	if (G.editor.redraw)
		screen_forget(&G.screen);
	G.editor.redraw = false;
	view_draw(&G.editor, &G.screen);
	screen_update(&G.screen);
	flush_screen();
}

/* While keys are waiting the screen is not drawn: it would be old at once. */
static int next_key(void *data)
{
	(void)data;
	for (;;) {
		int key;

		if (!tty_pending(&G.tty))
			draw();
		key = tty_key(&G.tty, -1);
		if (key != KEY_RESIZE)
			return key;
		resize();
	}
}

static bool interrupted(void *data)
{
	(void)data;
	return tty_interrupted(&G.tty);
}

/* Leave the last row, give the terminal back. */
static void leave_screen(void)
{
	char text[40];

	snprintf(text, sizeof(text), "\033[%dH\033[K", G.tty.rows);
	tty_write(&G.tty, text, strlen(text));
	tty_alternate(&G.tty, false);
	tty_close(&G.tty);
}

static int enter_screen(void)
{
	if (tty_open(&G.tty, STDIN_FILENO, STDOUT_FILENO) < 0)
		return -1;
	tty_alternate(&G.tty, true);
	resize();
	return 0;
}

/* Enter and blank go back to the text; another key is the next command's. */
static void wait_key(void)
{
	static const char ask[] = "Press ENTER or type command to continue";
	int key;

	tty_write(&G.tty, ask, sizeof(ask) - 1);
	do {
		key = tty_key(&G.tty, -1);
	} while (key == KEY_RESIZE);
	resize();
	if (key != '\r' && key != '\n' && key != ' ')
		editor_push(&G.editor, &key, 1);
}

static void show(void *data, const char *text)
{
	int rows = 0;

	(void)data;
	tty_write(&G.tty, "\r\n", 2);
	for (; *text; text += strcspn(text, "\n") + (strchr(text, '\n') != NULL)) {
		char *line = xstrndup(text, strcspn(text, "\n"));

		text_make_printable(line);
		tty_write(&G.tty, line, strlen(line));
		tty_write(&G.tty, "\r\n", 2);
		free(line);
		if (++rows % (G.tty.rows - 1) == 0 && strchr(text, '\n') &&
		    tty_key(&G.tty, -1) == 'q')
			break;
	}
	wait_key();
}

static void suspend(void *data)
{
	(void)data;
	leave_screen();
	kill(0, SIGTSTP);
	if (enter_screen() < 0)
		die_failure(1);
}

static pid_t start(const char *command, int in, int out)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	signal(SIGPIPE, SIG_DFL);
	if (in >= 0)
		dup2(in, STDIN_FILENO);
	if (out >= 0) {
		dup2(out, STDOUT_FILENO);
		dup2(out, STDERR_FILENO);
	}
	execlp("sh", "sh", "-c", command, NULL);
	_exit(127);
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return fail("wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Feed a command and read what it says, whichever it does first. */
static void exchange(int to, int from, const char *input, size_t length, struct buffer *output)
{
	struct pollfd both[2] = { { to, POLLOUT, 0 }, { from, POLLIN, 0 } };
	char block[8192];
	ssize_t moved;

	fcntl(to, F_SETFL, O_NONBLOCK);
	while (both[1].fd >= 0) {
		if (length == 0 && both[0].fd >= 0) {
			close(to);
			both[0].fd = -1;
		}
		if (poll(both, 2, -1) < 0 && errno != EINTR)
			break;
		if (both[0].fd >= 0 && both[0].revents) {
			moved = write(to, input, length);
			if (moved > 0) {
				input += moved;
				length -= moved;
			} else if (moved < 0 && errno != EAGAIN && errno != EINTR) {
				length = 0;
			}
		}
		if (both[1].revents) {
			moved = read(from, block, sizeof(block));
			if (moved > 0)
				buffer_add(output, block, moved);
			else if (moved == 0 || (errno != EAGAIN && errno != EINTR))
				both[1].fd = -1;
		}
	}
	if (both[0].fd >= 0)
		close(to);
}

/* A command between pipes: the terminal is not its own. */
static int run_filter(const char *command, const char *input, size_t length,
		      struct buffer *output)
{
	int in[2], out[2];
	pid_t child;

	if (pipe2(in, O_CLOEXEC) < 0)
		return fail("pipe");
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return fail("pipe");
	}
	child = start(command, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	if (child < 0)
		fail("fork");
	else
		exchange(in[1], out[0], input, length, output);
	if (child < 0)
		close(in[1]);
	close(out[0]);
	return child < 0 ? -1 : wait_for(child);
}

/* A command that has the terminal, fed with text or not. */
static int run_shown(const char *command, const char *input, size_t length)
{
	int in[2] = { -1, -1 }, status;
	struct buffer nothing = { 0 };
	pid_t child;

	if (input && pipe2(in, O_CLOEXEC) < 0)
		return fail("pipe");
	leave_screen();
	child = start(command, in[0], -1);
	if (input) {
		close(in[0]);
		if (child > 0)
			write_all(in[1], input, length);
		close(in[1]);
	}
	status = child < 0 ? fail("fork") : wait_for(child);
	buffer_free(&nothing);
	if (enter_screen() < 0)
		die_failure(1);
	if (status > 0) {
		char text[40];

		snprintf(text, sizeof(text), "\r\nshell returned %d\r\n", status);
		tty_write(&G.tty, text, strlen(text));
	}
	wait_key();
	return status;
}

static int run_shell(void *data, const char *command, const char *input, size_t length,
		     struct buffer *output)
{
	void (*pipes)(int) = signal(SIGPIPE, SIG_IGN);
	int status = output ? run_filter(command, input, length, output)
			    : run_shown(command, input, length);

	(void)data;
	signal(SIGPIPE, pipes);
	return status;
}

/* EXINIT, or else ~/.exrc. */
static void run_start_commands(void)
{
	const char *commands = getenv("EXINIT"), *home = getenv("HOME");
	char *name;

	if (commands) {
		ex_execute(&G.editor, commands);
		return;
	}
	if (!home)
		return;
	name = xasprintf("source %s/.exrc", home);
	if (access(name + 7, R_OK) == 0)
		ex_execute(&G.editor, name);
	free(name);
}

/* +COMMAND among the operands; + alone is the last line. */
static const char *plus_command(const char *operand)
{
	return operand[1] ? operand + 1 : "$";
}

static void open_first(char **commands, size_t count)
{
	struct editor *editor = &G.editor;

	editor->set.readonly = G.read_only;
	if (editor->name_count && G.recover)
		file_recover(editor, editor->names[0]);
	else if (editor->name_count)
		file_edit(editor, editor->names[0]);
	for (size_t i = 0; i < count && !editor->quit; i++)
		ex_execute(editor, plus_command(commands[i]));
	for (size_t i = 0; i < G.commands.count && !editor->quit; i++)
		ex_execute(editor, G.commands.items[i]);
}

static int run(int argc, char **argv)
{
	struct editor *editor = &G.editor;
	char **names = xcalloc(argc, sizeof(*names)), **commands = xcalloc(argc, sizeof(*names));
	size_t count = 0;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		die(1, "standard %s is not a terminal", isatty(STDIN_FILENO) ? "output" : "input");
	G.host = (struct edit_host){ NULL, next_key, run_shell, show, suspend, interrupted };
	editor_begin(editor, &G.host);
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '+')
			commands[count++] = argv[i];
		else
			names[editor->name_count++] = argv[i];
	}
	editor->names = names;
	G.read_only |= strcmp(argv[0], "view") == 0;
	if (enter_screen() < 0)
		die_failure(1);
	run_start_commands();
	open_first(commands, count);
	editor_run(editor);
	draw();
	/* The last message stays: what was written, and how much. */
	tty_write(&G.tty, "\r\n", 2);
	tty_alternate(&G.tty, false);
	tty_close(&G.tty);
	if (G.tty.event == KEY_HANGUP) {
		file_preserve(editor);
		editor->status = 1;
	}
	editor_end(editor);
	screen_free(&G.screen);
	free(names);
	free(commands);
	return editor->status;
}

APPLET(vi, .names = "vi view", .summary = "edit text on the screen",
       .operands = "[+COMMAND] [FILE]...", .options = options,
       .details = "+N begins at line N, +/PATTERN at the pattern, + at the last line. EXINIT or\n"
		  "~/.exrc hold ex commands for the beginning.",
       .run = run, .state = &G, .state_size = sizeof(G));
