/* SPDX-License-Identifier: MIT */
/* Scripts are fetched, images only asked for: an image may be large, and is fetched once. */
#include "boot/ipxe_source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/ipxe.h"
#include "boot/ipxe_status.h"
#include "boot/mirrors.h"
#include "boot/steps.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "http/url.h"
#include "term/progress.h"

enum { MAGIC = 7 };	/* #!ipxe and what ends its word */

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

/* What the ROM says of it, after cause_alone(). */
static int status_of(const struct fetch *job)
{
	switch (job->failure) {
	case FETCH_URL:
		return strstr(job->urls[0], ":///") ? -IPXE_E_NO_HOST : -IPXE_E_NO_SCHEME;
	case FETCH_DNS:
		return -IPXE_E_NO_HOST;
	case FETCH_REFUSED:
		return -IPXE_E_REFUSED;
	case FETCH_NETWORK:
		return -IPXE_E_SILENT;
	case FETCH_DIGEST:
		return -IPXE_E_SIGNATURE;
	default:
		break;
	}
	if (text_starts_with(job->urls[0], "tftp:"))
		return -IPXE_E_NO_TFTP_FILE;
	return job->status == 403 ? -IPXE_E_FORBIDDEN : -IPXE_E_NO_FILE;
}

/* A script's author waits at the screen: less patience than for an image of hours. */
static struct fetch job_of(const char *const *url, unsigned timeout_ms)
{
	struct fetch job = {
		.urls = url, .url_count = 1, .fd = -1, .tries = 2,
		.timeouts = { .dns = 10000, .connect = 10000, .first_byte = 30000, .stall = 30000,
			      .total = timeout_ms },
	};

	mirrors_add(&job);
	return job;
}

/* Where it was redirected to, or NULL. At a mirror a script is still the one of its own place. */
static char *moved_to(const struct fetch *job)
{
	for (size_t i = 0; job->final_url && i < job->url_count; i++)
		if (strcmp(job->final_url, job->urls[i]) == 0)
			return NULL;
	return job->final_url ? xstrdup(job->final_url) : NULL;
}

/* 0: all of it; 1: no script, so not all. */
static int read_script(struct fetch_stream *stream, const struct fetch *job, struct buffer *text)
{
	const void *block;
	ssize_t count;

	while ((count = fetch_read(stream, &block)) > 0) {
		buffer_add(text, block, count);
		if (text->length >= MAGIC && !ipxe_is_script(text->data, text->length))
			return 1;
		if (text->length > IPXE_SCRIPT_LIMIT ||
		    (job->size != UINT64_MAX && job->size > IPXE_SCRIPT_LIMIT))
			return fail_plain("a script larger than %d MB", IPXE_SCRIPT_LIMIT >> 20);
	}
	if (count < 0)
		return -1;
	return !ipxe_is_script(text->data ? text->data : "", text->length);
}

int ipxe_source_fetch(void *data, const char *url, unsigned timeout_ms, struct buffer *text,
		      char **moved)
{
	const char *const urls[] = { url };
	struct fetch job = job_of(urls, timeout_ms);
	struct fetch_stream *stream = fetch_open(&job);
	int result = stream ? read_script(stream, &job, text) : -1;

	(void)data;
	fetch_close(stream);
	/* What is no script is held to its signature where it is booted. */
	if (result == 0)
		result = trusted_hold(&job);
	if (result == 0)
		result = fetch_verify(&job, text->data, text->length);
	if (result >= 0)
		*moved = moved_to(&job);
	fetch_free(&job);
	if (result >= 0)
		return result;
	cause_alone(url);
	return status_of(&job);
}

static int will_fit(void *data, struct fetch *job)
{
	(void)data;
	return job->size == UINT64_MAX ? 0 : check_memory(job->urls[0], job->size, 2 * job->size);
}

/* 0: it is a script, and in the text; else the descriptor as it was given. */
static int take_script(int fd, const char *url, struct buffer *text)
{
	char magic[MAGIC];
	ssize_t length = pread(fd, magic, sizeof(magic), 0);
	int result;

	if (length < 0) {
		close(fd);
		return fail("read %s", url);
	}
	if (!ipxe_is_script(magic, length))
		return fd;
	lseek(fd, 0, SEEK_SET);
	result = read_fd(fd, url, text, IPXE_SCRIPT_LIMIT);
	close(fd);
	return result;
}

/* Into a memory file, which the job names then. */
static int fetch_kept(struct fetch *job, struct progress *progress)
{
	job->start = will_fit;
	job->progress = progress;
	job->fd = memfd_create("image", MFD_CLOEXEC);
	if (job->fd < 0)
		return fail("make a memory file for %s", job->urls[0]);
	if (fetch(job) == 0)
		return 0;
	close(job->fd);
	return -1;
}

int ipxe_source_keep(const char *url)
{
	const char *const urls[] = { url };
	struct progress progress = { 0 };
	struct fetch job = job_of(urls, 0);
	int result = trusted_hold(&job);

	if (result == 0)
		result = fetch_kept(&job, &progress);
	fetch_free(&job);
	return result < 0 ? -1 : job.fd;
}

int ipxe_source_verify(void *data, const char *url, const char *signature, const char *signer,
		       struct buffer *text, char **moved)
{
	const char *const urls[] = { url };
	struct progress progress = { 0 };
	struct fetch job = job_of(urls, 0);
	int result = trusted_require(&job, signature, signer);

	(void)data;
	if (result == 0)
		result = fetch_kept(&job, &progress);
	if (result == 0)
		result = take_script(job.fd, url, text);
	if (result >= 0)
		*moved = moved_to(&job);
	fetch_free(&job);
	return result;
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

/* HEAD, for the size's sake; a server that may know GET alone is asked for the first bytes. */
static int probe_remote(const char *url, unsigned timeout_ms, uint64_t *size)
{
	const char *const urls[] = { url };
	struct fetch job = job_of(urls, timeout_ms);
	int result;

	job.head = true;
	job.head_line = take_length;
	job.data = size;
	result = fetch_check(&job);
	fetch_free(&job);
	if (result == 0)
		return 0;
	cause_alone(url);
	return status_of(&job);
}

int ipxe_source_probe(void *data, const char *url, unsigned timeout_ms, uint64_t *size)
{
	(void)data;
	if (url_is_local(url))
		return probe_local(url, size);
	return probe_remote(url, timeout_ms, size);
}
