/* SPDX-License-Identifier: MIT */
/* dd(1)'s copying. */
#ifndef TOOLS_DD_COPY_H
#define TOOLS_DD_COPY_H

#include <stdbool.h>
#include <stdint.h>

enum dd_conversion {
	DD_BLOCK = 1, DD_UNBLOCK = 2, DD_LOWER = 4, DD_UPPER = 8, DD_SPARSE = 16, DD_SWAP = 32,
	DD_PAD = 64, DD_EXCLUSIVE = 128, DD_NO_CREATE = 256, DD_NO_TRUNCATE = 512,
	DD_NO_ERROR = 1024, DD_SYNC_DATA = 2048, DD_SYNC_FILE = 4096,
};

/* Flags that open(2) does not know, beyond the bits of those it does. */
enum dd_flag {
	DD_FULL_BLOCK = 1 << 25, DD_COUNT_BYTES = 1 << 26, DD_SKIP_BYTES = 1 << 27,
	DD_SEEK_BYTES = 1 << 28, DD_NO_CACHE = 1 << 29,
	DD_OWN_FLAGS = DD_FULL_BLOCK | DD_COUNT_BYTES | DD_SKIP_BYTES | DD_SEEK_BYTES | DD_NO_CACHE,
};

struct dd {
	int input, output;
	const char *input_name, *output_name;
	uint64_t block_size, input_size, output_size, record_size;	/* 0: not given */
	uint64_t count, skip, seek;
	bool count_set, count_bytes, skip_bytes, seek_bytes;
	unsigned conversions, input_flags, output_flags;
	enum { DD_STATUS_ALL, DD_STATUS_NONE, DD_STATUS_NO_RATE, DD_STATUS_PROGRESS } status;
};

/* Copy, and print the amounts on stderr. Warns of failures; then negative. */
int dd_copy(struct dd *dd);

#endif
