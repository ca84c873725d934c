/* SPDX-License-Identifier: MIT */
/* Dates as POSIX writes them for date(1) and touch(1): pairs of digits without marks. */
#include <stdbool.h>
#include <string.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/when.h"

/* Two digits at a text, or -1. */
static int two_digits(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return (at[0] - '0') * 10 + at[1] - '0';
}

int when_parse_stamp(const char *text, enum when_year where, struct timespec *when)
{
	size_t digits = strspn(text, "0123456789"), year_digits = digits - 8;
	struct tm now, date = { .tm_isdst = -1 };
	struct timespec clock;
	const char *year = where == WHEN_YEAR_FIRST ? text : text + 8;
	const char *at = where == WHEN_YEAR_FIRST ? text + year_digits : text;

	if ((digits != 8 && digits != 10 && digits != 12) ||
	    (text[digits] && (text[digits] != '.' || strlen(text + digits) != 3)))
		return fail_plain("invalid date format %s", quote(text));
	clock_gettime(CLOCK_REALTIME, &clock);
	localtime_r(&clock.tv_sec, &now);
	date.tm_year = now.tm_year;
	if (year_digits == 4)
		date.tm_year = two_digits(year) * 100 + two_digits(year + 2) - 1900;
	else if (year_digits == 2)
		date.tm_year = two_digits(year) + (two_digits(year) < 69 ? 100 : 0);
	date.tm_mon = two_digits(at) - 1;
	date.tm_mday = two_digits(at + 2);
	date.tm_hour = two_digits(at + 4);
	date.tm_min = two_digits(at + 6);
	date.tm_sec = text[digits] ? two_digits(text + digits + 1) : 0;
	if (date.tm_mon < 0 || date.tm_mon > 11 || date.tm_mday < 1 || date.tm_mday > 31 ||
	    date.tm_hour > 23 || date.tm_min > 59 || date.tm_sec < 0 || date.tm_sec > 60)
		return fail_plain("invalid date format %s", quote(text));
	*when = (struct timespec){ .tv_sec = mktime(&date) };
	return 0;
}
