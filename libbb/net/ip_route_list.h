/* SPDX-License-Identifier: MIT */
/* `ip route show`, `flush` and `get`. */
#ifndef NET_IP_ROUTE_LIST_H
#define NET_IP_ROUTE_LIST_H

#include "net/ip.h"

int ip_route_list(struct ip *ip, struct ip_words *words, bool flush, const char *help);
int ip_route_get(struct ip *ip, struct ip_words *words, const char *help);

#endif
