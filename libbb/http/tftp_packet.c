/* SPDX-License-Identifier: MIT */
/* TFTP's packets: RFC 1350, section 5; RFC 2347. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"
#include "http/tftp.h"

/* Name and value, each ended by NUL within the packet. */
static int parse_options(const char *at, const char *end, struct tftp_packet *packet)
{
	while (at < end) {
		const char *name = at, *value = memchr(at, '\0', end - at), *stop;
		uint64_t number;

		stop = value ? memchr(value + 1, '\0', end - value - 1) : NULL;
		if (!stop)
			return fail_plain("TFTP: an option is cut off");
		value++;
		if (text_number(value, 10, 0, UINT64_MAX - 1, &number) < 0)
			return fail_in("TFTP option");
		if (strcasecmp(name, "blksize") == 0 && number >= 8 && number <= 65464)
			packet->block_size = number;
		else if (strcasecmp(name, "windowsize") == 0 && number >= 1 && number <= 65535)
			packet->window = number;
		else if (strcasecmp(name, "tsize") == 0)
			packet->size = number;
		else
			return fail_plain("TFTP: an option that was not asked for");
		at = stop + 1;
	}
	return 0;
}

int tftp_parse(const void *data, size_t length, struct tftp_packet *packet)
{
	const unsigned char *bytes = data;

	*packet = (struct tftp_packet){ .size = UINT64_MAX };
	if (length < 2)
		return fail_plain("TFTP: packet too short");
	packet->opcode = bytes[0] << 8 | bytes[1];
	if (packet->opcode == TFTP_OACK)
		return parse_options((const char *)bytes + 2, (const char *)bytes + length, packet);
	if ((packet->opcode != TFTP_DATA && packet->opcode != TFTP_ERROR) || length < 4)
		return fail_plain("TFTP: unexpected packet");
	packet->number = bytes[2] << 8 | bytes[3];
	packet->data = bytes + 4;
	packet->length = length - 4;
	if (packet->opcode == TFTP_ERROR) {
		size_t text = strnlen((const char *)bytes + 4, length - 4);

		memcpy(packet->message, bytes + 4, MIN(text, sizeof(packet->message) - 1));
		text_make_printable(packet->message);
	}
	return 0;
}

struct buffer tftp_request(const char *path, bool options)
{
	static const char names[] = "octet\0tsize\0" "0\0blksize\0" "1468\0windowsize\0" "16";
	struct buffer packet = { 0 };

	_Static_assert(TFTP_BLOCK_ASKED == 1468 && TFTP_WINDOW_ASKED == 16, "as in names");
	buffer_add(&packet, "\0\1", 2);
	buffer_add(&packet, path, strlen(path) + 1);
	buffer_add(&packet, names, options ? sizeof(names) : sizeof("octet"));
	return packet;
}
