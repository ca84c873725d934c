/* SPDX-License-Identifier: MIT */
/* Compressed streams: gzip (zlib), xz and lzma (liblzma), zstd, from one descriptor to another. */
#ifndef FS_CODEC_H
#define FS_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct codec_run {
	int from;
	int to;			/* negative: what comes out is only checked */
	uint64_t in, out;	/* bytes read and made so far */
	/* for packing */
	int level;
	unsigned threads;	/* 0: as many as there are processors */
	bool extreme, plain_lzma;	/* xz -e, --format=lzma */
	int check;		/* xz: a lzma_check; zstd: is there one? */
	int window_log;		/* zstd --long, 0 as the level has it */
	uint64_t size;		/* of the input when that is known, else 0 */
	/* of gzip's header: to be written, or as it was read */
	char name[256];		/* "" for none */
	time_t time;		/* 0 for none */
	uint32_t crc;		/* gzip: of what was unpacked last */
	unsigned extra;		/* gzip: bytes of headers and trailers */
	bool garbage;		/* after unpacking: something else follows the end (gzip) */
	/* the codecs' own */
	unsigned char *data;	/* the block that was read and is not yet used */
	size_t length;
};

struct codec {
	const char *name, *suffix;
	bool (*begins)(const unsigned char *head, size_t length);
	/* Both fail with what is wrong, without the file's name. */
	int (*pack)(struct codec_run *run);
	int (*unpack)(struct codec_run *run);
	int level;		/* when none is asked for */
};

extern const struct codec codec_gzip, codec_xz, codec_zstd;

/* Look at the begin of the input: the codec that unpacks it, or NULL; run->length is 0 when there
 * is nothing at all. Negative result in *failed after fail(). */
const struct codec *codec_recognise(struct codec_run *run, bool *failed);
/* Pass on what is no compressed data. */
int codec_copy(struct codec_run *run);

/*
 * For the codecs. When all of the block is used, read the next one: its length, 0 at the end. At
 * least want bytes of it are together, when there are so many.
 */
int64_t codec_fill(struct codec_run *run, size_t want);
void codec_used(struct codec_run *run, size_t length);
enum { CODEC_BLOCK = 1 << 17 };
int codec_put(struct codec_run *run, const void *data, size_t length);

#endif
