/* SPDX-License-Identifier: MIT */
/* What a DHCPv4 reply means: RFC 2132 options to a lease, with what is nonsense left out. Pure. */
#ifndef NET_DHCP4_LEASE_H
#define NET_DHCP4_LEASE_H

#include <stdbool.h>

#include "net/dhcp4_message.h"
#include "net/lease.h"

/*
 * A proxy's offer gives no address, only a boot file to PXE clients, beside the server that gives
 * the address. Fills the lease's boot fields alone; false when it is none.
 */
bool dhcp4_proxy(const struct dhcp4_message *message, struct lease *lease);

/*
 * False, with a reason, when the reply gives no address a host could use: none, a multicast one,
 * the network's own, a mask with holes. Everything else that is nonsense is passed over.
 */
bool dhcp4_lease(const struct dhcp4_message *message, struct lease *lease, const char **why);

#endif
