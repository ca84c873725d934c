/* SPDX-License-Identifier: MIT */
/* xz and lzma by liblzma. */
#include <lzma.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/codec.h"

static unsigned char out[CODEC_BLOCK];

/* The old format has no magic number: its properties, and a size that is unknown or sensible. */
static bool begins_lzma(const unsigned char *head, size_t length)
{
	static const unsigned char unknown[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	return length >= 13 && head[0] < 225 && !head[1] && !head[2] &&
	       (memcmp(head + 5, unknown, 8) == 0 || (!head[10] && !head[11] && !head[12]));
}

static bool begins(const unsigned char *head, size_t length)
{
	return (length >= 6 && memcmp(head, "\xfd" "7zXZ", 6) == 0) || begins_lzma(head, length);
}

static int say(lzma_ret result)
{
	return fail_plain("%s", result == LZMA_FORMAT_ERROR ? "File format not recognized" :
			  result == LZMA_BUF_ERROR ? "Unexpected end of input" :
			  result == LZMA_DATA_ERROR ? "Compressed data is corrupt" :
			  result == LZMA_OPTIONS_ERROR ? "Unsupported options" :
			  result == LZMA_MEM_ERROR ? "Cannot allocate memory" :
			  result == LZMA_MEMLIMIT_ERROR ? "Memory usage limit reached" :
			  "Internal error");
}

static int pump(struct codec_run *run, lzma_stream *stream)
{
	lzma_action action = LZMA_RUN;
	lzma_ret result = LZMA_OK;
	int status = 0;

	stream->next_out = out;
	stream->avail_out = sizeof(out);
	while (result == LZMA_OK && status == 0) {
		if (!stream->avail_in && action == LZMA_RUN) {
			int64_t length = codec_fill(run, 1);

			stream->next_in = run->data;
			stream->avail_in = MAX(length, 0);
			codec_used(run, MAX(length, 0));
			if (length < 0)
				status = -1;
			if (length <= 0)
				action = LZMA_FINISH;
		}
		if (status == 0)
			result = lzma_code(stream, action);
		if (!stream->avail_out || result == LZMA_STREAM_END) {
			status |= codec_put(run, out, sizeof(out) - stream->avail_out);
			stream->next_out = out;
			stream->avail_out = sizeof(out);
		}
	}
	lzma_end(stream);
	return status ? status : result == LZMA_STREAM_END ? 0 : say(result);
}

static int pack(struct codec_run *run)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	uint32_t preset = run->level | (run->extreme ? LZMA_PRESET_EXTREME : 0);
	lzma_check check = run->check < 0 ? LZMA_CHECK_CRC64 : (lzma_check)run->check;
	lzma_mt many = { .threads = run->threads ? run->threads : sysconf(_SC_NPROCESSORS_ONLN),
			 .preset = preset, .check = check };
	lzma_options_lzma options;
	lzma_ret result;

	if (run->plain_lzma) {
		lzma_lzma_preset(&options, preset);
		result = lzma_alone_encoder(&stream, &options);
	} else if (many.threads > 1) {
		result = lzma_stream_encoder_mt(&stream, &many);
	} else {
		result = lzma_easy_encoder(&stream, preset, check);
	}
	return result == LZMA_OK ? pump(run, &stream) : say(result);
}

static int unpack(struct codec_run *run)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret result = lzma_auto_decoder(&stream, UINT64_MAX, LZMA_CONCATENATED);

	return result == LZMA_OK ? pump(run, &stream) : say(result);
}

const struct codec codec_xz = { "xz", ".xz", begins, pack, unpack, 6 };
