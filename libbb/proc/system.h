/* SPDX-License-Identifier: MIT */
/* What /proc tells of the whole machine: memory, load, how long it has been up. */
#ifndef PROC_SYSTEM_H
#define PROC_SYSTEM_H

#include <stdint.h>

#include "core/text.h"

/* /proc/meminfo, in KiB. */
struct memory {
	uint64_t total, free, available, buffers, shared;
	uint64_t cache;			/* page cache, and slabs that can be given back */
	uint64_t low_total, low_free, high_total, high_free;
	uint64_t swap_total, swap_free;
	uint64_t limit, committed;
};
int memory_read(struct memory *memory);

/* Append "19:58:44 up  3:52,  0 user,  load average: 5.50, 5.43, 3.05". */
void uptime_text(struct buffer *text);
/* Append "up 3 hours, 52 minutes". */
void uptime_pretty(uint64_t seconds, struct buffer *text);

#endif
