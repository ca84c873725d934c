/* SPDX-License-Identifier: MIT */
/* A record of the kernel's log as util-linux's dmesg prints it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/io.h"
#include "core/text.h"
#include "tools/dmesg_names.h"
#include "tools/dmesg_record.h"

static const char color_time[] = "\033[32m", color_subsystem[] = "\033[33m",
		  color_end[] = "\033[0m", color_segfault[] = "\033[2m\033[31m";

void dmesg_start(struct dmesg_how *how)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	how->boot = now.tv_sec + now.tv_nsec / 1e9 - now_seconds();
	how->last = -1;
	how->last_minute = -1;
}

/* The time as wished for, and a blank; "" for none. */
static void format_time(struct dmesg_how *how, const struct dmesg_record *record, char text[80])
{
	double seconds = record->time / 1e6, passed = how->last <= 0 ? 0 : seconds - how->last;
	unsigned micro = record->time % 1000000;
	time_t absolute = how->boot + seconds;
	struct tm local;
	char date[64];
	int minute;

	localtime_r(&absolute, &local);
	minute = (local.tm_yday * 24 + local.tm_hour) * 60 + local.tm_min;
	text[0] = '\0';
	switch (how->time) {
	case DMESG_NO_TIME:
		break;
	case DMESG_CTIME:
		strftime(text, 80, "[%a %b %e %H:%M:%S %Y] ", &local);
		break;
	case DMESG_ISO:
		strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S%z", &local);
		snprintf(text, 80, "%.19s,%06u%.3s:%.2s ", date, micro, date + 19, date + 22);
		break;
	case DMESG_DELTA:
		if (how->delta_with_time)
			snprintf(text, 80, "[%5u.%06u <%12.6f>] ", (unsigned)seconds, micro,
				 passed);
		else
			snprintf(text, 80, "[<%12.6f>] ", passed);
		break;
	case DMESG_RELTIME:
		if (how->last_minute != minute)
			strftime(text, 80, "[%b%e %H:%M] ", &local);
		else
			snprintf(text, 80, "[%+11.6f] ", passed);
		break;
	case DMESG_TIME:
		snprintf(text, 80, "[%5u.%06u] ", (unsigned)seconds, micro);
		break;
	}
	how->last_minute = minute;
	how->last = seconds;
}

/* Nothing in a message may drive the terminal. */
static void put_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];

		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
}

/* "usb 1-1: " and the like, coloured as one. */
static size_t subsystem_length(const struct dmesg_record *record)
{
	const char *colon = memmem(record->text, record->length, ": ", 2);

	return colon ? colon + 2 - record->text : 0;
}

static bool is_wanted(const struct dmesg_how *how, const struct dmesg_record *record)
{
	if (how->levels && (record->level < 0 || !(how->levels >> record->level & 1)))
		return false;
	return !how->facilities ||
	       (record->facility >= 0 && record->facility < 32 &&
		(how->facilities >> record->facility & 1));
}

/* Facility, level and time; returns the columns they take. */
static int put_prefix(struct dmesg_how *how, const struct dmesg_record *record)
{
	int width = 0;
	char time[80];

	if (how->raw)
		return printf("<%d>[%5u.%06u] ",
			      MAX(record->level, 0) | MAX(record->facility, 0) << 3,
			      (unsigned)(record->time / 1000000),
			      (unsigned)(record->time % 1000000));
	if (how->decode)
		width = printf("%-6s:%-6s: ", record->facility >= 0 && record->facility < 24 ?
						      dmesg_facilities[record->facility].name : "",
			       record->level >= 0 ? dmesg_levels[record->level].name : "");
	if (record->time < 0)
		return width;
	format_time(how, record, time);
	if (time[0] && how->color)
		printf("%s%s%s", color_time, time, color_end);
	else
		fputs(time, stdout);
	return width + strlen(time);
}

void dmesg_print(struct dmesg_how *how, const struct dmesg_record *record)
{
	bool colored = how->color && !how->raw;
	const char *color = colored && record->level >= 0 ? dmesg_levels[record->level].color
							  : NULL;
	const char *at = record->text, *end = at + record->length;
	int width;

	if (!is_wanted(how, record))
		return;
	if (colored && !color && memmem(at, record->length, "segfault at", 11))
		color = color_segfault;
	width = put_prefix(how, record);
	if (colored && subsystem_length(record)) {
		fputs(color_subsystem, stdout);
		put_text(at, subsystem_length(record));
		fputs(color_end, stdout);
		at += subsystem_length(record);
	}
	if (color)
		fputs(color, stdout);
	/* Further lines of one record are indented, or have the prefix again. */
	for (;;) {
		const char *newline = memchr(at, '\n', end - at);

		put_text(at, (newline ? newline : end) - at);
		if (!newline || newline + 1 >= end)
			break;
		putchar('\n');
		if (how->prefix_lines)
			put_prefix(how, record);
		else
			printf("%*s", width, "");
		at = newline + 1;
	}
	puts(color ? color_end : "");
}
