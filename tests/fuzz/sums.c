/* SPDX-License-Identifier: MIT */
/*
 * trust/sums: a line of a SHA256SUMS file.
 * uses: trust core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "trust/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = xstrndup((const char *)data, size);
	struct sums_line parsed;

	if (sums_parse(line, "SHA256", &parsed) == 0 &&
	    (!parsed.name[0] || strspn(parsed.hex, "0123456789abcdefABCDEF") != 64))
		abort();
	free(line);
	return 0;
}
