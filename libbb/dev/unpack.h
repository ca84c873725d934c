/* SPDX-License-Identifier: MIT */
/* Packed bytes in memory: modules, kernels, segments of an initrd. Told apart by their magic. */
#ifndef DEV_UNPACK_H
#define DEV_UNPACK_H

#include "core/text.h"

enum unpacked {
	UNPACKED = 0,
	UNPACK_PLAIN,		/* they are not packed */
	UNPACK_UNKNOWN,		/* packed, but not by what is known here: fail_text() names it */
};

/* Takes what was unpacked, in pieces; negative after fail() ends it. */
typedef int unpack_give(void *data, const void *bytes, size_t length);

/*
 * Unpack the one stream that begins there; *used is how many bytes it was. Memory is bounded, what
 * comes out is give's to bound. Negative after fail(): damaged, cut off, or not wanted.
 */
int unpack(const void *packed, size_t length, size_t *used, unpack_give *give, void *data);

/* The whole of a file called `name`, appended to plain: at most 256 MB. UNPACK_PLAIN leaves it. */
int module_unpack(const void *packed, size_t length, const char *name, struct buffer *plain);

#endif
