/* SPDX-License-Identifier: MIT */
/* DHCPv4 messages, RFC 2131, 2132, 3396. */
#include "net/dhcp4_message.h"

#include <arpa/inet.h>
#include <string.h>

struct field {
	const uint8_t *bytes;
	size_t length;
};

/*
 * Walk a field of options. With `store`, copy each value to where its number's parts are gathered;
 * without, count. An option cut off is left out. A missing end option is forgiven.
 */
static void walk(struct dhcp4_message *message, struct field field, bool store)
{
	for (size_t i = 0; i < field.length;) {
		uint8_t number = field.bytes[i++], length;

		if (number == OPT_PAD)
			continue;
		if (number == OPT_END)
			return;
		if (i == field.length || field.bytes[i] > field.length - i - 1) {
			message->is_cut = true;
			return;
		}
		length = field.bytes[i++];
		if (store)
			memcpy(message->data + message->at[number] - 1 + message->length[number],
			       field.bytes + i, length);
		else
			message->at[number] = 1;
		message->length[number] += length;
		i += length;
	}
}

/* Give each number that occurs its place in data, and begin to fill it. */
static bool place(struct dhcp4_message *message)
{
	size_t at = 0;

	for (unsigned number = 0; number < 256; number++) {
		size_t length = message->length[number];

		if (!message->at[number])
			continue;
		if (at + length > sizeof(message->data))
			return false;
		message->at[number] = at + 1;
		message->length[number] = 0;
		at += length;
	}
	return true;
}

/* RFC 2132, 9.3: `file` and `sname` may hold options too; in this order, RFC 3396 section 5. */
static unsigned overload(struct field options)
{
	for (size_t i = 0; i + 2 < options.length && options.bytes[i] != OPT_END;) {
		if (options.bytes[i] == OPT_PAD)
			i++;
		else if (options.bytes[i] == OPT_OVERLOAD && options.bytes[i + 1] == 1)
			return options.bytes[i + 2];
		else
			i += 2 + options.bytes[i + 1];
	}
	return 0;
}

static void walk_all(struct dhcp4_message *message, struct field options, bool store)
{
	struct field file = { message->header.file, sizeof(message->header.file) };
	struct field sname = { message->header.sname, sizeof(message->header.sname) };

	walk(message, options, store);
	if (message->file_overloaded)
		walk(message, file, store);
	if (message->sname_overloaded)
		walk(message, sname, store);
}

static const char *check_options(struct dhcp4_message *message, struct field options)
{
	unsigned overloaded = overload(options);

	message->file_overloaded = overloaded & 1;
	message->sname_overloaded = overloaded & 2;
	if (overloaded > 3)
		return "malformed overload";
	walk_all(message, options, false);
	if (!place(message))
		return "more options than a message holds";
	walk_all(message, options, true);
	/* What is left must not pass for a BOOTP server's. */
	if (message->is_cut && !message->at[OPT_TYPE])
		return "an option is cut off";
	for (unsigned number = 0; number < 256; number++) {
		const struct dhcp4_option_row *row = dhcp4_option_row(number);

		if (message->at[number] && row && row->essential &&
		    !dhcp4_get(message, number, NULL))
			return row->name;
	}
	return NULL;
}

bool dhcp4_decode(const void *bytes, size_t length, struct dhcp4_message *message, const char **why)
{
	struct dhcp4_header *header = &message->header;
	struct field options;
	const uint8_t *type;

	memset(message, 0, sizeof(*message));
	/* Not even an end option: a message cut off, which must not pass for a BOOTP server's. */
	*why = "too short";
	if (length <= sizeof(*header))
		return false;
	memcpy(header, bytes, sizeof(*header));
	header->xid = ntohl(header->xid);
	header->secs = ntohs(header->secs);
	header->flags = ntohs(header->flags);
	*why = "no reply";
	if (header->op != 2)
		return false;
	*why = "no DHCP cookie";
	if (header->cookie != htonl(DHCP4_COOKIE))
		return false;
	options = (struct field){ (const uint8_t *)bytes + sizeof(*header),
				  length - sizeof(*header) };
	*why = check_options(message, options);
	if (*why)
		return false;
	type = dhcp4_get(message, OPT_TYPE, NULL);
	message->type = type ? *type : DHCP4_BOOTP;
	*why = "unknown message type";
	return !type || (*type >= DHCP4_DISCOVER && *type <= DHCP4_INFORM);
}

const uint8_t *dhcp4_get(const struct dhcp4_message *message, unsigned number, size_t *length)
{
	const uint8_t *data;

	if (number > 255 || !message->at[number])
		return NULL;
	data = message->data + message->at[number] - 1;
	if (!dhcp4_option_valid(number, data, message->length[number]))
		return NULL;
	if (length)
		*length = message->length[number];
	return data;
}

uint32_t dhcp4_get_u32(const struct dhcp4_message *message, unsigned number, uint32_t fallback)
{
	size_t length;
	const uint8_t *data = dhcp4_get(message, number, &length);

	if (!data || length != 4)
		return fallback;
	return (uint32_t)data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
}

uint32_t dhcp4_get_u16(const struct dhcp4_message *message, unsigned number, uint32_t fallback)
{
	size_t length;
	const uint8_t *data = dhcp4_get(message, number, &length);

	return data && length == 2 ? (uint32_t)data[0] << 8 | data[1] : fallback;
}

bool dhcp4_get_address(const struct dhcp4_message *message, unsigned number, uint8_t address[4])
{
	size_t length;
	const uint8_t *data = dhcp4_get(message, number, &length);

	if (!data || length < 4)
		return false;
	memcpy(address, data, 4);
	return true;
}

const char *dhcp4_type_name(enum dhcp4_message_type type)
{
	static const char *const names[] = { "BOOTP reply", "DISCOVER", "OFFER", "REQUEST",
					     "DECLINE", "ACK", "NAK", "RELEASE", "INFORM" };

	return type < ARRAY_SIZE(names) ? names[type] : "unknown";
}

void dhcp4_begin(struct dhcp4_packet *packet, const struct dhcp4_header *header,
		 enum dhcp4_message_type type)
{
	struct dhcp4_header wire = *header;
	uint8_t byte = type;

	wire.xid = htonl(wire.xid);
	wire.secs = htons(wire.secs);
	wire.flags = htons(wire.flags);
	wire.cookie = htonl(DHCP4_COOKIE);
	memcpy(packet->bytes, &wire, sizeof(wire));
	packet->length = sizeof(wire);
	dhcp4_add(packet, OPT_TYPE, &byte, 1);
}

void dhcp4_add(struct dhcp4_packet *packet, unsigned number, const void *data, size_t length)
{
	/* The end option's byte stays free. */
	if (length > 255 || packet->length + 2 + length >= sizeof(packet->bytes))
		return;
	packet->bytes[packet->length++] = number;
	packet->bytes[packet->length++] = length;
	if (length)
		memcpy(packet->bytes + packet->length, data, length);
	packet->length += length;
}

void dhcp4_add_u16(struct dhcp4_packet *packet, unsigned number, uint16_t value)
{
	uint8_t bytes[2] = { value >> 8, value };

	dhcp4_add(packet, number, bytes, 2);
}

void dhcp4_end(struct dhcp4_packet *packet)
{
	packet->bytes[packet->length++] = OPT_END;
	if (packet->length < 300) {
		memset(packet->bytes + packet->length, 0, 300 - packet->length);
		packet->length = 300;
	}
}
