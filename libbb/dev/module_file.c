/* SPDX-License-Identifier: MIT */
/* Module files and their .modinfo. */
#include "dev/module_file.h"

#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/unpack.h"

enum { FILE_LIMIT = 256 << 20 };

int module_file_read(const char *path, struct buffer *plain)
{
	struct buffer packed = { 0 };
	int result = read_file(path, &packed, FILE_LIMIT);

	if (result == 0)
		result = module_unpack(packed.data, packed.length, path, plain);
	if (result == 1) {
		/* It was not packed. */
		*plain = packed;
		return 0;
	}
	buffer_free(&packed);
	return result;
}

bool module_info_next(struct slice *rest, struct slice *key, struct slice *value)
{
	while (rest->length) {
		size_t length = strnlen(rest->data, rest->length);
		struct slice row = { rest->data, length };
		const char *sign = memchr(row.data, '=', length);

		length += length < rest->length;
		rest->data += length;
		rest->length -= length;
		/* Strings are aligned: NULs lie between them. */
		if (!sign)
			continue;
		*key = (struct slice){ row.data, sign - row.data };
		*value = (struct slice){ sign + 1, row.data + row.length - sign - 1 };
		return true;
	}
	return false;
}
