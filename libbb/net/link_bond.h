/* SPDX-License-Identifier: MIT */
/* The options of a bond, as ip-link(8) and the kernel's bonding.rst name them. Pure but for names. */
#ifndef NET_LINK_BOND_H
#define NET_LINK_BOND_H

#include "net/rtnl_message.h"

/* Add one as an attribute of the bond's IFLA_INFO_DATA. Fails for unknown ones and bad values. */
int link_bond_option(struct rtnl_message *message, const char *name, const char *value);

/* The word for a value of an option that has words; NULL for others. */
const char *link_bond_word(const char *option, unsigned value);

#endif
