/* SPDX-License-Identifier: MIT */
/* Lengths of time as sleep(1), timeout(1) and others take them. */
#include "core/duration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

int duration_parse(const char *text, double *seconds)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	double value;
	char *end;

	value = strtod(text, &end);
	if (end == text || text[strspn(text, " \t\n")] == '-' || isnan(value) ||
	    (*end && end[1]))
		return fail_plain("invalid time interval '%s'", text);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (*end == units[i].letter) {
			*seconds = value * units[i].seconds;
			return 0;
		}
	}
	return fail_plain("invalid time interval '%s'", text);
}

struct timespec duration_timespec(double seconds)
{
	struct timespec time = { 0 };

	/* Some hundred million years: short enough for the kernel's own sums. */
	if (!(seconds < 4e15))
		seconds = 4e15;
	time.tv_sec = seconds;
	time.tv_nsec = (seconds - time.tv_sec) * 1e9;
	return time;
}

void duration_sleep(double seconds)
{
	struct timespec left = duration_timespec(seconds);

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}
