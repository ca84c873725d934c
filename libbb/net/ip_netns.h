/* SPDX-License-Identifier: MIT */
/* Network namespaces by name, as `ip netns add` keeps them in /run/netns. */
#ifndef NET_IP_NETNS_H
#define NET_IP_NETNS_H

#include <stdbool.h>

#include "net/ip.h"

/* The name of a namespace that this one has a number for; false when it has none. */
bool ip_netns_name(struct ip *ip, int id, char name[256]);

/* Open one by name or path; negative when it is not there. */
int ip_netns_open(const char *name);

/* The number this namespace has for that one; -1: none. The second makes one. */
int ip_netns_id(int fd);
int ip_netns_number(int fd);

#endif
