/* SPDX-License-Identifier: MIT */
/* switch_root(8): leave the initramfs for the real root. */
#ifndef BOOT_SWITCH_ROOT_H
#define BOOT_SWITCH_ROOT_H

#include <stdbool.h>

/* Whether / is an initramfs (ramfs or tmpfs), and may be emptied. A failure says what it is. */
int initramfs_check(void);

/* Whether switch_root_perform() would go through: nothing is changed. */
int switch_root_check(const char *root, const char *init);

/*
 * Move /dev, /proc, /sys and /run into root, free the initramfs, make root / and execute argv.
 * For process 1 alone. Check first. Returns only on failure; past the point of no return it
 * tries a shell of the new root, then says so and waits for ever, for process 1 must not end.
 */
int switch_root_perform(const char *root, char **argv);

#endif
