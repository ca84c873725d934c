/* SPDX-License-Identifier: MIT */
/* ARP over Ethernet, RFC 826, and looking whether an address is taken, RFC 5227. Pure. */
#ifndef NET_ARP_H
#define NET_ARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arp_packet {			/* RFC 826, for Ethernet and IPv4 */
	uint16_t hardware, protocol;
	uint8_t hardware_size, protocol_size;
	uint16_t operation;
	uint8_t sender_mac[6], sender[4], target_mac[6], target[4];
};
_Static_assert(sizeof(struct arp_packet) == 28, "RFC 826");

/* "Who has this?", asked by nobody: the probe of RFC 5227. */
void arp_probe(struct arp_packet *packet, const uint8_t mac[6], const uint8_t address[4]);
/* "It is mine": the announcement of RFC 5227, which corrects what neighbours remember. */
void arp_announce(struct arp_packet *packet, const uint8_t mac[6], const uint8_t address[4]);

/*
 * Does what came mean that another has the address, or is about to take it? `*mac` is set to who
 * that is, for the caller to know his own interfaces by.
 */
bool arp_is_conflict(const void *bytes, size_t length, const uint8_t address[4],
		     const uint8_t **mac);

#endif
