/* SPDX-License-Identifier: MIT */
/* What the codecs share: reading and writing in blocks, telling them apart. */
#include "fs/codec.h"

#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static unsigned char block[CODEC_BLOCK];

int64_t codec_fill(struct codec_run *run, size_t want)
{
	while (run->length < want) {
		ssize_t length;

		if (run->length)
			memmove(block, run->data, run->length);
		run->data = block;
		length = read(run->from, block + run->length, sizeof(block) - run->length);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return fail("Read error");
		if (length == 0)
			break;
		run->length += length;
		run->in += length;
	}
	return run->length;
}

void codec_used(struct codec_run *run, size_t length)
{
	run->data += length;
	run->length -= length;
}

int codec_put(struct codec_run *run, const void *data, size_t length)
{
	run->out += length;
	return run->to >= 0 && write_all(run->to, data, length) < 0 ? fail("Write error") : 0;
}

const struct codec *codec_recognise(struct codec_run *run, bool *failed)
{
	static const struct codec *const all[] = { &codec_gzip, &codec_xz, &codec_zstd };

	*failed = codec_fill(run, 13) < 0;
	for (size_t i = 0; !*failed && i < ARRAY_SIZE(all); i++)
		if (all[i]->begins(run->data, run->length))
			return all[i];
	return NULL;
}

int codec_copy(struct codec_run *run)
{
	int64_t length;

	while ((length = codec_fill(run, 1)) > 0) {
		if (codec_put(run, run->data, length) < 0)
			return -1;
		codec_used(run, length);
	}
	return length;
}
