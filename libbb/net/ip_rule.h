/* SPDX-License-Identifier: MIT */
/* Routing rules: which table is asked for which packet. */
#ifndef NET_IP_RULE_H
#define NET_IP_RULE_H

#include "net/ip.h"

void ip_show_rule(struct ip *ip, const struct rtnl_reply *reply);
int ip_rule_list(struct ip *ip, struct ip_words *words, bool flush);

/* "10-20" or "10". */
bool ip_rule_range(const char *text, uint32_t highest, bool single, uint32_t *start,
		   uint32_t *end);
/* "0x1/0xff"; the mask is left alone when there is none. */
bool ip_rule_mark(const char *text, uint32_t *mark, uint32_t *mask, bool *has_mask);
/* Complain of the one or of the other. */
int ip_rule_mark_wrong(const char *text, const char *wrong);

#endif
