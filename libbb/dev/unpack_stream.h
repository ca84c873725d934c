/* SPDX-License-Identifier: MIT */
/* For unpack.c: one stream of each format, to its end. They fail with the reason alone. */
#ifndef DEV_UNPACK_STREAM_H
#define DEV_UNPACK_STREAM_H

#include <stdint.h>

#include "dev/unpack.h"

struct unpack_stream {
	const uint8_t *bytes;
	size_t length, used;	/* used: set at the end, which the decoder alone knows */
	unpack_give *give;
	void *data;
};

int unpack_gzip(struct unpack_stream *stream);
int unpack_zstd(struct unpack_stream *stream);
int unpack_xz(struct unpack_stream *stream);
int unpack_lzma(struct unpack_stream *stream);	/* the older format, of one .lzma file */

#endif
