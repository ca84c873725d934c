/* SPDX-License-Identifier: MIT */
/* IP addresses and prefixes as text and bytes. Pure; read as generously as iproute2 reads them. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ip_address {
	uint8_t family;		/* AF_INET, AF_INET6; 0: none */
	uint8_t prefix;		/* bits, 32 or 128 for a single host */
	uint8_t bytes[16];	/* network order, the first 4 for IPv4 */
};

/*
 * "1.2.3.4", "1.2.3.4/24", "1.2.3.4/255.255.255.0", "10/8", "fe80::1/64", "default". Family 0 takes
 * either; "default" becomes 0.0.0.0/0 then. Fails with `any valid prefix is expected rather than
 * "foo"`.
 */
int ip_address_parse(const char *text, int family, struct ip_address *address);

/* The same for a single address, where a prefix is a mistake. */
int ip_address_parse_host(const char *text, int family, struct ip_address *address);

/* Raw bytes of a packet or message; false when the length fits neither family. */
bool ip_address_from_bytes(const void *bytes, size_t length, struct ip_address *address);

/* Without the prefix; "" when it is not set. Returns text. */
const char *ip_address_text(const struct ip_address *address, char text[64]);

/* With "/prefix" unless it is a single host. */
const char *ip_prefix_text(const struct ip_address *address, char text[64]);

/* It has a family (0.0.0.0 is set, an empty struct is not). */
bool ip_address_is_set(const struct ip_address *address);

/* All address bits are zero. */
bool ip_address_is_any(const struct ip_address *address);

bool ip_address_equal(const struct ip_address *a, const struct ip_address *b);

/* Bytes of an address of its family: 4, 16, or 0. */
size_t ip_address_size(const struct ip_address *address);

/* Does the network hold this address? */
bool ip_network_has(const struct ip_address *network, const struct ip_address *address);

/* The IPv4 broadcast address of the address' network; not set for IPv6 and above /30. */
struct ip_address ip_address_broadcast(const struct ip_address *address);

/* "255.255.255.0" as 24; negative when its ones are not together. */
int ip_mask_bits(const struct ip_address *mask);

#endif
