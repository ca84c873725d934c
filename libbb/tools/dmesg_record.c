/* SPDX-License-Identifier: MIT */
/* Records of the kernel's log: names of levels, and the two formats they come in. */
#include "tools/dmesg_record.h"

#include <string.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/text.h"
#include "tools/dmesg_names.h"

const struct dmesg_name dmesg_levels[] = {
	{ "emerg", NULL }, { "alert", "\033[7m\033[31m" }, { "crit", "\033[1m\033[31m" },
	{ "err", "\033[31m" }, { "warn", "\033[1m" }, { "notice", NULL }, { "info", NULL },
	{ "debug", NULL }, { NULL, NULL },
};

/* sys/syslog.h, by number. */
const struct dmesg_name dmesg_facilities[] = {
	{ "kern", NULL }, { "user", NULL }, { "mail", NULL }, { "daemon", NULL },
	{ "auth", NULL }, { "syslog", NULL }, { "lpr", NULL }, { "news", NULL },
	{ "uucp", NULL }, { "cron", NULL }, { "authpriv", NULL }, { "ftp", NULL },
	{ "res0", NULL }, { "res1", NULL }, { "res2", NULL }, { "res3", NULL },
	{ "local0", NULL }, { "local1", NULL }, { "local2", NULL }, { "local3", NULL },
	{ "local4", NULL }, { "local5", NULL }, { "local6", NULL }, { "local7", NULL },
	{ NULL, NULL },
};

static int find_name(const struct dmesg_name *names, const char *text, size_t length)
{
	for (int i = 0; names[i].name; i++)
		if (strlen(names[i].name) == length && memcmp(names[i].name, text, length) == 0)
			return i;
	return -1;
}

static int parse_list(const struct dmesg_name *names, const char *what, const char *list,
		      uint32_t *bits)
{
	const char *at = list;

	*bits = 0;
	do {
		size_t length = strcspn(at, ",");
		bool up = length && at[0] == '+', down = length && at[length - 1] == '+';
		int found = find_name(names, at + up, length - up - down);

		if (found < 0)
			return fail_plain("unknown %s '%.*s'", what, (int)length, at);
		*bits |= 1u << found;
		/* "+warn": that and the more urgent; "warn+": and the less urgent. */
		if (up)
			*bits |= (1u << found) - 1;
		if (down)
			*bits |= ~((1u << found) - 1);
		at += length;
	} while (*at++ == ',');
	return 0;
}

int dmesg_parse_levels(const char *list, uint32_t *bits)
{
	return parse_list(dmesg_levels, "level", list, bits);
}

int dmesg_parse_facilities(const char *list, uint32_t *bits)
{
	return parse_list(dmesg_facilities, "facility", list, bits);
}

static void set_priority(struct dmesg_record *record, unsigned long priority)
{
	record->level = priority & 7;
	record->facility = priority >> 3 & 0x7f;
}

/* "\x09" back to a byte, in place; returns the new length. */
static size_t unescape(char *text, size_t length)
{
	size_t to = 0;

	for (size_t at = 0; at < length; at++) {
		char digits[3] = { 0 };

		if (text[at] == '\\' && at + 3 < length && text[at + 1] == 'x') {
			memcpy(digits, text + at + 2, 2);
			if (digits[strspn(digits, "0123456789abcdefABCDEF")] == '\0') {
				text[to++] = strtoul(digits, NULL, 16);
				at += 3;
				continue;
			}
		}
		text[to++] = text[at];
	}
	return to;
}

bool dmesg_parse_kmsg(struct dmesg_record *record, char *line, size_t length)
{
	char *text = memchr(line, ';', length), *at, *end;
	unsigned long priority;

	if (!text)
		return false;
	priority = strtoul(line, &at, 10);
	if (at == line || *at != ',')
		return false;
	set_priority(record, priority);
	strtoull(at + 1, &at, 10);
	if (*at != ',')
		return false;
	record->time = strtoull(at + 1, &at, 10);
	text++;
	/* Behind the first line come KEY=VALUE lines. */
	end = memchr(text, '\n', line + length - text);
	record->text = text;
	record->length = unescape(text, (end ? end : line + length) - text);
	return true;
}

/* A text of digits within bounds; returns its end or NULL. */
static const char *read_number(const char *at, const char *end, uint64_t *value)
{
	const char *start = at;

	for (*value = 0; at < end && *at >= '0' && *at <= '9' && at - start < 18; at++)
		*value = *value * 10 + *at - '0';
	return at == start ? NULL : at;
}

bool dmesg_parse_syslog(struct dmesg_record *record, const char *line, size_t length)
{
	const char *end = line + length, *at;
	uint64_t number, fraction;

	*record = (struct dmesg_record){ -1, -1, -1, line, length };
	if (line < end && *line == '<' && (at = read_number(line + 1, end, &number)) &&
	    at < end && *at == '>') {
		set_priority(record, number);
		line = at + 1;
	}
	record->text = line;
	record->length = end - line;
	if (line >= end || *line != '[')
		return record->level >= 0 || record->length;
	for (at = line + 1; at < end && *at == ' ';)
		at++;
	if (!(at = read_number(at, end, &number)) || at >= end || *at != '.' ||
	    !(at = read_number(at + 1, end, &fraction)) || at >= end || *at != ']')
		return true;
	record->time = number * 1000000 + fraction;
	at += 1 + (at + 1 < end && at[1] == ' ');
	record->text = at;
	record->length = end - at;
	return true;
}
