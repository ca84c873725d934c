/* SPDX-License-Identifier: MIT */
/* What a DHCPv6 client says, RFC 8415 section 18.2, as a network boot client (RFC 5970). */
#include <arpa/inet.h>
#include <string.h>

#include "net/dhcp6_step.h"

#define ENTERPRISE_INTEL 343	/* whose PXE firmware's vendor class it is */

static void add_u16(struct dhcp6_packet *packet, unsigned number, uint16_t value)
{
	uint8_t bytes[2] = { value >> 8, value };

	dhcp6_add(packet, number, bytes, sizeof(bytes));
}

static void add_wishes(const struct dhcp6_client *client, struct dhcp6_packet *packet)
{
	static const uint16_t wishes[] = { OPT6_DNS, OPT6_SEARCH, OPT6_BOOT_URL,
					   OPT6_BOOT_PARAMETERS, OPT6_SOLICIT_MAX };
	static const uint8_t undi[3] = { 1, 3, 16 };
	const struct dhcp6_config *config = client->config;
	uint8_t class[4 + 2 + 128];
	uint16_t numbers[ARRAY_SIZE(wishes)];
	size_t length;

	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++)
		numbers[i] = htons(wishes[i]);
	dhcp6_add(packet, OPT6_REQUEST, numbers, sizeof(numbers));
	if (config->user_class) {
		length = MIN(strlen(config->user_class), (size_t)128);
		class[0] = 0;
		class[1] = length;
		memcpy(class + 2, config->user_class, length);
		dhcp6_add(packet, OPT6_USER_CLASS, class, 2 + length);
	}
	if (config->vendor_class) {
		length = MIN(strlen(config->vendor_class), (size_t)128);
		memcpy(class, &(uint32_t){ htonl(ENTERPRISE_INTEL) }, 4);
		class[4] = 0;
		class[5] = length;
		memcpy(class + 6, config->vendor_class, length);
		dhcp6_add(packet, OPT6_VENDOR_CLASS, class, 6 + length);
	}
	add_u16(packet, OPT6_ARCH, config->arch);
	dhcp6_add(packet, OPT6_NETWORK_INTERFACE, undi, sizeof(undi));
}

/* The association, with the address when there is one to speak of. */
static void add_association(const struct dhcp6_client *client, const struct ip_address *address,
			    struct dhcp6_packet *packet)
{
	struct {
		uint32_t iaid, renew, rebind;
		uint16_t number, length;
		uint8_t address[16];
		uint32_t preferred, valid;
	} wire = { .iaid = htonl(client->config->iaid), .number = htons(OPT6_ADDRESS),
		   .length = htons(24) };

	if (!ip_address_is_set(address)) {
		dhcp6_add(packet, OPT6_IA, &wire, 12);
		return;
	}
	memcpy(wire.address, address->bytes, 16);
	dhcp6_add(packet, OPT6_IA, &wire, sizeof(wire));
}

void dhcp6_build(const struct dhcp6_client *client, uint8_t type, uint64_t now,
		 struct dhcp6_packet *packet)
{
	static const struct ip_address none;
	const struct dhcp6_config *config = client->config;
	uint64_t elapsed = (now - client->began) / 10;
	const struct dhcp6_message *chosen = type == DHCP6_REQUEST ? &client->offer
								   : &client->info;
	bool ends = type == DHCP6_DECLINE || type == DHCP6_RELEASE;
	bool to_one = ends || type == DHCP6_REQUEST || type == DHCP6_RENEW;

	dhcp6_begin(packet, type, client->xid);
	dhcp6_add(packet, OPT6_CLIENT_ID, config->id.bytes, config->id.length);
	if (to_one)
		dhcp6_add(packet, OPT6_SERVER_ID, chosen->server.bytes, chosen->server.length);
	add_u16(packet, OPT6_ELAPSED, MIN(elapsed, (uint64_t)UINT16_MAX));
	if (type == DHCP6_SOLICIT)
		dhcp6_add(packet, OPT6_RAPID_COMMIT, NULL, 0);
	if (type == DHCP6_SOLICIT)
		add_association(client, &none, packet);
	else if (type != DHCP6_INFORM)
		add_association(client, &chosen->address, packet);
	if (!ends)
		add_wishes(client, packet);
}
