/* SPDX-License-Identifier: MIT */
/* ramroot as the machine that an iPXE script runs on. */
#ifndef BOOT_SCRIPT_HOST_H
#define BOOT_SCRIPT_HOST_H

#include "boot/steps.h"

/* Run the source's script to its boot command; what it would start goes to ramroot->files. */
int script_run(struct ramroot *ramroot);

/* Take down what a script would start. Negative after fail(). */
int script_take_boot(struct ramroot *ramroot, const struct ipxe_boot *boot);

#endif
