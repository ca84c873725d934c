/* SPDX-License-Identifier: MIT */
/* ramroot in PXELINUX's place: its configuration found, its menu shown, its choice taken down. */
#ifndef BOOT_PXELINUX_HOST_H
#define BOOT_PXELINUX_HOST_H

#include "boot/steps.h"

/* Whether this names pxelinux.0, or a configuration of it. */
bool pxelinux_is_source(const char *name);

/* To the entry that is booted: its files go to ramroot->files. */
int pxelinux_run(struct ramroot *ramroot);

#endif
