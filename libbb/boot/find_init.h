/* SPDX-License-Identifier: MIT */
/* The program a new root starts with. */
#ifndef BOOT_FIND_INIT_H
#define BOOT_FIND_INIT_H

#include "boot/layout.h"

/* Where init is in this root when nobody said: an allocated path. Fails when none or several. */
int find_init(enum layout layout, const char *root, char **init);

/* Whether this one would start. The failure offers the closest one that would. */
int find_init_check(const char *root, const char *init);

#endif
