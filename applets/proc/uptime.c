/* SPDX-License-Identifier: MIT */
/* uptime(1) of procps: how long the machine has been up, and its load. */
#include <stdio.h>
#include <time.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "proc/process.h"
#include "proc/system.h"

static struct {
	bool pretty, since;
} G;

static const struct option_row options[] = {
	{ "-p --pretty", OPTION_FLAG, &G.pretty, NULL, "in words" },
	{ "-s --since", OPTION_FLAG, &G.since, NULL, "when it began" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	struct buffer text = { 0 };

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (G.since) {
		time_t began = process_boot_time();
		char date[32];

		strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", localtime(&began));
		puts(date);
		return 0;
	}
	if (G.pretty)
		uptime_pretty(now_seconds(), &text);
	else
		uptime_text(&text);
	printf("%s%s\n", G.pretty ? "" : " ", text.data);
	buffer_free(&text);
	return 0;
}

APPLET(uptime, .names = "uptime", .summary = "print how long the machine has been up, and its load",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
