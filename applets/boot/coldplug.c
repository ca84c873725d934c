/* SPDX-License-Identifier: MIT */
/* coldplug: load the drivers of the devices that are there; init runs the same at boot. */
#include <stdio.h>

#include "core/applet.h"
#include "core/error.h"
#include "dev/coldplug.h"
#include "dev/report.h"

static struct {
	bool follow, report;
} G;

static const struct option_row options[] = {
	{ "-f --follow", OPTION_FLAG, &G.follow, NULL,
	  "go on with devices that appear, until killed" },
	{ "-r --report", OPTION_FLAG, &G.report, NULL,
	  "then name the network cards without a driver" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	struct buffer lines = { 0 };
	int count;

	if (argc > 1)
		usage("too many arguments: '%s'", argv[1]);
	if (G.follow && G.report)
		usage("--follow does not end: --report has no place");
	if ((G.follow ? coldplug_follow() : coldplug_all()) < 0)
		die_failure(1);
	if (!G.report)
		return 0;
	count = driver_report(&lines);
	if (count < 0)
		die_failure(1);
	if (count)
		fputs(lines.data, stdout);
	buffer_free(&lines);
	return count > 0;
}

APPLET(coldplug, .names = "coldplug", .summary = "load the drivers of the devices that are there",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = "With --report the exit status is 1 when a network card has no driver.");
