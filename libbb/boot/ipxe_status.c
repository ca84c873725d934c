/* SPDX-License-Identifier: MIT */
/* iPXE's words for its statuses, by the class in the first byte, https://ipxe.org/err. */
#include "boot/ipxe_status.h"

#include <stdint.h>
#include <stdio.h>

#include "core/text.h"

static const struct {
	uint8_t class;
	const char *text;
} classes[] = {
	{ 0x02, "Permission denied" },
	{ 0x0b, "Operation canceled" },
	{ 0x0f, "Connection reset" },
	{ 0x1c, "Invalid argument" },
	{ 0x1d, "Input/output error" },
	{ 0x2c, "No such device" },
	{ 0x2d, "No such file or directory" },
	{ 0x2e, "Exec format error" },
	{ 0x31, "Not enough space" },
	{ 0x3b, "Inappropriate I/O control operation" },
	{ 0x3c, "Operation not supported" },
	{ 0x41, "Operation not permitted" },
	{ 0x46, "Result too large" },
	{ 0x4c, "Connection timed out" },
};

const char *ipxe_reason(int status)
{
	static char text[96];
	uint32_t number = status < 0 ? -(uint32_t)status : (uint32_t)status;

	snprintf(text, sizeof(text), "Error 0x%08x (http://ipxe.org/%08x)", number, number);
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (classes[i].class == number >> 24)
			snprintf(text, sizeof(text), "%s (http://ipxe.org/%08x)", classes[i].text,
				 number);
	}
	return text;
}
