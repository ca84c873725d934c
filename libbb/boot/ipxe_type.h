/* SPDX-License-Identifier: MIT */
/* iPXE's types of settings: text to bytes and back. Pure. */
#ifndef BOOT_IPXE_TYPE_H
#define BOOT_IPXE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

struct ipxe_type {
	const char *name;
	/* Append the other form. Negative status: not in this type's form, or it has none. */
	int (*parse)(const struct ipxe_type *type, const char *text, struct buffer *raw);
	int (*format)(const struct ipxe_type *type, const void *raw, size_t length,
		      struct buffer *text);
	uint8_t width;		/* of integers, in bytes; 0: not a number */
	bool is_signed;
	char separator;		/* of hex digits */
};

/* A number as iPXE reads it: 0x or 0 in front, a sign, no digit needed. *end: behind it. */
uint32_t ipxe_number_of(const char *text, const char **end);

/* The type of this name, or NULL. */
const struct ipxe_type *ipxe_type_find(const char *name);

/* Bytes as a number of 32 bits, as iPXE's firmware has them. Negative status: no number. */
int ipxe_type_to_number(const struct ipxe_type *type, const void *raw, size_t length,
			uint32_t *number);
int ipxe_type_from_number(const struct ipxe_type *type, uint32_t number, struct buffer *raw);

#endif
