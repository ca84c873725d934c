/* SPDX-License-Identifier: MIT */
/*
 * net/ra: a router advertisement.
 * uses: net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/ra.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t router[16] = { 0xfe, 0x80, [15] = 1 };
	struct ra ra;
	const char *why;

	if (!ra_decode(data, size, router, &ra, &why))
		return 0;
	for (unsigned i = 0; i < ra.prefix_count; i++) {
		if (ra.prefixes[i].prefix.prefix > 128 ||
		    ra.prefixes[i].preferred > ra.prefixes[i].valid)
			abort();
	}
	return 0;
}
