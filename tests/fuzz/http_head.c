/* SPDX-License-Identifier: MIT */
/*
 * http/message: the head of an answer, its framing, ranges and dates.
 * uses: http core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Content-Range", "Retry-After", "Last-Modified" };
	long length = size ? http_head_length((const char *)data, size) : 0;
	struct http_framing framing;
	struct http_head head;
	uint64_t first, last, total;

	if (length > (long)size)
		abort();
	if (length > 0 && http_head_parse((const char *)data, length, &head) == 0) {
		if (http_framing(&head, data[size - 1] & 1, &framing) == 0 &&
		    framing.length > INT64_MAX)
			abort();
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			for (const char *at = NULL; (at = http_field(&head, names[i], at));) {
				http_date(at);
				http_retry_after(at, 0);
				if (http_content_range(at, &first, &last, &total) == 0 &&
				    first <= last && last >= total)
					abort();
			}
		}
	}
	if (length > 0)
		http_head_free(&head);
	return 0;
}
