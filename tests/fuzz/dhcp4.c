/* SPDX-License-Identifier: MIT */
/*
 * net/dhcp4_message, dhcp4_lease, dhcp4_options, lease: a server's payload.
 * uses: net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/dhcp4_lease.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp4_message message;
	struct buffer text = { 0 };
	struct lease lease;
	const char *why;

	if (!dhcp4_decode(data, size, &message, &why))
		return 0;
	for (unsigned number = 0; number < 256; number++) {
		if (message.at[number])
			dhcp4_option_text(number, message.data + message.at[number] - 1,
					  message.length[number], &text);
	}
	dhcp4_proxy(&message, &lease);
	if (dhcp4_lease(&message, &lease, &why)) {
		text.length = 0;
		lease_values(&lease, &text);
		lease_lines(&lease, &text);
		/* What goes into files and shells holds no control byte but the ends of lines. */
		for (size_t i = 0; i < text.length; i++) {
			if ((uint8_t)text.data[i] < ' ' && text.data[i] != '\n')
				abort();
		}
		if (lease.route_count > ARRAY_SIZE(lease.routes) || lease.renew > lease.seconds)
			abort();
	}
	buffer_free(&text);
	return 0;
}
