/* SPDX-License-Identifier: MIT */
/* Numbers with names: routing tables, protocols, scopes... from /etc/iproute2, and built in. */
#ifndef NET_IP_NAMES_H
#define NET_IP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ip_name_kind {
	IP_TABLE, IP_PROTOCOL, IP_SCOPE, IP_REALM, IP_DSFIELD, IP_GROUP, IP_ROUTE_TYPE,
	IP_NAME_KINDS,
};

/* The name, or the number as text. With `numeric` always that. Returns text or a lasting name. */
const char *ip_name_of(enum ip_name_kind kind, uint32_t number, bool numeric, char text[16]);

/* A name or a number; false when it is neither. */
bool ip_name_parse(enum ip_name_kind kind, const char *text, uint32_t *number);

/* ARPHRD_* as "ether", "loopback"..., or "[number]". */
const char *ip_hardware_type(unsigned type, bool numeric, char text[16]);

/* ETH_P_* (host order) as "802.1Q", or "[number]"; the other way round false for unknown ones. */
const char *ip_ethernet_protocol(uint16_t number, char text[16]);
bool ip_ethernet_protocol_parse(const char *text, uint16_t *number);

/* IPPROTO_* as "tcp", or "ipproto-99"; and a name or number to it. */
const char *ip_protocol_name(uint8_t number, bool numeric, char text[16]);
bool ip_protocol_parse(const char *text, uint8_t *number);

/* Forget what was read from /etc/iproute2. */
void ip_names_reset(void);

#endif
