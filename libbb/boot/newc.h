/* SPDX-License-Identifier: MIT */
/*
 * newc archives as the kernel unpacks them: Documentation/driver-api/early-userspace/
 * buffer-format.rst. Bytes in by pieces of any size, members out. Pure.
 */
#ifndef BOOT_NEWC_H
#define BOOT_NEWC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { NEWC_HEADER = 110, NEWC_NAME = 4096 };

struct newc_member {
	const char *name;	/* without a leading "/" or "./"; of a folder ".", "" */
	mode_t mode;
	uint64_t size;
};

/* Zero-initialised, but for the functions, is ready for the first byte. */
struct newc {
	void (*begin)(void *data, const struct newc_member *member);
	/* Its content, or a link's target, in pieces. */
	void (*content)(void *data, const void *bytes, size_t length);
	void *data;

	enum newc_state { NEWC_BETWEEN, NEWC_IN_HEADER, NEWC_IN_NAME, NEWC_IN_CONTENT } state;
	uint8_t header[NEWC_HEADER];
	char text[NEWC_NAME + 4];
	size_t have, wanted;	/* of header or name */
	size_t name_length;
	uint64_t left;		/* of the content */
	unsigned padding;	/* behind it */
};

/*
 * Take bytes. Returns how many: fewer than there are when, between two archives, something begins
 * that is none (NULs between them are taken). Negative after fail(): damaged.
 */
ssize_t newc_take(struct newc *newc, const void *bytes, size_t length);

/* Whether the bytes may end here. */
bool newc_is_whole(const struct newc *newc);

#endif
