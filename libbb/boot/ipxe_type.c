/* SPDX-License-Identifier: MIT */
/* iPXE's types of settings, https://ipxe.org/cfg: each a row of the table at the end. */
#include "boot/ipxe_type.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_status.h"
#include "core/base64.h"

static int parse_string(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	(void)type;
	buffer_text(raw, text);
	return 0;
}

static int format_string(const struct ipxe_type *type, const void *raw, size_t length,
			 struct buffer *text)
{
	(void)type;
	/* Further on it is a C string: a NUL ends it. */
	buffer_add(text, raw, strnlen(raw, length));
	return 0;
}

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ?
	       (c | 0x20) - 'a' + 10 : -1;
}

/* %XX; a % without digits behind it stays, one with a single digit takes that. */
static int parse_uri(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	(void)type;
	for (; *text; text++) {
		char byte = *text;

		if (*text == '%' && hex_digit(text[1]) >= 0) {
			byte = hex_digit(*++text);
			if (hex_digit(text[1]) >= 0)
				byte = (byte << 4) | hex_digit(*++text);
		}
		buffer_add(raw, &byte, 1);
	}
	return 0;
}

static int format_uri(const struct ipxe_type *type, const void *raw, size_t length,
		      struct buffer *text)
{
	const unsigned char *bytes = raw;

	(void)type;
	for (size_t i = 0; i < length; i++) {
		if (isprint(bytes[i]) && !strchr(" %/#:@?=&", bytes[i]))
			buffer_add(text, bytes + i, 1);
		else
			buffer_format(text, "%%%02X", bytes[i]);
	}
	return 0;
}

int ipxe_type_to_number(const struct ipxe_type *type, const void *raw, size_t length,
			uint32_t *number)
{
	const uint8_t *bytes = raw;
	bool negative = type->is_signed && length && bytes[0] & 0x80;
	uint8_t pad = negative ? 0xff : 0;

	if (!type->width)
		return -IPXE_E_TYPE;
	*number = negative ? UINT32_MAX : 0;
	for (size_t i = 0; i < length; i++) {
		*number = *number << 8 | bytes[i];
		if (i + sizeof(*number) < length && bytes[i] != pad)
			return -IPXE_E_SIZE;
	}
	return 0;
}

int ipxe_type_from_number(const struct ipxe_type *type, uint32_t number, struct buffer *raw)
{
	uint32_t wire = htonl(number);

	if (!type->width)
		return -IPXE_E_TYPE;
	buffer_add(raw, (uint8_t *)&wire + sizeof(wire) - type->width, type->width);
	return 0;
}

uint32_t ipxe_number_of(const char *text, const char **end)
{
	unsigned base = 10;
	uint32_t number = 0;
	bool negative;

	text += strspn(text, " \t\n\v\f\r");
	negative = *text == '-';
	text += *text == '-' || *text == '+';
	if (*text == '0') {
		base = (text[1] | 0x20) == 'x' ? 16 : 8;
		text += base == 16 ? 2 : 1;
	}
	for (; hex_digit(*text) >= 0 && (unsigned)hex_digit(*text) < base; text++)
		number = number * base + hex_digit(*text);
	*end = text;
	return negative ? -number : number;
}

static int parse_integer(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	const char *end;
	uint32_t number = ipxe_number_of(text, &end);

	return *end ? -IPXE_E_VALUE : ipxe_type_from_number(type, number, raw);
}

static int format_integer(const struct ipxe_type *type, const void *raw, size_t length,
			  struct buffer *text)
{
	uint32_t number;
	int status = ipxe_type_to_number(type, raw, length, &number);

	if (status == 0 && type->is_signed)
		buffer_format(text, "%d", (int32_t)number);
	else if (status == 0)
		buffer_format(text, "0x%x", number);
	return status;
}

static int parse_hex(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	size_t begin = raw->length;

	while (*text) {
		uint8_t byte;

		if (raw->length > begin && type->separator && *text++ != type->separator)
			return -IPXE_E_VALUE_HEX;
		if (hex_digit(text[0]) < 0 || hex_digit(text[1]) < 0)
			return -IPXE_E_VALUE_HEX;
		byte = hex_digit(text[0]) << 4 | hex_digit(text[1]);
		buffer_add(raw, &byte, 1);
		text += 2;
	}
	return 0;
}

static int format_hex(const struct ipxe_type *type, const void *raw, size_t length,
		      struct buffer *text)
{
	const uint8_t *bytes = raw;

	for (size_t i = 0; i < length; i++) {
		if (i && type->separator)
			buffer_add(text, &type->separator, 1);
		buffer_format(text, "%02x", bytes[i]);
	}
	return 0;
}

static int parse_base64(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	(void)type;
	return base64_decode(text, raw) < 0 ? -IPXE_E_VALUE_BASE64 : 0;
}

static int format_base64(const struct ipxe_type *type, const void *raw, size_t length,
			 struct buffer *text)
{
	(void)type;
	base64_encode(raw, length, text);
	return 0;
}

static int parse_ipv6(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	uint8_t address[16];

	(void)type;
	/* Without IPv4's dots at its end, which the ROM does not take. */
	if (strchr(text, '.') || inet_pton(AF_INET6, text, address) != 1)
		return -IPXE_E_VALUE_ADDRESS6;
	buffer_add(raw, address, sizeof(address));
	return 0;
}

/* Four numbers as C writes them: 0x10.010.3.4 is 16.8.3.4. */
static int parse_ipv4(const struct ipxe_type *type, const char *text, struct buffer *raw)
{
	uint8_t address[4];

	(void)type;
	for (size_t i = 0; i < sizeof(address); i++) {
		const char *end;
		uint32_t number = ipxe_number_of(text, &end);

		if (!isdigit((unsigned char)*text) || number > 255 || *end != (i < 3 ? '.' : '\0'))
			return -IPXE_E_VALUE_ADDRESS;
		address[i] = number;
		text = end + 1;
	}
	buffer_add(raw, address, sizeof(address));
	return 0;
}

static int format_ipv4(const struct ipxe_type *type, const void *raw, size_t length,
		       struct buffer *text)
{
	const uint8_t *bytes = raw;

	(void)type;
	if (length < 4)
		return -IPXE_E_VALUE_ADDRESS;
	buffer_format(text, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
	return 0;
}

static int format_ipv6(const struct ipxe_type *type, const void *raw, size_t length,
		       struct buffer *text)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *bytes = raw;
	char address[INET6_ADDRSTRLEN];

	(void)type;
	if (length < 16)
		return -IPXE_E_VALUE_ADDRESS6;
	/* Without IPv4's dots here, too. */
	if (memcmp(raw, mapped, sizeof(mapped)) == 0)
		buffer_format(text, "::ffff:%x:%x", bytes[12] << 8 | bytes[13],
			      bytes[14] << 8 | bytes[15]);
	else
		buffer_text(text, inet_ntop(AF_INET6, raw, address, sizeof(address)));
	return 0;
}

static int format_uuid(const struct ipxe_type *type, const void *raw, size_t length,
		       struct buffer *text)
{
	/* A GUID's first three numbers are little-endian. */
	static const uint8_t order[2][16] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
		{ 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 },
	};
	const uint8_t *bytes = raw;

	if (length != 16)
		return -IPXE_E_SIZE;
	for (size_t i = 0; i < 16; i++)
		buffer_format(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			      bytes[order[type->name[0] == 'g'][i]]);
	return 0;
}

static int format_busdevfn(const struct ipxe_type *type, const void *raw, size_t length,
			   struct buffer *text)
{
	static const struct ipxe_type number_type = { .width = 4 };
	uint32_t number;
	int status = ipxe_type_to_number(&number_type, raw, length, &number);

	(void)type;
	if (status == 0)
		buffer_format(text, "%04x:%02x:%02x.%x", number >> 16, number >> 8 & 0xff,
			      number >> 3 & 0x1f, number & 7);
	return status;
}

static const struct ipxe_type types[] = {
	{ "string", parse_string, format_string },
	{ "uristring", parse_uri, format_uri },
	{ "ipv4", parse_ipv4, format_ipv4 },
	{ "ipv6", parse_ipv6, format_ipv6 },
	{ "int8", parse_integer, format_integer, 1, true },
	{ "int16", parse_integer, format_integer, 2, true },
	{ "int32", parse_integer, format_integer, 4, true },
	{ "uint8", parse_integer, format_integer, 1 },
	{ "uint16", parse_integer, format_integer, 2 },
	{ "uint32", parse_integer, format_integer, 4 },
	{ "hex", parse_hex, format_hex, .separator = ':' },
	{ "hexhyp", parse_hex, format_hex, .separator = '-' },
	{ "hexraw", parse_hex, format_hex },
	{ "base64", parse_base64, format_base64 },
	{ "uuid", NULL, format_uuid },
	{ "guid", NULL, format_uuid },
	{ "busdevfn", NULL, format_busdevfn },
};

const struct ipxe_type *ipxe_type_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	}
	return NULL;
}
