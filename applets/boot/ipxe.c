/* SPDX-License-Identifier: MIT */
/* ipxe: run a boot script as iPXE would, with Linux's drivers; or only try what it does. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe.h"
#include "boot/ipxe_trial.h"
#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "http/url.h"

static struct {
	bool trial;
	struct option_list sets, choices, lines;
} G;

static const struct option_row options[] = {
	{ "-n --dry-run", OPTION_FLAG, &G.trial, NULL, "boot nothing: print what would be" },
	{ "--set", OPTION_LIST, &G.sets, "NAME=VALUE", "set a variable, or hide a setting" },
	{ "--choose", OPTION_LIST, &G.choices, "ANSWER", "with -n: the next menu's item" },
	{ "--read", OPTION_LIST, &G.lines, "TEXT", "with -n: the next line that is asked for" },
	{ 0 }
};

/* Files a local script names lie beside it, and are shown as URLs like all others. */
static char *absolute(const char *name)
{
	char path[PATH_MAX];

	if (!url_is_local(name) || text_starts_with(name, "file:"))
		return xstrdup(name);
	if (!realpath(name, path))
		die(1, "open %s: %s", name, strerror(errno));
	return xasprintf("file://%s", path);
}

/* iPXE's own failures are below 0; a number given to exit is the exit status. */
static int exit_with(int status)
{
	if (status < 0)
		die_failure(1);
	return status & 0xff || !status ? status & 0xff : 1;
}

static int try(const char *name)
{
	struct ipxe_trial trial = {
		.answers = G.choices.items, .answer_count = G.choices.count,
		.lines = G.lines.items, .line_count = G.lines.count,
		.sets = G.sets.items, .set_count = G.sets.count,
	};
	struct ipxe *ipxe = ipxe_trial_new(&trial);
	char *url = absolute(name);
	int status;

	if (!ipxe)
		die_failure(1);
	status = ipxe_run_url(ipxe, url);
	ipxe_free(ipxe);
	free(url);
	return exit_with(status);
}

static int run(int argc, char **argv)
{
	if (argc > 2)
		usage("one script is run, what is '%s'?", argv[2]);
	if (!G.trial || argc < 2)
		usage("give -n and a script");
	return try(argv[1]);
}

APPLET(ipxe, .names = "ipxe", .summary = "run an iPXE boot script",
       .operands = "[SCRIPT|URL]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "  ipxe -n --choose debian http://boot.example.com/menu.ipxe");
