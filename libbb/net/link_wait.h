/* SPDX-License-Identifier: MIT */
/* Waiting for cards and cables by rtnetlink's messages, never by looking again and again. */
#ifndef NET_LINK_WAIT_H
#define NET_LINK_WAIT_H

#include <stdint.h>

#include "net/link.h"

/* Until this interface (NULL: any wired one) is there. The failure says that none came. */
int link_wait(const char *name, uint64_t ms, struct link *link);

/* The card with this hardware address of six bytes, whatever its name. */
int link_wait_mac(const uint8_t *mac, uint64_t ms, struct link *link);

/* Until it has carrier. */
int link_wait_carrier(const char *name, uint64_t ms);

#endif
