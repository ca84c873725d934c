/* SPDX-License-Identifier: MIT */
/* Base64, RFC 4648 section 4. */
#include "core/base64.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *data, size_t length, struct buffer *text)
{
	const uint8_t *bytes = data;

	buffer_text(text, "");
	for (size_t i = 0; i < length; i += 3) {
		size_t left = MIN(length - i, 3);
		uint32_t bits = bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) |
				(left > 2 ? bytes[i + 2] : 0);
		char group[4] = { digits[bits >> 18], digits[bits >> 12 & 63],
				  left > 1 ? digits[bits >> 6 & 63] : '=',
				  left > 2 ? digits[bits & 63] : '=' };

		buffer_add(text, group, sizeof(group));
	}
}

int base64_decode(const char *text, struct buffer *raw)
{
	unsigned bits = 0, have = 0, count = 0;

	for (; *text && *text != '='; text++) {
		const char *digit = strchr(digits, *text);

		if (isspace((unsigned char)*text))
			continue;
		if (!digit)
			return -1;
		bits = bits << 6 | (digit - digits);
		count++;
		have += 6;
		if (have >= 8) {
			uint8_t byte = bits >> (have -= 8);

			buffer_add(raw, &byte, 1);
		}
	}
	/* As many = as fill the last group of four. */
	have = strspn(text, "=");
	return text[have] || have > 2 || (count + have) % 4 ? -1 : 0;
}
