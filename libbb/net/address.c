/* SPDX-License-Identifier: MIT */
/* IP addresses and prefixes as text and bytes. */
#include "net/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"

static const char *family_words(int family)
{
	return family == AF_INET ? "inet" : family == AF_INET6 ? "inet6" : "any valid";
}

static size_t family_size(int family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

size_t ip_address_size(const struct ip_address *address)
{
	return family_size(address->family);
}

/* "10.1" means 10.1.0.0 here, as "10/8" is how people write that network; each part may be hex. */
static bool parse_v4(const char *text, uint8_t bytes[4])
{
	memset(bytes, 0, 4);
	for (int i = 0; i < 4; i++) {
		char *end;
		unsigned long part;

		if (*text < '0' || *text > '9')
			return false;
		errno = 0;
		part = strtoul(text, &end, 0);
		if (errno || part > 255)
			return false;
		bytes[i] = part;
		if (!*end)
			return true;
		if (*end != '.')
			return false;
		text = end + 1;
	}
	return false;
}

static bool parse_bytes(const char *text, int family, struct ip_address *address)
{
	*address = (struct ip_address){ 0 };
	address->family = family ? family : strchr(text, ':') ? AF_INET6 : AF_INET;
	address->prefix = 8 * ip_address_size(address);
	if (address->family == AF_INET)
		return parse_v4(text, address->bytes);
	return address->family == AF_INET6 && inet_pton(AF_INET6, text, address->bytes) == 1;
}

int ip_mask_bits(const struct ip_address *mask)
{
	size_t bits = 8 * ip_address_size(mask), ones = 0;

	while (ones < bits && mask->bytes[ones / 8] & 0x80 >> ones % 8)
		ones++;
	for (size_t i = ones; i < bits; i++) {
		if (mask->bytes[i / 8] & 0x80 >> i % 8)
			return -1;
	}
	return ones;
}

/* What follows the slash: a number or a dotted mask. */
static bool parse_prefix(const char *text, struct ip_address *address)
{
	struct ip_address mask;
	char *end;
	unsigned long bits = strtoul(text, &end, 0);
	int ones;

	if (*text >= '0' && *text <= '9' && !*end) {
		address->prefix = bits;
		return bits <= 8 * ip_address_size(address);
	}
	if (!parse_bytes(text, address->family, &mask))
		return false;
	ones = ip_mask_bits(&mask);
	address->prefix = ones < 0 ? 0 : ones;
	return ones >= 0;
}

int ip_address_parse(const char *text, int family, struct ip_address *address)
{
	char host[64];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);

	*address = (struct ip_address){ 0 };
	if (strcmp(text, "default") == 0 || strcmp(text, "any") == 0 || strcmp(text, "all") == 0) {
		address->family = family ? family : AF_INET;
		return 0;
	}
	if (length < sizeof(host)) {
		memcpy(host, text, length);
		host[length] = '\0';
		if (parse_bytes(host, family, address) &&
		    (!slash || parse_prefix(slash + 1, address)))
			return 0;
	}
	*address = (struct ip_address){ 0 };
	return fail_plain("%s prefix is expected rather than \"%s\"", family_words(family), text);
}

int ip_address_parse_host(const char *text, int family, struct ip_address *address)
{
	if (parse_bytes(text, family, address))
		return 0;
	*address = (struct ip_address){ 0 };
	return fail_plain("%s address is expected rather than \"%s\"", family_words(family), text);
}

bool ip_address_from_bytes(const void *bytes, size_t length, struct ip_address *address)
{
	*address = (struct ip_address){ 0 };
	if (length != 4 && length != 16)
		return false;
	address->family = length == 4 ? AF_INET : AF_INET6;
	address->prefix = 8 * length;
	memcpy(address->bytes, bytes, length);
	return true;
}

const char *ip_address_text(const struct ip_address *address, char text[64])
{
	if (!ip_address_is_set(address) ||
	    !inet_ntop(address->family, address->bytes, text, 64))
		text[0] = '\0';
	return text;
}

const char *ip_prefix_text(const struct ip_address *address, char text[64])
{
	ip_address_text(address, text);
	if (ip_address_is_set(address) && address->prefix != 8 * ip_address_size(address))
		snprintf(text + strlen(text), 64 - strlen(text), "/%u", address->prefix);
	return text;
}

bool ip_address_is_set(const struct ip_address *address)
{
	return ip_address_size(address) != 0;
}

bool ip_address_is_any(const struct ip_address *address)
{
	static const uint8_t zeros[16];

	return memcmp(address->bytes, zeros, ip_address_size(address)) == 0;
}

bool ip_address_equal(const struct ip_address *a, const struct ip_address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, ip_address_size(a)) == 0;
}

bool ip_network_has(const struct ip_address *network, const struct ip_address *address)
{
	if (network->family != address->family)
		return false;
	for (unsigned i = 0; i < network->prefix && i < 128; i++) {
		if ((network->bytes[i / 8] ^ address->bytes[i / 8]) & 0x80 >> i % 8)
			return false;
	}
	return true;
}

struct ip_address ip_address_broadcast(const struct ip_address *address)
{
	struct ip_address broadcast = { 0 };

	if (address->family != AF_INET || address->prefix > 30)
		return broadcast;
	broadcast = *address;
	broadcast.prefix = 32;
	for (unsigned i = address->prefix; i < 32; i++)
		broadcast.bytes[i / 8] |= 0x80 >> i % 8;
	return broadcast;
}
