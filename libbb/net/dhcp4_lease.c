/* SPDX-License-Identifier: MIT */
/* What a DHCPv4 reply means. */
#include "net/dhcp4_lease.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define LEASE_FALLBACK 3600	/* seconds, of a DHCP server that tells no time */
#define LEASE_ZERO 60		/* for "0 seconds", which would be renewed without a pause */
#define MTU_LEAST 576		/* RFC 791: every host takes datagrams of this size */
#define MTU_MOST 65535

static struct ip_address address_of(const uint8_t bytes[4], unsigned prefix)
{
	struct ip_address address = { .family = AF_INET, .prefix = prefix };

	memcpy(address.bytes, bytes, 4);
	return address;
}

static bool is_set(const uint8_t bytes[4])
{
	return bytes[0] || bytes[1] || bytes[2] || bytes[3];
}

/* An address one host may have: not of 0/8, loopback, multicast or reserved. */
static bool is_host(const uint8_t bytes[4])
{
	return bytes[0] != 0 && bytes[0] != 127 && bytes[0] < 224;
}

/* RFC 791's classes, for servers that send no mask. */
static int class_bits(const uint8_t bytes[4])
{
	return bytes[0] < 128 ? 8 : bytes[0] < 192 ? 16 : 24;
}

/* All zeros or all ones behind the prefix: the network itself, or everybody in it. */
static bool is_edge(const struct ip_address *address)
{
	uint32_t value, hosts;

	if (address->prefix > 30)
		return false;
	memcpy(&value, address->bytes, 4);
	hosts = 0xffffffffu >> address->prefix;
	value = ntohl(value) & hosts;
	return value == 0 || value == hosts;
}

static const char *read_address(const struct dhcp4_message *message, struct lease *lease)
{
	const uint8_t *yours = message->header.yiaddr;
	uint8_t mask[4];
	int bits = class_bits(yours);

	if (!is_host(yours))
		return is_set(yours) ? "its address is none of a host" : "it gives no address";
	if (dhcp4_get_address(message, OPT_SUBNET_MASK, mask)) {
		struct ip_address as_mask = address_of(mask, 32);

		bits = ip_mask_bits(&as_mask);
	}
	if (bits <= 0)
		return "its subnet mask is none";
	lease->address = address_of(yours, bits);
	if (is_edge(&lease->address))
		return "its address is the network's own";
	lease->broadcast = ip_address_broadcast(&lease->address);
	return NULL;
}

/* The old style of all zeros is what one still meets; anything outside of the network is wrong. */
static void read_broadcast(const struct dhcp4_message *message, struct lease *lease)
{
	struct ip_address told;
	uint8_t bytes[4];

	if (!dhcp4_get_address(message, OPT_BROADCAST, bytes))
		return;
	told = address_of(bytes, lease->address.prefix);
	if (ip_network_has(&lease->address, &told) && is_edge(&told)) {
		told.prefix = 32;
		lease->broadcast = told;
	}
}

static void add_route(struct lease *lease, struct ip_address to, struct ip_address via)
{
	if (lease->route_count < ARRAY_SIZE(lease->routes))
		lease->routes[lease->route_count++] = (struct lease_route){ to, via };
}

/* Can the link be used towards it, by the address' network or by a route given before? */
static bool is_reachable(const struct lease *lease, const struct ip_address *gateway)
{
	if (lease->address.prefix < 32 && ip_network_has(&lease->address, gateway))
		return true;
	for (unsigned i = 0; i < lease->route_count; i++) {
		if (!ip_address_is_set(&lease->routes[i].via) &&
		    ip_network_has(&lease->routes[i].to, gateway))
			return true;
	}
	return false;
}

/*
 * A gateway outside of the network is nonsense, unless the network holds no other host: then it
 * must be on the link, and clouds do mean that.
 */
static bool make_reachable(struct lease *lease, const struct ip_address *gateway)
{
	struct ip_address edge = *gateway;

	edge.prefix = lease->address.prefix;
	if (!is_host(gateway->bytes) ||
	    memcmp(gateway->bytes, lease->address.bytes, 4) == 0)
		return false;
	if (is_reachable(lease, gateway))
		return !ip_network_has(&lease->address, gateway) || !is_edge(&edge);
	if (lease->address.prefix < 31)
		return false;
	add_route(lease, *gateway, (struct ip_address){ 0 });
	return true;
}

static void read_routers(const struct dhcp4_message *message, struct lease *lease)
{
	static const uint8_t any[4];
	size_t length = 0;
	const uint8_t *data = dhcp4_get(message, OPT_ROUTER, &length);

	for (size_t i = 0; i < length; i += 4) {
		struct ip_address gateway = address_of(data + i, 32);

		if (make_reachable(lease, &gateway)) {
			/* The others are its equals for when it fails: one default is enough. */
			add_route(lease, address_of(any, 0), gateway);
			return;
		}
	}
}

/* One of option 121: bits, as many bytes of the network as they need, the gateway. */
static struct lease_route classless(const uint8_t *data, size_t *at)
{
	struct lease_route route = { .to = { .family = AF_INET, .prefix = data[(*at)++] } };
	uint8_t bits = route.to.prefix;
	size_t length = (bits + 7) / 8;

	memcpy(route.to.bytes, data + *at, length);
	/* RFC 3442: bits behind the mask are to be ignored. */
	if (bits % 8)
		route.to.bytes[length - 1] &= 0xff << (8 - bits % 8);
	*at += length;
	if (is_set(data + *at))
		route.via = address_of(data + *at, 32);
	*at += 4;
	return route;
}

/*
 * RFC 3442. Directly reachable networks first, as gateways of the others may lie in them; then the
 * default, which must not be lost among too many others.
 */
static void read_classless(const uint8_t *data, size_t length, struct lease *lease)
{
	for (size_t at = 0; at < length;) {
		struct lease_route route = classless(data, &at);

		/* Two places are the default's and its gateway's, however many there are. */
		if (!ip_address_is_set(&route.via) &&
		    lease->route_count + 2 < ARRAY_SIZE(lease->routes))
			add_route(lease, route.to, route.via);
	}
	for (int defaults = 1; defaults >= 0; defaults--) {
		for (size_t at = 0; at < length;) {
			struct lease_route route = classless(data, &at);

			if (ip_address_is_set(&route.via) && defaults == !route.to.prefix &&
			    make_reachable(lease, &route.via))
				add_route(lease, route.to, route.via);
		}
	}
}

/* RFC 2132, 5.8: pairs of target and gateway, of which the target's class tells the mask. */
static void read_static(const struct dhcp4_message *message, struct lease *lease)
{
	size_t length = 0;
	const uint8_t *data = dhcp4_get(message, OPT_STATIC_ROUTES, &length);

	for (size_t at = 0; at + 8 <= length; at += 8) {
		struct ip_address to = address_of(data + at, class_bits(data + at));
		struct ip_address via = address_of(data + at + 4, 32);
		struct ip_address first = to;

		for (unsigned bit = to.prefix; bit < 32; bit++)
			first.bytes[bit / 8] &= ~(0x80 >> bit % 8);
		/* Bits behind the class's mask: a single host is meant. */
		if (memcmp(first.bytes, to.bytes, 4) != 0)
			to.prefix = 32;
		if (is_host(to.bytes) && make_reachable(lease, &via))
			add_route(lease, to, via);
	}
}

/* RFC 3442: with classless routes, routers and static routes are to be ignored. */
static void read_routes(const struct dhcp4_message *message, struct lease *lease)
{
	size_t length = 0;
	const uint8_t *data = dhcp4_get(message, OPT_ROUTES, &length);

	if (!data)
		data = dhcp4_get(message, OPT_MS_ROUTES, &length);
	if (data)
		return read_classless(data, length, lease);
	read_routers(message, lease);
	read_static(message, lease);
}

static void read_resolver(const struct dhcp4_message *message, struct lease *lease)
{
	size_t length = 0;
	const uint8_t *data = dhcp4_get(message, OPT_DNS, &length);

	for (size_t i = 0; i < length && lease->dns_count < ARRAY_SIZE(lease->dns); i += 4) {
		/* A resolver on the loopback is somebody's mistake, but not a harmful one. */
		if (is_set(data + i) && data[i] < 224)
			lease->dns[lease->dns_count++] = address_of(data + i, 32);
	}
	data = dhcp4_get(message, OPT_NTP, &length);
	for (size_t i = 0; data && i < length; i += 4) {
		if (is_host(data + i) && lease->ntp_count < ARRAY_SIZE(lease->ntp))
			lease->ntp[lease->ntp_count++] = address_of(data + i, 32);
	}
	data = dhcp4_get(message, OPT_DOMAIN, &length);
	if (data)
		dhcp4_name(data, length, lease->domain, sizeof(lease->domain));
	data = dhcp4_get(message, OPT_SEARCH, &length);
	if (!data || !dhcp4_search_list(data, length, lease->search, sizeof(lease->search)))
		text_copy(lease->search, sizeof(lease->search), lease->domain);
	data = dhcp4_get(message, OPT_HOSTNAME, &length);
	if (data && !dhcp4_name(data, length, lease->hostname, sizeof(lease->hostname)))
		lease->hostname[0] = '\0';
	if (strchr(lease->hostname, ' '))
		lease->hostname[0] = '\0';
}

/*
 * Option 66, else the header's next server, else its name. dnsmasq puts a mere label of its
 * configuration into 66, beside the address that is meant.
 */
static void read_boot_server(const struct dhcp4_message *message, char *server, size_t size)
{
	const struct dhcp4_header *header = &message->header;
	struct ip_address next = address_of(header->siaddr, 32);
	size_t length;
	const uint8_t *data = dhcp4_get(message, OPT_TFTP_SERVER, &length);
	char text[64];

	if (data && dhcp4_text(data, length, server, size) && server[0] &&
	    (strchr(server, '.') || !is_host(header->siaddr)))
		return;
	server[0] = '\0';
	if (is_host(header->siaddr))
		text_copy(server, size, ip_address_text(&next, text));
	else if (message->sname_overloaded ||
		 !dhcp4_name(header->sname, strnlen((char *)header->sname, 64), server, size))
		server[0] = '\0';
}

static void read_boot(const struct dhcp4_message *message, struct lease *lease)
{
	const struct dhcp4_header *header = &message->header;
	size_t length;
	const uint8_t *data = dhcp4_get(message, OPT_BOOT_FILE, &length);

	read_boot_server(message, lease->boot_server, sizeof(lease->boot_server));
	if (data && dhcp4_text(data, length, lease->boot_file, sizeof(lease->boot_file)) &&
	    lease->boot_file[0])
		return;
	if (message->file_overloaded ||
	    !dhcp4_text(header->file, strnlen((char *)header->file, 128), lease->boot_file,
			sizeof(lease->boot_file)))
		lease->boot_file[0] = '\0';
}

/* RFC 2131, 4.4.5: T1 is half, T2 seven eighths, unless told and in order. */
static void read_times(const struct dhcp4_message *message, struct lease *lease)
{
	uint32_t none = message->type == DHCP4_BOOTP ? UINT32_MAX : LEASE_FALLBACK;
	uint32_t seconds = dhcp4_get_u32(message, OPT_LEASE_TIME, none);

	if (seconds == UINT32_MAX)
		return;
	lease->seconds = seconds ? seconds : LEASE_ZERO;
	lease->renew = dhcp4_get_u32(message, OPT_RENEW, 0);
	lease->rebind = dhcp4_get_u32(message, OPT_REBIND, 0);
	if (!lease->rebind || lease->rebind >= lease->seconds)
		lease->rebind = (uint64_t)lease->seconds * 7 / 8;
	if (!lease->renew || lease->renew >= lease->rebind)
		lease->renew = MIN(lease->seconds / 2, lease->rebind - 1);
}

bool dhcp4_proxy(const struct dhcp4_message *message, struct lease *lease)
{
	size_t length = 0;
	const uint8_t *class = dhcp4_get(message, OPT_VENDOR_CLASS, &length);

	memset(lease, 0, sizeof(*lease));
	if (message->type != DHCP4_OFFER || is_set(message->header.yiaddr) || !class ||
	    length < 9 || memcmp(class, "PXEClient", 9) != 0)
		return false;
	read_boot(message, lease);
	return lease->boot_file[0];
}

bool dhcp4_lease(const struct dhcp4_message *message, struct lease *lease, const char **why)
{
	uint8_t server[4];
	size_t length = 0;
	const uint8_t *data;
	uint32_t mtu = dhcp4_get_u16(message, OPT_MTU, 0);
	char text[64];

	memset(lease, 0, sizeof(*lease));
	*why = read_address(message, lease);
	if (*why)
		return false;
	read_broadcast(message, lease);
	if (dhcp4_get_address(message, OPT_SERVER, server) && is_host(server))
		lease->server = address_of(server, 32);
	else if (is_host(message->header.siaddr))
		lease->server = address_of(message->header.siaddr, 32);
	read_routes(message, lease);
	lease->mtu = mtu >= MTU_LEAST && mtu <= MTU_MOST ? mtu : 0;
	read_resolver(message, lease);
	read_boot(message, lease);
	read_times(message, lease);
	if (!lease->boot_server[0] && ip_address_is_set(&lease->server))
		text_copy(lease->boot_server, sizeof(lease->boot_server),
			  ip_address_text(&lease->server, text));
	data = dhcp4_get(message, OPT_ROOT_PATH, &length);
	if (data && !dhcp4_text(data, length, lease->root_path, sizeof(lease->root_path)))
		lease->root_path[0] = '\0';
	data = dhcp4_get(message, OPT_VENDOR, &length);
	if (data && length <= sizeof(lease->vendor)) {
		memcpy(lease->vendor, data, length);
		lease->vendor_length = length;
	}
	return true;
}
