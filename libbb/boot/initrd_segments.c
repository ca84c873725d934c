/* SPDX-License-Identifier: MIT */
/* Segments: told apart by their magic (lib/decompress.c), taken apart by zlib, liblzma, libzstd. */
#include "boot/initrd_segments.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "core/error.h"
#include "core/text.h"

enum {
	CHUNK = 64 << 10,
	WINDOW_LIMIT = 256 << 20,	/* of a dictionary: the kernel's own limit is below */
};

static const char *const cut = "it is cut off";

/* A segment's end is known to its decoder alone. */
struct segment {
	const uint8_t *bytes;
	size_t length, used;
	struct newc *newc;
	uint8_t *chunk;
};

static int give(struct segment *segment, size_t length, const char *kind)
{
	ssize_t taken = newc_take(segment->newc, segment->chunk, length);

	if (taken < 0)
		return fail_in("%s segment", kind);
	if ((size_t)taken < length)
		return fail_plain("%s segment: damaged: what it unpacks to is no archive", kind);
	return 0;
}

static int read_gzip(struct segment *segment)
{
	z_stream stream = { .next_in = (void *)segment->bytes };
	int state = inflateInit2(&stream, 15 + 16), result = 0;
	uint64_t left = segment->length;

	while (state == Z_OK && !result && (left || stream.avail_in)) {
		if (!stream.avail_in) {
			stream.avail_in = MIN(left, 1u << 30);
			left -= stream.avail_in;
		}
		stream.next_out = segment->chunk;
		stream.avail_out = CHUNK;
		state = inflate(&stream, Z_NO_FLUSH);
		result = give(segment, CHUNK - stream.avail_out, "gzip");
	}
	segment->used = stream.next_in - segment->bytes;
	inflateEnd(&stream);
	if (!result && state != Z_STREAM_END)
		return fail_plain("gzip segment: %s", state == Z_OK ? cut : "damaged");
	return result;
}

static int read_lzma(struct segment *segment, lzma_stream *stream, lzma_ret state,
		     const char *kind)
{
	int result = 0;

	stream->next_in = segment->bytes;
	stream->avail_in = segment->length;
	while (state == LZMA_OK && !result) {
		stream->next_out = segment->chunk;
		stream->avail_out = CHUNK;
		state = lzma_code(stream, LZMA_FINISH);
		result = give(segment, CHUNK - stream->avail_out, kind);
	}
	segment->used = segment->length - stream->avail_in;
	lzma_end(stream);
	if (!result && state != LZMA_STREAM_END)
		return fail_plain("%s segment: %s", kind,
				  state == LZMA_BUF_ERROR ? cut : "damaged");
	return result;
}

static int read_xz(struct segment *segment)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	return read_lzma(segment, &stream, lzma_stream_decoder(&stream, WINDOW_LIMIT, 0), "xz");
}

static int read_lzma_alone(struct segment *segment)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	return read_lzma(segment, &stream, lzma_alone_decoder(&stream, WINDOW_LIMIT), "lzma");
}

static int read_zstd(struct segment *segment)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { segment->bytes, segment->length, 0 };
	size_t left = 1;
	int result = 0;

	while (left && !ZSTD_isError(left) && !result) {
		ZSTD_outBuffer out = { segment->chunk, CHUNK, 0 };
		size_t before = in.pos;

		left = ZSTD_decompressStream(stream, &out, &in);
		result = give(segment, out.pos, "zstd");
		if (!out.pos && in.pos == before)
			break;
	}
	ZSTD_freeDStream(stream);
	segment->used = in.pos;
	if (!result && left)
		return fail_plain("zstd segment: %s", ZSTD_isError(left) ? "damaged" : cut);
	return result;
}

static const struct format {
	const char *magic, *name;
	size_t length;
	int (*read)(struct segment *segment);	/* NULL: the kernel's, not ours */
} formats[] = {
	{ "\x1f\x8b", "gzip", 2, read_gzip },
	{ "\x28\xb5\x2f\xfd", "zstd", 4, read_zstd },
	{ "\xfd" "7zXZ", "xz", 6, read_xz },
	{ "\x5d\0\0", "lzma", 3, read_lzma_alone },
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
	struct segment segment = { .newc = newc, .chunk = xmalloc(CHUNK) };
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
