/* SPDX-License-Identifier: MIT */
/* Neighbours: the ARP and ND tables. */
#ifndef NET_IP_NEIGHBOUR_H
#define NET_IP_NEIGHBOUR_H

#include "net/address.h"
#include "net/ip.h"

enum { NEIGHBOUR_NO_STATE = 0x100 };	/* among states: entries that have none */

struct ip_neighbour_filter {
	int family, index;
	int master;			/* -1: none */
	uint32_t states;		/* NUD_* */
	bool unused, proxy;
	uint32_t protocol;
	struct ip_address within;
};

bool ip_neighbour_state(const char *text, uint32_t *state);
bool ip_filter_neighbour(struct ip *ip, const struct ip_neighbour_filter *filter,
			 const struct rtnl_reply *reply);
void ip_show_neighbour(struct ip *ip, const struct ip_neighbour_filter *filter,
		       const struct rtnl_reply *reply);
int ip_neighbour_list(struct ip *ip, struct ip_words *words, bool flush, const char *help);

#endif
