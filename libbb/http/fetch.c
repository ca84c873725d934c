/* SPDX-License-Identifier: MIT */
/* One file, whatever it takes: the transfer, its retries and its sink put together. */
#include "http/fetch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "http/check.h"
#include "http/connect.h"
#include "http/retry.h"
#include "http/sink.h"
#include "term/progress.h"

enum { VERIFIED_BLOCK = 256 * 1024 };

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

/* To the end, past the parts that others have fetched. */
static int drain(struct transfer *transfer, struct sink *sink, const char *url)
{
	while (sink_drain(sink, transfer) == 0) {
		if (!parts_pass(&sink->parts, transfer))
			return 0;
		transfer_close(transfer);
		if (sink_pass(sink, transfer) < 0)
			return -1;
		if (transfer->position == transfer->known.size)
			return 0;
		if (transfer_open(transfer, url) < 0)
			return -1;
	}
	return -1;
}

/* One try: all that is missing, into the sink. */
static int try_once(struct transfer *transfer, struct sink *sink, const char *url)
{
	int result = transfer_open(transfer, url);

	/* 1: nothing comes. What an earlier run has left whole is still to be checked. */
	if (result < 0 || (result == 1 && !(transfer->position && check_wanted(transfer->job))))
		return MIN(result, 0);
	if (!sink->open) {
		/* Before a thread follows the file: a fork takes none along. */
		parts_begin(&sink->parts, transfer);
		if (sink_open(sink, transfer->position) < 0)
			return -1;
		begin_progress(transfer->job);
	}
	if (result == 0)
		result = drain(transfer, sink, url);
	return result < 0 ? result : sink_check(sink);
}

static int fetch_checked(struct fetch *job)
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

int fetch(struct fetch *job)
{
	int result = signature_begin(job);

	result = result < 0 ? fail_in("fetch") : fetch_checked(job);
	signature_end(job);
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
	struct check check;
	bool open, ended, checking;
	/* Of a file that had to be verified first: */
	int whole;		/* all of it, in memory; -1 */
	off_t given;
	char *block;
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
	if (check_streams(job) && stream->transfer.position == 0) {
		check_free(&stream->check);
		if (check_begin(&stream->check, job) < 0)
			return because(job, FETCH_DIGEST, -1);
		stream->checking = true;
	}
	if (stream->transfer.position == 0)
		begin_progress(job);
	return 0;
}

/* Nothing is given out unverified: all of it comes first. */
static int open_verified(struct fetch_stream *stream, struct fetch *job)
{
	int result;

	stream->whole = job->fd = memfd_create("verified", MFD_CLOEXEC);
	if (job->fd < 0)
		return because(job, FETCH_FILE, fail("fetch: make a memory file"));
	result = fetch(job);
	job->fd = -1;
	return result;
}

/* What was given is given back to the machine: beside what is made of it there may be no room. */
static ssize_t read_verified(struct fetch_stream *stream, const void **block)
{
	ssize_t count;

	if (!stream->block)
		stream->block = xmalloc(VERIFIED_BLOCK);
	*block = stream->block;
	count = pread(stream->whole, stream->block, VERIFIED_BLOCK, stream->given);
	if (count < 0)
		return fail("read the memory file");
	if (fallocate(stream->whole, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, stream->given,
		      count) < 0)
		fail_clear();
	stream->given += count;
	return count;
}

struct fetch_stream *fetch_open(struct fetch *job)
{
	struct fetch_stream *stream = xcalloc(1, sizeof(*stream));

	stream->whole = -1;
	transfer_init(&stream->transfer, job);
	if (job->keys) {
		if (open_verified(stream, job) == 0)
			return stream;
		fetch_close(stream);
		return NULL;
	}
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

	stream->ended = true;
	job->tried++;
	job->failure = FETCH_OK;
	if (job->progress)
		progress_end(job->progress, true);
	if (!CONFIG_OPENSSL || !stream->checking)
		return 0;
	stream->checking = false;
	return check_end(&stream->check, job, -1, 0) < 0
		       ? fail_in("fetch %s", retry_url(&stream->retry)) : 0;
}

ssize_t fetch_read(struct fetch_stream *stream, const void **block)
{
	if (stream->whole >= 0)
		return read_verified(stream, block);
	for (;;) {
		ssize_t count;

		if (stream->ended)
			return 0;
		if (!stream->open && open_stream(stream) < 0)
			return -1;
		count = transfer_block(&stream->transfer, block);
		if (count > 0 && CONFIG_OPENSSL && stream->checking)
			check_add(&stream->check, *block, count);
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
		check_free(&stream->check);
	close_fd(&stream->whole);
	free(stream->block);
	transfer_free(&stream->transfer);
	free(stream);
}

int fetch_text(struct fetch *job, struct buffer *text, size_t limit)
{
	struct fetch_stream *stream;
	size_t before = text->length;
	ssize_t count = -1;
	const void *block;

	job->fd = -1;
	job->size_limit = limit;
	stream = fetch_open(job);
	while (stream && (count = fetch_read(stream, &block)) > 0)
		buffer_add(text, block, count);
	fetch_close(stream);
	if (count < 0)
		text->length = before;
	buffer_add(text, "", 0);
	return count;
}

int fetch_check(struct fetch *job)
{
	int result = fetch(job);
	struct fetch_stream *stream;
	const void *block;

	if (result == 0 || job->status == 404 ||
	    (job->failure != FETCH_SERVER && job->failure != FETCH_PROTOCOL))
		return result;
	job->head = false;
	job->start = NULL;
	job->keys = NULL;
	stream = fetch_open(job);
	result = stream && fetch_read(stream, &block) >= 0 ? 0 : -1;
	fetch_close(stream);
	return result;
}
