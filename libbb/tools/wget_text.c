/* SPDX-License-Identifier: MIT */
/* Numbers with units, as wget(1) has them. */
#include "tools/wget_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/text.h"
#include "http/fetch.h"

int wget_seconds(const char *argument, uint32_t *ms)
{
	char *end;
	double seconds = strtod(argument, &end);
	static const char units[] = "smhd";
	static const unsigned factors[] = { 1, 60, 3600, 86400 };
	const char *unit = *end && !end[1] ? strchr(units, *end) : NULL;

	if (end == argument || (*end && !unit) || !(seconds >= 0))
		return fail_plain("invalid time '%s'", argument);
	seconds *= (unit ? factors[unit - units] : 1) * 1000.0;
	*ms = seconds == 0 || seconds >= UINT32_MAX ? FETCH_NEVER : MAX((uint32_t)seconds, 1u);
	return 0;
}

int wget_rate(const char *argument, uint64_t *bytes)
{
	char *end;
	double rate = strtod(argument, &end);
	const char *units = "kmg", *unit = *end && !end[1] ? strchr(units, *end | 0x20) : NULL;

	if (end == argument || (*end && !unit) || !(rate >= 0) || rate > 1e15)
		return fail_plain("invalid rate '%s'", argument);
	for (int i = unit ? unit - units : -1; i >= 0; i--)
		rate *= 1024;
	*bytes = rate;
	return 0;
}

const char *wget_size(uint64_t bytes, char text[16])
{
	static const char units[] = "KMGTPE";
	double value = bytes / 1024.0;
	size_t unit = 0;

	while (value >= 1024 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	snprintf(text, 16, value < 10 ? "%.1f%c" : "%.0f%c", value, units[unit]);
	return text;
}

const char *wget_now(char text[32])
{
	time_t now = time(NULL);
	struct tm when = { 0 };

	localtime_r(&now, &when);
	strftime(text, 32, "%Y-%m-%d %H:%M:%S", &when);
	return text;
}
