/* SPDX-License-Identifier: MIT */
/*
 * Records of the kernel's log: parsed from /dev/kmsg (Documentation/ABI/testing/dev-kmsg) or
 * syslog(2)'s text, and printed as util-linux's dmesg does.
 */
#ifndef TOOLS_DMESG_RECORD_H
#define TOOLS_DMESG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum dmesg_time { DMESG_TIME, DMESG_NO_TIME, DMESG_CTIME, DMESG_DELTA, DMESG_RELTIME, DMESG_ISO };

struct dmesg_how {
	enum dmesg_time time;
	bool delta_with_time, raw, decode, color, prefix_lines;
	uint32_t levels, facilities;	/* bits of those wanted, 0: all */
	/* Kept between records. */
	double boot, last;		/* seconds: boot since the epoch; the record before */
	int last_minute;		/* of the year: DMESG_RELTIME heads each */
};

struct dmesg_record {
	int level, facility;	/* -1: not said */
	int64_t time;		/* microseconds since boot, -1: not said */
	const char *text;
	size_t length;
};

int dmesg_parse_levels(const char *list, uint32_t *bits);
int dmesg_parse_facilities(const char *list, uint32_t *bits);

/* False for what is no record. The text stays where it is. */
bool dmesg_parse_kmsg(struct dmesg_record *record, char *line, size_t length);
bool dmesg_parse_syslog(struct dmesg_record *record, const char *line, size_t length);

/* Take the boot's time, before the first record is printed. */
void dmesg_start(struct dmesg_how *how);
void dmesg_print(struct dmesg_how *how, const struct dmesg_record *record);

#endif
