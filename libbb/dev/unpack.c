/* SPDX-License-Identifier: MIT */
/* Unpack a module file in memory. Pure: any bytes may come in; what comes out is bounded. */
#include "dev/unpack_format.h"

#include <lzma.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "core/error.h"

/* amdgpu, the largest, has 30 MB; a bomb must not eat the machine. */
#define PLAIN_LIMIT (256u << 20)
#define CHUNK 65536

static int add(struct buffer *plain, const void *data, size_t length, const char *name)
{
	if (plain->length + length > PLAIN_LIMIT)
		return fail_plain("%s: larger than %u MB", name, PLAIN_LIMIT >> 20);
	buffer_add(plain, data, length);
	return 0;
}

int module_unpack_xz(const void *packed, size_t length, const char *name, struct buffer *plain)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	unsigned char chunk[CHUNK];
	lzma_ret result = lzma_stream_decoder(&stream, PLAIN_LIMIT, 0);
	int status = 0;

	stream.next_in = packed;
	stream.avail_in = length;
	while (result == LZMA_OK && !status) {
		stream.next_out = chunk;
		stream.avail_out = sizeof(chunk);
		result = lzma_code(&stream, LZMA_FINISH);
		status = add(plain, chunk, sizeof(chunk) - stream.avail_out, name);
	}
	lzma_end(&stream);
	if (!status && result != LZMA_STREAM_END)
		return fail_plain("%s: damaged xz data", name);
	return status;
}

int module_unpack_zstd(const void *packed, size_t length, const char *name, struct buffer *plain)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { packed, length, 0 };
	char chunk[CHUNK];
	size_t left = 1;
	int status = 0;

	/* An end without the frame's last byte makes no progress any more. */
	while (left && !ZSTD_isError(left) && !status) {
		ZSTD_outBuffer out = { chunk, sizeof(chunk), 0 };
		size_t before = in.pos;

		left = ZSTD_decompressStream(stream, &out, &in);
		status = add(plain, chunk, out.pos, name);
		if (!out.pos && in.pos == before)
			break;
	}
	ZSTD_freeDStream(stream);
	if (!status && left)
		return fail_plain("%s: damaged zstd data", name);
	return status;
}

int module_unpack_gzip(const void *packed, size_t length, const char *name, struct buffer *plain)
{
	z_stream stream = { .next_in = (void *)packed, .avail_in = length };
	unsigned char chunk[CHUNK];
	int result = inflateInit2(&stream, 15 + 16), status = 0;

	while (result == Z_OK && !status) {
		stream.next_out = chunk;
		stream.avail_out = sizeof(chunk);
		result = inflate(&stream, Z_NO_FLUSH);
		status = add(plain, chunk, sizeof(chunk) - stream.avail_out, name);
	}
	inflateEnd(&stream);
	if (!status && result != Z_STREAM_END)
		return fail_plain("%s: damaged gzip data", name);
	return status;
}
