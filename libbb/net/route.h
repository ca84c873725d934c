/* SPDX-License-Identifier: MIT */
/* Addresses of interfaces, and routes. What dhclient, ramroot and `ip` give to the kernel. */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/address.h"

/*
 * Give the interface an address, or renew its lifetime when it has it. broadcast NULL: none is
 * set, as ip(8) does without brd. valid_seconds 0: for ever; preferred_seconds 0: all that time.
 */
int address_add(const char *dev, const struct ip_address *address,
		const struct ip_address *broadcast, uint32_t valid_seconds,
		uint32_t preferred_seconds);
int address_delete(const char *dev, const struct ip_address *address);

/* Remove every address of the family (0: of both) from it. */
int address_flush(const char *dev, int family);

/*
 * to: prefix 0 is the default route. via NULL: directly reachable. metric 0: the kernel's choice.
 * onlink: the gateway need not be within an address' network. An existing route is success.
 */
int route_add(const char *dev, const struct ip_address *to, const struct ip_address *via,
	      unsigned metric, bool onlink);
int route_delete(const char *dev, const struct ip_address *to, const struct ip_address *via,
		 unsigned metric);

#endif
