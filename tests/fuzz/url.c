/* SPDX-License-Identifier: MIT */
/*
 * http/url: taken apart, resolved against a base, put together, named.
 * uses: http core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *name, *again;
	struct url url, second;

	free(url_resolve("http://h/a/b?c", text));
	free(url_resolve(text, "../x?y"));
	if (url_is_local(text))
		free(url_local_path(text));
	if (url_parse(text, &url) == 0) {
		name = url_file_name(&url);
		if (!name[0] || strchr(name, '/') || strcmp(name, ".") == 0 ||
		    strcmp(name, "..") == 0)
			abort();
		for (const char *at = url.target; url.host[0] && *at; at++)
			if (*at <= ' ' || *at > '~')
				abort();
		again = url_text(&url);
		if (url_parse(again, &second) < 0)
			abort();
		url_free(&second);
		free(again);
		free(name);
		url_free(&url);
	}
	free(text);
	return 0;
}
