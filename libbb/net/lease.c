/* SPDX-License-Identifier: MIT */
/* A lease as text: the shell lines that apply it, its values, resolv.conf, a summary. */
#include "net/lease.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

const struct ip_address *lease_gateway(const struct lease *lease)
{
	for (unsigned i = 0; i < lease->route_count; i++) {
		if (!lease->routes[i].to.prefix && ip_address_is_set(&lease->routes[i].via))
			return &lease->routes[i].via;
	}
	return NULL;
}

static void add_prefix(const struct ip_address *address, struct buffer *out)
{
	char text[64];

	buffer_format(out, "%s/%u", ip_address_text(address, text), address->prefix);
}

static void route_line(const struct lease *lease, const struct lease_route *route,
		       struct buffer *out)
{
	char text[64];

	buffer_format(out, "ip %sroute replace ", route->to.family == AF_INET6 ? "-6 " : "");
	if (route->to.prefix)
		add_prefix(&route->to, out);
	else
		buffer_text(out, "default");
	if (ip_address_is_set(&route->via))
		buffer_format(out, " via %s", ip_address_text(&route->via, text));
	buffer_format(out, " dev %s\n", lease->interface);
}

void lease_lines(const struct lease *lease, struct buffer *out)
{
	struct buffer resolver = { 0 };
	char text[64];

	buffer_format(out, "ip link set %s up\n", lease->interface);
	if (lease->mtu)
		buffer_format(out, "ip link set %s mtu %u\n", lease->interface, lease->mtu);
	if (ip_address_is_set(&lease->address)) {
		buffer_text(out, "ip addr replace ");
		add_prefix(&lease->address, out);
		if (ip_address_is_set(&lease->broadcast))
			buffer_format(out, " broadcast %s",
				      ip_address_text(&lease->broadcast, text));
		buffer_format(out, " dev %s", lease->interface);
		if (lease->seconds)
			buffer_format(out, " valid_lft %u preferred_lft %u", lease->seconds,
				      lease->preferred ? lease->preferred : lease->seconds);
		buffer_text(out, "\n");
	}
	for (unsigned i = 0; i < lease->route_count; i++)
		route_line(lease, &lease->routes[i], out);
	lease_resolver(lease, &resolver);
	if (resolver.length) {
		/* The values are names and addresses: nothing in them is special to a shell. */
		buffer_format(out, "printf '%%s\\n'");
		for (char *line = resolver.data, *end; (end = strchr(line, '\n')); line = end + 1)
			buffer_format(out, " '%.*s'", (int)(end - line), line);
		buffer_text(out, " >/etc/resolv.conf\n");
	}
	buffer_free(&resolver);
}

void lease_summary(const struct lease *lease, struct buffer *out)
{
	const struct ip_address *gateway = lease_gateway(lease);
	char text[64];

	buffer_format(out, "%s: ", lease->interface);
	if (ip_address_is_set(&lease->address))
		add_prefix(&lease->address, out);
	else
		buffer_text(out, "no address");
	if (gateway)
		buffer_format(out, " via %s", ip_address_text(gateway, text));
	if (lease->seconds)
		buffer_format(out, ", lease %u s", lease->seconds);
	else
		buffer_text(out, ", lease without end");
	if (ip_address_is_set(&lease->server))
		buffer_format(out, " from %s", ip_address_text(&lease->server, text));
}

static void value(const char *key, const char *text, struct buffer *out)
{
	char *quoted;

	if (!*text)
		return;
	quoted = text_shell_quote(text);
	buffer_format(out, "%s=%s\n", key, quoted);
	free(quoted);
}

static void address_value(const char *key, const struct ip_address *address, struct buffer *out)
{
	char text[64];

	if (ip_address_is_set(address))
		value(key, ip_address_text(address, text), out);
}

static void bytes_value(const char *key, const uint8_t *bytes, unsigned length,
			struct buffer *out)
{
	struct buffer text = { 0 };

	for (unsigned i = 0; i < length; i++)
		buffer_format(&text, "%s%02x", i ? ":" : "", bytes[i]);
	value(key, text.length ? text.data : "", out);
	buffer_free(&text);
}

static void addresses_value(const char *key, const struct ip_address *addresses, unsigned count,
			    struct buffer *out)
{
	struct buffer list = { 0 };
	char text[64];

	for (unsigned i = 0; i < count; i++)
		buffer_format(&list, "%s%s", i ? " " : "", ip_address_text(&addresses[i], text));
	value(key, list.length ? list.data : "", out);
	buffer_free(&list);
}

static void list_values(const struct lease *lease, struct buffer *out)
{
	struct buffer list = { 0 };
	char text[64];

	addresses_value("DNS", lease->dns, lease->dns_count, out);
	addresses_value("NTP", lease->ntp, lease->ntp_count, out);
	/* "TO,GATEWAY", or "TO," when it is directly reachable. */
	for (unsigned i = 0; i < lease->route_count; i++) {
		buffer_text(&list, i ? " " : "");
		add_prefix(&lease->routes[i].to, &list);
		buffer_text(&list, ",");
		if (ip_address_is_set(&lease->routes[i].via))
			buffer_text(&list, ip_address_text(&lease->routes[i].via, text));
	}
	value("ROUTES", list.length ? list.data : "", out);
	buffer_free(&list);
	bytes_value("CLIENT_ID", lease->client_id, lease->client_id_length, out);
	bytes_value("SERVER_ID", lease->server_id, lease->server_id_length, out);
	bytes_value("VENDOR", lease->vendor, lease->vendor_length, out);
}

void lease_values(const struct lease *lease, struct buffer *out)
{
	const struct ip_address *gateway = lease_gateway(lease);

	value("INTERFACE", lease->interface, out);
	address_value("ADDRESS", &lease->address, out);
	if (ip_address_is_set(&lease->address))
		buffer_format(out, "PREFIX=%u\n", lease->address.prefix);
	address_value("BROADCAST", &lease->broadcast, out);
	if (gateway)
		address_value("GATEWAY", gateway, out);
	address_value("SERVER", &lease->server, out);
	list_values(lease, out);
	value("DOMAIN", lease->domain, out);
	value("SEARCH", lease->search, out);
	value("HOSTNAME", lease->hostname, out);
	if (lease->mtu)
		buffer_format(out, "MTU=%u\n", lease->mtu);
	buffer_format(out, "LEASE_SECONDS=%u\nRENEW_SECONDS=%u\nREBIND_SECONDS=%u\n",
		      lease->seconds, lease->renew, lease->rebind);
	value("BOOT_SERVER", lease->boot_server, out);
	value("BOOT_FILE", lease->boot_file, out);
	value("ROOT_PATH", lease->root_path, out);
}

void lease_resolver(const struct lease *lease, struct buffer *out)
{
	char text[64];

	if (!lease->dns_count)
		return;
	if (lease->search[0])
		buffer_format(out, "search %s\n", lease->search);
	for (unsigned i = 0; i < lease->dns_count; i++) {
		const struct ip_address *dns = &lease->dns[i];
		bool link_local = dns->family == AF_INET6 && dns->bytes[0] == 0xfe &&
				  (dns->bytes[1] & 0xc0) == 0x80;

		buffer_format(out, "nameserver %s%s%s\n", ip_address_text(dns, text),
			      link_local ? "%" : "", link_local ? lease->interface : "");
	}
}
