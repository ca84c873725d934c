/* SPDX-License-Identifier: MIT */
/* PCI devices as /sys has them. */
#ifndef DEV_PCI_H
#define DEV_PCI_H

#include <stddef.h>
#include <stdint.h>

struct pci_device {
	char folder[64];	/* /sys/bus/pci/devices/0000:00:1f.2 */
	unsigned domain, bus, slot, function;
	unsigned vendor, device, subvendor, subdevice;
	unsigned class;		/* class, subclass, interface: 24 bits */
	unsigned revision;
	char driver[64], modalias[256];
	uint8_t config[256];
	size_t config_length;	/* 64 for those who are not root */
	unsigned irq;
	struct pci_region {
		uint64_t start, end, flags;	/* flags as the kernel's IORESOURCE_* */
	} regions[7];		/* the last is the expansion ROM */
};

/* All of them in order of their addresses. Caller frees the list. */
int pci_read(struct pci_device **list, size_t *count);

#endif
