/* SPDX-License-Identifier: MIT */
/* What routers and DHCPv6 servers said, as a lease; and in words, when it is none. */
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp6_step.h"

static void add_resolver(struct lease *lease, const struct ip_address *dns)
{
	for (unsigned i = 0; i < lease->dns_count; i++) {
		if (ip_address_equal(&lease->dns[i], dns))
			return;
	}
	if (lease->dns_count < ARRAY_SIZE(lease->dns))
		lease->dns[lease->dns_count++] = *dns;
}

static void add_route(struct lease *lease, struct ip_address to, struct ip_address via)
{
	if (lease->route_count < ARRAY_SIZE(lease->routes))
		lease->routes[lease->route_count++] = (struct lease_route){ to, via };
}

/* Networks on the link, but for the one the address itself stands for; then the default. */
static void add_routes(const struct ra *ra, struct lease *lease)
{
	struct ip_address any = { .family = AF_INET6 };

	for (unsigned i = 0; i < ra->prefix_count; i++) {
		const struct ra_prefix *row = &ra->prefixes[i];

		if (row->on_link && row->valid &&
		    !(lease->address.prefix == row->prefix.prefix &&
		      ip_network_has(&row->prefix, &lease->address)))
			add_route(lease, row->prefix, (struct ip_address){ 0 });
	}
	if (ra->lifetime)
		add_route(lease, any, ra->router);
}

static uint32_t seconds_of(uint32_t wire)
{
	return wire == RA_FOREVER ? 0 : wire;
}

/* RFC 8415, section 21.4: zero leaves T1 and T2 to us. */
static void stateful_times(const struct dhcp6_message *info, struct lease *lease)
{
	lease->seconds = seconds_of(info->valid);
	lease->preferred = seconds_of(info->preferred);
	if (!lease->seconds)
		return;
	lease->rebind = info->rebind && info->rebind < lease->seconds
			? info->rebind : (uint64_t)lease->seconds * 4 / 5;
	lease->renew = info->renew && info->renew <= lease->rebind ? info->renew
								   : lease->rebind * 5ull / 8;
}

static void automatic_times(const struct dhcp6_client *client, struct lease *lease)
{
	for (unsigned i = 0; i < client->ra.prefix_count; i++) {
		const struct ra_prefix *row = &client->ra.prefixes[i];

		if (ip_network_has(&row->prefix, &lease->address)) {
			lease->seconds = seconds_of(row->valid);
			lease->preferred = seconds_of(row->preferred);
		}
	}
}

void dhcp6_lease(struct dhcp6_client *client, bool stateful)
{
	struct lease *lease = &client->lease;
	const struct dhcp6_message *info = &client->info;

	memset(lease, 0, sizeof(*lease));
	lease->automatic = !stateful && !client->made;
	lease->address = stateful ? info->address : client->automatic;
	lease->server = info->type ? client->server : client->ra.router;
	if (stateful)
		stateful_times(info, lease);
	else
		automatic_times(client, lease);
	if (client->has_ra)
		add_routes(&client->ra, lease);
	for (unsigned i = 0; i < info->dns_count; i++)
		add_resolver(lease, &info->dns[i]);
	for (unsigned i = 0; i < client->ra.dns_count; i++)
		add_resolver(lease, &client->ra.dns[i]);
	text_copy(lease->search, sizeof(lease->search),
		  info->search[0] ? info->search : client->ra.search);
	text_copy(lease->domain, MIN(sizeof(lease->domain), strcspn(lease->search, " ") + 1),
		  lease->search);
	text_copy(lease->boot_file, sizeof(lease->boot_file), info->boot_url);
	memcpy(lease->client_id, client->config->id.bytes, sizeof(lease->client_id));
	lease->client_id_length = MIN(client->config->id.length, sizeof(lease->client_id));
	if (stateful) {
		memcpy(lease->server_id, info->server.bytes, sizeof(lease->server_id));
		lease->server_id_length = info->server.length;
	}
}

void dhcp6_problem_text(const struct dhcp6_client *client, struct buffer *out)
{
	char text[64];

	switch (client->problem) {
	case DHCP6_NO_LINK_LOCAL:
		return buffer_text(out, "the interface got no link-local address");
	case DHCP6_NO_ANSWER:
		return buffer_text(out, "no router and no DHCPv6 server answered");
	case DHCP6_NO_PREFIX:
		return buffer_format(out, "the router %s tells no usable prefix, and no DHCPv6 "
					  "server gave an address",
				     ip_address_text(&client->ra.router, text));
	case DHCP6_SILENT:
		return buffer_format(out, "%s offered an address, but does not answer the request",
				     ip_address_text(&client->server, text));
	case DHCP6_REFUSED:
		return buffer_format(out, "the DHCPv6 server %s has no address for us%s%s",
				     ip_address_text(&client->server, text),
				     client->problem_text[0] ? ": " : "", client->problem_text);
	case DHCP6_IN_USE:
		return buffer_format(out, "%s is in use by another host",
				     ip_address_text(&client->refused, text));
	}
}
