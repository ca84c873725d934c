/* SPDX-License-Identifier: MIT */
/* Segments: told apart by their magic (lib/decompress.c). */
#include "boot/initrd_segments.h"

#include <stdlib.h>
#include <string.h>

#include "boot/initrd_segment.h"
#include "core/error.h"
#include "core/text.h"

static const char *const cut = "it is cut off";

#define DECODER(function) (CONFIG_COMPRESSION ? (function) : NULL)

static const struct format {
	const char *magic, *name;
	size_t length;
	int (*read)(struct segment *segment);	/* NULL: known to the kernel alone */
} formats[] = {
	{ "\x1f\x8b", "gzip", 2, DECODER(segment_read_gzip) },
	{ "\x28\xb5\x2f\xfd", "zstd", 4, DECODER(segment_read_zstd) },
	{ "\xfd" "7zXZ", "xz", 6, DECODER(segment_read_xz) },
	{ "\x5d\0\0", "lzma", 3, DECODER(segment_read_lzma_alone) },
	{ "\x02\x21\x4c\x18", "lz4", 4, NULL },
	{ "\x04\x22\x4d\x18", "lz4", 4, NULL },
	{ "BZh", "bzip2", 3, NULL },
	{ "\x89LZO", "lzo", 4, NULL },
};

static int read_segment(struct segment *segment)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const struct format *format = &formats[i];

		if (segment->length < format->length ||
		    memcmp(segment->bytes, format->magic, format->length) != 0)
			continue;
		if (format->read)
			return format->read(segment);
		fail_plain("its %s compression is not known here", format->name);
		return 1;
	}
	return fail_plain("damaged: what begins there is no archive, nor compressed");
}

int initrd_read_segments(const void *bytes, size_t length, struct newc *newc)
{
	struct segment segment = { .newc = newc, .chunk = xmalloc(SEGMENT_CHUNK) };
	const uint8_t *at = bytes, *end = at + length;
	int result = 0;

	while (at < end && result == 0) {
		ssize_t taken = newc_take(newc, at, end - at);

		result = taken < 0 ? -1 : 0;
		at += MAX(taken, 0);
		if (result < 0 || at == end)
			break;
		segment.bytes = at;
		segment.length = end - at;
		result = read_segment(&segment);
		if (result == 0 && !newc_is_whole(newc))
			result = fail_plain("a segment ends within a file");
		newc->state = NEWC_BETWEEN;
		at += result == 0 ? segment.used : 0;
	}
	free(segment.chunk);
	if (result < 0)
		return fail_in("at byte %zu", (size_t)(at - (const uint8_t *)bytes));
	if (result == 0 && !newc_is_whole(newc))
		return fail_plain("%s within %s", cut, newc->state == NEWC_IN_CONTENT ? newc->text :
				  "a header");
	return result;
}
