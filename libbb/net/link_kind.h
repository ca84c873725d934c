/* SPDX-License-Identifier: MIT */
/*
 * What bonds, bridges, VLANs and their ports can be told, as rows: one row gives what ip(8) takes,
 * what it prints and which attribute the kernel knows it by. See ip-link(8), linux/if_link.h.
 */
#ifndef NET_LINK_KIND_H
#define NET_LINK_KIND_H

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/rtnl_message.h"

enum kind_value {
	KIND_U8, KIND_U16, KIND_U32, KIND_U64, KIND_SIGNED,
	KIND_WORD8, KIND_WORD32,	/* an index of words */
	KIND_BIT32,			/* 1 << an index of words */
	KIND_SWITCH,			/* on or off */
	KIND_LINK,			/* an interface */
	KIND_MAC,
	KIND_PROTOCOL,			/* 802.1Q or 802.1ad */
	KIND_IPV4, KIND_IPV6,		/* several, with commas */
	KIND_NOTHING,			/* typed without a value: the attribute says it all */
	KIND_ZERO,			/* typed without a value: interface 0 */
	KIND_BOOLOPT,			/* a bit of a bridge's IFLA_BR_MULTI_BOOLOPT */
	KIND_VLAN_FLAG,			/* a bit of a VLAN's flags */
	KIND_VLAN_MAP,			/* several FROM:TO */
	KIND_MACVLAN_FLAG,
	/* Only shown: */
	KIND_HEX16, KIND_TIMER, KIND_BRIDGE_ID, KIND_PORT_STATE8, KIND_MASK_WORDS, KIND_LACP,
	KIND_AD_INFO, KIND_ON_TEXT,
};

enum { KIND_HIDDEN = 1, KIND_FIXED = 2 };	/* not shown; not to be typed */

struct kind_option {
	const char *name;		/* typed, and shown in text */
	const char *key;		/* in JSON; NULL: the name */
	uint16_t attribute;
	uint8_t value;			/* enum kind_value */
	uint8_t flags;
	const char *const *words;	/* ended by NULL */
	unsigned bit;
};

struct kind {
	const char *name;		/* "bond", "bond_slave" */
	const struct kind_option *options;
	size_t count;
	bool is_invalid;		/* says "id is invalid", not "invalid id" */
};

/* NULL for kinds that have no options here. */
const struct kind *kind_find(const char *name);
/* The first option the word abbreviates, NULL for none. */
const struct kind_option *kind_option_find(const struct kind *kind, const char *word);
bool kind_takes_value(const struct kind_option *option);

/* Options that go to the kernel together. */
struct kind_values {
	struct ifla_vlan_flags vlan;
	struct br_boolopt_multi bridge;
	uint16_t macvlan;
	bool has_macvlan;
};

/* Add to the nest of IFLA_INFO_DATA; value NULL for an option without. */
int kind_add(struct rtnl_message *message, struct kind_values *values,
	     const struct kind_option *option, const char *value);
void kind_finish(struct rtnl_message *message, const struct kind_values *values);

#endif
