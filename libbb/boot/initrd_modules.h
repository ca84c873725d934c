/* SPDX-License-Identifier: MIT */
/* Modules that an initrd lacks, appended to it. */
#ifndef BOOT_INITRD_MODULES_H
#define BOOT_INITRD_MODULES_H

#include "boot/boot_check.h"

/*
 * Append an archive with what findings->modules name and what they need, out of a folder: one that
 * holds modules.dep, or a root or lib/modules that has the version's. With them come the folder's
 * tables. Returns how many modules, or negative.
 */
int initrd_modules_append(int fd, const char *folder, const struct boot_facts *facts,
			  const struct boot_findings *findings);

#endif
