/* SPDX-License-Identifier: MIT */
/* How much memory there is to work with (proc(5), meminfo). */
#ifndef FS_MEMORY_H
#define FS_MEMORY_H

#include <stdint.h>

/* MemAvailable: what can be used without swapping, in bytes. */
int memory_available(uint64_t *bytes);

#endif
