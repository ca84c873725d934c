/* SPDX-License-Identifier: MIT */
/*
 * net/packet, net/arp, net/icmp: headers of frames.
 * uses: net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/arp.h"
#include "net/icmp.h"
#include "net/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t address[4] = { 192, 168, 77, 50 };
	struct icmp_reply reply;
	const uint8_t *mac, *payload;
	size_t length;

	payload = packet_payload(data, size, 68, true, &length);
	if (payload && (payload < data || payload + length > data + size))
		abort();
	arp_is_conflict(data, size, address, &mac);
	if (icmp_parse(data, size, AF_INET, true, false, &reply) && reply.size > size)
		abort();
	icmp_parse(data, size, AF_INET6, false, true, &reply);
	return 0;
}
