/* SPDX-License-Identifier: MIT */
/* Digests beside the stream, compared at its end. */
#include "http/check.h"

#include <strings.h>

#include "core/error.h"
#include "http/connect.h"
#include "trust/signature.h"

bool check_wanted(const struct fetch *job)
{
	return CONFIG_OPENSSL && (job->sha256 || job->signature);
}

bool check_streams(const struct fetch *job)
{
	return CONFIG_OPENSSL && (job->sha256 || (job->signature && job->signature->prehashed));
}

int check_begin(struct check *check, const struct fetch *job)
{
	*check = (struct check){ 0 };
	if (!CONFIG_OPENSSL)
		return 0;
	if (job->sha256 && digest_begin(&check->sha256, "sha256") < 0)
		return -1;
	if (job->signature && job->signature->prehashed &&
	    digest_begin(&check->blake2b, "blake2b") < 0) {
		check_free(check);
		return -1;
	}
	return 0;
}

void check_add(struct check *check, const void *data, size_t length)
{
	if (CONFIG_OPENSSL && check->sha256.context)
		digest_add(&check->sha256, data, length);
	if (CONFIG_OPENSSL && check->blake2b.context)
		digest_add(&check->blake2b, data, length);
}

static int compare_digest(struct check *check, const struct fetch *job)
{
	char hex[2 * DIGEST_LONGEST + 1];

	if (!check->sha256.context)
		return 0;
	digest_end(&check->sha256, hex);
	if (strcasecmp(hex, job->sha256) == 0)
		return 0;
	return fail_plain("SHA-256 is %s, not %s as it should be", hex, job->sha256);
}

static int compare_signature(struct check *check, const struct fetch *job, int fd, uint64_t base)
{
	unsigned char bytes[DIGEST_LONGEST];

	if (!job->signature)
		return 0;
	if (!check->blake2b.context)
		return signature_covers_fd(job->signature, job->signer, fd, base);
	digest_end_bytes(&check->blake2b, bytes);
	return signature_covers(job->signature, job->signer, bytes, sizeof(bytes));
}

int check_end(struct check *check, struct fetch *job, int fd, uint64_t base)
{
	int result = CONFIG_OPENSSL ? compare_digest(check, job) : 0;

	if (CONFIG_OPENSSL && result == 0)
		result = compare_signature(check, job, fd, base);
	check_free(check);
	return result < 0 ? because(job, FETCH_DIGEST, -1) : 0;
}

void check_free(struct check *check)
{
	if (CONFIG_OPENSSL) {
		digest_free(&check->sha256);
		digest_free(&check->blake2b);
	}
}
