/* SPDX-License-Identifier: MIT */
/* How a module file is packed, by its first bytes. */
#include "dev/unpack_format.h"

#include <string.h>

#include "core/error.h"
#include "dev/unpack.h"

static const struct {
	const char *name, *magic;
	size_t length;
	int (*unpack)(const void *packed, size_t length, const char *name, struct buffer *plain);
} formats[] = {
	{ "xz", "\xfd" "7zXZ", 6, CONFIG_COMPRESSION ? module_unpack_xz : NULL },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, CONFIG_COMPRESSION ? module_unpack_zstd : NULL },
	{ "gzip", "\x1f\x8b", 2, CONFIG_COMPRESSION ? module_unpack_gzip : NULL },
};

int module_unpack(const void *packed, size_t length, const char *name, struct buffer *plain)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (length < formats[i].length ||
		    memcmp(packed, formats[i].magic, formats[i].length))
			continue;
		if (!formats[i].unpack)
			return fail_plain("%s: packed by %s, which this binary was configured "
					  "without (CONFIG_COMPRESSION)", name, formats[i].name);
		return formats[i].unpack(packed, length, name, plain);
	}
	return 1;
}
