/* SPDX-License-Identifier: MIT */
/* A compressed segment taken apart by zlib, liblzma or libzstd. */
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "boot/initrd_segment.h"
#include "core/error.h"
#include "core/text.h"

enum { WINDOW_LIMIT = 256 << 20 };	/* of a dictionary: the kernel's own limit is below */

static const char *const cut = "it is cut off";

static int give(struct segment *segment, size_t length, const char *kind)
{
	ssize_t taken = newc_take(segment->newc, segment->chunk, length);

	if (taken < 0)
		return fail_in("%s segment", kind);
	if ((size_t)taken < length)
		return fail_plain("%s segment: damaged: what it unpacks to is no archive", kind);
	return 0;
}

int segment_read_gzip(struct segment *segment)
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
		stream.avail_out = SEGMENT_CHUNK;
		state = inflate(&stream, Z_NO_FLUSH);
		result = give(segment, SEGMENT_CHUNK - stream.avail_out, "gzip");
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
		stream->avail_out = SEGMENT_CHUNK;
		state = lzma_code(stream, LZMA_FINISH);
		result = give(segment, SEGMENT_CHUNK - stream->avail_out, kind);
	}
	segment->used = segment->length - stream->avail_in;
	lzma_end(stream);
	if (!result && state != LZMA_STREAM_END)
		return fail_plain("%s segment: %s", kind,
				  state == LZMA_BUF_ERROR ? cut : "damaged");
	return result;
}

int segment_read_xz(struct segment *segment)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	return read_lzma(segment, &stream, lzma_stream_decoder(&stream, WINDOW_LIMIT, 0), "xz");
}

int segment_read_lzma_alone(struct segment *segment)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	return read_lzma(segment, &stream, lzma_alone_decoder(&stream, WINDOW_LIMIT), "lzma");
}

int segment_read_zstd(struct segment *segment)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { segment->bytes, segment->length, 0 };
	size_t left = 1;
	int result = 0;

	while (left && !ZSTD_isError(left) && !result) {
		ZSTD_outBuffer out = { segment->chunk, SEGMENT_CHUNK, 0 };
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
