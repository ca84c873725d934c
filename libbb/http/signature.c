/* SPDX-License-Identifier: MIT */
/* The signature beside a file: URL.minisig, fetched and trusted before the file is asked for. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/check.h"
#include "http/connect.h"
#include "http/url.h"
#include "trust/signature.h"

/* The job for the signature: the same servers and secrets, another file. */
static struct fetch job_for(const struct fetch *job, const char *const *urls, size_t count)
{
	struct fetch other = *job;

	other.urls = urls;
	other.url_count = count;
	other.name = other.sha256 = NULL;
	other.keys = NULL;
	other.signature = NULL;
	other.resume = other.head = other.digest_of_url = false;
	other.post = NULL;
	other.start = NULL;
	other.progress = NULL;
	other.newer_than = 0;
	other.limit_rate = 0;
	other.final_url = other.content_type = NULL;
	return other;
}

static int read_signature(struct fetch *job, struct fetch *other)
{
	struct buffer text = { 0 };
	int result = fetch_text(other, &text, MINISIGN_FILE_LIMIT);
	struct minisign_signature *signature;

	if (result < 0) {
		because(job, other->failure, -1);
		return other->failure == FETCH_SERVER || other->failure == FETCH_FILE
			       ? fail_in("it must be signed, and there is no signature") : -1;
	}
	signature = xcalloc(1, sizeof(*signature));
	job->signature = signature;
	result = minisign_signature_parse(text.data ?: "", text.length, signature);
	buffer_free(&text);
	if (result < 0)
		return because(job, FETCH_DIGEST, fail_in("signature %.400s", other->final_url));
	job->signer = signature_trusted(signature, job->keys);
	if (!job->signer)
		return because(job, FETCH_DIGEST, fail_in("%.400s", other->final_url));
	text_make_printable(signature->comment);
	job_log(job, "Signed with key %016llX: %s\n", (unsigned long long)signature->id,
		signature->comment);
	return 0;
}

int signature_begin(struct fetch *job)
{
	size_t count = job->signature_url ? 1 : job->url_count;
	struct fetch other;
	char **urls;
	int result;

	if (!job->keys)
		return 0;
	if (!CONFIG_OPENSSL)
		return because(job, FETCH_DIGEST, fail_plain("this ramsteam is built without "
							     "OpenSSL: no signatures"));
	urls = xcalloc(count + 1, sizeof(*urls));
	for (size_t i = 0; i < count; i++)
		urls[i] = job->signature_url ? xstrdup(job->signature_url)
					     : url_beside(job->urls[i], ".minisig");
	other = job_for(job, (const char *const *)urls, count);
	result = read_signature(job, &other);
	fetch_free(&other);
	for (size_t i = 0; i < count; i++)
		free(urls[i]);
	free(urls);
	return result;
}

/* A signature may be over the bytes, which are looked at as a file's. */
static int verify_bytes(struct fetch *job, int fd, const void *data, size_t length)
{
	struct check check;

	if (fd < 0 || write_all(fd, data, length) < 0)
		return fail("make a memory file to verify %s", job->urls[0]);
	if (check_begin(&check, job) < 0)
		return -1;
	check_add(&check, data, length);
	return check_end(&check, job, fd, 0) < 0 ? fail_in("fetch %s", job->urls[0]) : 0;
}

int fetch_verify(struct fetch *job, const void *data, size_t length)
{
	int result = signature_begin(job);

	if (result < 0)
		fail_in("fetch");
	else if (check_wanted(job)) {
		int fd = memfd_create("verify", MFD_CLOEXEC);

		result = verify_bytes(job, fd, data, length);
		if (fd >= 0)
			close(fd);
	}
	signature_end(job);
	return result;
}

void signature_end(struct fetch *job)
{
	free(job->signature);
	job->signature = NULL;
	job->signer = NULL;
}
