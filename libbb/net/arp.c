/* SPDX-License-Identifier: MIT */
/* ARP over Ethernet, RFC 826 and 5227. */
#include "net/arp.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <string.h>

static void begin(struct arp_packet *packet, const uint8_t mac[6], const uint8_t address[4])
{
	memset(packet, 0, sizeof(*packet));
	packet->hardware = htons(ARPHRD_ETHER);
	packet->protocol = htons(ETH_P_IP);
	packet->hardware_size = 6;
	packet->protocol_size = 4;
	packet->operation = htons(ARPOP_REQUEST);
	memcpy(packet->sender_mac, mac, 6);
	memcpy(packet->target, address, 4);
}

void arp_probe(struct arp_packet *packet, const uint8_t mac[6], const uint8_t address[4])
{
	begin(packet, mac, address);
}

void arp_announce(struct arp_packet *packet, const uint8_t mac[6], const uint8_t address[4])
{
	begin(packet, mac, address);
	memcpy(packet->sender, address, 4);
}

bool arp_is_conflict(const void *bytes, size_t length, const uint8_t address[4],
		     const uint8_t **mac)
{
	static const uint8_t nobody[4];
	const struct arp_packet *packet = bytes;

	/* Only bytes are compared: no alignment is needed. */
	if (length < sizeof(*packet) || memcmp(bytes, "\0\1\x08\0\6\4\0", 7) != 0)
		return false;
	*mac = packet->sender_mac;
	if (memcmp(packet->sender, address, 4) == 0)
		return true;
	/* Another's probe for the same address: RFC 5227, section 2.1.1. */
	return ((const uint8_t *)bytes)[7] == ARPOP_REQUEST &&
	       memcmp(packet->sender, nobody, 4) == 0 && memcmp(packet->target, address, 4) == 0;
}
