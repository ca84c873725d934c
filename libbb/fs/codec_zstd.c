/* SPDX-License-Identifier: MIT */
/* zstd (RFC 8878) by libzstd. */
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/codec.h"

static unsigned char out[CODEC_BLOCK];

/* Frames, or frames to be skipped. */
static bool begins(const unsigned char *head, size_t length)
{
	return length >= 4 && (memcmp(head, "\x28\xb5\x2f\xfd", 4) == 0 ||
			       (head[0] >> 4 == 5 && memcmp(head + 1, "\x2a\x4d\x18", 3) == 0));
}

static void set_up(struct codec_run *run, ZSTD_CCtx *context)
{
	unsigned threads = run->threads ? run->threads : sysconf(_SC_NPROCESSORS_ONLN);

	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, run->level);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, run->check != 0);
	if (threads > 1)
		ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, threads);
	if (run->window_log) {
		ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
		ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, run->window_log);
	}
	if (run->size)
		ZSTD_CCtx_setPledgedSrcSize(context, run->size);
}

static int pack(struct codec_run *run)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	int64_t length = 1;
	int result = context ? 0 : fail_plain("out of memory");

	if (context)
		set_up(run, context);
	while (length > 0 && result == 0) {
		ZSTD_inBuffer in = { 0 };
		size_t left = 1;

		length = codec_fill(run, 1);
		if (length < 0)
			result = -1;
		in = (ZSTD_inBuffer){ run->data, MAX(length, 0), 0 };
		codec_used(run, in.size);
		while (result == 0 && (length ? in.pos < in.size : left > 0)) {
			ZSTD_outBuffer to = { out, sizeof(out), 0 };

			left = ZSTD_compressStream2(context, &to, &in,
						    length ? ZSTD_e_continue : ZSTD_e_end);
			result = ZSTD_isError(left) ? fail_plain("%s", ZSTD_getErrorName(left))
						    : codec_put(run, out, to.pos);
		}
	}
	ZSTD_freeCCtx(context);
	return result;
}

static int unpack_frames(struct codec_run *run, ZSTD_DCtx *context)
{
	size_t left = 0;
	bool full = false;

	for (;;) {
		/* Between frames the next four bytes tell whether it goes on. */
		int64_t length = full ? (int64_t)run->length : codec_fill(run, left ? 1 : 4);
		ZSTD_inBuffer in = { run->data, MAX(length, 0), 0 };
		ZSTD_outBuffer to = { out, sizeof(out), 0 };

		if (length < 0)
			return -1;
		if (length == 0 && !full)
			return left ? fail_plain("Read error (39) : premature end") : 0;
		if (!left && !begins(run->data, length))
			return fail_plain("unsupported format");
		left = ZSTD_decompressStream(context, &to, &in);
		if (ZSTD_isError(left))
			return fail_plain("Decoding error (36) : %s", ZSTD_getErrorName(left));
		codec_used(run, in.pos);
		full = left && to.pos == sizeof(out);
		if (codec_put(run, out, to.pos) < 0)
			return -1;
	}
}

static int unpack(struct codec_run *run)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	int result = context ? 0 : fail_plain("out of memory");

	if (context) {
		ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax,
				       run->window_log ? run->window_log : 27);
		result = unpack_frames(run, context);
	}
	ZSTD_freeDCtx(context);
	return result;
}

const struct codec codec_zstd = { "zstd", ".zst", begins, pack, unpack, 3 };
