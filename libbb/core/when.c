/* SPDX-License-Identifier: MIT */
/* Dates as people write them: read item by item, put together at the end. */
#include "core/when.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

struct reading {
	const char *at;
	bool has_date, has_time, has_zone, has_day, has_epoch, has_relative, has_year;
	struct tm date;			/* as mktime(3) takes it */
	long nanoseconds;
	long zone;			/* seconds east of Greenwich */
	int day, day_count;		/* a day of the week, and which from now */
	int64_t years, months, days, seconds;	/* to be added */
	struct timespec epoch;
	const struct word *unit;	/* the last one to be added, so many times */
	int64_t count;
};

enum word_kind { WORD_MONTH, WORD_DAY, WORD_UNIT, WORD_COUNT, WORD_ZONE, WORD_DAYS, WORD_CLOCK,
		 WORD_AGO, WORD_NOTHING };

static const struct word {
	const char *name;
	enum word_kind kind;
	long value;
} words[] = {
	{ "january", WORD_MONTH, 0 }, { "february", WORD_MONTH, 1 }, { "march", WORD_MONTH, 2 },
	{ "april", WORD_MONTH, 3 }, { "may", WORD_MONTH, 4 }, { "june", WORD_MONTH, 5 },
	{ "july", WORD_MONTH, 6 }, { "august", WORD_MONTH, 7 }, { "september", WORD_MONTH, 8 },
	{ "sept", WORD_MONTH, 8 }, { "october", WORD_MONTH, 9 }, { "november", WORD_MONTH, 10 },
	{ "december", WORD_MONTH, 11 },
	{ "sunday", WORD_DAY, 0 }, { "monday", WORD_DAY, 1 }, { "tuesday", WORD_DAY, 2 },
	{ "tues", WORD_DAY, 2 }, { "wednesday", WORD_DAY, 3 }, { "thursday", WORD_DAY, 4 },
	{ "thurs", WORD_DAY, 4 }, { "friday", WORD_DAY, 5 }, { "saturday", WORD_DAY, 6 },
	{ "year", WORD_UNIT, 'y' }, { "month", WORD_UNIT, 'm' }, { "fortnight", WORD_UNIT, 14 },
	{ "week", WORD_UNIT, 7 }, { "day", WORD_UNIT, 1 }, { "hour", WORD_UNIT, -3600 },
	{ "minute", WORD_UNIT, -60 }, { "min", WORD_UNIT, -60 }, { "second", WORD_UNIT, -1 },
	{ "sec", WORD_UNIT, -1 },
	{ "last", WORD_COUNT, -1 }, { "this", WORD_COUNT, 0 }, { "next", WORD_COUNT, 1 },
	{ "first", WORD_COUNT, 1 }, { "third", WORD_COUNT, 3 }, { "fourth", WORD_COUNT, 4 },
	{ "fifth", WORD_COUNT, 5 }, { "sixth", WORD_COUNT, 6 }, { "seventh", WORD_COUNT, 7 },
	{ "eighth", WORD_COUNT, 8 }, { "ninth", WORD_COUNT, 9 }, { "tenth", WORD_COUNT, 10 },
	{ "eleventh", WORD_COUNT, 11 }, { "twelfth", WORD_COUNT, 12 },
	{ "utc", WORD_ZONE, 0 }, { "gmt", WORD_ZONE, 0 }, { "z", WORD_ZONE, 0 },
	{ "ut", WORD_ZONE, 0 }, { "wet", WORD_ZONE, 0 }, { "cet", WORD_ZONE, 3600 },
	{ "cest", WORD_ZONE, 7200 }, { "eet", WORD_ZONE, 7200 }, { "msk", WORD_ZONE, 10800 },
	{ "est", WORD_ZONE, -18000 }, { "edt", WORD_ZONE, -14400 }, { "cst", WORD_ZONE, -21600 },
	{ "cdt", WORD_ZONE, -18000 }, { "mst", WORD_ZONE, -25200 }, { "mdt", WORD_ZONE, -21600 },
	{ "pst", WORD_ZONE, -28800 }, { "pdt", WORD_ZONE, -25200 }, { "jst", WORD_ZONE, 32400 },
	{ "yesterday", WORD_DAYS, -1 }, { "today", WORD_DAYS, 0 }, { "now", WORD_DAYS, 0 },
	{ "tomorrow", WORD_DAYS, 1 }, { "midnight", WORD_CLOCK, 0 }, { "noon", WORD_CLOCK, 12 },
	{ "ago", WORD_AGO, 0 }, { "and", WORD_NOTHING, 0 }, { "at", WORD_NOTHING, 0 },
	{ "on", WORD_NOTHING, 0 },
};

/* Whole words, months and days cut to three letters, units with an s. */
static const struct word *find_word(const char *text, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t full = strlen(words[i].name);

		if (length == full && strncasecmp(text, words[i].name, length) == 0)
			return &words[i];
		if (words[i].kind <= WORD_DAY && length == 3 &&
		    strncasecmp(text, words[i].name, 3) == 0)
			return &words[i];
		if (words[i].kind == WORD_UNIT && length == full + 1 &&
		    (text[full] | 0x20) == 's' && strncasecmp(text, words[i].name, full) == 0)
			return &words[i];
	}
	return NULL;
}

static void skip_blanks(struct reading *reading)
{
	int depth = 0;

	/* (A comment) counts as a blank. */
	while (*reading->at && (depth || *reading->at == '(' || *reading->at == ',' ||
				isspace((unsigned char)*reading->at))) {
		depth += (*reading->at == '(') - (*reading->at == ')');
		reading->at++;
	}
}

static size_t word_length(const char *at)
{
	size_t length = 0;

	while (isalpha((unsigned char)at[length]))
		length++;
	return length + (length && at[length] == '.');
}

static const struct word *peek_word(struct reading *reading)
{
	size_t length;

	skip_blanks(reading);
	length = word_length(reading->at);
	if (length && reading->at[length - 1] == '.')
		length--;
	return length ? find_word(reading->at, length) : NULL;
}

static void take_word(struct reading *reading)
{
	reading->at += word_length(reading->at);
}

/* Digits; how many there were is returned. */
static int take_number(struct reading *reading, int64_t *number)
{
	const char *start = reading->at;

	for (*number = 0; isdigit((unsigned char)*reading->at); reading->at++)
		if (*number < INT64_MAX / 10 - 10)
			*number = *number * 10 + *reading->at - '0';
	return reading->at - start;
}

static long take_fraction(struct reading *reading)
{
	long nanoseconds = 0, unit = 100000000;

	if ((*reading->at != '.' && *reading->at != ',') ||
	    !isdigit((unsigned char)reading->at[1]))
		return 0;
	for (reading->at++; isdigit((unsigned char)*reading->at); reading->at++) {
		nanoseconds += (*reading->at - '0') * unit;
		unit /= 10;
	}
	return nanoseconds;
}

static bool set_date(struct reading *reading, int64_t year, int64_t month, int64_t day, int digits)
{
	if (reading->has_date || month < 1 || month > 12 || day < 1 || day > 31 || year > 1 << 30)
		return false;
	if (digits == 2)
		year += year < 69 ? 2000 : 1900;
	reading->has_date = true;
	reading->has_year |= digits != 0;
	if (digits)
		reading->date.tm_year = year - 1900;
	reading->date.tm_mon = month - 1;
	reading->date.tm_mday = day;
	return true;
}

static bool set_time(struct reading *reading, int64_t hour, int64_t minute, int64_t second)
{
	if (reading->has_time || hour > 23 || minute > 59 || second > 59)
		return false;
	reading->has_time = true;
	reading->date.tm_hour = hour;
	reading->date.tm_min = minute;
	reading->date.tm_sec = second;
	return true;
}

/* "+01:00", "-0500", "+2" behind a time. */
static bool take_zone(struct reading *reading)
{
	int sign = *reading->at == '-' ? -1 : 1;
	int64_t hours, minutes = 0;
	int digits;

	reading->at++;
	digits = take_number(reading, &hours);
	if (*reading->at == ':') {
		reading->at++;
		take_number(reading, &minutes);
	} else if (digits > 2) {
		minutes = hours % 100;
		hours /= 100;
	}
	if (!digits || hours > 24 || minutes > 59 || reading->has_zone)
		return false;
	reading->has_zone = true;
	reading->zone = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* "am" or "pm" here: the hour of a day of two halves; -1: not one. */
static int half_day(struct reading *reading, int64_t hour)
{
	bool afternoon;
	size_t length;

	skip_blanks(reading);
	length = strncasecmp(reading->at, "a.m.", 4) == 0 ||
		 strncasecmp(reading->at, "p.m.", 4) == 0 ? 4 : 2;
	afternoon = (*reading->at | 0x20) == 'p';
	if (length == 2 && strncasecmp(reading->at, "am", 2) != 0 &&
	    strncasecmp(reading->at, "pm", 2) != 0)
		return -1;
	if (isalpha((unsigned char)reading->at[length]) || hour < 1 || hour > 12)
		return -1;
	reading->at += length;
	return hour % 12 + afternoon * 12;
}

/* Behind "HH": ":MM[:SS[.fraction]]", am or pm, and perhaps a zone. */
static bool take_clock(struct reading *reading, int64_t hour)
{
	int64_t minute = 0, second = 0;
	int half;

	if (*reading->at == ':') {
		reading->at++;
		if (!take_number(reading, &minute))
			return false;
	}
	if (*reading->at == ':') {
		reading->at++;
		if (!take_number(reading, &second))
			return false;
		reading->nanoseconds = take_fraction(reading);
	}
	half = half_day(reading, hour);
	if (!set_time(reading, half >= 0 ? half : hour, minute, second))
		return false;
	skip_blanks(reading);
	if ((*reading->at == '+' || *reading->at == '-') &&
	    isdigit((unsigned char)reading->at[1])) {
		/* "+3 days" is no zone: a zone has no word behind it. */
		const char *at = reading->at + 1;

		while (isdigit((unsigned char)*at) || *at == ':')
			at++;
		while (isspace((unsigned char)*at))
			at++;
		if (word_length(at)) {
			const struct word *word = find_word(at, word_length(at));

			if (word && word->kind == WORD_UNIT)
				return true;
		}
		return take_zone(reading);
	}
	return true;
}

static bool add_units(struct reading *reading, const struct word *word, int64_t count)
{
	reading->has_relative = true;
	reading->unit = word;
	reading->count = count;
	if (word->value == 'y')
		reading->years += count;
	else if (word->value == 'm')
		reading->months += count;
	else if (word->value > 0)
		reading->days += count * word->value;
	else
		reading->seconds -= count * word->value;
	return true;
}

/* "Feb 29[, 2024]": the month has been read. */
static bool take_month(struct reading *reading, long month)
{
	int64_t day, year = 0;
	int digits = 0;

	skip_blanks(reading);
	if (*reading->at == '-')
		reading->at++;
	if (!take_number(reading, &day))
		return false;
	skip_blanks(reading);
	/* A year, unless it is an hour. */
	if (isdigit((unsigned char)*reading->at)) {
		const char *back = reading->at;

		digits = take_number(reading, &year);
		if (digits < 4 || *reading->at == ':') {
			reading->at = back;
			digits = 0;
		}
	}
	return set_date(reading, year, month + 1, day, digits);
}

/* "29 Feb [2024]", "29-Feb-2024". */
static bool take_day_month(struct reading *reading, int64_t day, long month)
{
	int64_t year = 0;
	int digits = 0;
	const char *back;

	take_word(reading);
	if (*reading->at == '-')
		reading->at++;
	else
		skip_blanks(reading);
	back = reading->at;
	if (isdigit((unsigned char)*reading->at))
		digits = take_number(reading, &year);
	if (*reading->at == ':') {
		reading->at = back;
		digits = 0;
	}
	return set_date(reading, year, month + 1, day, digits);
}

static bool take_iso(struct reading *reading, int64_t year, int digits)
{
	int64_t month, day;

	reading->at++;
	if (!take_number(reading, &month) || *reading->at++ != '-' || !take_number(reading, &day))
		return false;
	if ((*reading->at | 0x20) == 't' && isdigit((unsigned char)reading->at[1]))
		reading->at++;
	return set_date(reading, year, month, day, digits == 2 ? 2 : 4);
}

static bool take_slashes(struct reading *reading, int64_t first, int digits)
{
	int64_t second, third = 0;
	int year_digits = 0;

	reading->at++;
	if (!take_number(reading, &second))
		return false;
	if (*reading->at == '/') {
		reading->at++;
		year_digits = take_number(reading, &third);
	}
	if (digits >= 4)
		return set_date(reading, first, second, third, 4);
	return set_date(reading, third, first, second, year_digits);
}

/* A number by itself: a year behind a date and a time, YYYYMMDD, or HHMM. */
static bool take_lone_number(struct reading *reading, int64_t number, int digits)
{
	if (reading->has_date && reading->has_time && !reading->has_year && digits >= 3) {
		reading->date.tm_year = number - 1900;
		reading->has_year = true;
		return true;
	}
	if (digits > 4) {
		if ((*reading->at | 0x20) == 't' && isdigit((unsigned char)reading->at[1]))
			reading->at++;
		return set_date(reading, number / 10000, number / 100 % 100, number % 100,
				digits - 4);
	}
	/* The seconds may follow: 134530. */
	if (digits > 2)
		return set_time(reading, number / 100, number % 100, 0);
	return set_time(reading, number, 0, 0);
}

static bool take_item_number(struct reading *reading, int sign)
{
	const struct word *word;
	int64_t number, day_half;
	int digits = take_number(reading, &number);

	if (!digits)
		return false;
	if (!sign && *reading->at == '-' && isdigit((unsigned char)reading->at[1]) && digits >= 2)
		return take_iso(reading, number, digits);
	if (!sign && *reading->at == '/')
		return take_slashes(reading, number, digits);
	if (!sign && *reading->at == ':')
		return take_clock(reading, number);
	if (!sign && *reading->at == '-' && isalpha((unsigned char)reading->at[1]))
		reading->at++;
	word = peek_word(reading);
	if (word && word->kind == WORD_UNIT) {
		take_word(reading);
		return add_units(reading, word, sign < 0 ? -number : number);
	}
	if (sign)
		return false;
	if (word && word->kind == WORD_MONTH)
		return take_day_month(reading, number, word->value);
	if (word && word->kind == WORD_DAY) {
		take_word(reading);
		reading->has_day = true;
		reading->day = word->value;
		reading->day_count = number;
		return true;
	}
	day_half = half_day(reading, number);
	if (day_half >= 0)
		return set_time(reading, day_half, 0, 0);
	/* Compact times: the six digits behind a compact date. */
	if (digits == 6 && reading->has_date && !reading->has_time)
		return set_time(reading, number / 10000, number / 100 % 100, number % 100) &&
		       ((reading->nanoseconds = take_fraction(reading)), true);
	return take_lone_number(reading, number, digits);
}

/* The unit just read alone. */
static bool turn_back(struct reading *reading)
{
	return reading->unit && add_units(reading, reading->unit, -2 * reading->count);
}

static bool take_count(struct reading *reading, long count)
{
	const struct word *word = peek_word(reading);

	if (!word || (word->kind != WORD_UNIT && word->kind != WORD_DAY))
		return false;
	take_word(reading);
	if (word->kind == WORD_UNIT)
		return add_units(reading, word, count);
	reading->has_day = true;
	reading->day = word->value;
	reading->day_count = count;
	return true;
}

/* The military's zones: A to M but J lie to the east, N to Y to the west. */
static bool take_letter(struct reading *reading)
{
	char letter = reading->at[0] | 0x20;

	if (word_length(reading->at) != 1 || letter == 'j' || letter == 't' || reading->has_zone)
		return false;
	reading->at++;
	reading->has_zone = true;
	reading->zone = (letter <= 'i' ? letter - 'a' + 1 : letter <= 'm' ? letter - 'a' :
			 -(letter - 'n' + 1)) * 3600;
	return true;
}

static bool take_item_word(struct reading *reading)
{
	const struct word *word = peek_word(reading);

	if (!word)
		return take_letter(reading);
	take_word(reading);
	switch (word->kind) {
	case WORD_MONTH:
		return take_month(reading, word->value);
	case WORD_DAY:
		reading->has_day = true;
		reading->day = word->value;
		return true;
	case WORD_UNIT:
		return add_units(reading, word, 1);
	case WORD_COUNT:
		return take_count(reading, word->value);
	case WORD_ZONE:
		reading->has_zone = true;
		reading->zone = word->value;
		if ((*reading->at == '+' || *reading->at == '-') &&
		    isdigit((unsigned char)reading->at[1])) {
			reading->has_zone = false;
			return take_zone(reading);
		}
		return true;
	case WORD_DAYS:
		reading->has_relative = true;
		reading->days += word->value;
		return true;
	case WORD_CLOCK:
		return set_time(reading, word->value, 0, 0);
	case WORD_AGO:
		return turn_back(reading);
	case WORD_NOTHING:
		return true;
	}
	return false;
}

static bool take_epoch(struct reading *reading)
{
	bool negative = *++reading->at == '-';
	int64_t seconds;

	reading->at += *reading->at == '-' || *reading->at == '+';
	if (!take_number(reading, &seconds))
		return false;
	reading->has_epoch = true;
	reading->epoch.tv_sec = negative ? -seconds : seconds;
	reading->epoch.tv_nsec = take_fraction(reading);
	if (negative && reading->epoch.tv_nsec) {
		reading->epoch.tv_sec--;
		reading->epoch.tv_nsec = 1000000000 - reading->epoch.tv_nsec;
	}
	return true;
}

static bool take_item(struct reading *reading)
{
	char c = *reading->at;

	if (c == '@')
		return take_epoch(reading);
	if (c == '+' || c == '-') {
		reading->at++;
		skip_blanks(reading);
		return take_item_number(reading, c == '-' ? -1 : 1);
	}
	if (isdigit((unsigned char)c))
		return take_item_number(reading, 0);
	return isalpha((unsigned char)c) && take_item_word(reading);
}

static time_t make_time(struct reading *reading)
{
	struct tm date = reading->date;
	time_t time;

	if (!reading->has_zone) {
		if (reading->has_date || reading->has_day || reading->has_time)
			date.tm_isdst = -1;
		return mktime(&date);
	}
	time = timegm(&date);
	return time - reading->zone;
}

/* The named day of the week: today or the next one, or as many on as was said. */
static void move_to_day(struct reading *reading)
{
	struct tm date = reading->date;
	int ahead, count = reading->day_count;

	date.tm_isdst = -1;
	timegm(&date);
	ahead = (reading->day - date.tm_wday + 7) % 7;
	reading->date.tm_mday += ahead + 7 * (count - (count > 0 && ahead != 0));
}

static bool is_real_date(const struct reading *reading)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = reading->date.tm_year + 1900, month = reading->date.tm_mon;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return reading->date.tm_mday <= days[month] && (month != 1 || leap ||
							reading->date.tm_mday < 29);
}

static int finish(struct reading *reading, struct timespec now, struct timespec *when)
{
	if (reading->has_epoch) {
		*when = reading->epoch;
		return reading->has_date || reading->has_time || reading->has_day ||
		       reading->has_zone || reading->has_relative ? -1 : 0;
	}
	if (reading->has_date && !is_real_date(reading))
		return -1;
	/* With nothing but steps from now, the time of day is now's. */
	if (!reading->has_time && reading->has_relative && !reading->has_date && !reading->has_day)
		reading->nanoseconds = now.tv_nsec;
	else if (!reading->has_time)
		reading->date.tm_hour = reading->date.tm_min = reading->date.tm_sec = 0;
	reading->date.tm_year += reading->years;
	reading->date.tm_mon += reading->months;
	reading->date.tm_mday += reading->days;
	if (reading->has_day && !reading->has_date)
		move_to_day(reading);
	when->tv_sec = make_time(reading) + reading->seconds;
	when->tv_nsec = reading->nanoseconds;
	return 0;
}

int when_parse(const char *text, struct timespec now, struct timespec *when)
{
	struct reading reading = { .at = text };

	localtime_r(&now.tv_sec, &reading.date);
	skip_blanks(&reading);
	/* Nothing at all is today's midnight. */
	if (!*reading.at)
		reading.has_time = !(reading.date.tm_hour = reading.date.tm_min =
					     reading.date.tm_sec = 0);
	while (*reading.at) {
		if (!take_item(&reading))
			return fail_plain("invalid date %s", quote(text));
		skip_blanks(&reading);
	}
	if (finish(&reading, now, when) < 0)
		return fail_plain("invalid date %s", quote(text));
	return 0;
}
