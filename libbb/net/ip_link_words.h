/* SPDX-License-Identifier: MIT */
/* The words behind `ip link set` and `ip link add`, as attributes. */
#ifndef NET_IP_LINK_WORDS_H
#define NET_IP_LINK_WORDS_H

#include <linux/rtnetlink.h>

#include "net/ip.h"

struct ip_link_change {
	struct ip *ip;
	struct rtnl_message *message;	/* attributes go there as they come */
	struct ifinfomsg header;
	const char *device, *name, *below, *type;
	bool create, moves, has_group;
	int hardware_length;		/* of a new address */
	int namespaces[2], namespace_count;	/* open until the message is sent */
};

/* Take words up to the type and the type itself. */
int ip_link_words(struct ip_link_change *change, struct ip_words *words, const char *help);

/* Options of the type, into IFLA_LINKINFO. */
int ip_link_type_words(struct ip_link_change *change, struct ip_words *words, const char *help);

/* The options of a type, for `ip link help TYPE`. */
int ip_link_type_help(struct ip *ip, const char *type, const char *help);

#endif
