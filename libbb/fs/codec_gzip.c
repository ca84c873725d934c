/* SPDX-License-Identifier: MIT */
/* gzip (RFC 1952) by zlib. */
#include <string.h>
#include <zlib.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/codec.h"

static unsigned char out[CODEC_BLOCK];

static bool begins(const unsigned char *head, size_t length)
{
	return length >= 2 && head[0] == 0x1f && head[1] == 0x8b;
}

static int put_out(struct codec_run *run, z_stream *stream)
{
	int result = codec_put(run, out, sizeof(out) - stream->avail_out);

	stream->next_out = out;
	stream->avail_out = sizeof(out);
	return result;
}

static int pack(struct codec_run *run)
{
	z_stream stream = { .next_out = out, .avail_out = sizeof(out) };
	gz_header header = { .time = run->time, .os = 3,
			     .name = run->name[0] ? (Bytef *)run->name : NULL };
	int64_t length = 1;
	int result = 0;

	if (deflateInit2(&stream, run->level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return fail_plain("out of memory");
	deflateSetHeader(&stream, &header);
	run->extra = 18 + (run->name[0] ? strlen(run->name) + 1 : 0);
	while (length > 0 && result == 0) {
		length = codec_fill(run, 1);
		if (length < 0)
			result = -1;
		stream.next_in = run->data;
		stream.avail_in = MAX(length, 0);
		codec_used(run, MAX(length, 0));
		/* A full block of output may leave more of it inside. */
		while (result == 0) {
			deflate(&stream, length ? Z_NO_FLUSH : Z_FINISH);
			if (stream.avail_out)
				break;
			result = put_out(run, &stream);
		}
	}
	if (result == 0)
		result = put_out(run, &stream);
	deflateEnd(&stream);
	return result;
}

static int say(const z_stream *stream)
{
	const char *message = stream->msg ? stream->msg : "";

	return fail_plain("invalid compressed data--%s",
			  strstr(message, "length check") ? "length error" :
			  strstr(message, "data check") ? "crc error" : "format violated");
}

/* One member; the input stands behind it afterwards. */
static int unpack_member(struct codec_run *run, z_stream *stream, gz_header *header)
{
	int result = Z_OK;

	inflateGetHeader(stream, header);
	while (result == Z_OK || result == Z_BUF_ERROR) {
		int64_t length = codec_fill(run, 1);

		if (length <= 0)
			return length < 0 ? -1 : fail_plain("unexpected end of file");
		stream->next_in = run->data;
		stream->avail_in = length;
		do {
			result = inflate(stream, Z_NO_FLUSH);
			if (put_out(run, stream) < 0)
				return -1;
		} while (result == Z_OK && stream->avail_in);
		codec_used(run, length - stream->avail_in);
	}
	run->crc = stream->adler;
	return result == Z_STREAM_END ? 0 : say(stream);
}

/* What follows a member: another one (1), nothing or zeros (0). */
static int another(struct codec_run *run)
{
	int64_t length;

	while ((length = codec_fill(run, 2)) > 0) {
		if (begins(run->data, length))
			return 1;
		if (run->data[0]) {
			run->garbage = true;
			return 0;
		}
		codec_used(run, 1);
	}
	return length;
}

static int unpack(struct codec_run *run)
{
	z_stream stream = { .next_out = out, .avail_out = sizeof(out) };
	gz_header header = { .name = (Bytef *)run->name, .name_max = sizeof(run->name) - 1 };
	gz_header later = { 0 };
	int result;

	if (inflateInit2(&stream, 15 + 16) != Z_OK)
		return fail_plain("out of memory");
	run->extra = 0;
	result = unpack_member(run, &stream, &header);
	run->time = header.time;
	run->extra = 18 + (run->name[0] ? strlen(run->name) + 1 : 0);
	while (result == 0 && (result = another(run)) > 0) {
		inflateReset(&stream);
		result = unpack_member(run, &stream, &later);
	}
	inflateEnd(&stream);
	return result;
}

const struct codec codec_gzip = { "gzip", ".gz", begins, pack, unpack, 6 };
