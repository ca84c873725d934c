/* SPDX-License-Identifier: MIT */
/* netdiag: where the network ends, and what to try next. */
#include <stdio.h>
#include <stdlib.h>

#include "boot/diagnose.h"
#include "core/applet.h"
#include "core/error.h"

static struct {
	uint64_t timeout;
	bool quiet;
} G;

static const struct option_row options[] = {
	{ "-t --timeout", OPTION_NUMBER, &G.timeout, "SECONDS",
	  "wait so long for DHCP servers and routers (6)" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "say only what is wrong" },
	{ 0 }
};

static void passed(const char *line)
{
	char *text = xstrdup(line);

	text_make_line(text);
	puts(text);
	fflush(stdout);
	free(text);
}

static int run(int argc, char **argv)
{
	struct diagnose diagnose = {
		.target = argc > 1 ? argv[1] : NULL,
		.dhcp_ms = (G.timeout ? G.timeout : 6) * 1000,
		.passed = G.quiet ? NULL : passed,
	};
	struct buffer line = { 0 };
	enum diagnosis found;

	if (argc > 2)
		usage("one target at most, not '%s' too", argv[2]);
	found = diagnose_network(&diagnose, &line);
	if (found != DIAGNOSIS_FINE) {
		text_make_line(line.data);
		die(1, "%s", line.data);
	}
	buffer_free(&line);
	return 0;
}

APPLET(netdiag, .names = "netdiag", .summary = "find where the network ends",
       .operands = "[URL|HOST[:PORT]]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "Looks at card, cable, DHCP, address, route, DNS and the server, in this order,\n"
		  "and stops at the first that fails: one line, with the next thing to try, and\n"
		  "exit status 1. Nothing is changed: a link raised for it is put down again.\n\n"
		  "  netdiag http://boot.example.com/squashfs.img");
