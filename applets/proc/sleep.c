/* SPDX-License-Identifier: MIT */
/* sleep(1): wait for the sum of the times given. */
#include "core/applet.h"
#include "core/duration.h"
#include "core/error.h"

static int run(int argc, char **argv)
{
	double total = 0, seconds;

	if (argc < 2)
		usage("missing operand");
	for (int i = 1; i < argc; i++) {
		if (duration_parse(argv[i], &seconds) < 0)
			warn_failure();
		else
			total += seconds;
	}
	if (exit_status)
		usage("no time to sleep");
	duration_sleep(total);
	return 0;
}

APPLET(sleep, .names = "sleep", .summary = "wait for the sum of the times given",
       .operands = "NUMBER[smhd]...", .run = run,
       .details = "A number may have a fraction; s, m, h, d after it are seconds (the default),\n"
		  "minutes, hours and days. 'infinity' never ends.");
