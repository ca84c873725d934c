/* SPDX-License-Identifier: MIT */
/* Helpers are processes: what a fetch keeps for itself (errors, connections) is theirs alone. */
#include "http/parts.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "http/check.h"
#include "http/follower.h"
#include "http/retry.h"

/* Less is fetched sooner than asked for. */
enum { PART_LEAST = 1 << 20 };

static int write_at(int fd, const char *data, size_t length, off_t at)
{
	while (length) {
		ssize_t count = pwrite(fd, data, length, at);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return -1;
		data += count;
		length -= count;
		at += count;
	}
	return 0;
}

/* One try at what is left of the part. Returns 0 at its end. */
static int fetch_rest(struct transfer *transfer, const char *url, struct part *part, off_t base)
{
	int result = transfer_open(transfer, url);
	const void *block;
	ssize_t count;

	while (result == 0 && (count = transfer_block(transfer, &block)) != 0) {
		off_t at = base + (off_t)(transfer->position - MAX(count, 0));

		if (count < 0 || write_at(transfer->job->fd, block, count, at) < 0)
			return -1;
		__atomic_store_n(&part->reached, transfer->position, __ATOMIC_RELEASE);
	}
	return result;
}

/* In the helper: the same version of the same file, from `from` to `to`, by ranges alone. */
static void help(const struct transfer *whole, const char *url, struct part *part, off_t base)
{
	struct fetch job = *whole->job;
	struct transfer transfer;
	struct retry retry;

	job.urls = &url;
	job.url_count = 1;
	job.start = NULL;
	job.log = job.head_line = NULL;
	job.progress = NULL;
	job.final_url = job.content_type = NULL;
	job.digest_of_url = false;
	transfer_init(&transfer, &job);
	if (retry_begin(&retry, &job, &transfer) < 0)
		return;
	transfer.checked = whole->checked;
	transfer.known = whole->known;
	transfer.started = transfer.only_range = true;
	transfer.position = part->from;
	transfer.until = part->to;
	while (fetch_rest(&transfer, url, part, base) < 0) {
		transfer_close(&transfer);
		if (retry_again(&retry) < 0)
			return;
	}
}

static bool can_be_parted(const struct transfer *transfer, off_t *base)
{
	const struct fetch *job = transfer->job;
	struct stat status;

	*base = lseek(job->fd, 0, SEEK_CUR);
	/* A digest that is computed here, of bytes that pass by, would miss those of others. */
	if (CONFIG_OPENSSL && check_streams(job) && !follower_can(job->fd))
		return false;
	return job->parallel > 1 && !job->limit_rate && !job->post && !transfer->position &&
	       transfer->exchange.connection && transfer->known.size != UINT64_MAX &&
	       transfer->known.size >= 2 * PART_LEAST &&
	       (transfer->known.etag || transfer->known.modified || transfer->checked) &&
	       *base >= 0 && fstat(job->fd, &status) == 0 && S_ISREG(status.st_mode);
}

void parts_begin(struct parts *parts, struct transfer *transfer)
{
	const struct fetch *job = transfer->job;
	uint64_t size = transfer->known.size, shares;
	off_t base;

	if (parts->ended || parts->list || !can_be_parted(transfer, &base))
		return;
	shares = MIN(MIN(job->parallel, (unsigned)PARTS_MOST), size / PART_LEAST);
	parts->list = mmap(NULL, PARTS_MOST * sizeof(*parts->list), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (parts->list == MAP_FAILED) {
		parts->list = NULL;
		return;
	}
	for (uint64_t i = 1; i < shares; i++) {
		struct part *part = &parts->list[parts->count];

		part->from = part->reached = size / shares * i;
		part->to = i + 1 < shares ? size / shares * (i + 1) : size;
		part->pid = fork();
		if (part->pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			help(transfer, job->urls[i % job->url_count], part, base);
			_exit(0);
		}
		if (part->pid > 0)
			parts->count++;
	}
	if (parts->count)
		transfer->until = parts->list[0].from;
}

static void end_one(struct part *part)
{
	if (part->pid <= 0)
		return;
	kill(part->pid, SIGKILL);
	while (waitpid(part->pid, NULL, 0) < 0 && errno == EINTR)
		;
	part->pid = 0;
}

/* What the helper of the part that begins here has got is done. */
static void pass_one(struct parts *parts, struct transfer *transfer)
{
	struct part *part = parts->list;

	while (part->from < transfer->until)
		part++;
	end_one(part);
	transfer->joined |= part->reached > part->from;
	transfer->position = part->reached;
	transfer->until = ++part < parts->list + parts->count ? part->from : 0;
}

bool parts_pass(struct parts *parts, struct transfer *transfer)
{
	bool passed = false;

	for (; transfer->until && transfer->position >= transfer->until; passed = true)
		pass_one(parts, transfer);
	return passed;
}

void parts_end(struct parts *parts)
{
	for (unsigned i = 0; i < parts->count; i++)
		end_one(&parts->list[i]);
	if (parts->list)
		munmap(parts->list, PARTS_MOST * sizeof(*parts->list));
	*parts = (struct parts){ .ended = true };
}
