/* SPDX-License-Identifier: MIT */
/* uname(1): names of the system, always in the same order. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/applet.h"
#include "core/error.h"

static struct {
	bool all, kernel, node, release, version, machine, processor, platform, system;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "everything, without -p and -i when unknown" },
	{ "-s --kernel-name", OPTION_FLAG, &G.kernel, NULL, "the kernel's name, the default" },
	{ "-n --nodename", OPTION_FLAG, &G.node, NULL, "the host's name" },
	{ "-r --kernel-release", OPTION_FLAG, &G.release, NULL, "the kernel's release" },
	{ "-v --kernel-version", OPTION_FLAG, &G.version, NULL, "the kernel's version" },
	{ "-m --machine", OPTION_FLAG, &G.machine, NULL, "the machine's kind" },
	{ "-p --processor", OPTION_FLAG, &G.processor, NULL, "the processor's kind" },
	{ "-i --hardware-platform", OPTION_FLAG, &G.platform, NULL, "the hardware platform" },
	{ "-o --operating-system", OPTION_FLAG, &G.system, NULL, "the operating system" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	struct utsname names;

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (uname(&names) < 0)
		die(1, "cannot get system name: %s", strerror(errno));
	bool asked = G.node || G.release || G.version || G.machine || G.processor || G.platform ||
		     G.system;
	const struct {
		bool wanted;
		const char *text;
	} rows[] = {
		{ G.kernel || G.all || !asked, names.sysname },
		{ G.node || G.all, names.nodename },
		{ G.release || G.all, names.release },
		{ G.version || G.all, names.version },
		{ G.machine || G.all, names.machine },
		{ G.processor && !G.all, "unknown" },
		{ G.platform && !G.all, "unknown" },
		{ G.system || G.all, "GNU/Linux" },
	};
	const char *between = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].wanted) {
			printf("%s%s", between, rows[i].text);
			between = " ";
		}
	}
	putchar('\n');
	return 0;
}

APPLET(uname, .names = "uname", .summary = "print names of the system", .options = options,
       .run = run, .state = &G, .state_size = sizeof(G));
