/* SPDX-License-Identifier: MIT */
/* Retries: exponential pauses with jitter, Retry-After (RFC 9110, 10.2.3), mirrors in turn. */
#include "http/retry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/check.h"
#include "http/connect.h"
#include "term/progress.h"
#include "trust/digest.h"

enum {
	FIRST_PAUSE_MS = 500, LONGEST_PAUSE_MS = 10000,
	/*
	 * What five tries without progress did not give, more will not. Only where the server says
	 * when to come back is that believed for longer.
	 */
	TRIES = 5, INVITED_TRIES = 20,
	/* A machine that boots does not wait longer than this for a server that asks it to. */
	RETRY_AFTER_LONGEST_MS = 120000,
	/* What counts as progress: from here on the tries are counted anew. */
	PROGRESS_BYTES = 64 * 1024,
	MIRRORS_MOST = 64,
};

static void set_defaults(struct fetch *job)
{
	struct fetch_timeouts *timeouts = &job->timeouts;

	timeouts->dns = timeouts->dns ?: 20000;
	timeouts->connect = timeouts->connect ?: 20000;
	timeouts->first_byte = timeouts->first_byte ?: 60000;
	timeouts->stall = timeouts->stall ?: 60000;
	job->slowest = job->slowest ?: 1;
	job->ends_ms = timeouts->total && timeouts->total != FETCH_NEVER
			       ? now_ms() + timeouts->total
			       : 0;
	job->failure = FETCH_OK;
	job->tried = 0;
	job->status = 0;
	job->size = UINT64_MAX;
	job->offset = job->received = 0;
}

static int check_headers(struct fetch *job)
{
	for (size_t i = 0; i < job->header_count; i++) {
		const char *header = job->headers[i];

		if (!strchr(header, ':') || header[0] == ':' || strpbrk(header, "\r\n"))
			return because(job, FETCH_URL, fail_plain("malformed header line"));
	}
	if (job->user_agent && strpbrk(job->user_agent, "\r\n"))
		return because(job, FETCH_URL, fail_plain("malformed User-Agent"));
	return 0;
}

int retry_begin(struct retry *retry, struct fetch *job, struct transfer *transfer)
{
	const char *fragment;

	*retry = (struct retry){ .job = job, .transfer = transfer };
	set_defaults(job);
	if (!job->url_count || job->url_count > MIRRORS_MOST)
		return because(job, FETCH_URL, fail_plain(job->url_count ? "too many mirrors"
									 : "no URL to fetch"));
	/* http://host/file#sha256=HEX */
	fragment = strstr(job->urls[0], "#sha256=");
	if (job->digest_of_url)
		job->sha256 = NULL;
	job->digest_of_url = fragment && !job->sha256;
	if (job->digest_of_url)
		job->sha256 = fragment + strlen("#sha256=");
	transfer->checked = check_wanted(job);
	if (job->sha256 && !CONFIG_OPENSSL)
		return because(job, FETCH_DIGEST,
			       fail_plain("this ramsteam is built without OpenSSL: no SHA-256"));
	if (CONFIG_OPENSSL && job->sha256 && !digest_is_hex(job->sha256, 64))
		return because(job, FETCH_DIGEST, fail_plain("'%.80s' is no SHA-256 digest",
							     job->sha256));
	return check_headers(job);
}

const char *retry_url(const struct retry *retry)
{
	return retry->job->urls[retry->mirror];
}

/* Worth the same server again? */
static bool may_pass(const struct fetch *job)
{
	switch (job->failure) {
	case FETCH_NETWORK: case FETCH_BUSY:
		return true;
	case FETCH_REFUSED: case FETCH_DNS:
		/* Once it answered, it may again. */
		return job->retry_refused || (job->patience && job->size != UINT64_MAX);
	default:
		return false;
	}
}

/* Worth another server? */
static bool may_be_elsewhere(const struct fetch *job)
{
	switch (job->failure) {
	case FETCH_STOPPED: case FETCH_FILE: case FETCH_CHANGED: case FETCH_CANCELLED:
		return false;
	default:
		return true;
	}
}

uint64_t retry_pause(unsigned round, uint64_t longest, uint32_t random)
{
	uint64_t pause = (uint64_t)FIRST_PAUSE_MS << MIN(round ? round - 1 : 0, 20u);

	pause = MIN(pause, longest);
	/* Half of it is chance: a fleet that failed together does not come back together. */
	return pause / 2 + pause / 2 * random / UINT32_MAX;
}

/* Where and why, with how far it came. */
static int describe(const struct retry *retry)
{
	const struct transfer *transfer = retry->transfer;
	const struct fetch *job = retry->job;
	char *cause = xstrdup(fail_text()), *visible = xstrdup(retry_url(retry)), *sign, *start;
	struct buffer text = { 0 };

	/* A password in a URL is not for the log. */
	start = strstr(visible, "://");
	sign = start ? memrchr(start + 3, '@', strcspn(start + 3, "/?#")) : NULL;
	if (sign)
		memmove(start + 3, sign + 1, strlen(sign));
	visible[strcspn(visible, "#")] = '\0';
	buffer_text(&text, cause);
	if (transfer->started && transfer->position && job->failure != FETCH_DIGEST &&
	    job->failure != FETCH_STOPPED && job->failure != FETCH_FILE) {
		buffer_format(&text, " after %llu", (unsigned long long)transfer->position);
		if (job->size != UINT64_MAX)
			buffer_format(&text, " of %llu", (unsigned long long)job->size);
		buffer_text(&text, " bytes");
	}
	/* A bad URL is in its own message. */
	if (job->failure == FETCH_URL && text_starts_with(cause, "URL "))
		fail_plain("fetch: %s", cause);
	else
		fail_plain("fetch %.400s: %.500s", visible, text.data);
	buffer_free(&text);
	free(visible);
	free(cause);
	return -1;
}

/* The next mirror that is alive; true when all had their turn. */
static bool next_mirror(struct retry *retry)
{
	for (size_t i = 1; i <= retry->job->url_count; i++) {
		size_t at = retry->mirror + i;

		if (retry->dead >> at % retry->job->url_count & 1)
			continue;
		retry->mirror = at % retry->job->url_count;
		return at >= retry->job->url_count;
	}
	return true;
}

/* A digest that does not fit a resumed part, or one of several, may be the part's fault. */
static bool begin_anew(struct retry *retry)
{
	struct transfer *transfer = retry->transfer;

	if (retry->job->failure != FETCH_DIGEST || transfer->position == 0)
		return false;
	if (retry->whole || (!retry->job->offset && !transfer->joined))
		retry->dead |= 1ULL << retry->mirror;
	retry->whole = true;
	return transfer_rewind(transfer) == 0;
}

static int pause(struct retry *retry, bool progress)
{
	struct fetch *job = retry->job;
	uint64_t longest = job->wait_ms ?: LONGEST_PAUSE_MS, ms;
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = now_ms() * 2654435761u;
	ms = progress ? retry_pause(0, 100, random) : retry_pause(retry->rounds, longest, random);
	if (retry->transfer->retry_after) {
		if (retry->transfer->retry_after > RETRY_AFTER_LONGEST_MS)
			return fail_plain("%s, and it asks to come back after %llu s only",
					  fail_text(),
					  (unsigned long long)retry->transfer->retry_after / 1000);
		ms += retry->transfer->retry_after;
	}
	job_log(job, "%s. Trying again in %.1f s.\n", fail_text(), ms / 1000.0);
	if (!job->log && job->progress)
		progress_say(job->progress, "%s. Trying again in %.1f s.", fail_text(),
			     ms / 1000.0);
	return job_sleep(job, ms) < 0 ? -1 : 0;
}

int retry_again(struct retry *retry)
{
	struct fetch *job = retry->job;
	uint64_t position = retry->transfer->position;
	bool progress = position >= retry->position + PROGRESS_BYTES, round;
	unsigned tries = job->tries ?: retry->transfer->retry_after ? INVITED_TRIES
						      : job->patience ?: TRIES;
	uint64_t all = job->url_count >= 64 ? UINT64_MAX : (1ULL << job->url_count) - 1;
	char *cause;

	job->tried++;
	describe(retry);
	if (!may_be_elsewhere(job) || (job->ends_ms && now_ms() >= job->ends_ms))
		return -1;
	cause = xstrdup(fail_text());
	if (!begin_anew(retry) && !may_pass(job))
		retry->dead |= 1ULL << retry->mirror;
	fail_plain("%s", cause);
	free(cause);
	if ((retry->dead & all) == all)
		return -1;
	/* Counting anew is for those who gave no count. */
	if (progress && !job->tries)
		retry->rounds = 0;
	retry->position = retry->transfer->position;
	round = next_mirror(retry);
	retry->rounds += round;
	if (retry->rounds >= tries)
		return -1;
	if (!round) {
		job_log(job, "%s. Trying the next mirror.\n", fail_text());
		return 0;
	}
	return pause(retry, progress);
}
