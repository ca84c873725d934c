/* SPDX-License-Identifier: MIT */
/* The callbacks of struct ipxe_host, each of which has its part elsewhere. */
#include "boot/ipxe_session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/ipxe_machine.h"
#include "boot/ipxe_source.h"
#include "core/error.h"

static void print(void *data, const char *text)
{
	struct ipxe_session *session = data;

	if (!session->quiet)
		ipxe_terminal_print(&session->terminal, text);
}

static void complain(void *data, const char *text)
{
	struct ipxe_session *session = data;
	char *line = xasprintf("%s\n", text);

	ipxe_terminal_print(&session->terminal, line);
	free(line);
}

static int key(void *data, const char *text, unsigned timeout_ms)
{
	struct ipxe_session *session = data;

	return ipxe_terminal_key(&session->terminal, text, timeout_ms);
}

static int read_line(void *data, const char *prompt, bool secret, unsigned timeout_ms,
		     struct buffer *line)
{
	struct ipxe_session *session = data;

	return ipxe_terminal_read(&session->terminal, prompt, secret, timeout_ms, line);
}

static int choose(void *data, const struct ipxe_menu *menu, size_t at, unsigned timeout_ms)
{
	struct ipxe_session *session = data;

	return ipxe_terminal_choose(&session->terminal, menu, at, timeout_ms);
}

/* Esc gives the boot up: the menu's script goes on. */
static int edit(void *data, struct buffer *cmdline)
{
	struct ipxe_session *session = data;

	if (!session->terminal.edit)
		return 0;
	session->terminal.edit = false;
	return ipxe_terminal_read(&session->terminal, "Command line: ", false, 0, cmdline);
}

static int boot(void *data, const struct ipxe_boot *what)
{
	struct ipxe_session *session = data;
	int result;

	ipxe_terminal_pause(&session->terminal);
	result = session->boot(session->data, what);
	ipxe_terminal_resume(&session->terminal);
	return result;
}

static int command(void *data, int argc, char **argv)
{
	struct ipxe_session *session = data;

	return ipxe_machine_command(session->ipxe, false, argc, argv);
}

static int wait_seconds(void *data, unsigned seconds)
{
	struct ipxe_session *session = data;

	return ipxe_terminal_sleep(&session->terminal, seconds);
}

static bool interrupted(void *data)
{
	struct ipxe_session *session = data;

	return ipxe_terminal_interrupted(&session->terminal);
}

void ipxe_session_begin(struct ipxe_session *session)
{
	const struct ipxe_host host = {
		.data = session, .fetch = ipxe_source_fetch, .probe = ipxe_source_probe,
		.print = print, .complain = complain, .setting = ipxe_machine_setting,
		.key = key, .read = read_line, .choose = choose, .edit = edit, .boot = boot,
		.command = command, .verify = ipxe_source_verify,
		.sleep = wait_seconds, .interrupted = interrupted,
	};

	ipxe_terminal_begin(&session->terminal, STDIN_FILENO,
			    session->to_stderr ? STDERR_FILENO : STDOUT_FILENO);
	session->terminal.may_edit = true;
	session->ipxe = ipxe_new(&host);
}

void ipxe_session_end(struct ipxe_session *session)
{
	ipxe_free(session->ipxe);
	session->ipxe = NULL;
	ipxe_terminal_end(&session->terminal);
}

int ipxe_session_prompt(struct ipxe_session *session)
{
	struct buffer line = { 0 };
	bool ended = false;
	int status = 0;

	while (!ended) {
		int result;

		line.length = 0;
		buffer_text(&line, "");
		result = read_line(session, IPXE_PROMPT, false, 0, &line);
		/* Esc and Ctrl+C give the line up; the end of the input is the end. */
		if (result == IPXE_TIMED_OUT ||
		    (result < 0 && !session->terminal.is_terminal) ||
		    (result < 0 && session->terminal.tty.event == KEY_HANGUP))
			break;
		if (result == 0)
			status = ipxe_run_line(session->ipxe, line.data, &ended);
	}
	buffer_free(&line);
	return status;
}
