/* SPDX-License-Identifier: MIT */
/* DHCPv4 messages, RFC 2131: bytes to struct and back. Pure. */
#ifndef NET_DHCP4_MESSAGE_H
#define NET_DHCP4_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/dhcp4_options.h"

#define DHCP4_SERVER_PORT 67
#define DHCP4_CLIENT_PORT 68
#define DHCP4_COOKIE 0x63825363		/* RFC 2131, section 3 */
#define DHCP4_BROADCAST_FLAG 0x8000	/* RFC 2131, figure 2 */
#define DHCP4_MAX_SIZE 1472		/* an Ethernet frame's, without the headers of IP and UDP */

/* RFC 2132, section 9.6 */
enum dhcp4_message_type {
	DHCP4_BOOTP = 0,	/* none told: a BOOTP server, RFC 1534 */
	DHCP4_DISCOVER = 1, DHCP4_OFFER, DHCP4_REQUEST, DHCP4_DECLINE, DHCP4_ACK, DHCP4_NAK,
	DHCP4_RELEASE, DHCP4_INFORM,
};

/* RFC 2131, figure 1 */
struct dhcp4_header {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	uint8_t ciaddr[4], yiaddr[4], siaddr[4], giaddr[4];
	uint8_t chaddr[16];
	uint8_t sname[64], file[128];
	uint32_t cookie;
} __attribute__((packed));
_Static_assert(sizeof(struct dhcp4_header) == 240, "RFC 2131, figure 1");

struct dhcp4_message {
	struct dhcp4_header header;	/* xid, secs, flags in host order */
	enum dhcp4_message_type type;
	bool file_overloaded, sname_overloaded;
	bool is_cut;			/* amid an option, which is left out */
	/* Where an option's value begins in data + 1, its parts joined (RFC 3396); 0: absent. */
	uint16_t at[256], length[256];
	uint8_t data[2048];
};

/*
 * Take a server's reply apart. False, with a reason for -v, when it is none: too short, no reply,
 * no cookie, cut off before it tells its type, an essential option malformed.
 */
bool dhcp4_decode(const void *bytes, size_t length, struct dhcp4_message *message,
		  const char **why);

/* An option's value, or NULL when it is absent or malformed. */
const uint8_t *dhcp4_get(const struct dhcp4_message *message, unsigned number, size_t *length);
/* Numbers; `fallback` when absent. */
uint32_t dhcp4_get_u32(const struct dhcp4_message *message, unsigned number, uint32_t fallback);
uint32_t dhcp4_get_u16(const struct dhcp4_message *message, unsigned number, uint32_t fallback);
/* The first address; false when absent. */
bool dhcp4_get_address(const struct dhcp4_message *message, unsigned number, uint8_t address[4]);

/* "DISCOVER" and so on. */
const char *dhcp4_type_name(enum dhcp4_message_type type);

/* A request under construction. What does not fit is left out whole. */
struct dhcp4_packet {
	uint8_t bytes[DHCP4_MAX_SIZE];
	size_t length;
};

void dhcp4_begin(struct dhcp4_packet *packet, const struct dhcp4_header *header,
		 enum dhcp4_message_type type);
void dhcp4_add(struct dhcp4_packet *packet, unsigned number, const void *data, size_t length);
void dhcp4_add_u16(struct dhcp4_packet *packet, unsigned number, uint16_t value);
/* The end option, and zeros up to what old relays and servers demand (300 bytes, RFC 1542). */
void dhcp4_end(struct dhcp4_packet *packet);

#endif
