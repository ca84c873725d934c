/* SPDX-License-Identifier: MIT */
/* The machine an iPXE script runs on: its settings, and the commands that act on it. */
#ifndef BOOT_IPXE_MACHINE_H
#define BOOT_IPXE_MACHINE_H

#include <stdbool.h>

#include "boot/ipxe.h"

/* host.setting: cards, DHCP, SMBIOS, PCI, builtin ones. data is not used. */
bool ipxe_machine_setting(void *data, const char *name, struct ipxe_value *value);

/*
 * host.command: dhcp, ifopen, ifstat, ping, reboot... pretend: what would change the machine or
 * send packets succeeds and does nothing. ipxe: where nslookup leaves its answer.
 */
int ipxe_machine_command(struct ipxe *ipxe, bool pretend, int argc, char **argv);

#endif
