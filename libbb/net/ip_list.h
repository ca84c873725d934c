/* SPDX-License-Identifier: MIT */
/* Showing interfaces and their addresses. */
#ifndef NET_IP_LIST_H
#define NET_IP_LIST_H

#include "net/ip.h"
#include "net/ip_show.h"

/* `ip address show`, or `ip link show`. */
int ip_list(struct ip *ip, struct ip_words *words, bool only_links, const char *help);
int ip_address_flush(struct ip *ip, struct ip_words *words, const char *help);

#endif
