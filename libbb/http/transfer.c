/* SPDX-License-Identifier: MIT */
/* A file on its way in, whichever protocol it comes by; local files here. */
#include "http/transfer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/check.h"
#include "http/connect.h"
#include "http/tftp.h"
#include "term/progress.h"

void transfer_init(struct transfer *transfer, struct fetch *job)
{
	*transfer = (struct transfer){ .job = job, .file = -1, .checked = check_wanted(job) };
	transfer->known.size = UINT64_MAX;
}

int transfer_start(struct transfer *transfer)
{
	struct fetch *job = transfer->job;

	job->offset = transfer->position;
	job->received = transfer->position;
	if (job->size_limit && (job->size == UINT64_MAX ? 0 : job->size) > job->size_limit)
		return because(job, FETCH_STOPPED,
			       fail_plain("it has %llu bytes, more than %llu",
					  (unsigned long long)job->size,
					  (unsigned long long)job->size_limit));
	/* It may say why itself; what an earlier try failed of is not why. */
	job->failure = FETCH_OK;
	if (job->start && job->start(job->data, job) < 0)
		return because(job, job->failure ?: FETCH_STOPPED, -1);
	transfer->started = true;
	return 0;
}

int transfer_rewind(struct transfer *transfer)
{
	if (transfer->position && (!transfer->rewind || transfer->rewind(transfer->sink) < 0))
		return because(transfer->job, FETCH_CHANGED,
			       fail_plain("the file changed on the server after %llu bytes",
					  (unsigned long long)transfer->position));
	transfer->position = transfer->until = 0;
	transfer->started = transfer->joined = false;
	version_free(&transfer->known);
	return 0;
}

static int local_open(struct transfer *transfer, const char *url)
{
	struct fetch *job = transfer->job;
	char *path = url_local_path(url);
	struct stat status = { 0 };
	int result = 0;

	if (!path)
		return because(job, FETCH_URL, -1);
	transfer->file = open(path, O_RDONLY | O_CLOEXEC);
	if (transfer->file < 0 || fstat(transfer->file, &status) < 0)
		result = because(job, FETCH_FILE, fail("open %s", path));
	else if (S_ISDIR(status.st_mode))
		result = because(job, FETCH_FILE, fail_plain("%s is a directory", path));
	else if (transfer->position && lseek(transfer->file, transfer->position, SEEK_SET) < 0)
		result = because(job, FETCH_FILE, fail("seek %s", path));
	free(path);
	if (result < 0)
		return -1;
	job->size = transfer->known.size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size
								    : UINT64_MAX;
	job->last_modified = status.st_mtime;
	free(job->final_url);
	job->final_url = xstrdup(url);
	return transfer_start(transfer);
}

int transfer_open(struct transfer *transfer, const char *text)
{
	struct fetch *job = transfer->job;
	struct url url;
	int result;

	transfer->retry_after = 0;
	transfer->skip = 0;
	if (url_is_local(text)) {
		result = local_open(transfer, text);
	} else {
		if (url_parse(text, &url) < 0)
			return because(job, FETCH_URL, -1);
		result = strcmp(url.scheme, "tftp") == 0 ? tftp_open(transfer, &url)
							 : http_open(transfer, text);
		url_free(&url);
	}
	transfer->began_ms = transfer->window_ms = now_ms();
	transfer->began_at = transfer->window_at = transfer->position;
	if (result != 0)
		transfer_close(transfer);
	return result;
}

/* After this block: not above the rate that is allowed, nor below what is alive. */
static int keep_pace(struct transfer *transfer)
{
	struct fetch *job = transfer->job;
	uint64_t now = now_ms(), due, in_window = transfer->position - transfer->window_at;

	if (job->limit_rate) {
		due = transfer->began_ms +
		      (double)(transfer->position - transfer->began_at) * 1000 / job->limit_rate;
		if (due > now && job_sleep(job, due - now) < 0)
			return -1;
	}
	if (now - transfer->window_ms < job->timeouts.stall)
		return 0;
	if (job->timeouts.stall != FETCH_NEVER &&
	    in_window * 1000 < job->slowest * (now - transfer->window_ms))
		return because(job, FETCH_NETWORK,
			       fail_plain("stalled: only %llu bytes in %.3g s",
					  (unsigned long long)in_window,
					  (now - transfer->window_ms) / 1000.0));
	transfer->window_ms = now;
	transfer->window_at = transfer->position;
	return 0;
}

int transfer_count(struct transfer *transfer, uint64_t count)
{
	struct fetch *job = transfer->job;

	transfer->position += count;
	job->received = transfer->position;
	if (job->size_limit && transfer->position > job->size_limit)
		return because(job, FETCH_STOPPED,
			       fail_plain("it has more than %llu bytes",
					  (unsigned long long)job->size_limit));
	if (job->progress)
		progress_update(job->progress, transfer->position);
	if (job->ends_ms && now_ms() >= job->ends_ms)
		return because(job, FETCH_NETWORK,
			       fail_plain("not done within %.3g s", job->timeouts.total / 1000.0));
	return keep_pace(transfer);
}

static ssize_t raw_block(struct transfer *transfer, const void **block)
{
	struct fetch *job = transfer->job;
	ssize_t count;

	if (transfer->tftp)
		return tftp_block(transfer->tftp, job, block);
	if (transfer->exchange.connection)
		return exchange_block(job, &transfer->exchange, block);
	if (!transfer->buffer)
		transfer->buffer = xmalloc(CONNECTION_PIECE);
	do
		count = read(transfer->file, transfer->buffer, CONNECTION_PIECE);
	while (count < 0 && errno == EINTR && !(job->cancel && *job->cancel));
	*block = transfer->buffer;
	return count < 0 ? because(job, FETCH_FILE, fail("read")) : count;
}

ssize_t transfer_block(struct transfer *transfer, const void **block)
{
	struct fetch *job = transfer->job;
	ssize_t count;

	for (;;) {
		size_t passed;

		if (transfer->until && transfer->position >= transfer->until)
			return 0;
		count = raw_block(transfer, block);
		if (count <= 0)
			break;
		passed = MIN(transfer->skip, (uint64_t)count);
		transfer->skip -= passed;
		count -= passed;
		*block = (const char *)*block + passed;
		if (transfer->until)
			count = MIN((uint64_t)count, transfer->until - transfer->position);
		if (count)
			return transfer_count(transfer, count) < 0 ? -1 : count;
	}
	if (count < 0)
		return -1;
	if (transfer->skip || (transfer->known.size != UINT64_MAX &&
			       transfer->position < transfer->known.size))
		return because(job, FETCH_NETWORK, fail_plain("cut off"));
	if (job->size == UINT64_MAX)
		job->size = transfer->position;
	return 0;
}

void transfer_close(struct transfer *transfer)
{
	exchange_end(transfer->job, &transfer->exchange);
	close_fd(&transfer->file);
	tftp_close(transfer->tftp);
	transfer->tftp = NULL;
}

void transfer_free(struct transfer *transfer)
{
	transfer_close(transfer);
	version_free(&transfer->known);
	free(transfer->buffer);
	transfer->buffer = NULL;
}
