/* SPDX-License-Identifier: MIT */
/* ipxe: run a boot script as iPXE would, with Linux's drivers; or only try what it does. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe.h"
#include "boot/ipxe_session.h"
#include "boot/ipxe_trial.h"
#include "boot/ramroot.h"
#include "boot/trusted.h"
#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "http/url.h"

static struct {
	bool trial, load_only, force;
	struct option_list sets, choices, lines, keys;
} G;

static const struct option_row options[] = {
	{ "-n --dry-run", OPTION_FLAG, &G.trial, NULL, "boot nothing: print what would be" },
	{ "--set", OPTION_LIST, &G.sets, "NAME=VALUE", "set a variable, or hide a setting" },
	{ "--choose", OPTION_LIST, &G.choices, "ANSWER",
	  "with -n: the next menu's label or key; empty is Esc" },
	{ "--read", OPTION_LIST, &G.lines, "TEXT", "with -n: the next line that is asked for" },
	{ "--key", OPTION_LIST, &G.keys, "KEY",
	  "a minisign key by which imgverify trusts an image" },
	{ "--load", OPTION_FLAG, &G.load_only, NULL, "stop before the jump: the kernel loaded" },
	{ "--force", OPTION_FLAG, &G.force, NULL,
	  "go on though the initrd lacks something; stop no service first" },
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

/* What fails in iPXE is below 0; a number given to exit is the exit status. */
static int exit_with(int status)
{
	if (status < 0)
		die_failure(1);
	return status & 0xff || !status ? status & 0xff : 1;
}

static void set_all(struct ipxe *ipxe)
{
	for (size_t i = 0; i < G.sets.count; i++) {
		const char *given = G.sets.items[i], *equal = strchr(given, '=');
		char *name = xstrndup(given, strcspn(given, "="));

		if (!equal)
			usage("--set: '%s' is not NAME=VALUE", given);
		if (ipxe_set(ipxe, name, equal + 1) < 0)
			die_failure(1);
		free(name);
	}
}

static int try(const char *url)
{
	struct ipxe_trial trial = {
		.answers = G.choices.items, .answer_count = G.choices.count,
		.lines = G.lines.items, .line_count = G.lines.count,
		.sets = G.sets.items, .set_count = G.sets.count,
	};
	struct ipxe *ipxe = ipxe_trial_new(&trial);
	int status;

	set_all(ipxe);
	status = ipxe_run_url(ipxe, url);
	ipxe_free(ipxe);
	return status;
}

/* Fetch, load, jump; back here it failed, or --load stopped it, or the system goes down for it. */
static int boot(void *data, const struct ipxe_boot *boot)
{
	const struct ramroot_request request = { .load_only = G.load_only, .force = G.force };

	(void)data;
	return ramroot_boot(&request, boot);
}

static int run_here(const char *url)
{
	struct ipxe_session session = { .boot = boot };
	int status;

	ipxe_session_begin(&session);
	set_all(session.ipxe);
	status = url ? ipxe_run_url(session.ipxe, url) : ipxe_session_prompt(&session);
	ipxe_session_end(&session);
	return status;
}

static int run(int argc, char **argv)
{
	char *url = argc > 1 ? absolute(argv[1]) : NULL;
	int status;

	if (argc > 2)
		usage("one script is run, what is '%s'?", argv[2]);
	if (G.trial && !url)
		usage("-n needs a script");
	if (!G.trial && (G.choices.count || G.lines.count))
		usage("--choose and --read answer for nobody but -n");
	if (trusted_signers(&G.keys) < 0)
		die_failure(1);
	status = G.trial ? try(url) : run_here(url);
	free(url);
	return exit_with(status);
}

APPLET(ipxe, .names = "ipxe", .summary = "run an iPXE boot script, or its prompt",
       .operands = "[SCRIPT|URL]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "Without a script, commands are typed at a prompt; `help` lists them.\n"
		  "With -n nothing is booted and nothing changed: the script's output is printed,\n"
		  "and at its boot command the lines kernel URL, initrd URL [NAME], cmdline TEXT.\n"
		  "The exit status is the script's.\n\n"
		  "imgverify IMAGE URL fetches the image and its minisign signature, and boot\n"
		  "takes what was verified. Keys of the initrd hold for all that is booted.\n\n"
		  "  ipxe http://boot.example.com/menu.ipxe\n"
		  "  ipxe -n --set platform=efi --choose debian --choose rescue menu.ipxe");
