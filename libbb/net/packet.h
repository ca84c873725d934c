/* SPDX-License-Identifier: MIT */
/*
 * IPv4 and UDP by hand: what a host without an address needs, RFC 791, 768, 1071. Packets begin
 * with the IP header; the kernel adds and removes the link's own.
 */
#ifndef NET_PACKET_H
#define NET_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet_ip {			/* RFC 791, section 3.1, without options */
	uint8_t version_length, service;
	uint16_t length, id, fragment;
	uint8_t ttl, protocol;
	uint16_t checksum;
	uint8_t source[4], destination[4];
};
_Static_assert(sizeof(struct packet_ip) == 20, "RFC 791, section 3.1");

struct packet_udp {			/* RFC 768 */
	uint16_t source, destination, length, checksum;
};
_Static_assert(sizeof(struct packet_udp) == 8, "RFC 768");

#define PACKET_HEADERS (sizeof(struct packet_ip) + sizeof(struct packet_udp))

/* The Internet checksum, RFC 1071, going on from `sum`; in network order once inverted. */
uint32_t packet_sum(const void *bytes, size_t length, uint32_t sum);
uint16_t packet_checksum(uint32_t sum);

/* Put headers around a payload; `packet` has room for PACKET_HEADERS more. Returns the length. */
size_t packet_build(uint8_t *packet, const uint8_t source[4], uint16_t source_port,
		    const uint8_t destination[4], uint16_t port, const void *payload,
		    size_t length);

/*
 * The UDP payload within, or NULL: other protocol or port, cut off, a fragment, a wrong checksum.
 * With `unchecked` the sender's kernel left the UDP checksum to a card that was never passed.
 */
const uint8_t *packet_payload(const uint8_t *packet, size_t length, uint16_t port, bool unchecked,
			      size_t *payload_length);

/* A packet socket on every interface that takes only UDP to this port. Non-blocking. */
int packet_open_udp(uint16_t port);
/* The same for ARP. */
int packet_open_arp(void);

/* Send to a link address, NULL: to all. Never blocks; a full queue is a lost frame. */
int packet_send(int fd, int ifindex, uint16_t protocol, const uint8_t *mac, const void *bytes,
		size_t length);

/* What came: its length, 0 when there is nothing now, negative on failure. */
int packet_receive(int fd, void *bytes, size_t size, int *ifindex, bool *unchecked);

#endif
