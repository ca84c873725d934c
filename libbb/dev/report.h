/* SPDX-License-Identifier: MIT */
/* Which network card has no driver, and which module would serve it. */
#ifndef DEV_REPORT_H
#define DEV_REPORT_H

#include "core/text.h"
#include "dev/tables.h"

/*
 * Append a line for each network card on PCI, virtio, VMBus and USB without a driver. A module
 * that is there is tried once more, to say why it does not load. Returns how many, or negative.
 */
int driver_report(struct buffer *out);

/* The same of another /sys, with tables at hand. */
int driver_report_of(const char *sys, struct module_tables *tables, struct buffer *out);

/*
 * Whether this initrd has modules, but none of the running kernel: append a line that names both
 * kernels.
 */
bool modules_mismatch(struct buffer *out);

#endif
