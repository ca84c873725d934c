/* SPDX-License-Identifier: MIT */
/* Scripts are fetched, images only asked for: an image may be large, and is fetched once. */
#include "boot/ipxe_source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "boot/ipxe.h"
#include "boot/source.h"
#include "core/error.h"
#include "http/fetch.h"
#include "http/url.h"

/* The interpreter says whose failure it is; what fetch said before the cause would say it twice. */
static int cause_alone(const char *url)
{
	const char *text = fail_text();
	const char *at = strstr(text, url);
	char *rest;

	if (!at || strncmp(at + strlen(url), ": ", 2) != 0)
		return -1;
	rest = xstrdup(at + strlen(url) + 2);
	fail_plain("%s", rest);
	free(rest);
	return -1;
}

int ipxe_source_fetch(void *data, const char *url, struct buffer *text)
{
	uint64_t size;

	(void)data;
	if (source_read_head(url, text, &size) < 0)
		return cause_alone(url);
	if (!ipxe_is_script(text->data ? text->data : "", text->length))
		return 1;
	/* All of it is there already. */
	if (size == text->length)
		return 0;
	if (size != UINT64_MAX && size > IPXE_SCRIPT_LIMIT)
		return fail_plain("a script of %llu bytes is too large", (unsigned long long)size);
	buffer_free(text);
	return fetch_text(url, text, IPXE_SCRIPT_LIMIT, NULL) < 0 ? cause_alone(url) : 0;
}

static int probe_local(const char *url, uint64_t *size)
{
	char *path = url_local_path(url);
	struct stat status;
	int result = path ? stat(path, &status) : -1;

	if (path && result < 0)
		fail("open");
	if (result == 0)
		*size = status.st_size;
	free(path);
	return result;
}

static void take_length(void *data, const char *line)
{
	static const char field[] = "content-length:";
	uint64_t *size = data;

	if (strncasecmp(line, field, strlen(field)) == 0)
		*size = strtoull(line + strlen(field), NULL, 10);
}

/* HEAD, for the size's sake. 1: this server may know GET alone. */
static int ask(const char *url, uint64_t *size)
{
	const char *const urls[] = { url };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = -1, .head = true, .tries = 2,
			     .head_line = take_length, .data = size };
	struct fetch_stream *stream = fetch_open(&job);
	bool unsure = !stream && job.status != 404 && (job.failure == FETCH_SERVER ||
						       job.failure == FETCH_PROTOCOL);

	fetch_close(stream);
	fetch_free(&job);
	return stream ? 0 : unsure ? 1 : -1;
}

int ipxe_source_probe(void *data, const char *url, uint64_t *size)
{
	int result;

	(void)data;
	if (url_is_local(url))
		return probe_local(url, size);
	result = ask(url, size);
	if (result > 0)
		result = fetch_check(url);
	return result < 0 ? cause_alone(url) : 0;
}
