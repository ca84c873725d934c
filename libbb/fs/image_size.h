/* SPDX-License-Identifier: MIT */
/* How long an image says it is: what finds a download that was cut off. Pure. */
#ifndef FS_IMAGE_SIZE_H
#define FS_IMAGE_SIZE_H

#include <stdint.h>

#include "fs/probe.h"

/* From its first bytes; 0 when this kind does not say, or not within so few. */
uint64_t image_size(enum image_kind kind, const void *head, size_t length);

#endif
