/* SPDX-License-Identifier: MIT */
/*
 * The person at the keys of an iPXE script: menus, prompts, lines, on the terminal that is standard
 * input. A whole screen where the terminal can move its cursor, numbered lines where it cannot.
 */
#ifndef BOOT_IPXE_TERMINAL_H
#define BOOT_IPXE_TERMINAL_H

#include <signal.h>
#include <termios.h>

#include "boot/ipxe.h"
#include "term/tty.h"

struct ipxe_terminal {
	struct tty tty;		/* open while keys are waited for; keeps what was typed ahead */
	bool is_terminal;	/* else: lines are read, nobody waits for keys */
	bool has_screen;
	bool may_edit;		/* menus offer `e` */
	bool edit;		/* and it was pressed in the last one */
	char **history;		/* of the prompt */
	size_t history_count;
	struct termios before;
	struct sigaction old_interrupt;
};

/* Take the terminal over. Screens and prompts are written to `out`. */
void ipxe_terminal_begin(struct ipxe_terminal *terminal, int in, int out);
/* Give it back as it was. */
void ipxe_terminal_end(struct ipxe_terminal *terminal);
/* The same for a while: what runs meanwhile is ended by Ctrl+C. */
void ipxe_terminal_pause(struct ipxe_terminal *terminal);
void ipxe_terminal_resume(struct ipxe_terminal *terminal);

/* As in struct ipxe_host. */
int ipxe_terminal_key(struct ipxe_terminal *terminal, const char *text, unsigned timeout_ms);
int ipxe_terminal_read(struct ipxe_terminal *terminal, const char *prompt, bool secret,
		       unsigned timeout_ms, struct buffer *line);
int ipxe_terminal_choose(struct ipxe_terminal *terminal, const struct ipxe_menu *menu, size_t at,
			 unsigned timeout_ms);
/* Ctrl+C since the last call, typed or as a signal. */
bool ipxe_terminal_interrupted(struct ipxe_terminal *terminal);
/* Negative: interrupted. */
int ipxe_terminal_sleep(struct ipxe_terminal *terminal, unsigned seconds);

/* Text of a script: colours and cursor stay, other control sequences do not get through. */
void ipxe_terminal_print(struct ipxe_terminal *terminal, const char *text);

#endif
