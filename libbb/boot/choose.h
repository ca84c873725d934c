/* SPDX-License-Identifier: MIT */
/* One of several, by a person at a terminal. */
#ifndef BOOT_CHOOSE_H
#define BOOT_CHOOSE_H

#include <stddef.h>

/*
 * Let a person choose: its index. Without a terminal, or when nobody answers in a minute, fails
 * with what and the names: "the store holds 2 systems: A, B: say which by --init".
 */
int choose(const char *what, const char *option, char *const *names, size_t count);

#endif
