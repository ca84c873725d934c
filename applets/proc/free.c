/* SPDX-License-Identifier: MIT */
/* free(1) of procps: memory, used and free. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/duration.h"
#include "core/error.h"
#include "core/text.h"
#include "proc/system.h"

static struct {
	bool human, si, low_high, total, wide, committed;
	uint64_t count;
	double seconds;
	unsigned base, power;	/* bytes are divided by base to this power */
	bool has_unit;
} G;

static int take_unit(const char *name, const char *argument);
static int take_seconds(const char *name, const char *argument);
static int take_count(const char *name, const char *argument);

static const struct option_row options[] = {
	{ "-b --bytes", OPTION_CALL, take_unit, NULL, "in bytes" },
	{ "-k --kibi", OPTION_CALL, take_unit, NULL, "in KiB, the default" },
	{ "-m --mebi", OPTION_CALL, take_unit, NULL, "in MiB" },
	{ "-g --gibi", OPTION_CALL, take_unit, NULL, "in GiB" },
	{ "--tebi --pebi", OPTION_CALL, take_unit, NULL, "in TiB, in PiB" },
	{ "--kilo --mega --giga --tera --peta", OPTION_CALL, take_unit, NULL,
	  "in kB, MB, GB, TB, PB" },
	{ "-h --human", OPTION_FLAG, &G.human, NULL, "each in the unit that suits it" },
	{ "--si", OPTION_FLAG, &G.si, NULL, "powers of 1000, not 1024" },
	{ "-l --lohi", OPTION_FLAG, &G.low_high, NULL, "low and high memory too" },
	{ "-t --total", OPTION_FLAG, &G.total, NULL, "the sum of memory and swap too" },
	{ "-v --committed", OPTION_FLAG, &G.committed, NULL, "what programs have asked for too" },
	{ "-w --wide", OPTION_FLAG, &G.wide, NULL, "buffers and cache apart" },
	{ "-s --seconds", OPTION_CALL, take_seconds, "SECONDS", "again and again, so often" },
	{ "-c --count", OPTION_CALL, take_count, "COUNT", "so many times" },
	{ 0 }
};

static int take_unit(const char *name, const char *argument)
{
	static const char letters[] = "bkmgtp";
	const char *letter = strchr(letters, name[1] == '-' ? name[2] : name[1]);

	(void)argument;
	if (G.has_unit)
		return fail_plain("only one unit can be shown");
	G.has_unit = true;
	G.power = letter - letters;
	G.base = text_ends_with(name, "o") || text_ends_with(name, "a") ? 1000 : 1024;
	return 0;
}

static int take_seconds(const char *name, const char *argument)
{
	char *end;

	(void)name;
	G.seconds = strtod(argument, &end);
	if (!*argument || *end || !(G.seconds >= 1e-6))
		return fail_plain("seconds argument '%s' is not positive number", argument);
	return 0;
}

static int take_count(const char *name, const char *argument)
{
	(void)name;
	return text_number(argument, 10, 1, INT32_MAX, &G.count);
}

/* The first unit that takes no more than three digits, with a fraction where it fits. */
static const char *human(uint64_t kib, char text[24])
{
	static const char letters[] = "KMGTPE";
	double base = G.si ? 1000 : 1024, size = kib * 1024.0;
	int width = G.si ? 4 : 5;

	if (!kib)
		return "0B";
	for (const char *letter = letters; *letter; letter++) {
		size /= base;
		if (snprintf(text, 24, "%.1f%c%s", size, *letter, G.si ? "" : "i") <= width ||
		    snprintf(text, 24, "%llu%c%s", (unsigned long long)size, *letter,
			     G.si ? "" : "i") <= width)
			break;
	}
	return text;
}

static void print_number(uint64_t kib)
{
	char text[24];
	unsigned base = G.si ? 1000 : G.base;
	__uint128_t value = (__uint128_t)kib * 1024;

	for (unsigned i = 0; i < G.power; i++)
		value /= base;
	if (!G.human)
		snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	printf("%12s", G.human ? human(kib, text) : text);
}

static void print_row(const char *name, uint64_t total, uint64_t used, uint64_t rest)
{
	printf("%-8s", name);
	print_number(total);
	print_number(used);
	print_number(rest);
}

static void print_memory(void)
{
	struct memory memory;
	uint64_t used;

	if (memory_read(&memory) < 0)
		die_failure(1);
	used = memory.total - MIN(memory.available, memory.total);
	printf("%20s%12s%12s%12s%12s%12s%s\n", "total", "used", "free", "shared",
	       G.wide ? "buffers" : "buff/cache", G.wide ? "cache" : "available",
	       G.wide ? "   available" : "");
	print_row("Mem:", memory.total, used, memory.free);
	print_number(memory.shared);
	if (G.wide) {
		print_number(memory.buffers);
		print_number(memory.cache);
	} else {
		print_number(memory.buffers + memory.cache);
	}
	print_number(memory.available);
	putchar('\n');
	if (G.low_high) {
		print_row("Low:", memory.low_total, memory.low_total - memory.low_free,
			  memory.low_free);
		putchar('\n');
		print_row("High:", memory.high_total, memory.high_total - memory.high_free,
			  memory.high_free);
		putchar('\n');
	}
	print_row("Swap:", memory.swap_total, memory.swap_total - memory.swap_free,
		  memory.swap_free);
	putchar('\n');
	if (G.total) {
		print_row("Total:", memory.total + memory.swap_total,
			  used + memory.swap_total - memory.swap_free,
			  memory.free + memory.swap_free);
		putchar('\n');
	}
	if (G.committed) {
		print_row("Comm:", memory.limit, memory.committed, memory.limit - memory.committed);
		putchar('\n');
	}
	fflush(stdout);
}

static int run(int argc, char **argv)
{
	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (!G.has_unit) {
		G.base = 1024;
		G.power = 1;
	}
	if (!G.seconds && !G.count)
		G.count = 1;
	for (uint64_t i = 1;; i++) {
		print_memory();
		if (i == G.count || ferror(stdout))
			return 0;
		putchar('\n');
		duration_sleep(G.seconds > 0 ? G.seconds : 1);
	}
}

APPLET(free, .names = "free", .summary = "print how much memory is used and free",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
