/* SPDX-License-Identifier: MIT */
/* insmod(8): load one module file. */
#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "dev/module.h"

static int run(int argc, char **argv)
{
	struct buffer parameters = { 0 };
	int i, result;

	if (argc < 2)
		usage("missing filename.");
	for (i = 2; i < argc; i++)
		buffer_format(&parameters, "%s%s", i > 2 ? " " : "", argv[i]);
	result = module_insert(argv[1], parameters.data);
	buffer_free(&parameters);
	if (result < 0)
		die_failure(1);
	return 0;
}

APPLET(insmod, .names = "insmod", .summary = "load a kernel module from a file",
       .operands = "FILE [PARAMETER[=VALUE]]...", .run = run, .flags = APPLET_STOP);
