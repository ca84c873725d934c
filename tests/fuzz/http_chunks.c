/* SPDX-License-Identifier: MIT */
/*
 * http/message: the chunked coding, in pieces of any size.
 * uses: http core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says how large the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_chunks chunks = { 0 };
	size_t piece = size ? data[0] % 17 + 1 : 1;

	for (size_t at = 1; at < size && chunks.state != CHUNK_DONE;) {
		size_t length = size - at < piece ? size - at : piece, used, payload;

		if (http_chunks_take(&chunks, (const char *)data + at, length, &used,
				     &payload) < 0)
			return 0;
		if (used > length || payload > used || !used)
			abort();
		at += used;
	}
	return 0;
}
