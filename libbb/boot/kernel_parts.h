/* SPDX-License-Identifier: MIT */
/* A kernel in memory, taken out of what it came in: a unified image, a compressed file. */
#ifndef BOOT_KERNEL_PARTS_H
#define BOOT_KERNEL_PARTS_H

/*
 * Put the kernel itself in the descriptor's place. A unified image also gives what it brings:
 * *initrd_fd (made when it is 0) gets its initrd first, and *cmdline, freed, is its own when there
 * was none (""). A kernel as it is stays.
 */
int kernel_unwrap(const char *name, int *kernel_fd, int *initrd_fd, char **cmdline);

#endif
