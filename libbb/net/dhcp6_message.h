/* SPDX-License-Identifier: MIT */
/* DHCPv6 messages, RFC 8415, RFC 3646 (names), RFC 5970 (boot): bytes to struct and back. Pure. */
#ifndef NET_DHCP6_MESSAGE_H
#define NET_DHCP6_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"
#include "net/address.h"

#define DHCP6_SERVER_PORT 547
#define DHCP6_CLIENT_PORT 546
#define DHCP6_MAX_SIZE 1232	/* what every IPv6 link takes, without the headers of IP and UDP */
#define DHCP6_ID_SIZE 130	/* RFC 8415, section 11.1 */

enum dhcp6_message_type {	/* RFC 8415, section 7.3 */
	DHCP6_SOLICIT = 1, DHCP6_ADVERTISE, DHCP6_REQUEST, DHCP6_CONFIRM, DHCP6_RENEW,
	DHCP6_REBIND, DHCP6_REPLY, DHCP6_RELEASE, DHCP6_DECLINE, DHCP6_RECONFIGURE,
	DHCP6_INFORM,
};

enum dhcp6_option {		/* RFC 8415, section 21, unless told otherwise */
	OPT6_CLIENT_ID = 1, OPT6_SERVER_ID, OPT6_IA, OPT6_ADDRESS = 5, OPT6_REQUEST,
	OPT6_PREFERENCE, OPT6_ELAPSED, OPT6_STATUS = 13, OPT6_RAPID_COMMIT, OPT6_USER_CLASS,
	OPT6_VENDOR_CLASS,
	OPT6_DNS = 23, OPT6_SEARCH = 24,			/* RFC 3646 */
	OPT6_BOOT_URL = 59, OPT6_BOOT_PARAMETERS, OPT6_ARCH, OPT6_NETWORK_INTERFACE, /* RFC 5970 */
	OPT6_SOLICIT_MAX = 82,
};

enum dhcp6_status {		/* RFC 8415, section 21.13 */
	DHCP6_SUCCESS, DHCP6_UNSPECIFIED, DHCP6_NO_ADDRESSES, DHCP6_NO_BINDING, DHCP6_NOT_ON_LINK,
	DHCP6_USE_MULTICAST,
};

struct dhcp6_id {
	uint8_t bytes[DHCP6_ID_SIZE];
	unsigned length;		/* 0: absent */
};

struct dhcp6_message {
	uint8_t type;
	uint32_t xid;			/* 24 bits */
	struct dhcp6_id client, server;
	uint8_t preference;
	bool rapid_commit;
	unsigned status;		/* the message's, or its address association's */
	char status_text[128];
	bool has_association;
	uint32_t iaid, renew, rebind;
	struct ip_address address;	/* the first that can be used */
	uint32_t preferred, valid;	/* seconds of it */
	struct ip_address dns[8];
	unsigned dns_count;
	char search[512], boot_url[512];
	char boot_parameters[256];	/* the first of option 60 */
};

/* False, with a reason, for a message that is none or has an option cut off. */
bool dhcp6_decode(const void *bytes, size_t length, struct dhcp6_message *message,
		  const char **why);

const char *dhcp6_type_name(unsigned type);

/* A message under construction. What does not fit is left out whole. */
struct dhcp6_packet {
	uint8_t bytes[DHCP6_MAX_SIZE];
	size_t length;
};

void dhcp6_begin(struct dhcp6_packet *packet, uint8_t type, uint32_t xid);
void dhcp6_add(struct dhcp6_packet *packet, unsigned number, const void *data, size_t length);

#endif
