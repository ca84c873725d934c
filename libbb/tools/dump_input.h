/* SPDX-License-Identifier: MIT */
/* The bytes of several files one behind the other, for od and hexdump. */
#ifndef TOOLS_DUMP_INPUT_H
#define TOOLS_DUMP_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dump_input {
	char **names;		/* of the files still to be opened, ended by NULL */
	int fd;
	bool open;
	bool limited;
	uint64_t left;		/* of the bytes to read, when limited */
	size_t opened;		/* how many files could be */
};

/* Fill the block, unless the end comes first. What cannot be read is warned of, and passed. */
size_t dump_read(struct dump_input *input, void *block, size_t size);

/* Pass so many bytes; returns how many are missing at the end of all. */
uint64_t dump_skip(struct dump_input *input, uint64_t count);

#endif
