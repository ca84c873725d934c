/* SPDX-License-Identifier: MIT */
/*
 * trust/minisign: a signature file, and a key file.
 * uses: trust core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "trust/minisign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct minisign_signature signature;
	struct minisign_key key;
	char *text = xstrndup((const char *)data, size);

	if (minisign_signature_parse((const char *)data, size, &signature) == 0 &&
	    (strchr(signature.comment, '\n') || size < 74))
		abort();
	if (minisign_key_parse(text, &key) == 0 && strlen(text) < 56)
		abort();
	free(text);
	return 0;
}
