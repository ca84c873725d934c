/* SPDX-License-Identifier: MIT */
/* Router solicitations and advertisements. */
#include "net/ra.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp4_options.h"
#include "net/packet.h"

#define RA_TYPE 134
#define RS_TYPE 133
#define SOURCE_LINK_ADDRESS 1	/* RFC 4861, section 4.6.1 */
#define PREFIX 3
#define RDNSS 25		/* RFC 8106, section 5.1 */
#define DNSSL 31		/* RFC 8106, section 5.2 */

static struct ip_address address_of(const uint8_t bytes[16], unsigned prefix)
{
	struct ip_address address = { .family = AF_INET6, .prefix = prefix };

	memcpy(address.bytes, bytes, 16);
	return address;
}

static bool is_link_local(const uint8_t bytes[16])
{
	return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

/* RFC 4862, section 5.5.3: what is to be passed over silently. */
static void take_prefix(const uint8_t *option, size_t length, struct ra *ra)
{
	struct ra_prefix_option wire;
	struct ra_prefix row;

	if (length != sizeof(wire) || ra->prefix_count == ARRAY_SIZE(ra->prefixes))
		return;
	memcpy(&wire, option, sizeof(wire));
	row = (struct ra_prefix){ .on_link = wire.flags & 0x80, .autonomous = wire.flags & 0x40,
				  .valid = ntohl(wire.valid), .preferred = ntohl(wire.preferred) };
	if (wire.bits > 128 || is_link_local(wire.prefix) || wire.prefix[0] == 0xff ||
	    row.preferred > row.valid)
		return;
	row.prefix = address_of(wire.prefix, wire.bits);
	if (wire.bits != 64 || !row.valid)
		row.autonomous = false;
	ra->prefixes[ra->prefix_count++] = row;
}

static uint32_t lifetime_of(const uint8_t *option)
{
	uint32_t lifetime;

	memcpy(&lifetime, option + 4, sizeof(lifetime));
	return ntohl(lifetime);
}

static void take_resolvers(const uint8_t *option, size_t length, struct ra *ra)
{
	if (length < 24 || (length - 8) % 16 || !lifetime_of(option))
		return;
	for (size_t at = 8; at < length && ra->dns_count < ARRAY_SIZE(ra->dns); at += 16) {
		if (option[at] != 0xff)
			ra->dns[ra->dns_count++] = address_of(option + at, 128);
	}
}

/* Names end with a zero each, and the option with zeros up to eight bytes. */
static void take_search(const uint8_t *option, size_t length, struct ra *ra)
{
	if (length < 16 || !lifetime_of(option) || ra->search[0])
		return;
	while (length > 9 && !option[length - 1] && !option[length - 2])
		length--;
	if (!dhcp4_search_list(option + 8, length - 8, ra->search, sizeof(ra->search)))
		ra->search[0] = '\0';
}

bool ra_decode(const void *bytes, size_t length, const uint8_t source[16], struct ra *ra,
	       const char **why)
{
	const uint8_t *at = bytes, *end = at + length;
	struct ra_header header;

	memset(ra, 0, sizeof(*ra));
	*why = "no router advertisement";
	if (length < sizeof(header))
		return false;
	memcpy(&header, bytes, sizeof(header));
	if (header.type != RA_TYPE || header.code)
		return false;
	*why = "its source is no router's";
	if (!is_link_local(source))
		return false;
	ra->router = address_of(source, 128);
	ra->managed = header.flags & 0x80;
	ra->other = header.flags & 0x40;
	ra->lifetime = ntohs(header.lifetime);
	*why = "an option is cut off";
	for (at += sizeof(header); at < end;) {
		size_t size = end - at < 2 ? 0 : at[1] * 8;

		if (!size || size > (size_t)(end - at))
			return false;
		if (at[0] == PREFIX)
			take_prefix(at, size, ra);
		else if (at[0] == RDNSS)
			take_resolvers(at, size, ra);
		else if (at[0] == DNSSL)
			take_search(at, size, ra);
		at += size;
	}
	*why = NULL;
	return true;
}

size_t ra_solicit(uint8_t *packet, const uint8_t source[16], const uint8_t mac[6])
{
	/* To all routers, by the one hop that makes sure it was sent on this link. */
	static const uint8_t to[16] = { 0xff, 2, [15] = 2 };
	size_t length = source ? 16 : 8;
	uint8_t *body = packet + 40;
	uint16_t checksum;

	memset(packet, 0, 64);
	packet[0] = 0x60;
	packet[5] = length;
	packet[6] = IPPROTO_ICMPV6;
	packet[7] = 255;
	if (source)
		memcpy(packet + 8, source, 16);
	memcpy(packet + 24, to, 16);
	body[0] = RS_TYPE;
	if (source) {
		body[8] = SOURCE_LINK_ADDRESS;
		body[9] = 1;
		memcpy(body + 10, mac, 6);
	}
	/* The pseudo header of RFC 8200, section 8.1: addresses, length, protocol. */
	checksum = packet_checksum(packet_sum(body, length, packet_sum(packet + 8, 32,
							length + IPPROTO_ICMPV6)));
	memcpy(body + 2, &checksum, sizeof(checksum));
	return 40 + length;
}

struct ip_address ra_address(const struct ip_address *prefix, const uint8_t mac[6])
{
	struct ip_address address = *prefix;
	uint8_t *host = address.bytes + 8;

	memcpy(host, mac, 3);
	host[0] ^= 2;
	host[3] = 0xff;
	host[4] = 0xfe;
	memcpy(host + 5, mac + 3, 3);
	return address;
}
