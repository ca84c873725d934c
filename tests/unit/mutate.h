/* SPDX-License-Identifier: MIT */
/* Damaged inputs for parsers: the same ones each run, so that a failure can be repeated. */
#ifndef UNIT_MUTATE_H
#define UNIT_MUTATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint32_t mutate_state = 1;

static inline uint32_t mutate_random(uint32_t below)
{
	mutate_state = mutate_state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)mutate_state * below >> 32);
}

/*
 * A damaged copy, NUL-terminated, in memory of exactly its size, so that the sanitizer sees each
 * byte read beyond it. Caller frees.
 */
static inline char *mutate(const char *seed, size_t length, size_t *changed_length)
{
	static const char interesting[] = "\0\r\n\t :;,=%-/0\x7f\x80\xff[]@\"\\";
	char work[4096];
	size_t n = length < sizeof(work) / 2 ? length : sizeof(work) / 2;
	char *copy;

	memcpy(work, seed, n);
	for (uint32_t i = mutate_random(4) + 1; i; i--) {
		size_t at = mutate_random(n + 1), span = mutate_random(16) + 1;

		switch (mutate_random(5)) {
		case 0:		/* one byte becomes another */
			if (at < n)
				work[at] = interesting[mutate_random(sizeof(interesting) - 1)];
			break;
		case 1:
			if (at < n)
				work[at] ^= 1 << mutate_random(8);
			break;
		case 2:		/* cut */
			n = at;
			break;
		case 3:		/* leave a part out */
			span = span < n - at ? span : n - at;
			memmove(work + at, work + at + span, n - at - span);
			n -= span;
			break;
		case 4:		/* double a part */
			span = span < n - at ? span : n - at;
			if (n + span > sizeof(work))
				break;
			memmove(work + at + span, work + at, n - at);
			n += span;
			break;
		}
	}
	copy = malloc(n + 1);
	if (!copy)
		abort();
	memcpy(copy, work, n);
	copy[n] = '\0';
	*changed_length = n;
	return copy;
}

#endif
