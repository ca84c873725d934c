/* SPDX-License-Identifier: MIT */
/* DHCP options as data: RFC 2132 and later ones. */
#include "net/dhcp4_options.h"

#include <stdio.h>
#include <string.h>

static const struct dhcp4_option_row rows[] = {
	{ OPT_SUBNET_MASK, DHCP4_ADDRESS, true, "subnet mask" },	/* 3.3 */
	{ OPT_ROUTER, DHCP4_ADDRESSES, false, "router" },		/* 3.5 */
	{ OPT_DNS, DHCP4_ADDRESSES, false, "name server" },		/* 3.8 */
	{ OPT_HOSTNAME, DHCP4_NAME, false, "host name" },		/* 3.14 */
	{ OPT_DOMAIN, DHCP4_NAME, false, "domain" },			/* 3.17 */
	{ OPT_ROOT_PATH, DHCP4_TEXT, false, "root path" },		/* 3.19 */
	{ OPT_MTU, DHCP4_U16, false, "MTU" },				/* 5.1 */
	{ OPT_BROADCAST, DHCP4_ADDRESS, false, "broadcast address" },	/* 5.3 */
	{ OPT_NTP, DHCP4_ADDRESSES, false, "time server" },		/* 8.3 */
	{ OPT_VENDOR, DHCP4_BYTES, false, "vendor's own" },		/* 8.4 */
	{ OPT_REQUESTED, DHCP4_ADDRESS, false, "requested address" },	/* 9.1 */
	{ OPT_LEASE_TIME, DHCP4_U32, true, "lease time" },		/* 9.2 */
	{ OPT_OVERLOAD, DHCP4_U8, true, "overload" },			/* 9.3 */
	{ OPT_TYPE, DHCP4_U8, true, "message type" },			/* 9.6 */
	{ OPT_SERVER, DHCP4_ADDRESS, true, "server" },			/* 9.7 */
	{ OPT_PARAMETERS, DHCP4_BYTES, false, "parameters" },		/* 9.8 */
	{ OPT_MESSAGE, DHCP4_TEXT, false, "message" },			/* 9.9 */
	{ OPT_MAX_SIZE, DHCP4_U16, false, "largest message" },		/* 9.10 */
	{ OPT_RENEW, DHCP4_U32, false, "renew after" },			/* 9.11, T1 */
	{ OPT_REBIND, DHCP4_U32, false, "rebind after" },		/* 9.12, T2 */
	{ OPT_VENDOR_CLASS, DHCP4_TEXT, false, "vendor class" },	/* 9.13 */
	{ OPT_CLIENT_ID, DHCP4_BYTES, false, "client identifier" },	/* 9.14, RFC 6842 */
	{ OPT_TFTP_SERVER, DHCP4_TEXT, false, "boot server" },		/* 9.4 */
	{ OPT_BOOT_FILE, DHCP4_TEXT, false, "boot file" },		/* 9.5 */
	{ OPT_USER_CLASS, DHCP4_BYTES, false, "user class" },		/* RFC 3004 */
	{ OPT_RAPID_COMMIT, DHCP4_FLAG, false, "rapid commit" },	/* RFC 4039 */
	{ OPT_ARCH, DHCP4_U16, false, "client architecture" },		/* RFC 4578 */
	{ OPT_NETWORK_INTERFACE, DHCP4_BYTES, false, "UNDI" },		/* RFC 4578 */
	{ OPT_MACHINE_ID, DHCP4_BYTES, false, "machine" },		/* RFC 4578 */
	{ OPT_IPV6_ONLY, DHCP4_U32, false, "IPv6-only preferred" },	/* RFC 8925 */
	{ OPT_SEARCH, DHCP4_NAMES, false, "search" },			/* RFC 3397 */
	{ OPT_STATIC_ROUTES, DHCP4_ADDRESSES, false, "static routes" },	/* 5.8 */
	{ OPT_ROUTES, DHCP4_ROUTES, false, "classless routes" },	/* RFC 3442 */
	{ OPT_MS_ROUTES, DHCP4_ROUTES, false, "classless routes" },	/* before it had 121 */
};

const struct dhcp4_option_row *dhcp4_option_row(unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].number == number)
			return &rows[i];
	}
	return NULL;
}

static bool routes_valid(const uint8_t *data, size_t length)
{
	size_t at = 0;

	while (at < length) {
		if (data[at] > 32)
			return false;
		at += 1 + (data[at] + 7) / 8 + 4;
	}
	return length && at == length;
}

bool dhcp4_option_valid(unsigned number, const uint8_t *data, size_t length)
{
	const struct dhcp4_option_row *row = dhcp4_option_row(number);
	char text[512];

	switch (row ? row->type : DHCP4_BYTES) {
	case DHCP4_BYTES:
		return true;
	case DHCP4_FLAG:
		return length == 0;
	case DHCP4_U8:
		return length == 1;
	case DHCP4_U16:
		return length == 2;
	case DHCP4_U32:
	case DHCP4_ADDRESS:
		return length == 4;
	case DHCP4_ADDRESSES:
		return length && length % 4 == 0;
	case DHCP4_TEXT:
		return dhcp4_text(data, length, text, sizeof(text));
	case DHCP4_NAME:
		return dhcp4_name(data, length, text, sizeof(text));
	case DHCP4_ROUTES:
		return routes_valid(data, length);
	case DHCP4_NAMES:
		return dhcp4_search_list(data, length, text, sizeof(text));
	}
	return false;
}

bool dhcp4_text(const uint8_t *data, size_t length, char *text, size_t size)
{
	while (length && !data[length - 1])
		length--;
	if (length >= size)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (data[i] < ' ' || data[i] == 0x7f)
			return false;
		text[i] = data[i];
	}
	text[length] = '\0';
	return true;
}

static bool is_name_byte(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

/* Of each name: no empty label, none above 63 bytes, none that an option could be mistaken for. */
bool dhcp4_name(const uint8_t *data, size_t length, char *text, size_t size)
{
	size_t label = 0;

	if (!dhcp4_text(data, length, text, size) || !text[0])
		return false;
	for (const char *at = text; *at; at++) {
		if (*at == '.' || *at == ' ') {
			if (!label && !(*at == ' ' && at > text && at[-1] == '.'))
				return false;
			label = 0;
		} else if (!is_name_byte(*at) || ++label > 63 || (label == 1 && *at == '-')) {
			return false;
		}
	}
	return true;
}

/*
 * One name at *at, RFC 1035 section 4.1.4. A pointer must lead before the place where the run of
 * labels it ends began, which no loop can do for ever.
 */
static bool read_dns_name(const uint8_t *data, size_t length, size_t *at, struct buffer *name)
{
	size_t i = *at, start = *at, begin = name->length;
	bool jumped = false;

	for (;;) {
		uint8_t byte = i < length ? data[i] : 0xff;

		if (byte == 0)
			break;
		if ((byte & 0xc0) == 0xc0) {
			size_t to;

			if (i + 1 >= length)
				return false;
			to = (byte & 0x3f) << 8 | data[i + 1];
			if (to >= start)
				return false;
			if (!jumped)
				*at = i + 2;
			jumped = true;
			i = start = to;
			continue;
		}
		if (byte & 0xc0 || i + 1 + byte >= length)
			return false;
		if (name->length - begin + byte > 253)
			return false;
		if (name->length > begin)
			buffer_text(name, ".");
		buffer_add(name, data + i + 1, byte);
		i += 1 + byte;
	}
	if (!jumped)
		*at = i + 1;
	return name->length > begin;
}

bool dhcp4_search_list(const uint8_t *data, size_t length, char *text, size_t size)
{
	struct buffer names = { 0 };
	size_t at = 0;
	bool good = length > 0;

	while (good && at < length) {
		if (names.length)
			buffer_text(&names, " ");
		good = read_dns_name(data, length, &at, &names) && names.length < size;
	}
	good = good && dhcp4_name((uint8_t *)names.data, names.length, text, size);
	buffer_free(&names);
	return good;
}

static void address_text(const uint8_t *data, struct buffer *out)
{
	buffer_format(out, "%u.%u.%u.%u", data[0], data[1], data[2], data[3]);
}

static void routes_text(const uint8_t *data, size_t length, struct buffer *out)
{
	for (size_t at = 0; at < length;) {
		uint8_t bits = data[at++], to[4] = { 0 };

		memcpy(to, data + at, (bits + 7) / 8);
		at += (bits + 7) / 8;
		buffer_text(out, out->length && out->data[out->length - 1] != ' ' ? ", " : "");
		address_text(to, out);
		buffer_format(out, "/%u via ", bits);
		address_text(data + at, out);
		at += 4;
	}
}

static void value_text(enum dhcp4_type type, const uint8_t *data, size_t length,
		       struct buffer *out)
{
	char text[512];

	switch (type) {
	case DHCP4_FLAG:
		return buffer_text(out, "yes");
	case DHCP4_U8:
	case DHCP4_U16:
	case DHCP4_U32: {
		uint32_t value = 0;

		for (size_t i = 0; i < length; i++)
			value = value << 8 | data[i];
		return buffer_format(out, "%u", value);
	}
	case DHCP4_ADDRESS:
	case DHCP4_ADDRESSES:
		for (size_t i = 0; i < length; i += 4) {
			buffer_text(out, i ? " " : "");
			address_text(data + i, out);
		}
		return;
	case DHCP4_TEXT:
	case DHCP4_NAME:
		dhcp4_text(data, length, text, sizeof(text));
		return buffer_text(out, text);
	case DHCP4_NAMES:
		dhcp4_search_list(data, length, text, sizeof(text));
		return buffer_text(out, text);
	case DHCP4_ROUTES:
		return routes_text(data, length, out);
	case DHCP4_BYTES:
		for (size_t i = 0; i < MIN(length, (size_t)32); i++)
			buffer_format(out, "%s%02x", i ? ":" : "", data[i]);
		return buffer_text(out, length > 32 ? "..." : "");
	}
}

void dhcp4_option_text(unsigned number, const uint8_t *data, size_t length, struct buffer *out)
{
	const struct dhcp4_option_row *row = dhcp4_option_row(number);

	if (row)
		buffer_format(out, "%s: ", row->name);
	else
		buffer_format(out, "option %u: ", number);
	if (dhcp4_option_valid(number, data, length)) {
		value_text(row ? row->type : DHCP4_BYTES, data, length, out);
	} else {
		buffer_text(out, "malformed: ");
		value_text(DHCP4_BYTES, data, length, out);
	}
}
