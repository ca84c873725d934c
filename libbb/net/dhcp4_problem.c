/* SPDX-License-Identifier: MIT */
/* Why a DHCPv4 client has no lease, in words for the person who waits for it. */
#include "net/dhcp4_step.h"

void dhcp4_problem_text(const struct dhcp4_client *client, const char *interface,
			uint64_t seconds, struct buffer *out)
{
	char address[64], server[64];
	const char *text = client->problem_text;

	ip_address_text(&client->problem_address, address);
	ip_address_text(&client->problem_server, server);
	switch (client->problem) {
	case DHCP4_NO_OFFER:
		return buffer_format(out, "carrier but no offer on %s within %llu s", interface,
				     (unsigned long long)seconds);
	case DHCP4_BAD_OFFER:
		return buffer_format(out, "carrier but no usable offer on %s%s%s: %s", interface,
				     *server ? ", of " : "", server, text);
	case DHCP4_SILENT:
		return buffer_format(out, "%s offered %s on %s, but does not answer the request",
				     server, address, interface);
	case DHCP4_REFUSED:
		return buffer_format(out, "offer refused on %s: %s takes %s back (NAK)%s%s",
				     interface, server, address, *text ? ": " : "", text);
	case DHCP4_IN_USE:
		return buffer_format(out, "%s, offered on %s by %s, is in use by another host",
				     address, interface, server);
	case DHCP4_IPV6_PREFERRED:
		return buffer_format(out, "%s says that the network of %s is IPv6 only", server,
				     interface);
	}
}
