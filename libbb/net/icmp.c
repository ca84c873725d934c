/* SPDX-License-Identifier: MIT */
/* ICMP echo messages and errors. */
#include "net/icmp.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>

#include "net/packet.h"

size_t icmp_request(uint8_t *packet, int family, uint16_t id, uint16_t sequence, size_t size)
{
	struct icmp_echo echo = { .type = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
				  .id = htons(id), .sequence = htons(sequence) };

	for (size_t i = 0; i < size; i++)
		packet[sizeof(echo) + i] = i;
	if (family == AF_INET)
		echo.checksum = packet_checksum(packet_sum(packet + sizeof(echo), size,
							   packet_sum(&echo, sizeof(echo), 0)));
	memcpy(packet, &echo, sizeof(echo));
	return sizeof(echo) + size;
}

bool icmp_parse(const uint8_t *bytes, size_t length, int family, bool ip_header, bool request,
		struct icmp_reply *reply)
{
	struct icmp_echo echo;
	uint8_t wanted = family == AF_INET ? request ? ICMP_ECHO : ICMP_ECHOREPLY
					   : request ? ICMP6_ECHO_REQUEST : ICMP6_ECHO_REPLY;

	if (ip_header) {
		size_t header = length ? (bytes[0] & 0xf) * 4 : 0;

		if (header < sizeof(struct packet_ip) || header > length)
			return false;
		bytes += header;
		length -= header;
		if (packet_sum(bytes, length, 0) != 0xffff)
			return false;
	}
	if (length < sizeof(echo))
		return false;
	memcpy(&echo, bytes, sizeof(echo));
	reply->id = ntohs(echo.id);
	reply->sequence = ntohs(echo.sequence);
	reply->size = length;
	return echo.type == wanted;
}

static const char *const unreachable[] = {
	"Destination Net Unreachable", "Destination Host Unreachable",
	"Destination Protocol Unreachable", "Destination Port Unreachable", NULL,
	"Source Route Failed", "Destination Net Unknown", "Destination Host Unknown",
	"Source Host Isolated", "Destination Net Prohibited", "Destination Host Prohibited",
	"Destination Net Unreachable for Type of Service",
	"Destination Host Unreachable for Type of Service", "Packet filtered",
	"Precedence Violation", "Precedence Cutoff",
};

static const char *const unreachable6[] = {
	"No route", "Administratively prohibited", "Beyond scope of source address",
	"Address unreachable", "Port unreachable", "Source address failed policy",
	"Reject route to destination",
};

static void error4(unsigned type, unsigned code, uint32_t info, struct buffer *out)
{
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		buffer_format(out, "Frag needed and DF set (mtu = %u)", info);
	else if (type == ICMP_DEST_UNREACH && code < ARRAY_SIZE(unreachable))
		buffer_text(out, unreachable[code]);
	else if (type == ICMP_DEST_UNREACH)
		buffer_format(out, "Dest Unreachable, Bad Code: %u", code);
	else if (type == ICMP_TIME_EXCEEDED)
		buffer_text(out, code ? "Frag reassembly time exceeded" : "Time to live exceeded");
	else if (type == ICMP_SOURCE_QUENCH)
		buffer_text(out, "Source Quench");
	else if (type == ICMP_PARAMETERPROB)
		buffer_format(out, "Parameter problem: pointer = %u", info >> 24);
	else if (type == ICMP_REDIRECT)
		buffer_text(out, "Redirect");
	else
		buffer_format(out, "Bad ICMP type: %u", type);
}

static void error6(unsigned type, unsigned code, uint32_t info, struct buffer *out)
{
	if (type == ICMP6_DST_UNREACH && code < ARRAY_SIZE(unreachable6))
		buffer_format(out, "Destination unreachable: %s", unreachable6[code]);
	else if (type == ICMP6_DST_UNREACH)
		buffer_format(out, "Destination unreachable: Unknown code %u", code);
	else if (type == ICMP6_PACKET_TOO_BIG)
		buffer_format(out, "Packet too big: mtu=%u", info);
	else if (type == ICMP6_TIME_EXCEEDED)
		buffer_format(out, "Time exceeded: %s", code ? "Defragmentation failure"
							     : "Hop limit");
	else if (type == ICMP6_PARAM_PROB)
		buffer_format(out, "Parameter problem: at %u", info);
	else
		buffer_format(out, "Unknown ICMP type: %u", type);
}

void icmp_error_text(int family, unsigned type, unsigned code, uint32_t info, struct buffer *out)
{
	if (family == AF_INET)
		error4(type, code, info, out);
	else
		error6(type, code, info, out);
}
