/* SPDX-License-Identifier: MIT */
/* Dates as people write them: GNU's "Date input formats", for touch -d, date -d, find -newermt. */
#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include <time.h>

#include "core/text.h"

/*
 * "2024-02-29 13:45:30.5 +0100", "Feb 29 2024", "02/29/2024 1:45pm", "@1234567890.5", "next
 * monday", "yesterday noon", "3 days ago", "1 month", "20240229T134530Z", "now". Without a zone
 * local time is meant. Fails with "invalid date 'text'".
 */
int when_parse(const char *text, struct timespec now, struct timespec *when);

/*
 * MMDDhhmm[.ss], with a year of two or four digits before it (touch) or behind mm (date); this
 * year's without. Fails with "invalid date format 'text'".
 */
enum when_year { WHEN_YEAR_FIRST, WHEN_YEAR_LAST };
int when_parse_stamp(const char *text, enum when_year where, struct timespec *when);

/* Append in local time: strftime(3)'s conversions with GNU's flags (%-d), widths, %N and %:z. */
void when_format(struct buffer *text, const char *format, struct timespec when);

#endif
