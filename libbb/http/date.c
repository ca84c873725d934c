/* SPDX-License-Identifier: MIT */
/* HTTP's dates: RFC 9110, section 5.6.7, and Retry-After, 10.2.3. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "http/message.h"

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* Days since 1970-01-01 of a date in the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year, era = y / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static int month_of(const char *name)
{
	for (int i = 0; i < 12; i++)
		if (strcasecmp(name, months[i]) == 0)
			return i + 1;
	return 0;
}

int64_t http_date(const char *text)
{
	int day, year, hour, minute, second, month;
	char name[4] = "";

	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d", &day, name, &year, &hour,
		   &minute, &second) != 6 &&
	    sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", name, &day, &hour, &minute,
		   &second, &year) != 6) {
		/* RFC 850's two digits: the century that is nearest. */
		if (sscanf(text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d", &day, name, &year,
			   &hour, &minute, &second) != 6)
			return 0;
		year += year < 70 ? 2000 : 1900;
	}
	month = month_of(name);
	if (!month || day < 1 || day > 31 || year < 1970 || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 60)
		return 0;
	return days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

void http_date_text(int64_t seconds, char text[32])
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	time_t when = seconds;
	struct tm date = { 0 };

	gmtime_r(&when, &date);
	snprintf(text, 32, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[(unsigned)date.tm_wday % 7],
		 date.tm_mday % 100u, months[(unsigned)date.tm_mon % 12],
		 (date.tm_year + 1900) % 10000u, date.tm_hour % 100u, date.tm_min % 100u,
		 date.tm_sec % 100u);
}

uint64_t http_retry_after(const char *value, int64_t now)
{
	size_t digits = strspn(value, "0123456789");
	int64_t when;

	if (digits && !value[digits])
		return digits > 9 ? UINT32_MAX : strtoull(value, NULL, 10) * 1000;
	when = http_date(value);
	return when > now ? (uint64_t)(when - now) * 1000 : 0;
}
