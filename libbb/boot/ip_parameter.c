/* SPDX-License-Identifier: MIT */
/* ip= taken apart at its colons. */
#include "boot/ip_parameter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/link.h"

enum field { CLIENT, SERVER, GATEWAY, NETMASK, HOSTNAME, DEVICE, AUTOCONF, DNS0, DNS1,
	     NTP0, FIELDS };
enum { SHORT_FIELDS = 2, MAC_FIELDS = 6, MOST_FIELDS = AUTOCONF + 2 + MAC_FIELDS };

static const struct method_row {
	const char *name;
	enum ip_method method;
} methods[] = {
	{ "any", IP_ANY }, { "on", IP_ANY }, { "both", IP_ANY },
	{ "dhcp", IP_DHCP }, { "single-dhcp", IP_DHCP }, { "bootp", IP_DHCP },
	{ "dhcp6", IP_DHCP6 }, { "auto6", IP_AUTO6 }, { "either6", IP_EITHER6 },
	{ "link6", IP_LINK6 }, { "link-local", IP_LINK6 },
	{ "off", IP_OFF }, { "none", IP_OFF },
};

static const struct method_row *method_row(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	}
	return NULL;
}

static int find_method(const char *name, enum ip_method *method)
{
	const struct method_row *row = method_row(name);

	if (!row)
		return fail_plain("ip=: '%s' is no way to configure (dhcp, any, dhcp6, auto6, "
				  "either6, link6, off, none)", name);
	*method = row->method;
	return 0;
}

const char *ip_method_name(enum ip_method method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (methods[i].method == method)
			return methods[i].name;
	}
	return "static";
}

bool interface_name_copy(char name[16], const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("._-+@", *at))
			return false;
	}
	return text_copy(name, 16, text);
}

int colon_fields(char *text, char **fields, int most, const char *what)
{
	int count = 0;
	char *at = text;

	for (;;) {
		char *end;

		if (count == most)
			return fail_plain("%s: more than %d fields", what, most);
		if (*at == '[') {
			end = strchr(at, ']');
			if (!end || (end[1] && end[1] != ':'))
				return fail_plain("%s: a bracket is not closed in '%s'", what, at);
			*end++ = '\0';
			fields[count++] = at + 1;
		} else {
			end = at + strcspn(at, ":");
			fields[count++] = at;
		}
		if (!*end)
			return count;
		*end = '\0';
		at = end + 1;
	}
}

/* A netmask has its ones on the left: 255.255.255.0; or it is their count. */
static int netmask_prefix(const char *text, unsigned limit, uint8_t *prefix)
{
	struct ip_address mask;
	uint64_t number;
	uint32_t bits;

	if (!strchr(text, '.')) {
		if (text_number(text, 10, 0, limit, &number) < 0)
			return fail_in("ip=: netmask");
		*prefix = number;
		return 0;
	}
	if (ip_address_parse(text, AF_INET, &mask) < 0)
		return fail_in("ip=: netmask");
	bits = (uint32_t)mask.bytes[0] << 24 | mask.bytes[1] << 16 | mask.bytes[2] << 8 |
	       mask.bytes[3];
	*prefix = bits ? __builtin_clz(~bits | !~bits) : 0;
	if (bits == UINT32_MAX)
		*prefix = 32;
	if (bits != (*prefix ? UINT32_MAX << (32 - *prefix) : 0))
		return fail_plain("ip=: '%s' is no netmask", text);
	return 0;
}

/* Without a netmask the kernel takes the address's class. */
static uint8_t class_prefix(const struct ip_address *address)
{
	if (address->family == AF_INET6)
		return 64;
	return address->bytes[0] < 128 ? 8 : address->bytes[0] < 192 ? 16 : 24;
}

static int add_address(const char *text, const char *what, struct ip_address *address)
{
	if (ip_address_parse(text, 0, address) < 0)
		return fail_in("ip=: %s", what);
	return 0;
}

/* Told beside DHCP too, where they count more than what the server says. */
static int take_peers(char *fields[], struct lease *lease)
{
	if (*fields[SERVER]) {
		if (add_address(fields[SERVER], "server", &lease->server) < 0)
			return -1;
		text_copy(lease->boot_server, sizeof(lease->boot_server), fields[SERVER]);
	}
	if (*fields[GATEWAY]) {
		struct lease_route *route = &lease->routes[lease->route_count++];

		if (add_address(fields[GATEWAY], "gateway", &route->via) < 0)
			return -1;
		route->to.family = route->via.family;
	}
	return 0;
}

static int take_static(char *fields[], struct lease *lease)
{
	if (strchr(fields[CLIENT], '/'))
		return fail_plain("ip=: the prefix of %s belongs into the fourth field, as netmask",
				  fields[CLIENT]);
	if (add_address(fields[CLIENT], "client", &lease->address) < 0)
		return -1;
	lease->address.prefix = class_prefix(&lease->address);
	if (*fields[NETMASK] && netmask_prefix(fields[NETMASK], lease->address.family == AF_INET6 ?
					       128 : 32, &lease->address.prefix) < 0)
		return -1;
	return 0;
}

static int take_servers(char *fields[], int count, struct lease *lease)
{
	for (int i = 0; i < count; i++) {
		bool is_ntp = i == NTP0 - DNS0;
		struct ip_address *to = is_ntp ? &lease->ntp[lease->ntp_count]
					       : &lease->dns[lease->dns_count];

		if (!*fields[i])
			continue;
		if (add_address(fields[i], is_ntp ? "NTP server" : "DNS server", to) < 0)
			return -1;
		*(is_ntp ? &lease->ntp_count : &lease->dns_count) += 1;
	}
	return 0;
}

static int take_mac(char *fields[MAC_FIELDS], uint8_t mac[6])
{
	for (int i = 0; i < MAC_FIELDS; i++) {
		uint64_t byte;

		if (strlen(fields[i]) > 2 || text_number(fields[i], 16, 0, 255, &byte) < 0)
			return fail_plain("ip=: '%s' is no byte of a hardware address", fields[i]);
		mac[i] = byte;
	}
	return 0;
}

/* What follows the method: MTU and hardware address, or servers. */
static int take_rest(char *fields[], int count, struct ip_parameter *parameter)
{
	uint64_t mtu = 0;

	if (count > 0 && *fields[0] && !fields[0][strspn(fields[0], "0123456789")]) {
		if (text_number(fields[0], 10, 68, 65535, &mtu) < 0)
			return fail_in("ip=: MTU");
		parameter->lease.mtu = mtu;
	}
	if (count == 1 + MAC_FIELDS && (mtu || !*fields[0]))
		return take_mac(fields + 1, parameter->mac);
	/* With dashes it is one field. */
	if (count == 2 && strchr(fields[1], '-') &&
	    link_mac_parse(fields[1], parameter->mac, MAC_FIELDS) == MAC_FIELDS)
		return 0;
	if (mtu && count > 1)
		return fail_plain("ip=: '%s' is no hardware address", fields[1]);
	if (count > FIELDS - DNS0)
		return fail_plain("ip=: more than %d fields", FIELDS);
	return mtu ? 0 : take_servers(fields, count, &parameter->lease);
}

static int take_device(const char *name, struct lease *lease)
{
	if (!interface_name_copy(lease->interface, name))
		return fail_plain("ip=: '%s' is no name of an interface", name);
	return 0;
}

static int take(char *text, struct ip_parameter *parameter)
{
	char *fields[MOST_FIELDS];
	struct lease *lease = &parameter->lease;
	int count = colon_fields(text, fields, MOST_FIELDS, "ip=");

	if (count < 0)
		return -1;
	if (count == 1 && !strchr(fields[0], '.') && *fields[0])
		return find_method(fields[0], &parameter->method);
	/* DEVICE:dhcp; VLANs are called eth0.5, so that a dot tells nothing. */
	if (count >= SHORT_FIELDS && (method_row(fields[1]) ||
				      (count == SHORT_FIELDS && !strchr(fields[0], '.')))) {
		if (take_device(fields[0], lease) < 0 ||
		    find_method(fields[1], &parameter->method) < 0)
			return -1;
		return take_rest(fields + SHORT_FIELDS, count - SHORT_FIELDS, parameter);
	}
	for (int i = count; i <= AUTOCONF; i++)
		fields[i] = "";
	if (take_device(fields[DEVICE], lease) < 0)
		return -1;
	if (!text_copy(lease->hostname, sizeof(lease->hostname), fields[HOSTNAME]))
		return fail_plain("ip=: the host name is too long");
	if (count > DNS0 && take_rest(fields + DNS0, count - DNS0, parameter) < 0)
		return -1;
	if (take_peers(fields, lease) < 0)
		return -1;
	if (*fields[CLIENT]) {
		parameter->method = IP_STATIC;
		return take_static(fields, lease);
	}
	return *fields[AUTOCONF] ? find_method(fields[AUTOCONF], &parameter->method) : 0;
}

/* An address of either family, as a field. */
static const char *field(const struct ip_address *address, char text[80])
{
	char plain[64];

	ip_address_text(address, plain);
	snprintf(text, 80, address->family == AF_INET6 ? "[%s]" : "%s", plain);
	return text;
}

void ip_parameter_words(const struct lease *lease, const uint8_t mac[6], struct buffer *out)
{
	const struct ip_address *address = &lease->address, *gateway = lease_gateway(lease);
	uint32_t mask = address->prefix ? UINT32_MAX << (32 - MIN(address->prefix, 32)) : 0;
	char text[80];

	buffer_format(out, " ip=%s:", field(address, text));
	buffer_format(out, ":%s:", gateway && gateway->family == address->family ?
		      field(gateway, text) : "");
	if (address->family == AF_INET6)
		buffer_format(out, "%u", address->prefix);
	else
		buffer_format(out, "%u.%u.%u.%u", mask >> 24, mask >> 16 & 255, mask >> 8 & 255,
			      mask & 255);
	buffer_format(out, ":%s::off", lease->hostname);
	for (unsigned i = 0; i < MIN(lease->dns_count, 2u); i++)
		buffer_format(out, ":%s", field(&lease->dns[i], text));
	if (mac)
		buffer_format(out, " BOOTIF=01-%02x-%02x-%02x-%02x-%02x-%02x", mac[0], mac[1],
			      mac[2], mac[3], mac[4], mac[5]);
}

int ip_parameter_parse(const char *text, struct ip_parameter *parameter)
{
	char *copy = xstrdup(text);
	int result;

	memset(parameter, 0, sizeof(*parameter));
	result = take(copy, parameter);
	free(copy);
	return result;
}
