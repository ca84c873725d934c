/* SPDX-License-Identifier: MIT */
/* What the bytes are packed by: the magics of the kernel's lib/decompress.c. Pure. */
#include "dev/unpack.h"

#include <string.h>

#include "core/error.h"
#include "dev/unpack_stream.h"

/* amdgpu, the largest module, has 30 MB; a bomb must not eat the machine. */
#define PLAIN_LIMIT (256u << 20)

#define DECODER(function) (CONFIG_COMPRESSION ? (function) : NULL)

static const struct format {
	const char *magic, *name;
	size_t length;
	int (*decode)(struct unpack_stream *stream);	/* NULL: not ours */
} formats[] = {
	{ "\x1f\x8b", "gzip", 2, DECODER(unpack_gzip) },
	{ "\x28\xb5\x2f\xfd", "zstd", 4, DECODER(unpack_zstd) },
	{ "\xfd" "7zXZ", "xz", 6, DECODER(unpack_xz) },
	{ "\x5d\0\0", "lzma", 3, DECODER(unpack_lzma) },
	{ "\x02\x21\x4c\x18", "lz4", 4, NULL },
	{ "\x04\x22\x4d\x18", "lz4", 4, NULL },
	{ "BZh", "bzip2", 3, NULL },
	{ "\x89LZO", "lzo", 4, NULL },
};

int unpack(const void *packed, size_t length, size_t *used, unpack_give *give, void *data)
{
	struct unpack_stream stream = { packed, length, 0, give, data };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (length < formats[i].length ||
		    memcmp(packed, formats[i].magic, formats[i].length) != 0)
			continue;
		if (!formats[i].decode) {
			fail_plain("packed by %s, which this binary %s", formats[i].name,
				   CONFIG_COMPRESSION ? "cannot unpack" :
				   "was configured without (CONFIG_COMPRESSION)");
			return UNPACK_UNKNOWN;
		}
		if (formats[i].decode(&stream) < 0)
			return fail_in("%s data", formats[i].name);
		*used = stream.used;
		return UNPACKED;
	}
	return UNPACK_PLAIN;
}

static int add(void *data, const void *bytes, size_t length)
{
	struct buffer *plain = data;

	if (plain->length + length > PLAIN_LIMIT)
		return fail_plain("larger than %u MB", PLAIN_LIMIT >> 20);
	buffer_add(plain, bytes, length);
	return 0;
}

int module_unpack(const void *packed, size_t length, const char *name, struct buffer *plain)
{
	size_t used;
	int result = unpack(packed, length, &used, add, plain);

	if (result < 0 || result == UNPACK_UNKNOWN)
		return fail_in("%s", name);
	return result;
}
