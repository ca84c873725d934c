/* SPDX-License-Identifier: MIT */
/*
 * An iPXE script on this machine, for real: files over the network, the machine's settings and
 * cards, a person at the terminal. Only what `boot` does is the caller's.
 *
 *	struct ipxe_session session = { .boot = take_boot, .data = ramroot };
 *	ipxe_session_begin(&session);
 *	ipxe_set(session.ipxe, "cmdline", "quiet");
 *	result = ipxe_run_url(session.ipxe, url);
 *	ipxe_session_end(&session);
 */
#ifndef BOOT_IPXE_SESSION_H
#define BOOT_IPXE_SESSION_H

#include "boot/ipxe.h"
#include "boot/ipxe_terminal.h"

struct ipxe_session {
	int (*boot)(void *data, const struct ipxe_boot *boot);
	void *data;
	bool quiet;		/* what scripts echo is not shown */
	bool to_stderr;		/* nor is stdout a person's: menus and all else go to stderr */
	struct ipxe *ipxe;	/* from begin to end */
	struct ipxe_terminal terminal;
};

void ipxe_session_begin(struct ipxe_session *session);
void ipxe_session_end(struct ipxe_session *session);

/* The prompt, until `exit` or a boot. Returns as ipxe_run_line() did last. */
int ipxe_session_prompt(struct ipxe_session *session);

#endif
