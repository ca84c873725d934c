/* SPDX-License-Identifier: MIT */
/* whoami(1): the effective user's name. */
#include <stdio.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "fs/owner.h"

static int run(int argc, char **argv)
{
	const char *name;

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	name = user_name(geteuid());
	if (!name)
		die(1, "cannot find name for user ID %u", geteuid());
	puts(name);
	return 0;
}

APPLET(whoami, .names = "whoami", .summary = "print the effective user's name", .run = run);
