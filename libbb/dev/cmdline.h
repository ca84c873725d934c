/* SPDX-License-Identifier: MIT */
/* What the kernel command line says of modules (modprobe(8), kernel-parameters). */
#ifndef DEV_CMDLINE_H
#define DEV_CMDLINE_H

#include <stdbool.h>

#include "core/text.h"

/* Append "parameter=value" for every "module.parameter=value", separated by blanks. */
void cmdline_parameters(const char *cmdline, const char *module, struct buffer *parameters);

/* Whether modprobe.blacklist= or blacklist= lists the module. */
bool cmdline_blacklists(const char *cmdline, const char *module);

#endif
