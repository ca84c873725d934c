/* SPDX-License-Identifier: MIT */
/* iPXE's net0, net1, ... and netX: the machine's network cards, and what each of them was told. */
#ifndef BOOT_IPXE_NIC_H
#define BOOT_IPXE_NIC_H

#include <stdbool.h>

#include "boot/ipxe.h"
#include "net/link.h"

/*
 * The interface of a name: "net0" is the first wired one in the kernel's order, "netX" the one in
 * use; the kernel's own names are taken too. Fails with iPXE's words.
 */
int ipxe_nic_find(const char *name, struct link *link);
/* "net0" of an interface; text is returned. */
const char *ipxe_nic_name(const struct link *link, char text[48]);

/* Is there a block of its settings, "net0", "net0.dhcp"? name: "net0" for "netX" too. */
bool ipxe_nic_is_there(const char *block, char name[48]);

/* A setting of one card; of the one in use when block is NULL. */
bool ipxe_nic_setting(const char *block, const char *name, struct ipxe_value *value);

/* "net0: 52:54:00:12:34:56 using virtio_net [Link:up]" and the like, of each or of the named. */
int ipxe_nic_status(int count, char **names);
/* "net0: 192.168.77.50/255.255.255.0 gw 192.168.77.1" */
int ipxe_nic_routes(void);

#endif
