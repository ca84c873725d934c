/* SPDX-License-Identifier: MIT */
/* Kernel images: Documentation/arch/x86/boot.rst. Pure. */
#ifndef BOOT_KERNEL_H
#define BOOT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As many first bytes hold all that is asked for here, kernel_version() too. */
enum { KERNEL_HEAD = 64 << 10 };

/*
 * Whether these first bytes are a kernel that kexec can load on this machine. A failure names what
 * they are instead: "NAME is no kernel: looks like HTML: did the server send an error page?"
 */
int kernel_check(const void *head, size_t length, const char *name);

/* How many bytes the image says it has, 0 when it does not say. */
uint64_t kernel_size(const void *head, size_t length);

/* The same check, and the size against the file's own. */
int kernel_check_size(const void *head, size_t length, uint64_t file_size, const char *name);

/* The release, as uname -r prints it and /lib/modules is sorted by. False when it does not say. */
bool kernel_version(const void *head, size_t length, char *text, size_t size);

/* The longest command line the image takes, without its NUL; 0 when it does not say. */
uint32_t kernel_cmdline_limit(const void *head, size_t length);

#endif
