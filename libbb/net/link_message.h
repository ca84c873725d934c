/* SPDX-License-Identifier: MIT */
/* An interface as RTM_NEWLINK describes it, and hardware addresses as text. Pure. */
#ifndef NET_LINK_MESSAGE_H
#define NET_LINK_MESSAGE_H

#include "net/link.h"
#include "net/rtnl_message.h"

/* False for a message that names no interface, and for a bridge's word about its port. */
bool link_from_reply(const struct rtnl_reply *reply, struct link *link);

#endif
