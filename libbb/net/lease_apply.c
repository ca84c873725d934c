/* SPDX-License-Identifier: MIT */
/* Give the kernel and /etc what a lease says; keep its values for those who come later. */
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "net/lease.h"
#include "net/link.h"
#include "net/resolv.h"
#include "net/route.h"

/* Has its interface the lease's address; or, with `other`, another of the family? */
static bool has_address(const struct lease *lease, bool other)
{
	/* sockaddr_in: the address stands behind the port; sockaddr_in6: the flow's label too. */
	size_t size = ip_address_size(&lease->address), skip = size == 4 ? 4 : 8;
	struct ifaddrs *list, *at;
	bool found = false;

	if (getifaddrs(&list) < 0)
		return false;
	for (at = list; at && !found; at = at->ifa_next) {
		struct sockaddr *address = at->ifa_addr;

		if (!address || address->sa_family != lease->address.family ||
		    strcmp(at->ifa_name, lease->interface) != 0)
			continue;
		found = other == (memcmp((uint8_t *)address + skip, lease->address.bytes,
					 size) != 0);
	}
	freeifaddrs(list);
	return found;
}

static int apply_address(const struct lease *lease)
{
	const struct ip_address *broadcast = ip_address_is_set(&lease->broadcast)
					     ? &lease->broadcast : NULL;

	if (!ip_address_is_set(&lease->address) || lease->automatic)
		return 0;
	if (lease->address.family == AF_INET && has_address(lease, true) &&
	    address_flush(lease->interface, AF_INET) < 0)
		return -1;
	return address_add(lease->interface, &lease->address, broadcast, lease->seconds,
			   lease->preferred);
}

/* Does the kernel itself heed routers here? Then their routes, with their lifetimes, are its. */
static bool kernel_heeds_routers(const char *interface)
{
	char path[96], value[16];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/accept_ra", interface);
	if (read_line_of(path, value, sizeof(value)) < 0 || value[0] == '0')
		return false;
	if (value[0] == '2')
		return true;
	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/forwarding", interface);
	return read_line_of(path, value, sizeof(value)) < 0 || value[0] == '0';
}

static bool has_route(const struct lease *lease, const struct lease_route *wanted)
{
	for (unsigned i = 0; i < lease->route_count; i++) {
		const struct lease_route *route = &lease->routes[i];

		if (ip_address_equal(&route->to, &wanted->to) &&
		    route->to.prefix == wanted->to.prefix &&
		    ip_address_equal(&route->via, &wanted->via))
			return true;
	}
	return false;
}

/* The kernel has one route a target: what an older lease said stands in the way of the new. */
static void forget_routes(const struct lease *lease)
{
	struct lease old;
	char path[64];

	if (lease_read(&old, lease_path(path, lease->interface, lease->address.family)) < 0)
		return fail_clear();
	for (unsigned i = old.route_count; i-- > 0;) {
		const struct lease_route *route = &old.routes[i];
		const struct ip_address *via = ip_address_is_set(&route->via) ? &route->via : NULL;

		if (!has_route(lease, route))
			route_delete(old.interface, &route->to, via, 0);
	}
	fail_clear();
}

static int apply_routes(const struct lease *lease)
{
	int result = 0;

	if (lease->address.family == AF_INET6 && kernel_heeds_routers(lease->interface))
		return 0;
	forget_routes(lease);
	/* One route that the kernel refuses is no reason to be without the others. */
	for (unsigned i = 0; i < lease->route_count; i++) {
		const struct lease_route *route = &lease->routes[i];
		const struct ip_address *via = ip_address_is_set(&route->via) ? &route->via : NULL;

		if (route_add(lease->interface, &route->to, via, 0, false) < 0)
			result = fail_in("%s: a route", lease->interface);
	}
	return result;
}

static bool has_resolver(const struct lease *lease, const struct ip_address *dns)
{
	for (unsigned i = 0; i < lease->dns_count; i++) {
		if (ip_address_equal(&lease->dns[i], dns))
			return true;
	}
	return false;
}

/* The name servers of the other family's lease behind these, while its address is there. */
static void join_resolvers(struct lease *lease)
{
	struct lease other;
	char path[64];
	int family = lease->address.family == AF_INET6 ? AF_INET : AF_INET6;

	if (lease_read(&other, lease_path(path, lease->interface, family)) < 0 ||
	    !has_address(&other, false))
		return fail_clear();
	for (unsigned i = 0; i < other.dns_count && lease->dns_count < ARRAY_SIZE(lease->dns);
	     i++) {
		if (!has_resolver(lease, &other.dns[i]))
			lease->dns[lease->dns_count++] = other.dns[i];
	}
	if (!lease->search[0])
		text_copy(lease->search, sizeof(lease->search), other.search);
}

static int apply_resolver(const struct lease *lease)
{
	struct buffer text = { 0 };
	struct lease joined = *lease;
	int result = 0;

	join_resolvers(&joined);
	lease_resolver(&joined, &text);
	if (text.length)
		result = resolv_write(RESOLV_PATH, text.data);
	buffer_free(&text);
	return result;
}

/* The kernel's own name for a host without one is "(none)". */
static void apply_hostname(const struct lease *lease)
{
	char name[256] = "";

	if (!lease->hostname[0] || gethostname(name, sizeof(name) - 1) < 0)
		return;
	if (!name[0] || strcmp(name, "(none)") == 0 || strcmp(name, "localhost") == 0)
		sethostname(lease->hostname, strlen(lease->hostname));
}

int lease_apply(const struct lease *lease)
{
	int lacking = 0;

	if (link_set_up(lease->interface, true) < 0)
		return -1;
	/* A card that cannot do it keeps its own, which works all the same. */
	if (lease->mtu)
		link_set_mtu(lease->interface, lease->mtu);
	if (apply_address(lease) < 0)
		return fail_in("%s", lease->interface);
	lacking |= apply_routes(lease) < 0;
	lacking |= apply_resolver(lease) < 0;
	apply_hostname(lease);
	return lacking;
}

int lease_remove(const struct lease *lease)
{
	return address_delete(lease->interface, &lease->address);
}

int lease_write(const struct lease *lease, const char *path)
{
	struct buffer text = { 0 };
	int result;

	lease_values(lease, &text);
	/* From when LEASE_SECONDS count: who goes on with it has another clock's zero, or none. */
	buffer_format(&text, "OBTAINED=%lld\n", (long long)time(NULL));
	result = resolv_write(path, text.data);
	buffer_free(&text);
	return result;
}

char *lease_path(char path[64], const char *interface, int family)
{
	snprintf(path, 64, LEASE_PATH "%s-%s", family == AF_INET6 ? "6" : "", interface);
	return path;
}

int lease_record(const struct lease *lease)
{
	char path[64];

	return lease_write(lease, lease_path(path, lease->interface, lease->address.family));
}

/* The value of KEY in lines of KEY=value, unquoted; "" when it has none. */
static void value_of(const char *lines, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	value[0] = '\0';
	for (const char *line = lines; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == '=') {
			const char *text = line + length + 1;
			size_t n = strcspn(text, "\n");

			if (n >= 2 && text[0] == '\'' && text[n - 1] == '\'') {
				text++;
				n -= 2;
			}
			snprintf(value, size, "%.*s", (int)n, text);
			return;
		}
	}
}

static int read_bytes(const char *lines, const char *key, uint8_t *bytes, size_t size,
		      unsigned *length)
{
	char value[512];
	int count;

	value_of(lines, key, value, sizeof(value));
	count = value[0] ? link_mac_parse(value, bytes, size) : 0;
	*length = count < 0 ? 0 : count;
	return count < 0 ? -1 : 0;
}

/* "TO/BITS,GATEWAY TO/BITS,": false for what lease_values() does not write. */
static bool read_routes(char *value, struct lease *lease)
{
	char *rest;

	for (char *word = strtok_r(value, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		struct lease_route *route = &lease->routes[lease->route_count];
		char *comma = strchr(word, ',');

		if (!comma || lease->route_count == ARRAY_SIZE(lease->routes))
			return false;
		*comma++ = '\0';
		if (ip_address_parse(word, 0, &route->to) < 0 ||
		    (*comma && ip_address_parse(comma, 0, &route->via) < 0))
			return false;
		lease->route_count++;
	}
	return true;
}

static bool read_addresses(char *value, struct ip_address *list, unsigned most, unsigned *count)
{
	char *rest;

	for (char *word = strtok_r(value, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		if (*count == most || ip_address_parse(word, 0, &list[(*count)++]) < 0)
			return false;
	return true;
}

int lease_read(struct lease *lease, const char *path)
{
	struct buffer text = { 0 };
	char value[4096];
	uint64_t prefix = 32;

	memset(lease, 0, sizeof(*lease));
	if (read_file(path, &text, 65536) < 0)
		return -1;
	value_of(text.data, "INTERFACE", lease->interface, sizeof(lease->interface));
	value_of(text.data, "ADDRESS", value, sizeof(value));
	if (ip_address_parse(value, 0, &lease->address) < 0)
		goto broken;
	value_of(text.data, "PREFIX", value, sizeof(value));
	if (text_number(value, 10, 0, 8 * ip_address_size(&lease->address), &prefix) < 0)
		goto broken;
	lease->address.prefix = prefix;
	value_of(text.data, "SERVER", value, sizeof(value));
	if (value[0] && ip_address_parse(value, 0, &lease->server) < 0)
		goto broken;
	value_of(text.data, "DNS", value, sizeof(value));
	if (!read_addresses(value, lease->dns, ARRAY_SIZE(lease->dns), &lease->dns_count))
		goto broken;
	value_of(text.data, "ROUTES", value, sizeof(value));
	if (!read_routes(value, lease))
		goto broken;
	value_of(text.data, "SEARCH", lease->search, sizeof(lease->search));
	value_of(text.data, "HOSTNAME", lease->hostname, sizeof(lease->hostname));
	value_of(text.data, "NTP", value, sizeof(value));
	if (!read_addresses(value, lease->ntp, ARRAY_SIZE(lease->ntp), &lease->ntp_count))
		goto broken;
	if (read_bytes(text.data, "CLIENT_ID", lease->client_id, sizeof(lease->client_id),
		       &lease->client_id_length) < 0 ||
	    read_bytes(text.data, "SERVER_ID", lease->server_id, sizeof(lease->server_id),
		       &lease->server_id_length) < 0)
		goto broken;
	if (!lease->interface[0]) {
		fail_plain("no INTERFACE= line");
		goto broken;
	}
	buffer_free(&text);
	return 0;
broken:
	buffer_free(&text);
	return fail_in("%s", path);
}
