/* SPDX-License-Identifier: MIT */
/* Paths as a process would see them whose root a folder is (openat2(2), RESOLVE_IN_ROOT). */
#ifndef BOOT_IN_ROOT_H
#define BOOT_IN_ROOT_H

#include <stddef.h>

/* Open path within root: absolute links and .. stay inside. Returns a descriptor or negative. */
int in_root_open(const char *root, const char *path);

/*
 * Create a file there, in the place of what has its name, the folders above it as needed. Returns
 * a descriptor to write to, or negative.
 */
int in_root_create(const char *root, const char *path, unsigned mode);
void in_root_remove(const char *root, const char *path);

/*
 * Whether path is a program that would start with this root: a regular file, executable, its
 * interpreter (#! or ELF) there, too.
 */
int in_root_check_program(const char *root, const char *path);

/* The first of the usual places of init that would start. Returns a constant, or NULL. */
const char *in_root_find_init(const char *root);

#endif
