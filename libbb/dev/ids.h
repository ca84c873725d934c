/* SPDX-License-Identifier: MIT */
/* pci.ids and usb.ids: names of vendors, devices and classes. Pure. */
#ifndef DEV_IDS_H
#define DEV_IDS_H

#include <stdbool.h>

#include "dev/depmod.h"

/* Vendor, and with a device or both of a subsystem what is below it; -1: not asked for. */
bool ids_device(struct slice table, int vendor, int device, int subvendor, int subdevice,
		struct slice *name);

/* Class of two digits, and with a subclass (and programming interface) what is below it. */
bool ids_class(struct slice table, int class, int subclass, int interface, struct slice *name);

#endif
