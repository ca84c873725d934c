/* SPDX-License-Identifier: MIT */
/* The formats that module_unpack() knows; each appends the plain bytes, or fails. */
#ifndef DEV_UNPACK_FORMAT_H
#define DEV_UNPACK_FORMAT_H

#include "core/text.h"

int module_unpack_xz(const void *packed, size_t length, const char *name, struct buffer *plain);
int module_unpack_zstd(const void *packed, size_t length, const char *name, struct buffer *plain);
int module_unpack_gzip(const void *packed, size_t length, const char *name, struct buffer *plain);

#endif
