/* SPDX-License-Identifier: MIT */
/* Initrds read as the kernel does: archives one after another, each plain or compressed. Pure. */
#ifndef BOOT_INITRD_SEGMENTS_H
#define BOOT_INITRD_SEGMENTS_H

#include <stddef.h>

#include "boot/newc.h"

/*
 * Give all members to newc, in one pass; no more than some megabytes of memory are needed. 0;
 * 1, with a failure's text, when a segment's compression is not known here, and what came
 * before it was read; negative when it is damaged.
 */
int initrd_read_segments(const void *bytes, size_t length, struct newc *newc);

#endif
