/* SPDX-License-Identifier: MIT */
/* For initrd_segments.c: the decoders of one segment, each at its end or with a failure. */
#ifndef BOOT_INITRD_SEGMENT_H
#define BOOT_INITRD_SEGMENT_H

#include "boot/newc.h"

#define SEGMENT_CHUNK (64 << 10)

/* A segment's end is known to its decoder alone. */
struct segment {
	const uint8_t *bytes;
	size_t length, used;
	struct newc *newc;
	uint8_t *chunk;
};

int segment_read_gzip(struct segment *segment);
int segment_read_xz(struct segment *segment);
int segment_read_lzma_alone(struct segment *segment);
int segment_read_zstd(struct segment *segment);

#endif
