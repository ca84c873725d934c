/* SPDX-License-Identifier: MIT */
/* DHCPv6 messages: an option's number leads to who reads it. */
#include "net/dhcp6_message.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dhcp4_options.h"

/* Called with an option's value; false when it makes the whole message worthless. */
typedef bool reader(const uint8_t *data, size_t length, struct dhcp6_message *message);

static uint16_t u16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static uint32_t u32(const uint8_t *at)
{
	return (uint32_t)u16(at) << 16 | u16(at + 2);
}

static bool read_id(const uint8_t *data, size_t length, struct dhcp6_id *id)
{
	if (length < 3 || length > sizeof(id->bytes) || id->length)
		return false;
	memcpy(id->bytes, data, length);
	id->length = length;
	return true;
}

static bool read_client(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	return read_id(data, length, &message->client);
}

static bool read_server(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	return read_id(data, length, &message->server);
}

static bool read_preference(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	message->preference = length == 1 ? *data : 0;
	return true;
}

static bool read_rapid_commit(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	(void)data;
	message->rapid_commit = length == 0;
	return true;
}

static bool read_status(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	if (length < 2)
		return false;
	/* The outer one counts, unless it says that all is well. */
	if (message->status != DHCP6_SUCCESS)
		return true;
	message->status = u16(data);
	if (!dhcp4_text(data + 2, length - 2, message->status_text, sizeof(message->status_text)))
		message->status_text[0] = '\0';
	return true;
}

static bool is_unicast(const uint8_t bytes[16])
{
	static const uint8_t any[16], loopback[16] = { [15] = 1 };
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return bytes[0] != 0xff && memcmp(bytes, any, 16) != 0 &&
	       memcmp(bytes, loopback, 16) != 0 && memcmp(bytes, mapped, 12) != 0 &&
	       !(bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
}

static bool walk(const uint8_t *data, size_t length, struct dhcp6_message *message, int within);

/* Section 21.6; one that is no address, or valid no longer, is passed over. */
static bool read_address(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	uint32_t preferred, valid;
	unsigned before = message->status;

	if (length < 24)
		return false;
	preferred = u32(data + 16);
	valid = u32(data + 20);
	message->status = DHCP6_SUCCESS;
	if (!walk(data + 24, length - 24, message, OPT6_ADDRESS))
		return false;
	if (message->status == DHCP6_SUCCESS && is_unicast(data) && valid && preferred <= valid &&
	    !ip_address_is_set(&message->address)) {
		message->address = (struct ip_address){ .family = AF_INET6, .prefix = 128 };
		memcpy(message->address.bytes, data, 16);
		message->preferred = preferred;
		message->valid = valid;
	}
	message->status = before ? before : message->status;
	return true;
}

static bool read_association(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	if (length < 12)
		return false;
	/* We ask for one; more are somebody's mistake. */
	if (message->has_association)
		return true;
	message->has_association = true;
	message->iaid = u32(data);
	message->renew = u32(data + 4);
	message->rebind = u32(data + 8);
	/* Section 21.4: such a pair is to be ignored, and the association with it. */
	if (message->renew && message->rebind && message->renew > message->rebind)
		return true;
	return walk(data + 12, length - 12, message, OPT6_IA);
}

static bool read_dns(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	if (length % 16)
		return true;
	for (; length && message->dns_count < ARRAY_SIZE(message->dns); length -= 16, data += 16) {
		struct ip_address *dns = &message->dns[message->dns_count];

		if (data[0] == 0xff)
			continue;
		*dns = (struct ip_address){ .family = AF_INET6, .prefix = 128 };
		memcpy(dns->bytes, data, 16);
		message->dns_count += !ip_address_is_any(dns);
	}
	return true;
}

static bool read_search(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	if (!dhcp4_search_list(data, length, message->search, sizeof(message->search)))
		message->search[0] = '\0';
	return true;
}

static bool read_boot_url(const uint8_t *data, size_t length, struct dhcp6_message *message)
{
	if (!dhcp4_text(data, length, message->boot_url, sizeof(message->boot_url)))
		message->boot_url[0] = '\0';
	return true;
}

static bool read_boot_parameters(const uint8_t *data, size_t length,
				 struct dhcp6_message *message)
{
	size_t first = length >= 2 ? u16(data) : 0;

	if (length < 2 || first > length - 2 ||
	    !dhcp4_text(data + 2, first, message->boot_parameters,
			sizeof(message->boot_parameters)))
		message->boot_parameters[0] = '\0';
	return true;
}

static const struct {
	uint16_t number;
	int within;		/* the option it belongs into, 0: the message */
	reader *read;
} readers[] = {
	{ OPT6_CLIENT_ID, 0, read_client }, { OPT6_SERVER_ID, 0, read_server },
	{ OPT6_PREFERENCE, 0, read_preference }, { OPT6_RAPID_COMMIT, 0, read_rapid_commit },
	{ OPT6_STATUS, 0, read_status }, { OPT6_STATUS, OPT6_IA, read_status },
	{ OPT6_STATUS, OPT6_ADDRESS, read_status }, { OPT6_IA, 0, read_association },
	{ OPT6_ADDRESS, OPT6_IA, read_address }, { OPT6_DNS, 0, read_dns },
	{ OPT6_SEARCH, 0, read_search }, { OPT6_BOOT_URL, 0, read_boot_url },
	{ OPT6_BOOT_PARAMETERS, 0, read_boot_parameters },
};

static bool walk(const uint8_t *data, size_t length, struct dhcp6_message *message, int within)
{
	while (length) {
		size_t size = length < 4 ? length : u16(data + 2);

		if (length < 4 || size > length - 4)
			return false;
		for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
			if (readers[i].number == u16(data) && readers[i].within == within &&
			    !readers[i].read(data + 4, size, message))
				return false;
		}
		data += 4 + size;
		length -= 4 + size;
	}
	return true;
}

bool dhcp6_decode(const void *bytes, size_t length, struct dhcp6_message *message, const char **why)
{
	const uint8_t *data = bytes;

	memset(message, 0, sizeof(*message));
	*why = "too short";
	if (length < 4)
		return false;
	message->type = data[0];
	message->xid = (uint32_t)data[1] << 16 | data[2] << 8 | data[3];
	*why = "an option is malformed";
	if (!walk(data + 4, length - 4, message, 0))
		return false;
	*why = NULL;
	return true;
}

const char *dhcp6_type_name(unsigned type)
{
	static const char *const names[] = {
		"message 0", "SOLICIT", "ADVERTISE", "REQUEST", "CONFIRM", "RENEW", "REBIND",
		"REPLY", "RELEASE", "DECLINE", "RECONFIGURE", "INFORMATION-REQUEST",
	};

	return type < ARRAY_SIZE(names) ? names[type] : "unknown message";
}

void dhcp6_begin(struct dhcp6_packet *packet, uint8_t type, uint32_t xid)
{
	uint32_t head = htonl((uint32_t)type << 24 | (xid & 0xffffff));

	memcpy(packet->bytes, &head, sizeof(head));
	packet->length = sizeof(head);
}

void dhcp6_add(struct dhcp6_packet *packet, unsigned number, const void *data, size_t length)
{
	uint16_t head[2] = { htons(number), htons(length) };

	if (length > UINT16_MAX || packet->length + sizeof(head) + length > sizeof(packet->bytes))
		return;
	memcpy(packet->bytes + packet->length, head, sizeof(head));
	packet->length += sizeof(head);
	if (length)
		memcpy(packet->bytes + packet->length, data, length);
	packet->length += length;
}
