/* SPDX-License-Identifier: MIT */
/*
 * boot/pxelinux: a configuration that also includes itself.
 * uses: boot core
 */
#include <stdint.h>
#include <stdlib.h>

#include "boot/pxelinux.h"
#include "core/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *bytes;
static size_t length;

static int include(void *data, const char *name, struct buffer *text)
{
	(void)data;
	if (name[0] == 'x')
		return fail_plain("%s: not there", name);
	buffer_add(text, bytes, length);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pxelinux config = { .include = include };

	bytes = data;
	length = size;
	fail_clear();
	if (pxelinux_parse(&config, "default", (const char *)data, size) < 0 && !*fail_text())
		abort();
	for (size_t i = 0; i < config.count; i++)
		if (config.entries[i].menu >= config.menu_count ||
		    config.entries[i].target >= config.menu_count)
			abort();
	pxelinux_free(&config);
	return 0;
}
