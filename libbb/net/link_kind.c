/* SPDX-License-Identifier: MIT */
/* What bonds, bridges, VLANs and their ports can be told, in the order ip(8) shows it. */
#include "net/link_kind.h"

#include <linux/if_vlan.h>
#include <string.h>

#include "core/text.h"

#define WORDS(...) (const char *const []){ __VA_ARGS__, NULL }

static const struct kind_option bond[] = {
	{ "mode", NULL, IFLA_BOND_MODE, KIND_WORD8, 0,
	  WORDS("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad",
		"balance-tlb", "balance-alb") },
	{ "active_slave", NULL, IFLA_BOND_ACTIVE_SLAVE, KIND_LINK },
	{ "clear_active_slave", NULL, IFLA_BOND_ACTIVE_SLAVE, KIND_ZERO, KIND_HIDDEN },
	{ "miimon", NULL, IFLA_BOND_MIIMON, KIND_U32 },
	{ "updelay", NULL, IFLA_BOND_UPDELAY, KIND_U32 },
	{ "downdelay", NULL, IFLA_BOND_DOWNDELAY, KIND_U32 },
	{ "peer_notify_delay", NULL, IFLA_BOND_PEER_NOTIF_DELAY, KIND_U32 },
	{ "use_carrier", NULL, IFLA_BOND_USE_CARRIER, KIND_U8 },
	{ "arp_interval", NULL, IFLA_BOND_ARP_INTERVAL, KIND_U32 },
	{ "arp_missed_max", NULL, IFLA_BOND_MISSED_MAX, KIND_U8 },
	{ "arp_ip_target", NULL, IFLA_BOND_ARP_IP_TARGET, KIND_IPV4 },
	{ "ns_ip6_target", NULL, IFLA_BOND_NS_IP6_TARGET, KIND_IPV6 },
	{ "arp_validate", NULL, IFLA_BOND_ARP_VALIDATE, KIND_WORD32, 0,
	  WORDS("none", "active", "backup", "all", "filter", "filter_active", "filter_backup") },
	{ "arp_all_targets", NULL, IFLA_BOND_ARP_ALL_TARGETS, KIND_WORD32, 0, WORDS("any", "all") },
	{ "primary", NULL, IFLA_BOND_PRIMARY, KIND_LINK },
	{ "primary_reselect", NULL, IFLA_BOND_PRIMARY_RESELECT, KIND_WORD8, 0,
	  WORDS("always", "better", "failure") },
	{ "fail_over_mac", NULL, IFLA_BOND_FAIL_OVER_MAC, KIND_WORD8, 0,
	  WORDS("none", "active", "follow") },
	{ "xmit_hash_policy", NULL, IFLA_BOND_XMIT_HASH_POLICY, KIND_WORD8, 0,
	  WORDS("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac") },
	{ "resend_igmp", NULL, IFLA_BOND_RESEND_IGMP, KIND_U32 },
	{ "num_grat_arp", "num_peer_notif", IFLA_BOND_NUM_PEER_NOTIF, KIND_U8 },
	{ "num_unsol_na", NULL, IFLA_BOND_NUM_PEER_NOTIF, KIND_U8, KIND_HIDDEN },
	{ "all_slaves_active", NULL, IFLA_BOND_ALL_SLAVES_ACTIVE, KIND_U8 },
	{ "min_links", NULL, IFLA_BOND_MIN_LINKS, KIND_U32 },
	{ "lp_interval", NULL, IFLA_BOND_LP_INTERVAL, KIND_U32 },
	{ "packets_per_slave", NULL, IFLA_BOND_PACKETS_PER_SLAVE, KIND_U32 },
	{ "lacp_active", "ad_lacp_active", IFLA_BOND_AD_LACP_ACTIVE, KIND_WORD8, 0,
	  WORDS("off", "on") },
	{ "lacp_rate", "ad_lacp_rate", IFLA_BOND_AD_LACP_RATE, KIND_WORD8, 0,
	  WORDS("slow", "fast") },
	{ "ad_select", NULL, IFLA_BOND_AD_SELECT, KIND_WORD8, 0,
	  WORDS("stable", "bandwidth", "count") },
	{ "ad_info", NULL, IFLA_BOND_AD_INFO, KIND_AD_INFO, KIND_FIXED },
	{ "ad_actor_sys_prio", NULL, IFLA_BOND_AD_ACTOR_SYS_PRIO, KIND_U16 },
	{ "ad_user_port_key", NULL, IFLA_BOND_AD_USER_PORT_KEY, KIND_U16 },
	{ "ad_actor_system", NULL, IFLA_BOND_AD_ACTOR_SYSTEM, KIND_MAC },
	{ "tlb_dynamic_lb", NULL, IFLA_BOND_TLB_DYNAMIC_LB, KIND_U8 },
};

static const struct kind_option bond_slave[] = {
	{ "state", NULL, IFLA_BOND_SLAVE_STATE, KIND_WORD8, KIND_FIXED, WORDS("ACTIVE", "BACKUP") },
	{ "mii_status", NULL, IFLA_BOND_SLAVE_MII_STATUS, KIND_WORD8, KIND_FIXED,
	  WORDS("UP", "GOING_DOWN", "DOWN", "GOING_BACK") },
	{ "link_failure_count", NULL, IFLA_BOND_SLAVE_LINK_FAILURE_COUNT, KIND_U32, KIND_FIXED },
	{ "perm_hwaddr", NULL, IFLA_BOND_SLAVE_PERM_HWADDR, KIND_MAC, KIND_FIXED },
	{ "queue_id", NULL, IFLA_BOND_SLAVE_QUEUE_ID, KIND_U16 },
	{ "prio", NULL, IFLA_BOND_SLAVE_PRIO, KIND_SIGNED },
	{ "ad_aggregator_id", NULL, IFLA_BOND_SLAVE_AD_AGGREGATOR_ID, KIND_U16, KIND_FIXED },
	{ "ad_actor_oper_port_state", NULL, IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE, KIND_LACP,
	  KIND_FIXED },
	{ "ad_partner_oper_port_state", NULL, IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE,
	  KIND_LACP, KIND_FIXED },
};

static const struct kind_option bridge[] = {
	{ "forward_delay", NULL, IFLA_BR_FORWARD_DELAY, KIND_U32 },
	{ "hello_time", NULL, IFLA_BR_HELLO_TIME, KIND_U32 },
	{ "max_age", NULL, IFLA_BR_MAX_AGE, KIND_U32 },
	{ "ageing_time", NULL, IFLA_BR_AGEING_TIME, KIND_U32 },
	{ "stp_state", NULL, IFLA_BR_STP_STATE, KIND_U32 },
	{ "priority", NULL, IFLA_BR_PRIORITY, KIND_U16 },
	{ "vlan_filtering", NULL, IFLA_BR_VLAN_FILTERING, KIND_U8 },
	{ "vlan_protocol", NULL, IFLA_BR_VLAN_PROTOCOL, KIND_PROTOCOL },
	{ "bridge_id", NULL, IFLA_BR_BRIDGE_ID, KIND_BRIDGE_ID, KIND_FIXED },
	{ "designated_root", "root_id", IFLA_BR_ROOT_ID, KIND_BRIDGE_ID, KIND_FIXED },
	{ "root_port", NULL, IFLA_BR_ROOT_PORT, KIND_U16, KIND_FIXED },
	{ "root_path_cost", NULL, IFLA_BR_ROOT_PATH_COST, KIND_U32, KIND_FIXED },
	{ "topology_change", NULL, IFLA_BR_TOPOLOGY_CHANGE, KIND_U8, KIND_FIXED },
	{ "topology_change_detected", NULL, IFLA_BR_TOPOLOGY_CHANGE_DETECTED, KIND_U8,
	  KIND_FIXED },
	{ "hello_timer", NULL, IFLA_BR_HELLO_TIMER, KIND_TIMER, KIND_FIXED },
	{ "tcn_timer", NULL, IFLA_BR_TCN_TIMER, KIND_TIMER, KIND_FIXED },
	{ "topology_change_timer", NULL, IFLA_BR_TOPOLOGY_CHANGE_TIMER, KIND_TIMER, KIND_FIXED },
	{ "gc_timer", NULL, IFLA_BR_GC_TIMER, KIND_TIMER, KIND_FIXED },
	{ "vlan_default_pvid", NULL, IFLA_BR_VLAN_DEFAULT_PVID, KIND_U16 },
	{ "vlan_stats_enabled", NULL, IFLA_BR_VLAN_STATS_ENABLED, KIND_U8 },
	{ "vlan_stats_per_port", NULL, IFLA_BR_VLAN_STATS_PER_PORT, KIND_U8 },
	{ "group_fwd_mask", NULL, IFLA_BR_GROUP_FWD_MASK, KIND_HEX16 },
	{ "group_address", "group_addr", IFLA_BR_GROUP_ADDR, KIND_MAC },
	{ "mcast_snooping", NULL, IFLA_BR_MCAST_SNOOPING, KIND_U8 },
	{ "no_linklocal_learn", NULL, IFLA_BR_MULTI_BOOLOPT, KIND_BOOLOPT, 0, NULL,
	  1 << BR_BOOLOPT_NO_LL_LEARN },
	{ "mcast_vlan_snooping", NULL, IFLA_BR_MULTI_BOOLOPT, KIND_BOOLOPT, 0, NULL,
	  1 << BR_BOOLOPT_MCAST_VLAN_SNOOPING },
	{ "mcast_router", NULL, IFLA_BR_MCAST_ROUTER, KIND_U8 },
	{ "mcast_query_use_ifaddr", NULL, IFLA_BR_MCAST_QUERY_USE_IFADDR, KIND_U8 },
	{ "mcast_querier", NULL, IFLA_BR_MCAST_QUERIER, KIND_U8 },
	{ "mcast_hash_elasticity", NULL, IFLA_BR_MCAST_HASH_ELASTICITY, KIND_U32 },
	{ "mcast_hash_max", NULL, IFLA_BR_MCAST_HASH_MAX, KIND_U32 },
	{ "mcast_last_member_count", "mcast_last_member_cnt", IFLA_BR_MCAST_LAST_MEMBER_CNT,
	  KIND_U32 },
	{ "mcast_startup_query_count", "mcast_startup_query_cnt", IFLA_BR_MCAST_STARTUP_QUERY_CNT,
	  KIND_U32 },
	{ "mcast_last_member_interval", "mcast_last_member_intvl",
	  IFLA_BR_MCAST_LAST_MEMBER_INTVL, KIND_U64 },
	{ "mcast_membership_interval", "mcast_membership_intvl", IFLA_BR_MCAST_MEMBERSHIP_INTVL,
	  KIND_U64 },
	{ "mcast_querier_interval", "mcast_querier_intvl", IFLA_BR_MCAST_QUERIER_INTVL, KIND_U64 },
	{ "mcast_query_interval", "mcast_query_intvl", IFLA_BR_MCAST_QUERY_INTVL, KIND_U64 },
	{ "mcast_query_response_interval", "mcast_query_response_intvl",
	  IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, KIND_U64 },
	{ "mcast_startup_query_interval", "mcast_startup_query_intvl",
	  IFLA_BR_MCAST_STARTUP_QUERY_INTVL, KIND_U64 },
	{ "mcast_stats_enabled", NULL, IFLA_BR_MCAST_STATS_ENABLED, KIND_U8 },
	{ "mcast_igmp_version", NULL, IFLA_BR_MCAST_IGMP_VERSION, KIND_U8 },
	{ "mcast_mld_version", NULL, IFLA_BR_MCAST_MLD_VERSION, KIND_U8 },
	{ "nf_call_iptables", NULL, IFLA_BR_NF_CALL_IPTABLES, KIND_U8 },
	{ "nf_call_ip6tables", NULL, IFLA_BR_NF_CALL_IP6TABLES, KIND_U8 },
	{ "nf_call_arptables", NULL, IFLA_BR_NF_CALL_ARPTABLES, KIND_U8 },
	{ "fdb_flush", NULL, IFLA_BR_FDB_FLUSH, KIND_NOTHING, KIND_HIDDEN },
};

static const struct kind_option bridge_slave[] = {
	{ "state", NULL, IFLA_BRPORT_STATE, KIND_PORT_STATE8, 0,
	  WORDS("disabled", "listening", "learning", "forwarding", "blocking") },
	{ "priority", NULL, IFLA_BRPORT_PRIORITY, KIND_U16 },
	{ "cost", NULL, IFLA_BRPORT_COST, KIND_U32 },
	{ "hairpin", NULL, IFLA_BRPORT_MODE, KIND_SWITCH },
	{ "guard", NULL, IFLA_BRPORT_GUARD, KIND_SWITCH },
	{ "root_block", NULL, IFLA_BRPORT_PROTECT, KIND_SWITCH },
	{ "fastleave", NULL, IFLA_BRPORT_FAST_LEAVE, KIND_SWITCH },
	{ "learning", NULL, IFLA_BRPORT_LEARNING, KIND_SWITCH },
	{ "flood", NULL, IFLA_BRPORT_UNICAST_FLOOD, KIND_SWITCH },
	{ "port_id", "id", IFLA_BRPORT_ID, KIND_HEX16, KIND_FIXED },
	{ "port_no", "no", IFLA_BRPORT_NO, KIND_HEX16, KIND_FIXED },
	{ "designated_port", NULL, IFLA_BRPORT_DESIGNATED_PORT, KIND_U16, KIND_FIXED },
	{ "designated_cost", NULL, IFLA_BRPORT_DESIGNATED_COST, KIND_U16, KIND_FIXED },
	{ "designated_bridge", "bridge_id", IFLA_BRPORT_BRIDGE_ID, KIND_BRIDGE_ID, KIND_FIXED },
	{ "designated_root", "root_id", IFLA_BRPORT_ROOT_ID, KIND_BRIDGE_ID, KIND_FIXED },
	{ "hold_timer", NULL, IFLA_BRPORT_HOLD_TIMER, KIND_TIMER, KIND_FIXED },
	{ "message_age_timer", NULL, IFLA_BRPORT_MESSAGE_AGE_TIMER, KIND_TIMER, KIND_FIXED },
	{ "forward_delay_timer", NULL, IFLA_BRPORT_FORWARD_DELAY_TIMER, KIND_TIMER, KIND_FIXED },
	{ "topology_change_ack", NULL, IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, KIND_U8, KIND_FIXED },
	{ "config_pending", NULL, IFLA_BRPORT_CONFIG_PENDING, KIND_U8, KIND_FIXED },
	{ "proxy_arp", NULL, IFLA_BRPORT_PROXYARP, KIND_SWITCH },
	{ "proxy_arp_wifi", NULL, IFLA_BRPORT_PROXYARP_WIFI, KIND_SWITCH },
	{ "mcast_router", "multicast_router", IFLA_BRPORT_MULTICAST_ROUTER, KIND_U8 },
	{ "mcast_fast_leave", NULL, IFLA_BRPORT_FAST_LEAVE, KIND_ON_TEXT },
	{ "mcast_flood", NULL, IFLA_BRPORT_MCAST_FLOOD, KIND_SWITCH },
	{ "bcast_flood", NULL, IFLA_BRPORT_BCAST_FLOOD, KIND_SWITCH },
	{ "mcast_to_unicast", NULL, IFLA_BRPORT_MCAST_TO_UCAST, KIND_SWITCH },
	{ "neigh_suppress", NULL, IFLA_BRPORT_NEIGH_SUPPRESS, KIND_SWITCH },
	{ "group_fwd_mask", NULL, IFLA_BRPORT_GROUP_FWD_MASK, KIND_MASK_WORDS },
	{ "vlan_tunnel", NULL, IFLA_BRPORT_VLAN_TUNNEL, KIND_SWITCH },
	{ "isolated", NULL, IFLA_BRPORT_ISOLATED, KIND_SWITCH },
	{ "locked", NULL, IFLA_BRPORT_LOCKED, KIND_SWITCH },
	{ "backup_port", NULL, IFLA_BRPORT_BACKUP_PORT, KIND_LINK },
	{ "nobackup_port", NULL, IFLA_BRPORT_BACKUP_PORT, KIND_ZERO, KIND_HIDDEN },
	{ "fdb_flush", NULL, IFLA_BRPORT_FLUSH, KIND_NOTHING, KIND_HIDDEN },
};

static const struct kind_option vlan[] = {
	{ "protocol", NULL, IFLA_VLAN_PROTOCOL, KIND_PROTOCOL },
	{ "id", NULL, IFLA_VLAN_ID, KIND_U16 },
	{ "reorder_hdr", NULL, IFLA_VLAN_FLAGS, KIND_VLAN_FLAG, 0, NULL, VLAN_FLAG_REORDER_HDR },
	{ "gvrp", NULL, IFLA_VLAN_FLAGS, KIND_VLAN_FLAG, KIND_HIDDEN, NULL, VLAN_FLAG_GVRP },
	{ "mvrp", NULL, IFLA_VLAN_FLAGS, KIND_VLAN_FLAG, KIND_HIDDEN, NULL, VLAN_FLAG_MVRP },
	{ "loose_binding", NULL, IFLA_VLAN_FLAGS, KIND_VLAN_FLAG, KIND_HIDDEN, NULL,
	  VLAN_FLAG_LOOSE_BINDING },
	{ "bridge_binding", NULL, IFLA_VLAN_FLAGS, KIND_VLAN_FLAG, KIND_HIDDEN, NULL,
	  VLAN_FLAG_BRIDGE_BINDING },
	{ "ingress-qos-map", "ingress_qos", IFLA_VLAN_INGRESS_QOS, KIND_VLAN_MAP },
	{ "egress-qos-map", "egress_qos", IFLA_VLAN_EGRESS_QOS, KIND_VLAN_MAP },
};

static const struct kind_option macvlan[] = {
	{ "mode", NULL, IFLA_MACVLAN_MODE, KIND_BIT32, 0,
	  WORDS("private", "vepa", "bridge", "passthru", "source") },
	{ "nopromisc", NULL, IFLA_MACVLAN_FLAGS, KIND_MACVLAN_FLAG, 0, NULL,
	  MACVLAN_FLAG_NOPROMISC },
	{ "nodst", NULL, IFLA_MACVLAN_FLAGS, KIND_MACVLAN_FLAG, 0, NULL, MACVLAN_FLAG_NODST },
	{ "bcqueuelen", NULL, IFLA_MACVLAN_BC_QUEUE_LEN, KIND_U32 },
	{ "usedbcqueuelen", NULL, IFLA_MACVLAN_BC_QUEUE_LEN_USED, KIND_U32, KIND_FIXED },
};

static const struct kind kinds[] = {
	{ "bond", bond, ARRAY_SIZE(bond) },
	{ "bond_slave", bond_slave, ARRAY_SIZE(bond_slave), true },
	{ "bridge", bridge, ARRAY_SIZE(bridge) },
	{ "bridge_slave", bridge_slave, ARRAY_SIZE(bridge_slave), true },
	{ "vlan", vlan, ARRAY_SIZE(vlan), true },
	{ "macvlan", macvlan, ARRAY_SIZE(macvlan) },
	{ "macvtap", macvlan, ARRAY_SIZE(macvlan) },
};

const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}

const struct kind_option *kind_option_find(const struct kind *kind, const char *word)
{
	for (size_t i = 0; i < kind->count; i++) {
		if (*word && !(kind->options[i].flags & KIND_FIXED) &&
		    text_starts_with(kind->options[i].name, word))
			return &kind->options[i];
	}
	return NULL;
}

bool kind_takes_value(const struct kind_option *option)
{
	return option->value != KIND_NOTHING && option->value != KIND_ZERO &&
	       option->value != KIND_MACVLAN_FLAG;
}
