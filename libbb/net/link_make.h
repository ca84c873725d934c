/* SPDX-License-Identifier: MIT */
/* The message that makes an interface, for those who put it together themselves. */
#ifndef NET_LINK_MAKE_H
#define NET_LINK_MAKE_H

#include "net/rtnl_message.h"

/* Send it; when the kernel does not know the kind, load its driver and send it again. */
int link_make(struct rtnl_message *message, const char *kind);

#endif
