/* SPDX-License-Identifier: MIT */
/* Module files as distributions keep them: plain, or packed by xz, zstd or gzip. */
#ifndef DEV_UNPACK_H
#define DEV_UNPACK_H

#include "core/text.h"

/* By its first bytes: 0 and the plain bytes appended, 1 when it was not packed, negative. */
int module_unpack(const void *packed, size_t length, const char *name, struct buffer *plain);

#endif
