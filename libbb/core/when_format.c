/* SPDX-License-Identifier: MIT */
/* Dates by a format, as GNU's date(1) has it: strftime(3) with flags, widths, %N and %:z. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/when.h"

#define WIDTH_MOST 4096	/* nobody's terminal is wider; GNU would print gigabytes */

/* One conversion: %[flags][width][:::|E|O]letter. */
struct conversion {
	char pad;		/* one of "-_0+", 0: the letter's own */
	bool upper, swapped;
	int width, colons;	/* -1: no width was given */
	char modifier, letter;
};

/* What is a number: its least digits and what it is filled with; kl are H and I as strftime's. */
static const struct {
	char letter, digits, fill, as;
} numbers[] = {
	{ 'C', 2, '0', 'C' }, { 'd', 2, '0', 'd' }, { 'e', 2, ' ', 'd' }, { 'g', 2, '0', 'g' },
	{ 'G', 4, '0', 'G' }, { 'H', 2, '0', 'H' }, { 'I', 2, '0', 'I' }, { 'j', 3, '0', 'j' },
	{ 'k', 2, ' ', 'H' }, { 'l', 2, ' ', 'I' }, { 'm', 2, '0', 'm' }, { 'M', 2, '0', 'M' },
	{ 'S', 2, '0', 'S' }, { 'u', 1, '0', 'u' }, { 'U', 2, '0', 'U' }, { 'V', 2, '0', 'V' },
	{ 'w', 1, '0', 'w' }, { 'W', 2, '0', 'W' }, { 'y', 2, '0', 'y' }, { 'Y', 4, '0', 'Y' },
};

static void fill(struct buffer *text, char with, int count)
{
	while (count-- > 0)
		buffer_add(text, &with, 1);
}

static void add_number(struct buffer *text, const struct conversion *as, long long number,
		       int digits, char with)
{
	char figures[24];
	int width = as->width >= 0 ? as->width : digits, length;
	/* A year's + is shown where it has more room than it needs. */
	bool plus = as->pad == '+' && number >= 0 && strchr("CGYF", as->letter) && width > digits;
	const char *sign = number < 0 ? "-" : plus ? "+" : "";

	length = snprintf(figures, sizeof(figures), "%llu",
			  number < 0 ? -(unsigned long long)number : (unsigned long long)number);
	width -= length + (int)strlen(sign);
	with = as->pad == '_' ? ' ' : as->pad == '0' || as->pad == '+' ? '0' : with;
	if (with == ' ' && as->pad != '-')
		fill(text, ' ', width);
	buffer_text(text, sign);
	if (with == '0' && as->pad != '-')
		fill(text, '0', width);
	buffer_add(text, figures, length);
}

static void add_words(struct buffer *text, const struct conversion *as, const char *words,
		      size_t length)
{
	if (as->pad != '-')
		fill(text, as->pad == '0' || as->pad == '+' ? '0' : ' ',
		     as->width - (int)length);
	buffer_add(text, words, length);
}

/* A fraction is filled on its right. */
static void add_fraction(struct buffer *text, const struct conversion *as, long nanoseconds)
{
	int width = as->width > 0 ? as->width : 9;
	size_t start = text->length, end;

	buffer_format(text, "%09ld", nanoseconds);
	if (width < 9)
		text->data[text->length = start + width] = '\0';
	for (end = text->length; as->pad == '_' && end > start + 1 && text->data[end - 1] == '0';)
		text->data[--end] = ' ';
	fill(text, as->pad == '_' ? ' ' : '0', width - 9);
}

/* +hhmm (one number), +hh:mm, +hh:mm:ss, or as short as it may be. */
static void add_zone(struct buffer *text, const struct conversion *as, long seconds)
{
	long hours = labs(seconds) / 3600, minutes = labs(seconds) / 60 % 60;
	char figures[24], rest[48] = "";
	int width = 3, given = as->width;

	if (as->colons == 2 || (as->colons == 3 && seconds % 60))
		given -= snprintf(rest, sizeof(rest), ":%02ld:%02ld", minutes, labs(seconds) % 60);
	else if (as->colons == 1 || (as->colons == 3 && minutes))
		given -= snprintf(rest, sizeof(rest), ":%02ld", minutes);
	else if (as->colons == 0)
		width = 5;
	width = (as->width >= 0 ? given : width) - 1 -
		snprintf(figures, sizeof(figures), "%ld",
			 as->colons ? hours : hours * 100 + minutes);
	if (as->pad == '_')
		fill(text, ' ', width);
	buffer_text(text, seconds < 0 ? "-" : "+");
	if (as->pad != '_' && as->pad != '-')
		fill(text, '0', width);
	buffer_format(text, "%s%s", figures, rest);
}

static void change_case(const struct conversion *as, char *words)
{
	/* %#Z and %#p become small, %#a large; %P is small in any case. */
	bool small = as->letter == 'P' || (as->swapped && strchr("Zp", as->letter));
	bool large = as->upper || (as->swapped && strchr("aAbBh", as->letter));

	for (; (small || large) && *words; words++)
		*words = small ? tolower((unsigned char)*words) : toupper((unsigned char)*words);
}

static bool add_known(struct buffer *text, const struct conversion *as, struct timespec when,
		      const struct tm *tm)
{
	char format[3] = { '%', as->letter == 'P' ? 'p' : as->letter }, words[128];
	struct conversion year = *as;

	if ((as->colons && as->letter != 'z') || as->colons > 3 || !as->letter ||
	    (as->modifier == 'E' && !strchr("cCxXyY", as->letter)) ||
	    (as->modifier == 'O' && !strchr("deHIklmMSuUVwWy", as->letter)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (numbers[i].letter != as->letter)
			continue;
		format[1] = numbers[i].as;
		strftime(words, sizeof(words), format, tm);
		add_number(text, as, strtoll(words, NULL, 10), numbers[i].digits, numbers[i].fill);
		return true;
	}
	switch (as->letter) {
	case 'N':
		add_fraction(text, as, when.tv_nsec);
		return true;
	case 's':
		add_number(text, as, when.tv_sec, 1, '0');
		return true;
	case 'q':
		add_number(text, as, tm->tm_mon / 3 + 1, 1, '0');
		return true;
	case 'z':
		add_zone(text, as, tm->tm_gmtoff);
		return true;
	case 'F':
		year.width = MAX(as->width - 6, -1);
		add_number(text, &year, tm->tm_year + 1900LL, 4, '0');
		strftime(words, sizeof(words), "-%m-%d", tm);
		buffer_text(text, words);
		return true;
	default:
		if (!strchr("aAbBhcDnprPRtTxXZ%", as->letter) ||
		    (as->letter == '%' && as->width >= 0))
			return false;
		words[strftime(words, sizeof(words), format, tm)] = '\0';
		change_case(as, words);
		add_words(text, as, words, strlen(words));
		return true;
	}
}

/* Reads one conversion behind its %; returns where it ends. */
static const char *read_conversion(const char *at, struct conversion *as)
{
	*as = (struct conversion){ .width = -1 };
	for (; *at && strchr("-_0+^#", *at); at++) {
		as->upper |= *at == '^';
		as->swapped |= *at == '#';
		if (*at != '^' && *at != '#')
			as->pad = *at;
	}
	for (; isdigit((unsigned char)*at); at++)
		as->width = MIN(MAX(as->width, 0) * 10 + *at - '0', WIDTH_MOST);
	for (; *at == ':'; at++)
		as->colons++;
	if (*at == 'E' || *at == 'O')
		as->modifier = *at++;
	as->letter = *at;
	return *at ? at + 1 : at;
}

void when_format(struct buffer *text, const char *format, struct timespec when)
{
	struct conversion as;
	const char *percent;
	struct tm tm;

	if (!localtime_r(&when.tv_sec, &tm))
		memset(&tm, 0, sizeof(tm));
	while ((percent = strchr(format, '%')) != NULL) {
		buffer_add(text, format, percent - format);
		format = read_conversion(percent + 1, &as);
		/* What is none stands for itself. */
		if (!add_known(text, &as, when, &tm))
			add_words(text, &as, percent, format - percent);
	}
	buffer_text(text, format);
}
