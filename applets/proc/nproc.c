/* SPDX-License-Identifier: MIT */
/* nproc(1): how many processors there are for us. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"

static struct {
	bool all;
	const char *ignore;
} G;

static const struct option_row options[] = {
	{ "--all", OPTION_FLAG, &G.all, NULL, "those installed, not those we may use" },
	{ "--ignore", OPTION_TEXT, &G.ignore, "NUMBER", "leave so many out, if more are there" },
	{ 0 }
};

/* OpenMP's variables count, as they do for GNU's; 0 for none. */
static uint64_t variable(const char *name)
{
	const char *text = getenv(name);
	char *end;
	unsigned long long value = text ? strtoull(text, &end, 10) : 0;

	return text && end != text && (*end == '\0' || *end == ',' || *end == ' ') ? value : 0;
}

static uint64_t usable(void)
{
	cpu_set_t set;
	uint64_t threads = variable("OMP_NUM_THREADS"), limit = variable("OMP_THREAD_LIMIT");
	uint64_t count = threads;

	if (!count)
		count = sched_getaffinity(0, sizeof(set), &set) == 0
			? (uint64_t)CPU_COUNT(&set) : (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
	return limit && limit < count ? limit : count;
}

/* /sys knows of processors that are switched off; sysconf(3) does not. */
static uint64_t installed(void)
{
	uint64_t count = 0;
	char path[64];

	do
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u", (unsigned)count);
	while (access(path, F_OK) == 0 && ++count);
	return count ? count : (uint64_t)sysconf(_SC_NPROCESSORS_CONF);
}

static int run(int argc, char **argv)
{
	uint64_t count, ignored = 0;

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (G.ignore && text_number(G.ignore, 10, 0, UINT64_MAX, &ignored) < 0)
		die(1, "invalid number: '%s'", G.ignore);
	count = G.all ? installed() : usable();
	printf("%llu\n", (unsigned long long)(ignored < count ? count - ignored : 1));
	return 0;
}

APPLET(nproc, .names = "nproc", .summary = "print how many processors there are",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
