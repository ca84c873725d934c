/* SPDX-License-Identifier: MIT */
/* What a DHCPv4 client says in each state, RFC 2131 section 4.4.1 and table 5; RFC 4578 for PXE. */
#include <string.h>

#include "net/dhcp4_step.h"

/* RFC 3442: option 121 stands before 3. 108 is the last, left out without IPv6. */
static const uint8_t parameters[] = {
	OPT_SUBNET_MASK, OPT_ROUTES, OPT_ROUTER, OPT_DNS, OPT_HOSTNAME, OPT_DOMAIN, OPT_ROOT_PATH,
	OPT_MTU, OPT_BROADCAST, OPT_NTP, OPT_VENDOR, OPT_LEASE_TIME, OPT_SERVER, OPT_RENEW,
	OPT_REBIND, OPT_VENDOR_CLASS, OPT_TFTP_SERVER, OPT_BOOT_FILE, OPT_SEARCH,
	OPT_STATIC_ROUTES, OPT_MS_ROUTES, OPT_IPV6_ONLY,
};

static void add_text(struct dhcp4_packet *packet, unsigned number, const char *text)
{
	if (text && *text)
		dhcp4_add(packet, number, text, MIN(strlen(text), (size_t)255));
}

/* As a PXE client's firmware would, so that a server which knows none of us tells a boot file. */
static void add_pxe(const struct dhcp4_config *config, struct dhcp4_packet *packet)
{
	static const uint8_t undi[3] = { 1, 3, 16 };
	uint8_t machine[17] = { 0 };

	add_text(packet, OPT_VENDOR_CLASS, config->vendor_class);
	dhcp4_add_u16(packet, OPT_ARCH, config->arch);
	dhcp4_add(packet, OPT_NETWORK_INTERFACE, undi, sizeof(undi));
	memcpy(machine + 1, config->machine_id, sizeof(config->machine_id));
	if (config->has_machine_id)
		dhcp4_add(packet, OPT_MACHINE_ID, machine, sizeof(machine));
	/* Plain, as iPXE sends it: every server's recipe compares the whole option. */
	add_text(packet, OPT_USER_CLASS, config->user_class);
}

static void add_wishes(const struct dhcp4_config *config, struct dhcp4_packet *packet)
{
	dhcp4_add_u16(packet, OPT_MAX_SIZE, DHCP4_MAX_SIZE);
	dhcp4_add(packet, OPT_PARAMETERS, parameters,
		  sizeof(parameters) - (config->ipv6_too ? 0 : 1));
	add_pxe(config, packet);
	add_text(packet, OPT_HOSTNAME, config->hostname);
}

static struct dhcp4_header header_of(const struct dhcp4_client *client)
{
	const struct dhcp4_config *config = client->config;
	struct dhcp4_header header = { .op = 1, .htype = config->hardware, .xid = client->xid };

	header.hlen = MIN(config->mac_length, (unsigned)sizeof(header.chaddr));
	memcpy(header.chaddr, config->mac, header.hlen);
	return header;
}

void dhcp4_build(const struct dhcp4_client *client, enum dhcp4_message_type type,
		 struct dhcp4_packet *packet)
{
	const struct dhcp4_config *config = client->config;
	struct dhcp4_header header = header_of(client);
	enum dhcp4_state state = client->state;
	bool has_address = state == DHCP4_BOUND || state == DHCP4_RENEWING ||
			   state == DHCP4_REBINDING;
	bool asks = type == DHCP4_DISCOVER || type == DHCP4_REQUEST;
	const struct lease *lease = state == DHCP4_REQUESTING ? &client->offer : &client->lease;

	if (asks) {
		header.secs = client->secs;
		if (!has_address && (client->broadcast || config->broadcast))
			header.flags = DHCP4_BROADCAST_FLAG;
	}
	if (has_address)
		memcpy(header.ciaddr, lease->address.bytes, 4);
	dhcp4_begin(packet, &header, type);
	dhcp4_add(packet, OPT_CLIENT_ID, config->client_id, config->client_id_length);
	if (type != DHCP4_DISCOVER && !has_address)
		dhcp4_add(packet, OPT_REQUESTED, lease->address.bytes, 4);
	if ((type == DHCP4_DECLINE || type == DHCP4_RELEASE || state == DHCP4_REQUESTING) &&
	    ip_address_is_set(&lease->server))
		dhcp4_add(packet, OPT_SERVER, lease->server.bytes, 4);
	if (type == DHCP4_DISCOVER)
		dhcp4_add(packet, OPT_RAPID_COMMIT, NULL, 0);
	if (asks)
		add_wishes(config, packet);
	dhcp4_end(packet);
}
