/* SPDX-License-Identifier: MIT */
/* `nexthop ... nexthop ...`: a route of several gateways. */
#ifndef NET_IP_ROUTE_HOPS_H
#define NET_IP_ROUTE_HOPS_H

#include "net/ip_route_words.h"

int ip_route_hops(struct ip_route_change *change, struct ip_words *words);

/* FROM/TO or TO, by name or number. */
bool ip_route_realms(const char *text, uint32_t *realms);

#endif
