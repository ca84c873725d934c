/* SPDX-License-Identifier: MIT */
/* Lengths of time as sleep(1), timeout(1) and others take them. */
#ifndef CORE_DURATION_H
#define CORE_DURATION_H

#include <time.h>

/* "2", "0.5", "1e3", "3m", "1h", "2d", "infinity"; seconds without a unit. Fails on others. */
int duration_parse(const char *text, double *seconds);

/* As a timespec, capped at what time_t holds. */
struct timespec duration_timespec(double seconds);

/* Sleep that long, however often a signal handler returns. */
void duration_sleep(double seconds);

#endif
