/* SPDX-License-Identifier: MIT */
/* Sizes as ls -h, df -h and du -h print them: rounded up, "1.5K", "10M". */
#ifndef CORE_HUMAN_H
#define CORE_HUMAN_H

#include <stdint.h>

/* In units of base (1024 or 1000) with a letter. Returns buffer. */
const char *human_size(uint64_t bytes, unsigned base, char buffer[16]);

/* The same, rounded to the nearest: dd's amounts. */
const char *human_size_nearest(uint64_t bytes, unsigned base, char buffer[16]);

/* How sizes are shown: bytes in one unit, or human. */
struct size_style {
	unsigned human;		/* 0, 1024 or 1000 */
	uint64_t unit;		/* else in so many bytes, rounded up */
	char suffix[8];		/* behind each number: "K" for --block-size=K */
};

/* --block-size's argument: "1M", "K", "kB", "human-readable", "si". */
int size_style_parse(const char *text, struct size_style *style);
const char *size_style_text(const struct size_style *style, uint64_t bytes, char buffer[40]);

#endif
