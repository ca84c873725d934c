/* SPDX-License-Identifier: MIT */
/* DHCP options: a row each, which drives checking and printing. RFC 2132 and those named beside. */
#ifndef NET_DHCP4_OPTIONS_H
#define NET_DHCP4_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

enum dhcp4_option {
	OPT_PAD = 0, OPT_END = 255,
	OPT_SUBNET_MASK = 1, OPT_ROUTER = 3, OPT_DNS = 6, OPT_HOSTNAME = 12,
	OPT_DOMAIN = 15, OPT_ROOT_PATH = 17, OPT_MTU = 26, OPT_BROADCAST = 28,
	OPT_STATIC_ROUTES = 33,
	OPT_NTP = 42, OPT_VENDOR = 43, OPT_REQUESTED = 50, OPT_LEASE_TIME = 51,
	OPT_OVERLOAD = 52, OPT_TYPE = 53, OPT_SERVER = 54, OPT_PARAMETERS = 55,
	OPT_MESSAGE = 56, OPT_MAX_SIZE = 57, OPT_RENEW = 58, OPT_REBIND = 59,
	OPT_VENDOR_CLASS = 60, OPT_CLIENT_ID = 61, OPT_TFTP_SERVER = 66,
	OPT_BOOT_FILE = 67, OPT_USER_CLASS = 77, OPT_RAPID_COMMIT = 80,
	OPT_ARCH = 93, OPT_NETWORK_INTERFACE = 94, OPT_MACHINE_ID = 97,
	OPT_IPV6_ONLY = 108, OPT_SEARCH = 119, OPT_ROUTES = 121, OPT_MS_ROUTES = 249,
};

enum dhcp4_type {
	DHCP4_BYTES,		/* anything */
	DHCP4_FLAG,		/* no bytes at all */
	DHCP4_U8, DHCP4_U16, DHCP4_U32,
	DHCP4_ADDRESS,		/* exactly one */
	DHCP4_ADDRESSES,	/* one and more */
	DHCP4_TEXT,		/* printable */
	DHCP4_NAME,		/* letters, digits, '-', '_', '.', blanks between several */
	DHCP4_ROUTES,		/* RFC 3442 */
	DHCP4_NAMES,		/* RFC 3397, DNS encoding */
};

struct dhcp4_option_row {
	uint8_t number;
	enum dhcp4_type type;
	bool essential;		/* a reply in which it is malformed is no reply */
	const char *name;
};

/* The row, or NULL. */
const struct dhcp4_option_row *dhcp4_option_row(unsigned number);

/* Does the value fit the row's type? Unknown numbers always do. */
bool dhcp4_option_valid(unsigned number, const uint8_t *data, size_t length);

/* "router: 192.168.77.1" for -vv; whatever the bytes are, the text is printable. */
void dhcp4_option_text(unsigned number, const uint8_t *data, size_t length, struct buffer *out);

/* Text of an option without trailing NULs; false when it holds control bytes or does not fit. */
bool dhcp4_text(const uint8_t *data, size_t length, char *text, size_t size);
/* The same for names of hosts and domains, which go into files and shell lines. */
bool dhcp4_name(const uint8_t *data, size_t length, char *text, size_t size);

/* RFC 3397: the names, blank-separated; false when malformed, looping or too long. */
bool dhcp4_search_list(const uint8_t *data, size_t length, char *text, size_t size);

#endif
