/* SPDX-License-Identifier: MIT */
/*
 * http/tftp: a packet of a server.
 * uses: http core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/tftp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tftp_packet packet;

	if (tftp_parse(data, size, &packet) == 0 &&
	    (packet.length > size || packet.block_size > 65464 || packet.window > 65535 ||
	     memchr(packet.message, '\0', sizeof(packet.message)) == NULL))
		abort();
	return 0;
}
