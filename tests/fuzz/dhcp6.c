/* SPDX-License-Identifier: MIT */
/*
 * net/dhcp6_message: a server's payload.
 * uses: net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/dhcp6_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp6_message message;
	const char *why;

	if (dhcp6_decode(data, size, &message, &why)) {
		if (message.address.family && (!message.valid || message.preferred > message.valid))
			abort();
		if (strpbrk(message.search, "\n\r'\"$`;") || strchr(message.boot_url, '\n'))
			abort();
	}
	return 0;
}
