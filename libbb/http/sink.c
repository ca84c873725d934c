/* SPDX-License-Identifier: MIT */
/*
 * Writing what comes. Where nothing looks at the bytes they are spliced: socket, pipe, file, never
 * into this program's memory. A digest is computed by a thread that follows the file, or here
 * when the file cannot be read back.
 */
#include "http/sink.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/connect.h"
#include "http/follower.h"

enum { PIPE_BYTES = 1 << 20, READ_BACK_BYTES = 64 * 1024 };

void sink_init(struct sink *sink, struct fetch *job)
{
	*sink = (struct sink){ .job = job, .pipe = { -1, -1 }, .splices = true,
			       .held = -1, .wanted = -1,
			       .resumed = job->resume ? job->fd : -1 };
}

static void forget_digest(struct sink *sink)
{
	if (!check_streams(sink->job))
		return;
	follower_cancel(sink->follower);
	sink->follower = NULL;
	check_free(&sink->check);
}

/* What an earlier run has left is part of the digest. */
static int digest_part(struct sink *sink, uint64_t length)
{
	char *block = xmalloc(READ_BACK_BYTES);
	int result = 0;

	for (uint64_t at = 0; at < length && result == 0;) {
		ssize_t count = pread(sink->job->fd, block, MIN(READ_BACK_BYTES, length - at),
				      sink->base + at);

		if (count <= 0) {
			result = because(sink->job, FETCH_FILE, fail("read what is there"));
			break;
		}
		check_add(&sink->check, block, count);
		at += count;
	}
	free(block);
	return result;
}

static int begin_digest(struct sink *sink, uint64_t position)
{
	struct fetch *job = sink->job;

	if (!check_streams(job))
		return 0;
	if (follower_can(job->fd)) {
		sink->follower = follower_start(job, sink->base);
		if (!sink->follower)
			return because(job, FETCH_DIGEST, -1);
		follower_advance(sink->follower, position);
		return 0;
	}
	if (check_begin(&sink->check, job) < 0)
		return because(job, FETCH_DIGEST, -1);
	return position ? digest_part(sink, position) : 0;
}

static int hold(struct sink *sink)
{
	struct fetch *job = sink->job;

	if (!CONFIG_OPENSSL || !job->signature || follower_can(job->fd))
		return 0;
	sink->wanted = job->fd;
	close_fd(&sink->held);
	sink->held = job->fd = memfd_create("held", MFD_CLOEXEC);
	return job->fd < 0 ? because(job, FETCH_FILE, fail("make a memory file")) : 0;
}

static int release(struct sink *sink)
{
	if (sink->held < 0)
		return 0;
	sink->job->fd = sink->wanted;
	if (lseek(sink->held, 0, SEEK_SET) < 0 ||
	    copy_fd(sink->held, "memory", sink->wanted, sink->job->name ?: "the file", 0) < 0)
		return because(sink->job, FETCH_FILE, -1);
	return 0;
}

int sink_open(struct sink *sink, uint64_t position)
{
	off_t at;

	if (hold(sink) < 0)
		return -1;

	/* The earlier part, of another version, unless start() has put another file in place. */
	if (!position && sink->resumed >= 0 && sink->job->fd == sink->resumed &&
	    (ftruncate(sink->resumed, 0) < 0 || lseek(sink->resumed, 0, SEEK_SET) < 0))
		return because(sink->job, FETCH_FILE, fail("begin the file anew"));
	at = lseek(sink->job->fd, 0, SEEK_CUR);
	sink->seekable = at >= 0;
	sink->base = at >= (off_t)position ? at - (off_t)position : 0;
	sink->open = true;
	return begin_digest(sink, position);
}

int sink_rewind(void *data)
{
	struct sink *sink = data;
	struct fetch *job = sink->job;

	parts_end(&sink->parts);
	forget_digest(sink);
	if (sink->open && (!sink->seekable || ftruncate(job->fd, sink->base) < 0 ||
			   lseek(job->fd, sink->base, SEEK_SET) < 0))
		return -1;
	sink->open = false;
	return 0;
}

static int say_write(struct sink *sink)
{
	return because(sink->job, FETCH_FILE, fail("write %s", sink->job->name ?: "the file"));
}

/* Digests what the follower does not, tells the follower what it may read. */
static int written(struct sink *sink, struct transfer *transfer, const void *data, size_t length)
{
	if (!check_streams(sink->job))
		return 0;
	if (sink->follower)
		follower_advance(sink->follower, transfer->position);
	else
		check_add(&sink->check, data, length);
	return 0;
}

static int write_block(struct sink *sink, struct transfer *transfer, const void *data,
		       size_t length)
{
	for (size_t at = 0; at < length;) {
		ssize_t count = write(sink->job->fd, (const char *)data + at, length - at);

		if (count < 0 && errno == EINTR && !(sink->job->cancel && *sink->job->cancel))
			continue;
		if (count <= 0)
			return say_write(sink);
		at += count;
	}
	return written(sink, transfer, data, length);
}

static bool can_splice(struct sink *sink)
{
	if (!sink->splices ||
	    (check_streams(sink->job) && !sink->follower))
		return false;
	if (sink->pipe[0] < 0) {
		if (pipe2(sink->pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
			sink->pipe[0] = sink->pipe[1] = -1;
			return sink->splices = false;
		}
		fcntl(sink->pipe[1], F_SETPIPE_SZ, PIPE_BYTES);
	}
	return true;
}

/* What is in the pipe goes to a file that takes no splice, by hand. */
static int pour(struct sink *sink, size_t length)
{
	char *block = xmalloc(READ_BACK_BYTES);
	int result = 0;

	while (length && result == 0) {
		ssize_t count = read(sink->pipe[0], block, MIN(length, READ_BACK_BYTES));

		if (count <= 0 || write_all(sink->job->fd, block, count) < 0)
			result = say_write(sink);
		length -= MAX(count, 0);
	}
	free(block);
	return result;
}

static int pipe_to_file(struct sink *sink, size_t length)
{
	while (length) {
		ssize_t count = splice(sink->pipe[0], NULL, sink->job->fd, NULL, length,
				       SPLICE_F_MOVE | SPLICE_F_MORE);

		if (count < 0 && (errno == EINVAL || errno == EBADF)) {
			sink->splices = false;
			return pour(sink, length);
		}
		if (count < 0 && errno == EINTR && !(sink->job->cancel && *sink->job->cancel))
			continue;
		if (count < 0 && errno == EAGAIN) {
			struct pollfd polled = { sink->job->fd, POLLOUT, 0 };

			if (job_poll(sink->job, &polled, 1, UINT64_MAX) < 0)
				return -1;
			continue;
		}
		if (count <= 0)
			return say_write(sink);
		length -= count;
	}
	return 0;
}

/* Splice what is in the socket: bytes, 0: there is nothing (block by block tells why), negative. */
static ssize_t splice_some(struct sink *sink, struct transfer *transfer, uint64_t most)
{
	struct fetch *job = sink->job;
	int socket = transfer->exchange.connection->fd;
	size_t limit = job->limit_rate ? MAX(job->limit_rate / 10, 1u) : PIPE_BYTES;

	for (;;) {
		struct pollfd polled = { socket, POLLIN, 0 };
		ssize_t count = splice(socket, NULL, sink->pipe[1], NULL,
				       MIN(most, MIN(limit, PIPE_BYTES)),
				       SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		int ready;

		if (count > 0) {
			if (pipe_to_file(sink, count) < 0)
				return -1;
			exchange_spliced(&transfer->exchange, count);
			return count;
		}
		if (count < 0 && errno == EINVAL)
			sink->splices = false;
		/* The end: receiving says so again. */
		if (count == 0 || errno == EINVAL)
			return 0;
		if (errno != EAGAIN && errno != EINTR)
			return because(job, FETCH_NETWORK, fail("receive"));
		ready = job_poll(job, &polled, 1, job_deadline(job, job->timeouts.stall));
		if (ready <= 0)
			return ready;
	}
}

int sink_pass(struct sink *sink, struct transfer *transfer)
{
	if (lseek(sink->job->fd, sink->base + transfer->position, SEEK_SET) < 0)
		return say_write(sink);
	return transfer_count(transfer, 0) < 0 ? -1 : written(sink, transfer, NULL, 0);
}

int sink_drain(struct sink *sink, struct transfer *transfer)
{
	for (;;) {
		uint64_t most = transfer->exchange.connection && !transfer->skip
					? exchange_spliceable(&transfer->exchange)
					: 0;
		const void *block;
		ssize_t count = 0;

		if (transfer->until)
			most = MIN(most, transfer->until - transfer->position);
		if (most && can_splice(sink)) {
			count = splice_some(sink, transfer, most);
			if (count < 0)
				return -1;
			if (count) {
				if (transfer_count(transfer, count) < 0)
					return -1;
				written(sink, transfer, NULL, 0);
				continue;
			}
		}
		count = transfer_block(transfer, &block);
		if (count <= 0)
			return count;
		if (write_block(sink, transfer, block, count) < 0)
			return -1;
	}
}

int sink_check(struct sink *sink)
{
	struct follower *follower = sink->follower;
	int result = 0;

	sink->follower = NULL;
	if (follower)
		result = follower_end(follower);
	else if (check_wanted(sink->job))
		result = check_end(&sink->check, sink->job, sink->job->fd, sink->base);
	return result < 0 ? -1 : release(sink);
}

void sink_close(struct sink *sink)
{
	parts_end(&sink->parts);
	forget_digest(sink);
	close_fd(&sink->pipe[0]);
	close_fd(&sink->pipe[1]);
	close_fd(&sink->held);
}
