/* SPDX-License-Identifier: MIT */
/* Sizes as util-linux prints them: "512B", "4K", "11.8G"; powers of 1024, rounded to a tenth. */
#ifndef FS_SIZE_TEXT_H
#define FS_SIZE_TEXT_H

#include <stdint.h>

/* Returns text. */
const char *size_text(uint64_t bytes, char text[16]);

#endif
