/* SPDX-License-Identifier: MIT */
/* Router solicitations and advertisements: RFC 4861, 4862, 8106. Pure. */
#ifndef NET_RA_H
#define NET_RA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/address.h"

#define RA_FOREVER UINT32_MAX

struct ra_header {			/* RFC 4861, section 4.2 */
	uint8_t type, code;
	uint16_t checksum;
	uint8_t hop_limit, flags;
	uint16_t lifetime;
	uint32_t reachable, retransmit;
};
_Static_assert(sizeof(struct ra_header) == 16, "RFC 4861, section 4.2");

struct ra_prefix_option {		/* RFC 4861, section 4.6.2 */
	uint8_t type, length, bits, flags;
	uint32_t valid, preferred, reserved;
	uint8_t prefix[16];
};
_Static_assert(sizeof(struct ra_prefix_option) == 32, "RFC 4861, section 4.6.2");

struct ra {
	struct ip_address router;	/* its link-local address */
	bool managed, other;		/* DHCPv6 has addresses; DHCPv6 has the rest */
	uint16_t lifetime;		/* seconds as a default router, 0: it is none */
	struct ra_prefix {
		struct ip_address prefix;
		bool on_link, autonomous;
		uint32_t valid, preferred;	/* seconds */
	} prefixes[8];
	unsigned prefix_count;
	struct ip_address dns[8];	/* RFC 8106 */
	unsigned dns_count;
	char search[512];		/* blank-separated */
};

/*
 * Take an advertisement apart, ICMPv6 header and on; false, with a reason, when it is none or a
 * length is wrong. The caller has checked hop limit 255 and gives the source.
 */
bool ra_decode(const void *bytes, size_t length, const uint8_t source[16], struct ra *ra,
	       const char **why);

/*
 * A whole IPv6 packet that solicits; source NULL: an interface that has no address yet. Returns the
 * length. `packet` has 64 bytes of room.
 */
size_t ra_solicit(uint8_t *packet, const uint8_t source[16], const uint8_t mac[6]);

/* The address that follows from a /64 prefix and a MAC, RFC 4291 appendix A. */
struct ip_address ra_address(const struct ip_address *prefix, const uint8_t mac[6]);

#endif
