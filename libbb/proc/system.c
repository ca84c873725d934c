/* SPDX-License-Identifier: MIT */
/* What /proc tells of the whole machine. */
#include "proc/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/io.h"

int memory_read(struct memory *memory)
{
	uint64_t slabs = 0;
	const struct {
		const char *name;
		uint64_t *value;
	} rows[] = {
		{ "MemTotal:", &memory->total }, { "MemFree:", &memory->free },
		{ "MemAvailable:", &memory->available }, { "Buffers:", &memory->buffers },
		{ "Cached:", &memory->cache }, { "Shmem:", &memory->shared },
		{ "LowTotal:", &memory->low_total }, { "LowFree:", &memory->low_free },
		{ "HighTotal:", &memory->high_total }, { "HighFree:", &memory->high_free },
		{ "SwapTotal:", &memory->swap_total }, { "SwapFree:", &memory->swap_free },
		{ "CommitLimit:", &memory->limit }, { "Committed_AS:", &memory->committed },
		{ "SReclaimable:", &slabs },
	};
	struct buffer text = { 0 };
	char *rest;

	memset(memory, 0, sizeof(*memory));
	if (read_file("/proc/meminfo", &text, 1 << 16) < 0)
		return -1;
	for (char *line = strtok_r(text.data, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			if (text_starts_with(line, rows[i].name))
				*rows[i].value = strtoull(line + strlen(rows[i].name), NULL, 10);
	buffer_free(&text);
	memory->cache += slabs;
	if (!memory->low_total) {
		memory->low_total = memory->total;
		memory->low_free = memory->free;
	}
	return 0;
}

/* Who is logged in, as glibc's programs keep it (utmp(5)); musl's do not, and read nothing. */
static unsigned logged_in(void)
{
	enum { USER_PROCESS = 7, RECORD = 384, NAME = 44 };
	struct buffer records = { 0 };
	unsigned count = 0;

	if (read_file("/run/utmp", &records, 1 << 22) < 0)
		fail_clear();
	for (size_t at = 0; at + RECORD <= records.length; at += RECORD)
		count += records.data[at] == USER_PROCESS && records.data[at + NAME];
	buffer_free(&records);
	return count;
}

void uptime_text(struct buffer *text)
{
	uint64_t minutes = (uint64_t)now_seconds() / 60, days = minutes / (24 * 60);
	unsigned hours = minutes / 60 % 24, users = logged_in();
	char load[64] = "0.00 0.00 0.00", *words[3] = { 0 }, *rest;
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	buffer_format(text, "%02d:%02d:%02d up ", local.tm_hour, local.tm_min, local.tm_sec);
	if (days)
		buffer_format(text, "%llu day%s, ", (unsigned long long)days,
			      days == 1 ? "" : "s");
	if (hours)
		buffer_format(text, "%2u:%02u, ", hours, (unsigned)(minutes % 60));
	else
		buffer_format(text, "%u min, ", (unsigned)(minutes % 60));
	if (read_line_of("/proc/loadavg", load, sizeof(load)) < 0)
		fail_clear();
	words[0] = strtok_r(load, " ", &rest);
	for (int i = 1; i < 3 && words[i - 1]; i++)
		words[i] = strtok_r(NULL, " ", &rest);
	buffer_format(text, "%2u user%s,  load average: %s, %s, %s", users, users > 1 ? "s" : "",
		      words[0] ? words[0] : "?", words[1] ? words[1] : "?",
		      words[2] ? words[2] : "?");
}

void uptime_pretty(uint64_t seconds, struct buffer *text)
{
	enum { HOUR = 60, DAY = 24 * HOUR, WEEK = 7 * DAY, YEAR = 365 * DAY };
	static const struct {
		const char *name;
		uint64_t minutes;
	} units[] = { { "decade", 10 * YEAR }, { "year", YEAR }, { "week", WEEK }, { "day", DAY },
		      { "hour", HOUR }, { "minute", 1 } };
	uint64_t left = seconds / 60;
	const char *between = "up ";

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		uint64_t count = left / units[i].minutes;

		left %= units[i].minutes;
		/* procps tells the minutes even when there are none. */
		if (!count && units[i].minutes > 1)
			continue;
		buffer_format(text, "%s%llu %s%s", between, (unsigned long long)count,
			      units[i].name, count == 1 ? "" : "s");
		between = ", ";
	}
}
