/* SPDX-License-Identifier: MIT */
/* What lspci -v adds to a device. */
#ifndef TOOLS_LSPCI_VERBOSE_H
#define TOOLS_LSPCI_VERBOSE_H

#include "dev/pci.h"

/* "Flags:", regions and capabilities, each line with a tab before it. */
void lspci_print_flags(const struct pci_device *device);
void lspci_print_regions(const struct pci_device *device);
void lspci_print_capabilities(const struct pci_device *device);

#endif
