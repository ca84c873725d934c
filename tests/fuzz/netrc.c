/* SPDX-License-Identifier: MIT */
/*
 * http/credentials: a netrc file.
 * uses: http core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "http/credentials.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *user, *password;

	if (netrc_find(text, "host", NULL, &user, &password)) {
		free(user);
		free(password);
	}
	free(text);
	return 0;
}
