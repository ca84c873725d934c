/* SPDX-License-Identifier: MIT */
/* ip= taken apart at its colons. */
#include "boot/ip_parameter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"

enum field { CLIENT, SERVER, GATEWAY, NETMASK, HOSTNAME, DEVICE, AUTOCONF, DNS0, DNS1,
	     NTP0, FIELDS };

static const struct method_row {
	const char *name;
	enum ip_method method;
} methods[] = {
	{ "dhcp", IP_DHCP }, { "on", IP_DHCP }, { "any", IP_DHCP }, { "both", IP_DHCP },
	{ "bootp", IP_DHCP }, { "off", IP_OFF }, { "none", IP_OFF },
};

static int find_method(const char *name, enum ip_method *method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strcmp(methods[i].name, name) == 0) {
			*method = methods[i].method;
			return 0;
		}
	}
	return fail_plain("ip=: '%s' is no way to configure (dhcp, off, none)", name);
}

/* Cut at colons that stand outside of brackets; brackets are removed. Returns the count. */
static int split(char *text, char *fields[FIELDS])
{
	int count = 0;
	char *at = text;

	for (;;) {
		char *end;

		if (count == FIELDS)
			return fail_plain("ip=: more than %d fields", FIELDS);
		if (*at == '[') {
			end = strchr(at, ']');
			if (!end || (end[1] && end[1] != ':'))
				return fail_plain("ip=: a bracket is not closed in '%s'", at);
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

static int take_static(char *fields[FIELDS], struct lease *lease)
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
	for (int field = DNS0; field <= DNS1; field++)
		if (*fields[field] &&
		    add_address(fields[field], "DNS server", &lease->dns[lease->dns_count++]) < 0)
			return -1;
	return 0;
}

static int take(char *text, struct ip_parameter *parameter)
{
	char *fields[FIELDS];
	struct lease *lease = &parameter->lease;
	int count = split(text, fields);

	if (count < 0)
		return -1;
	if (count == 1 && !strchr(fields[0], '.') && *fields[0])
		return find_method(fields[0], &parameter->method);
	for (int i = count; i < FIELDS; i++)
		fields[i] = "";
	if (count == 2 && !strchr(fields[0], '.')) {	/* DEVICE:dhcp */
		fields[DEVICE] = fields[0];
		fields[AUTOCONF] = fields[1];
		fields[CLIENT] = fields[SERVER] = "";
	}
	if (!text_copy(lease->interface, sizeof(lease->interface), fields[DEVICE]) ||
	    strchr(fields[DEVICE], '/'))
		return fail_plain("ip=: '%s' is no name of an interface", fields[DEVICE]);
	if (!text_copy(lease->hostname, sizeof(lease->hostname), fields[HOSTNAME]))
		return fail_plain("ip=: the host name is too long");
	if (*fields[CLIENT]) {
		parameter->method = IP_STATIC;
		return take_static(fields, lease);
	}
	return *fields[AUTOCONF] ? find_method(fields[AUTOCONF], &parameter->method) : 0;
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
