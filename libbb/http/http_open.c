/* SPDX-License-Identifier: MIT */
/* From a URL to the body of its file: redirects followed, statuses judged, versions compared. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/text.h"
#include "http/connect.h"
#include "http/transfer.h"

/* One walk along redirects. */
struct walk {
	struct transfer *transfer;
	struct url url;
	char *origin;		/* scheme://host:port of the url */
	char **seen;		/* the URLs walked over */
	unsigned count;
	bool trusted;		/* still where the user sent us */
	const char *method;
};

static char *origin_of(const struct url *url)
{
	return xasprintf("%s://%s:%u", url->scheme, url->host, url->port);
}

/* The same server, or the same host by TLS. */
static bool keeps_trust(const struct walk *walk, const struct url *to, const char *origin)
{
	return strcmp(origin, walk->origin) == 0 ||
	       (strcmp(walk->url.host, to->host) == 0 && strcmp(to->scheme, "https") == 0 &&
		strcmp(walk->url.scheme, "http") == 0);
}

static int walk_to(struct walk *walk, const char *text)
{
	struct url url;
	char *origin;

	if (url_parse(text, &url) < 0)
		return because(walk->transfer->job, FETCH_URL, -1);
	origin = origin_of(&url);
	if (walk->origin && !keeps_trust(walk, &url, origin))
		walk->trusted = false;
	/* A relative redirect leaves out who we are. */
	if (walk->origin && walk->trusted && !url.user) {
		url.user = walk->url.user;
		url.password = walk->url.password;
		walk->url.user = walk->url.password = NULL;
	}
	free(walk->origin);
	walk->origin = origin;
	url_free(&walk->url);
	walk->url = url;
	return 0;
}

static void end_walk(struct walk *walk)
{
	for (unsigned i = 0; i < walk->count; i++)
		free(walk->seen[i]);
	free(walk->seen);
	free(walk->origin);
	url_free(&walk->url);
}

static void tell_head(struct fetch *job, const struct http_head *head)
{
	char *line;

	if (!job->head_line)
		return;
	line = xasprintf("HTTP/1.%d %d %s", head->minor, head->status, head->reason);
	job->head_line(job->data, line);
	free(line);
	for (const char *at = head->fields; *at;) {
		const char *value = at + strlen(at) + 1;

		line = xasprintf("%s: %s", at, value);
		text_make_line(line);
		job->head_line(job->data, line);
		free(line);
		at = value + strlen(value) + 1;
	}
}

/*
 * Refuse to go around and around. To a place where this walk has been it is sent once by servers
 * that have made something ready meanwhile.
 */
static int note_seen(struct walk *walk)
{
	struct fetch *job = walk->transfer->job;
	char *text = xasprintf("%s %s%s", walk->method, walk->origin, walk->url.target);
	unsigned most = job->redirects == FETCH_NO_REDIRECT ? 0 : job->redirects ?: 50, times = 0;

	for (unsigned i = 0; i < walk->count; i++)
		times += strcmp(walk->seen[i], text) == 0;
	if (times > 1) {
		free(text);
		return because(job, FETCH_SERVER, fail_plain("redirects go in circles"));
	}
	walk->seen = xrealloc(walk->seen, (walk->count + 1) * sizeof(*walk->seen));
	walk->seen[walk->count++] = text;
	if (walk->count > most + 1)
		return because(job, FETCH_SERVER, fail_plain("more than %u redirects", most));
	return 0;
}

static int follow(struct walk *walk, const struct http_head *head)
{
	struct fetch *job = walk->transfer->job;
	const char *location = http_field(head, "Location", NULL);
	char *base = url_text(&walk->url), *target = url_resolve(base, location);
	int result = -1;

	free(base);
	if (!target)
		return because(job, FETCH_PROTOCOL, fail_in("redirect"));
	if (!text_starts_with(target, "http:") && !text_starts_with(target, "https:") &&
	    strncasecmp(target, "http:", 5) != 0 && strncasecmp(target, "https:", 6) != 0) {
		char shown[64];

		text_copy(shown, sizeof(shown), target);
		text_make_printable(shown);
		because(job, FETCH_PROTOCOL, fail_plain("redirect to %s is refused", shown));
	} else {
		result = walk_to(walk, target);
		if (result < 0)
			because(job, FETCH_PROTOCOL, fail_in("redirect"));
	}
	free(target);
	/* RFC 9110, 15.4.2 to 15.4.4: what was sent there is not sent again. */
	if (result == 0 && head->status <= 303 && strcmp(walk->method, "POST") == 0)
		walk->method = "GET";
	if (result == 0 && job->log) {
		base = url_text(&walk->url);
		job_log(job, "Location: %s [following]\n", base);
		free(base);
	}
	return result;
}

static bool is_redirect(const struct http_head *head)
{
	switch (head->status) {
	case 300: case 301: case 302: case 303: case 307: case 308:
		return http_field(head, "Location", NULL) != NULL;
	default:
		return false;
	}
}

/* Ask, and follow until an answer that is no redirect. */
static int walk_along(struct walk *walk)
{
	struct transfer *transfer = walk->transfer;
	struct fetch *job = transfer->job;

	for (;;) {
		struct request request = {
			.url = &walk->url, .method = walk->method, .trusted = walk->trusted,
			.ranged = transfer->position > 0, .from = transfer->position,
			.to = transfer->until ? transfer->until - 1 : 0,
			.if_range = version_if_range(&transfer->known, walk->origin),
		};
		int result;

		if (note_seen(walk) < 0 ||
		    exchange_begin(job, &transfer->exchange, &request) < 0)
			return -1;
		job->status = transfer->exchange.head.status;
		tell_head(job, &transfer->exchange.head);
		if (!is_redirect(&transfer->exchange.head))
			return 0;
		result = follow(walk, &transfer->exchange.head);
		exchange_end(job, &transfer->exchange);
		if (result < 0)
			return -1;
	}
}

static int refuse_status(struct transfer *transfer)
{
	const struct http_head *head = &transfer->exchange.head;
	const char *after = http_field(head, "Retry-After", NULL);
	enum fetch_failure why = FETCH_SERVER;

	switch (head->status) {
	case 401: case 407:
		why = FETCH_AUTH;
		break;
	case 500:
		/* Some say so to a HEAD they do not know; that is no reason to wait. */
		why = transfer->job->head ? FETCH_SERVER : FETCH_BUSY;
		break;
	case 408: case 429: case 502: case 503: case 504:
		why = FETCH_BUSY;
		break;
	}
	if (after && why == FETCH_BUSY)
		transfer->retry_after = http_retry_after(after, time(NULL));
	if (head->status / 100 == 3)
		return because(transfer->job, why,
			       fail_plain("HTTP %d %s without a Location", head->status,
					  head->reason));
	return because(transfer->job, why, fail_plain("HTTP %d %s", head->status, head->reason));
}

static void take_results(struct transfer *transfer, const struct walk *walk)
{
	struct fetch *job = transfer->job;
	const struct http_head *head = &transfer->exchange.head;
	const char *type = http_field(head, "Content-Type", NULL);
	const char *modified = http_field(head, "Last-Modified", NULL);

	fetch_free(job);
	job->final_url = url_text(&walk->url);
	job->content_type = type ? xstrdup(type) : NULL;
	if (type)
		text_make_printable(job->content_type);
	job->last_modified = modified ? http_date(modified) : 0;
	job->size = transfer->known.size;
}

/* The whole file came: at the beginning, or although a part of it was asked for. */
static int take_whole(struct transfer *transfer, const struct walk *walk)
{
	const struct exchange *exchange = &transfer->exchange;
	struct version version = { 0 };
	uint64_t size = exchange->framing.kind == HTTP_LENGTH ? exchange->framing.length
							      : UINT64_MAX;

	if (transfer->exchange.framing.kind == HTTP_NO_BODY)
		size = 0;
	if (transfer->only_range)
		return because(transfer->job, FETCH_PROTOCOL,
			       fail_plain("HTTP %d in place of a part", transfer->job->status));
	version_read(&version, &exchange->head, walk->origin, size);
	if (transfer->position && transfer->started &&
	    version_same(&transfer->known, &version, transfer->checked)) {
		transfer->skip = transfer->position;
	} else if (transfer_rewind(transfer) < 0) {
		version_free(&version);
		return -1;
	}
	version_free(&transfer->known);
	transfer->known = version;
	take_results(transfer, walk);
	return transfer->started ? 0 : transfer_start(transfer);
}

/* A server that cannot count may still give the whole. */
static int disagree(struct transfer *transfer, int failed)
{
	return transfer->position ? 1 : because(transfer->job, FETCH_PROTOCOL, failed);
}

/* 1: of another version, ask anew from the beginning. */
static int take_part(struct transfer *transfer, const struct walk *walk)
{
	const struct exchange *exchange = &transfer->exchange;
	const char *range = http_field(&exchange->head, "Content-Range", NULL);
	uint64_t first, last, total;
	struct version version = { 0 };
	bool same;

	if (!range)
		return disagree(transfer, fail_plain("HTTP 206 without Content-Range"));
	if (http_content_range(range, &first, &last, &total) < 0)
		return disagree(transfer, -1);
	if (first != transfer->position || last < first ||
	    (exchange->framing.kind == HTTP_LENGTH &&
	     exchange->framing.length != last - first + 1))
		return disagree(transfer,
				fail_plain("Content-Range '%.60s' is not what was asked for",
					   range));
	version_read(&version, &exchange->head, walk->origin, total);
	/* What an earlier run has fetched has no version to compare. */
	same = !transfer->started ||
	       version_same(&transfer->known, &version, transfer->checked) ||
	       (!version.etag && !version.modified && transfer->known.origin &&
		strcmp(transfer->known.origin, walk->origin) == 0 &&
		version_if_range(&transfer->known, walk->origin) &&
		(total == UINT64_MAX || total == transfer->known.size));
	if (!same) {
		version_free(&version);
		return 1;
	}
	if (transfer->started) {
		version_free(&version);
	} else {
		version_free(&transfer->known);
		transfer->known = version;
	}
	take_results(transfer, walk);
	return transfer->started ? 0 : transfer_start(transfer);
}

/* 416: nothing follows what is there, or it is another file. */
static int take_beyond(struct transfer *transfer, const struct walk *walk)
{
	const char *range = http_field(&transfer->exchange.head, "Content-Range", NULL);
	uint64_t first, last, total = UINT64_MAX;

	if (range && http_content_range(range, &first, &last, &total) < 0)
		total = UINT64_MAX;
	fail_clear();
	if (!transfer->started && (total == transfer->position || total == UINT64_MAX)) {
		transfer->known.size = transfer->position;
		take_results(transfer, walk);
		transfer->job->offset = transfer->job->received = transfer->position;
		return 1;
	}
	return 2;
}

/* 0: body, 1: done, 2: ask anew from the beginning, negative: refused. */
static int judge(struct transfer *transfer, struct walk *walk, bool anew)
{
	struct fetch *job = transfer->job;
	int result;

	switch (job->status) {
	case 206:
		/*
		 * What nobody asked for is the whole, or what the user himself asked for; but not
		 * from a server that has just given a part of who knows what.
		 */
		if (!transfer->position && !anew &&
		    !http_field(&transfer->exchange.head, "Content-Range", NULL))
			return take_whole(transfer, walk);
		result = take_part(transfer, walk);
		job->status = 200;
		return result == 1 ? 2 : result;
	case 304:
		if (!job->newer_than)
			return refuse_status(transfer);
		take_results(transfer, walk);
		return 1;
	case 416:
		return transfer->position ? take_beyond(transfer, walk)
					  : refuse_status(transfer);
	default:
		if (job->status / 100 != 2)
			return refuse_status(transfer);
		if (!job->head)
			return take_whole(transfer, walk);
		transfer->known.size = transfer->exchange.framing.length;
		take_results(transfer, walk);
		return 1;
	}
}

int http_open(struct transfer *transfer, const char *url)
{
	struct fetch *job = transfer->job;
	struct walk walk = {
		.transfer = transfer, .trusted = true,
		.method = job->head ? "HEAD" : job->post ? "POST" : "GET",
	};
	int result;

	for (int attempt = 0;; attempt++) {
		result = walk_to(&walk, url);
		if (result == 0)
			result = walk_along(&walk);
		if (result == 0)
			result = judge(transfer, &walk, attempt > 0);
		if (result != 2)
			break;
		/* The part that is there is of another version. */
		exchange_end(job, &transfer->exchange);
		result = attempt ? because(job, FETCH_PROTOCOL,
					   fail_plain("the server does not agree with itself"))
				 : transfer_rewind(transfer);
		if (result < 0)
			break;
		end_walk(&walk);
		walk = (struct walk){ .transfer = transfer, .trusted = true,
				      .method = walk.method };
	}
	end_walk(&walk);
	return result;
}
