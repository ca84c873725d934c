/* SPDX-License-Identifier: MIT */
/* true(1), false(1): succeed or fail, whatever is asked. */
#include <string.h>

#include "core/applet.h"
#include "core/error.h"

static int run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return strcmp(program_name, "false") == 0;
}

APPLET(true, .names = "true false", .summary = "succeed, or as false, fail", .run = run,
       .flags = APPLET_RAW);
