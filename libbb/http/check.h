/* SPDX-License-Identifier: MIT */
/* What a fetch's bytes are held to, a digest or a signature: computed while they stream. */
#ifndef HTTP_CHECK_H
#define HTTP_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "http/fetch.h"
#include "trust/digest.h"

struct check {
	struct digest sha256;	/* of job->sha256 */
	struct digest blake2b;	/* of a signature that is over the digest */
};

/* Is there anything to hold them to? And does it take the bytes while they come? */
bool check_wanted(const struct fetch *job);
bool check_streams(const struct fetch *job);

int check_begin(struct check *check, const struct fetch *job);
void check_add(struct check *check, const void *data, size_t length);
/*
 * All of them came: compare; fail() tells both sides. A signature over the bytes themselves looks
 * at `fd` from `base` on. Frees the check.
 */
int check_end(struct check *check, struct fetch *job, int fd, uint64_t base);
void check_free(struct check *check);

/*
 * For a job with keys: fetch the signature from beside the file, and see that one of them made it,
 * before any byte of the file comes. To be ended even after failure.
 */
int signature_begin(struct fetch *job);
void signature_end(struct fetch *job);

#endif
