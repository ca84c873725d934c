/* SPDX-License-Identifier: MIT */
/*
 * boot/parameters and boot/aliases: a command line of any bytes, quotes and all.
 * uses: boot core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/parameters.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = xstrndup((const char *)data, size), *twice;
	struct parameters once, again;

	parameters_parse(line, &once);
	/* What wins is the last: the line said twice means the same, unless a quote is open. */
	twice = xasprintf("%s %s", line, line);
	if (!strchr(line, '"') && !strstr(line, "--")) {
		parameters_parse(twice, &again);
		if (once.stop != again.stop || once.on_failure != again.on_failure ||
		    !once.source != !again.source ||
		    (once.source && strcmp(once.source, again.source) != 0))
			abort();
		parameters_free(&again);
	}
	parameters_free(&once);
	free(twice);
	free(line);
	return 0;
}
