/* SPDX-License-Identifier: MIT */
/* By zlib, libzstd and liblzma. Left out without CONFIG_COMPRESSION. */
#include "dev/unpack_stream.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "core/error.h"

enum {
	CHUNK = 64 << 10,
	WINDOW_LIMIT = 256 << 20,	/* of a dictionary: the kernel's own limit is below */
};

static int end(bool whole, bool cut)
{
	if (whole)
		return 0;
	return fail_plain(cut ? "it is cut off" : "damaged");
}

int unpack_gzip(struct unpack_stream *stream)
{
	z_stream decoder = { .next_in = (void *)stream->bytes };
	int state = inflateInit2(&decoder, 15 + 16), result = 0;
	uint64_t left = stream->length;
	uint8_t chunk[CHUNK];

	/* zlib counts in 32 bits. */
	while (state == Z_OK && !result && (left || decoder.avail_in)) {
		if (!decoder.avail_in) {
			decoder.avail_in = MIN(left, 1u << 30);
			left -= decoder.avail_in;
		}
		decoder.next_out = chunk;
		decoder.avail_out = CHUNK;
		state = inflate(&decoder, Z_NO_FLUSH);
		result = stream->give(stream->data, chunk, CHUNK - decoder.avail_out);
	}
	stream->used = decoder.next_in - stream->bytes;
	inflateEnd(&decoder);
	return result ? result : end(state == Z_STREAM_END, state == Z_OK);
}

static int unpack_by_lzma(struct unpack_stream *stream, lzma_stream *decoder, lzma_ret state)
{
	uint8_t chunk[CHUNK];
	int result = 0;

	decoder->next_in = stream->bytes;
	decoder->avail_in = stream->length;
	while (state == LZMA_OK && !result) {
		decoder->next_out = chunk;
		decoder->avail_out = CHUNK;
		state = lzma_code(decoder, LZMA_FINISH);
		result = stream->give(stream->data, chunk, CHUNK - decoder->avail_out);
	}
	stream->used = stream->length - decoder->avail_in;
	lzma_end(decoder);
	return result ? result : end(state == LZMA_STREAM_END, state == LZMA_BUF_ERROR);
}

int unpack_xz(struct unpack_stream *stream)
{
	lzma_stream decoder = LZMA_STREAM_INIT;

	return unpack_by_lzma(stream, &decoder, lzma_stream_decoder(&decoder, WINDOW_LIMIT, 0));
}

int unpack_lzma(struct unpack_stream *stream)
{
	lzma_stream decoder = LZMA_STREAM_INIT;

	return unpack_by_lzma(stream, &decoder, lzma_alone_decoder(&decoder, WINDOW_LIMIT));
}

int unpack_zstd(struct unpack_stream *stream)
{
	ZSTD_DStream *decoder = ZSTD_createDStream();
	ZSTD_inBuffer in = { stream->bytes, stream->length, 0 };
	uint8_t chunk[CHUNK];
	size_t left = 1;
	int result = 0;

	while (left && !ZSTD_isError(left) && !result) {
		ZSTD_outBuffer out = { chunk, CHUNK, 0 };
		size_t before = in.pos;

		left = ZSTD_decompressStream(decoder, &out, &in);
		result = stream->give(stream->data, chunk, out.pos);
		/* An end without the frame's last byte makes no progress any more. */
		if (!out.pos && in.pos == before)
			break;
	}
	ZSTD_freeDStream(decoder);
	stream->used = in.pos;
	return result ? result : end(!left, !ZSTD_isError(left));
}
