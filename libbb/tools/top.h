/* SPDX-License-Identifier: MIT */
/* What top shows: two looks at all processes and at the processors, and what lies between. */
#ifndef TOOLS_TOP_H
#define TOOLS_TOP_H

#include "tools/ps.h"

enum top_field { TOP_PID, TOP_USER, TOP_PRIORITY, TOP_NICE, TOP_VIRTUAL, TOP_RESIDENT, TOP_SHARED,
		 TOP_STATE, TOP_CPU, TOP_MEMORY, TOP_TIME, TOP_COMMAND, TOP_FIELDS };

/* Ticks by kind, in the order of /proc/stat. */
struct top_processor {
	uint64_t user, nice, system, idle, waiting, interrupts, soft, stolen;
};

struct top_process {
	struct process process;
	double cpu;			/* percent of one processor since the look before */
};

struct top {
	/* How to show; may change at any time. */
	bool threads, each_processor, command_lines, busy_only, dead_children;
	bool reversed;			/* the smallest first */
	enum top_field order;
	struct ps_select select;	/* none: all */
	/* The last look. */
	struct top_process *list;
	size_t count;			/* of what is to be shown, in order */
	size_t running, sleeping, stopped, zombies, total;
	/* The look before. */
	struct process *before;
	size_t before_count;
	struct top_processor *now, *then;	/* the first is the sum of all */
	size_t processors;
	double at;			/* seconds since boot */
	uint64_t memory;		/* KiB */
};

/* Look. The first time there is no look before, and all of the past counts. */
int top_read(struct top *top);
/* Put them in the order wanted now. */
void top_sort(struct top *top);
void top_free(struct top *top);

/* The name of a column, "%CPU" or "-PID" and so on; fails on others. */
int top_order_parse(struct top *top, const char *name);

/* Append a line above the table; false when there is no such line. */
bool top_summary(const struct top *top, size_t line, struct buffer *text);
/* Append the headings, and a process, for so many columns. */
void top_headings(struct buffer *text, size_t columns);
void top_line(const struct top *top, const struct top_process *process, size_t columns,
	      struct buffer *text);

#endif
