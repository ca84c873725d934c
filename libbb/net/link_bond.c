/* SPDX-License-Identifier: MIT */
/* The options of a bond. See Documentation/networking/bonding.rst and linux/if_link.h. */
#include "net/link_bond.h"

#include <linux/if_link.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/link.h"

enum kind { BYTE, NUMBER, DEVICE, TARGETS };

#define WORDS(...) (const char *const []){ __VA_ARGS__, NULL }

static const struct {
	const char *name, *alias;
	uint16_t attribute;
	enum kind kind;
	const char *const *words;
} options[] = {
	{ "mode", NULL, IFLA_BOND_MODE, BYTE,
	  WORDS("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad",
		"balance-tlb", "balance-alb") },
	{ "active_slave", NULL, IFLA_BOND_ACTIVE_SLAVE, DEVICE },
	{ "miimon", NULL, IFLA_BOND_MIIMON, NUMBER },
	{ "updelay", NULL, IFLA_BOND_UPDELAY, NUMBER },
	{ "downdelay", NULL, IFLA_BOND_DOWNDELAY, NUMBER },
	{ "peer_notify_delay", NULL, IFLA_BOND_PEER_NOTIF_DELAY, NUMBER },
	{ "use_carrier", NULL, IFLA_BOND_USE_CARRIER, BYTE },
	{ "arp_interval", NULL, IFLA_BOND_ARP_INTERVAL, NUMBER },
	{ "arp_ip_target", NULL, IFLA_BOND_ARP_IP_TARGET, TARGETS },
	{ "arp_validate", NULL, IFLA_BOND_ARP_VALIDATE, NUMBER,
	  WORDS("none", "active", "backup", "all", "filter", "filter_active", "filter_backup") },
	{ "arp_all_targets", NULL, IFLA_BOND_ARP_ALL_TARGETS, NUMBER, WORDS("any", "all") },
	{ "primary", NULL, IFLA_BOND_PRIMARY, DEVICE },
	{ "primary_reselect", NULL, IFLA_BOND_PRIMARY_RESELECT, BYTE,
	  WORDS("always", "better", "failure") },
	{ "fail_over_mac", NULL, IFLA_BOND_FAIL_OVER_MAC, BYTE, WORDS("none", "active", "follow") },
	{ "xmit_hash_policy", NULL, IFLA_BOND_XMIT_HASH_POLICY, BYTE,
	  WORDS("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac") },
	{ "resend_igmp", NULL, IFLA_BOND_RESEND_IGMP, NUMBER },
	{ "num_grat_arp", "num_unsol_na", IFLA_BOND_NUM_PEER_NOTIF, BYTE },
	{ "all_slaves_active", NULL, IFLA_BOND_ALL_SLAVES_ACTIVE, BYTE },
	{ "min_links", NULL, IFLA_BOND_MIN_LINKS, NUMBER },
	{ "lp_interval", NULL, IFLA_BOND_LP_INTERVAL, NUMBER },
	{ "packets_per_slave", NULL, IFLA_BOND_PACKETS_PER_SLAVE, NUMBER },
	{ "lacp_rate", NULL, IFLA_BOND_AD_LACP_RATE, BYTE, WORDS("slow", "fast") },
	{ "lacp_active", NULL, IFLA_BOND_AD_LACP_ACTIVE, BYTE, WORDS("off", "on") },
	{ "ad_select", NULL, IFLA_BOND_AD_SELECT, BYTE, WORDS("stable", "bandwidth", "count") },
	{ "tlb_dynamic_lb", NULL, IFLA_BOND_TLB_DYNAMIC_LB, BYTE },
};

const char *link_bond_word(const char *option, unsigned value)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		const char *const *words = options[i].words;

		if (strcmp(options[i].name, option) != 0 || !words)
			continue;
		for (unsigned n = 0; words[n]; n++) {
			if (n == value)
				return words[n];
		}
	}
	return NULL;
}

/* A word of the option's list or a number. */
static int option_number(size_t i, const char *value, uint64_t *number)
{
	const char *const *words = options[i].words;

	for (unsigned n = 0; words && words[n]; n++) {
		if (strcmp(words[n], value) == 0) {
			*number = n;
			return 0;
		}
	}
	return text_number(value, 0, 0, options[i].kind == BYTE ? UINT8_MAX : UINT32_MAX, number);
}

/* "10.0.0.1,10.0.0.2": within a list of options the comma is taken, so ';' parts them too. */
static int add_targets(struct rtnl_message *message, const char *value)
{
	size_t nest = rtnl_nest(message, IFLA_BOND_ARP_IP_TARGET);
	char text[512], *rest, *word;
	int count = 0;

	if (!text_copy(text, sizeof(text), value))
		return fail_plain("arp_ip_target: too many addresses");
	word = strtok_r(text, ",;", &rest);
	for (; word; word = strtok_r(NULL, ",;", &rest)) {
		struct ip_address address;

		if (ip_address_parse_host(word, 2, &address) < 0)
			return fail_in("arp_ip_target");
		rtnl_add(message, count++, address.bytes, 4);
	}
	rtnl_nest_end(message, nest);
	return 0;
}

int link_bond_option(struct rtnl_message *message, const char *name, const char *value)
{
	struct link device;
	uint64_t number;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (strcmp(options[i].name, name) == 0 ||
		    (options[i].alias && strcmp(options[i].alias, name) == 0))
			break;
	}
	if (i == ARRAY_SIZE(options))
		return fail_plain("unknown bond option '%s'", name);
	if (options[i].kind == TARGETS)
		return add_targets(message, value);
	if (options[i].kind == DEVICE) {
		if (link_find(value, &device) < 0)
			return fail_in("%s", name);
		rtnl_add_u32(message, options[i].attribute, device.index);
		return 0;
	}
	if (option_number(i, value, &number) < 0)
		return fail_in("%s", name);
	if (options[i].kind == BYTE)
		rtnl_add_u8(message, options[i].attribute, number);
	else
		rtnl_add_u32(message, options[i].attribute, number);
	return 0;
}
