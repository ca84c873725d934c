/* SPDX-License-Identifier: MIT */
/* A module file in memory, unpacked: for modinfo(8) and depmod(8). */
#ifndef DEV_MODULE_FILE_H
#define DEV_MODULE_FILE_H

#include "core/text.h"
#include "dev/depmod.h"

/* Append its plain bytes. */
int module_file_read(const char *path, struct buffer *plain);

/* Cut the next NUL-ended "key=value" off .modinfo; false at the end. */
bool module_info_next(struct slice *rest, struct slice *key, struct slice *value);

#endif
