/* SPDX-License-Identifier: MIT */
/* How GNU wget reads and writes times, rates and sizes. */
#ifndef TOOLS_WGET_TEXT_H
#define TOOLS_WGET_TEXT_H

#include <stdint.h>

/* 1.5, 2s, 3m, 1h as milliseconds; 0 becomes FETCH_NEVER. */
int wget_seconds(const char *argument, uint32_t *ms);
/* 100, 20k, 1.5m as bytes a second. */
int wget_rate(const char *argument, uint64_t *bytes);
/* "1.2K", "3.4M". Returns text. */
const char *wget_size(uint64_t bytes, char text[16]);
/* "2026-01-02 03:04:05", local time. Returns text. */
const char *wget_now(char text[32]);

#endif
