/* SPDX-License-Identifier: MIT */
/* One file, whatever it takes: the transfer, its retries and its sink put together. */
#include "http/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "http/connect.h"
#include "http/retry.h"
#include "http/sink.h"
#include "term/progress.h"

static void begin_progress(struct fetch *job)
{
	const char *name = job->name, *slash;

	if (!job->progress)
		return;
	if (!name && job->final_url) {
		slash = strrchr(job->final_url, '/');
		name = slash && slash[1] ? slash + 1 : job->final_url;
	}
	progress_end(job->progress, false);
	job->progress->skipped = job->offset;
	progress_begin(job->progress, name ?: "", job->size == UINT64_MAX ? 0 : job->size);
}

/* One try: all that is missing, into the sink. */
static int try_once(struct transfer *transfer, struct sink *sink, const char *url)
{
	int result = transfer_open(transfer, url);

	if (result != 0)
		return MIN(result, 0);
	if (!sink->open) {
		if (sink_open(sink, transfer->position) < 0)
			return -1;
		begin_progress(transfer->job);
	}
	result = sink_drain(sink, transfer);
	return result < 0 ? result : sink_check(sink);
}

int fetch(struct fetch *job)
{
	struct transfer transfer;
	struct retry retry;
	struct sink sink;
	off_t there = job->resume ? lseek(job->fd, 0, SEEK_CUR) : 0;
	int result;

	transfer_init(&transfer, job);
	sink_init(&sink, job);
	transfer.rewind = sink_rewind;
	transfer.sink = &sink;
	transfer.position = MAX(there, 0);
	result = retry_begin(&retry, job, &transfer);
	if (result < 0)
		fail_in("fetch");
	while (result == 0 && try_once(&transfer, &sink, retry_url(&retry)) < 0) {
		transfer_close(&transfer);
		result = retry_again(&retry);
	}
	if (result == 0) {
		job->tried++;
		job->failure = FETCH_OK;
	}
	if (job->progress && sink.open)
		progress_end(job->progress, result == 0);
	transfer_free(&transfer);
	sink_close(&sink);
	return result;
}

void fetch_free(struct fetch *job)
{
	free(job->final_url);
	free(job->content_type);
	job->final_url = job->content_type = NULL;
}

int fetch_exit_status(enum fetch_failure failure)
{
	switch (failure) {
	case FETCH_OK:
		return 0;
	case FETCH_FILE:
		return 3;
	case FETCH_DNS: case FETCH_REFUSED: case FETCH_NETWORK:
		return 4;
	case FETCH_TLS:
		return 5;
	case FETCH_AUTH:
		return 6;
	case FETCH_PROTOCOL:
		return 7;
	case FETCH_SERVER: case FETCH_BUSY:
		return 8;
	default:
		return 1;
	}
}

struct fetch_stream {
	struct transfer transfer;
	struct retry retry;
	struct digest digest;
	bool open, ended, digesting;
};

static int open_stream(struct fetch_stream *stream)
{
	struct fetch *job = stream->transfer.job;
	int result;

	while ((result = transfer_open(&stream->transfer, retry_url(&stream->retry))) < 0) {
		transfer_close(&stream->transfer);
		if (retry_again(&stream->retry) < 0)
			return -1;
	}
	stream->open = true;
	stream->ended = result == 1;
	if (CONFIG_OPENSSL && job->sha256 && stream->transfer.position == 0) {
		digest_free(&stream->digest);
		if (digest_begin(&stream->digest, "sha256") < 0)
			return because(job, FETCH_DIGEST, -1);
		stream->digesting = true;
	}
	if (stream->transfer.position == 0)
		begin_progress(job);
	return 0;
}

struct fetch_stream *fetch_open(struct fetch *job)
{
	struct fetch_stream *stream = xcalloc(1, sizeof(*stream));

	transfer_init(&stream->transfer, job);
	if (retry_begin(&stream->retry, job, &stream->transfer) < 0)
		fail_in("fetch");
	else if (open_stream(stream) == 0)
		return stream;
	fetch_close(stream);
	return NULL;
}

static int end_stream(struct fetch_stream *stream)
{
	struct fetch *job = stream->transfer.job;
	char hex[2 * DIGEST_LONGEST + 1];

	stream->ended = true;
	job->tried++;
	job->failure = FETCH_OK;
	if (job->progress)
		progress_end(job->progress, true);
	if (!CONFIG_OPENSSL || !stream->digesting)
		return 0;
	stream->digesting = false;
	digest_end(&stream->digest, hex);
	return digest_compare(job, hex) < 0 ? fail_in("fetch %s", retry_url(&stream->retry)) : 0;
}

ssize_t fetch_read(struct fetch_stream *stream, const void **block)
{
	for (;;) {
		ssize_t count;

		if (stream->ended)
			return 0;
		if (!stream->open && open_stream(stream) < 0)
			return -1;
		count = transfer_block(&stream->transfer, block);
		if (count > 0 && CONFIG_OPENSSL && stream->digesting)
			digest_add(&stream->digest, *block, count);
		if (count > 0)
			return count;
		if (count == 0)
			return end_stream(stream);
		transfer_close(&stream->transfer);
		stream->open = false;
		if (retry_again(&stream->retry) < 0)
			return -1;
	}
}

void fetch_close(struct fetch_stream *stream)
{
	if (!stream)
		return;
	if (stream->transfer.job->progress)
		progress_end(stream->transfer.job->progress, false);
	if (CONFIG_OPENSSL)
		digest_free(&stream->digest);
	transfer_free(&stream->transfer);
	free(stream);
}

int fetch_text(const char *url, struct buffer *text, size_t limit, char **final_url)
{
	struct fetch job = { .urls = &url, .url_count = 1, .fd = -1, .size_limit = limit };
	struct fetch_stream *stream = fetch_open(&job);
	size_t before = text->length;
	ssize_t count = -1;
	const void *block;

	while (stream && (count = fetch_read(stream, &block)) > 0)
		buffer_add(text, block, count);
	fetch_close(stream);
	if (count < 0)
		text->length = before;
	buffer_add(text, "", 0);
	if (final_url)
		*final_url = count == 0 ? xstrdup(job.final_url ?: url) : NULL;
	fetch_free(&job);
	return count;
}

int fetch_check(const char *url)
{
	struct fetch job = { .urls = &url, .url_count = 1, .fd = -1, .head = true, .tries = 2 };
	const void *block;
	struct fetch_stream *stream = fetch_open(&job);
	int result = stream ? 0 : -1;

	/* A server that knows no HEAD may know GET: the first bytes tell. */
	if (!stream && (job.failure == FETCH_SERVER || job.failure == FETCH_PROTOCOL) &&
	    job.status != 404) {
		job.head = false;
		stream = fetch_open(&job);
		result = stream && fetch_read(stream, &block) >= 0 ? 0 : -1;
	}
	fetch_close(stream);
	fetch_free(&job);
	return result;
}
