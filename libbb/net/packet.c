/* SPDX-License-Identifier: MIT */
/* IPv4 and UDP headers, built and checked. Pure. */
#include "net/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

uint32_t packet_sum(const void *bytes, size_t length, uint32_t sum)
{
	const uint8_t *at = bytes;

	for (; length > 1; at += 2, length -= 2)
		sum += (uint32_t)at[0] << 8 | at[1];
	if (length)
		sum += (uint32_t)at[0] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

uint16_t packet_checksum(uint32_t sum)
{
	return htons(~sum);
}

static uint32_t pseudo_header(const struct packet_ip *ip, uint32_t udp_length)
{
	return packet_sum(ip->destination, 4,
			  packet_sum(ip->source, 4, IPPROTO_UDP + udp_length));
}

size_t packet_build(uint8_t *packet, const uint8_t source[4], uint16_t source_port,
		    const uint8_t destination[4], uint16_t port, const void *payload,
		    size_t length)
{
	size_t udp_length = sizeof(struct packet_udp) + length;
	struct packet_ip ip = { .version_length = 0x45, .service = 0x10, .ttl = 64,
				.protocol = IPPROTO_UDP };
	struct packet_udp udp = { htons(source_port), htons(port), htons(udp_length), 0 };
	uint32_t sum;

	ip.length = htons(sizeof(ip) + udp_length);
	memcpy(ip.source, source, 4);
	memcpy(ip.destination, destination, 4);
	ip.checksum = packet_checksum(packet_sum(&ip, sizeof(ip), 0));
	sum = packet_sum(&udp, sizeof(udp), pseudo_header(&ip, udp_length));
	udp.checksum = packet_checksum(packet_sum(payload, length, sum));
	if (!udp.checksum)
		udp.checksum = 0xffff;
	memcpy(packet, &ip, sizeof(ip));
	memcpy(packet + sizeof(ip), &udp, sizeof(udp));
	memcpy(packet + sizeof(ip) + sizeof(udp), payload, length);
	return sizeof(ip) + udp_length;
}

const uint8_t *packet_payload(const uint8_t *packet, size_t length, uint16_t port, bool unchecked,
			      size_t *payload_length)
{
	struct packet_ip ip;
	struct packet_udp udp;
	size_t header, total, udp_length;

	if (length < sizeof(ip))
		return NULL;
	memcpy(&ip, packet, sizeof(ip));
	header = (ip.version_length & 0xf) * 4;
	total = ntohs(ip.length);
	if (ip.version_length >> 4 != 4 || header < sizeof(ip) || total > length ||
	    total < header + sizeof(udp) || ip.protocol != IPPROTO_UDP ||
	    (ntohs(ip.fragment) & 0x3fff) || packet_sum(packet, header, 0) != 0xffff)
		return NULL;
	memcpy(&udp, packet + header, sizeof(udp));
	udp_length = ntohs(udp.length);
	if (ntohs(udp.destination) != port || udp_length < sizeof(udp) ||
	    udp_length > total - header)
		return NULL;
	if (udp.checksum && !unchecked &&
	    packet_sum(packet + header, udp_length, pseudo_header(&ip, udp_length)) != 0xffff)
		return NULL;
	*payload_length = udp_length - sizeof(udp);
	return packet + header + sizeof(udp);
}
