/* SPDX-License-Identifier: MIT */
/*
 * A lease in the words of systemd.network(5), NetworkManager's keyfile (nm-settings-keyfile(5)),
 * interfaces(5), dhcpcd.conf(5) and resolved.conf(5).
 */
#include <sys/socket.h>

#include "boot/handover.h"

#define HEAD "# Of the network that ramroot brought up\n"

static bool is_ipv6(const struct lease *lease)
{
	return lease->address.family == AF_INET6;
}

/* Of a server or a router; else a person wrote it. */
static bool is_dynamic(const struct lease *lease)
{
	return lease->client_id_length || lease->server_id_length || lease->automatic;
}

static void add_servers(const struct lease *lease, const char *key, const char *between,
			struct buffer *out)
{
	char text[64];

	for (unsigned i = 0; i < lease->dns_count; i++)
		buffer_format(out, "%s%s", i ? between : key,
			      ip_address_text(&lease->dns[i], text));
	if (lease->dns_count)
		buffer_text(out, "\n");
}

static const char *search_of(const struct lease *lease)
{
	return lease->search[0] ? lease->search : lease->domain;
}

/*
 * udev cannot rename an interface that is up, and networkd would wait for it for ever. The names it
 * would have got are given beside.
 */
void handover_link(const char *mac, struct buffer *out)
{
	buffer_format(out, HEAD "[Match]\nMACAddress=%s\nType=ether\n\n[Link]\nNamePolicy=keep\n"
		      "AlternativeNamesPolicy=database onboard slot path mac\n", mac);
}

static void networkd_routes(const struct lease *lease, struct buffer *out)
{
	char text[64];

	for (unsigned i = 0; i < lease->route_count; i++) {
		const struct lease_route *route = &lease->routes[i];

		buffer_text(out, "\n[Route]\n");
		if (route->to.prefix)
			buffer_format(out, "Destination=%s/%u\n",
				      ip_address_text(&route->to, text), route->to.prefix);
		if (ip_address_is_set(&route->via))
			buffer_format(out, "Gateway=%s\n", ip_address_text(&route->via, text));
	}
}

void handover_networkd(const struct lease *lease, const char *mac, struct buffer *out)
{
	char text[64];

	buffer_text(out, HEAD "[Match]\n");
	/* What lies on a card has the card's address, too. */
	if (*mac)
		buffer_format(out, "MACAddress=%s\nType=ether\nKind=!*\n", mac);
	else
		buffer_format(out, "Name=%s\n", lease->interface);
	buffer_text(out, "\n[Network]\n");
	if (is_dynamic(lease)) {
		buffer_format(out, "DHCP=%s\nKeepConfiguration=yes\n",
			      lease->automatic ? "no" : is_ipv6(lease) ? "ipv6" : "ipv4");
		/* As it was asked for: the server knows us again. */
		buffer_text(out, "\n[DHCPv4]\nClientIdentifier=mac\n");
		return;
	}
	if (ip_address_is_set(&lease->address))
		buffer_format(out, "Address=%s/%u\n", ip_address_text(&lease->address, text),
			      lease->address.prefix);
	buffer_text(out, "KeepConfiguration=static\n");
	add_servers(lease, "DNS=", " ", out);
	if (*search_of(lease))
		buffer_format(out, "Domains=%s\n", search_of(lease));
	networkd_routes(lease, out);
}

static void keyfile_static(const struct lease *lease, struct buffer *out)
{
	const struct ip_address *gateway = lease_gateway(lease);
	char text[64];

	buffer_format(out, "method=manual\naddress1=%s/%u\n",
		      ip_address_text(&lease->address, text), lease->address.prefix);
	if (gateway)
		buffer_format(out, "gateway=%s\n", ip_address_text(gateway, text));
	add_servers(lease, "dns=", ";", out);
}

void handover_keyfile(const struct lease *lease, const char *mac, struct buffer *out)
{
	bool fixed = !is_dynamic(lease) && ip_address_is_set(&lease->address);

	buffer_format(out, HEAD "[connection]\nid=ramroot-%s\ntype=ethernet\n", lease->interface);
	/* A person's own connection is preferred. */
	buffer_text(out, "autoconnect-priority=-100\n");
	if (!*mac)
		buffer_format(out, "interface-name=%s\n", lease->interface);
	else
		buffer_format(out, "\n[ethernet]\nmac-address=%s\n", mac);
	buffer_text(out, "\n[ipv4]\n");
	if (fixed && !is_ipv6(lease))
		keyfile_static(lease, out);
	else
		buffer_text(out, fixed ? "method=disabled\n" :
			    "method=auto\ndhcp-client-id=mac\n");
	buffer_text(out, "\n[ipv6]\n");
	if (fixed && is_ipv6(lease))
		keyfile_static(lease, out);
	else
		buffer_text(out, "method=auto\n");
}

void handover_interfaces(const struct lease *lease, struct buffer *out)
{
	const struct ip_address *gateway = lease_gateway(lease);
	const char *family = is_ipv6(lease) ? "inet6" : "inet";
	char text[64];

	buffer_format(out, HEAD "auto %s\n", lease->interface);
	if (is_dynamic(lease)) {
		buffer_format(out, "iface %s %s %s\n", lease->interface, family,
			      lease->automatic ? "auto" : "dhcp");
		return;
	}
	buffer_format(out, "iface %s %s static\n\taddress %s/%u\n", lease->interface, family,
		      ip_address_text(&lease->address, text), lease->address.prefix);
	if (gateway)
		buffer_format(out, "\tgateway %s\n", ip_address_text(gateway, text));
	add_servers(lease, "\tdns-nameservers ", " ", out);
}

void handover_dhcpcd(const struct lease *lease, struct buffer *out)
{
	const struct ip_address *gateway = lease_gateway(lease);
	char text[64];

	buffer_format(out, "\n" HEAD "interface %s\n", lease->interface);
	/* As it was asked for: the server knows us again, and gives the same address. */
	for (unsigned i = 0; !is_ipv6(lease) && i < lease->client_id_length; i++)
		buffer_format(out, "%s%02x", i ? ":" : "clientid ", lease->client_id[i]);
	if (is_dynamic(lease)) {
		buffer_text(out, "\n");
		return;
	}
	buffer_format(out, "static %s=%s/%u\n", is_ipv6(lease) ? "ip6_address" : "ip_address",
		      ip_address_text(&lease->address, text), lease->address.prefix);
	if (gateway && !is_ipv6(lease))
		buffer_format(out, "static routers=%s\n", ip_address_text(gateway, text));
	add_servers(lease, "static domain_name_servers=", " ", out);
}

void handover_resolved(const struct lease *lease, struct buffer *out)
{
	buffer_text(out, HEAD "[Resolve]\n");
	add_servers(lease, "DNS=", " ", out);
	if (*search_of(lease))
		buffer_format(out, "Domains=%s\n", search_of(lease));
}
