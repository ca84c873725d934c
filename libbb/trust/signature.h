/* SPDX-License-Identifier: MIT */
/*
 * Whether a signature is by a key that is trusted, and of these bytes; by libcrypto's Ed25519.
 *
 *	signature_trusted(&signature, &keys)	its key and comment
 *	signature_covers(&signature, key, digest, 64)	the bytes
 */
#ifndef TRUST_SIGNATURE_H
#define TRUST_SIGNATURE_H

#include "trust/keys.h"

/*
 * The key it was made by, when that is one of these and the trusted comment is by it too; else NULL
 * after fail(), which names the ids.
 */
const struct minisign_key *signature_trusted(const struct minisign_signature *signature,
					     const struct keys *keys);
/* Of these bytes by this key? `data` is the file's digest when ->prehashed, else all of it. */
int signature_covers(const struct minisign_signature *signature, const struct minisign_key *key,
		     const void *data, size_t length);
/* The same for a file, from `from` on: digested or mapped, as the signature asks. Needs a file that
 * can be read. */
int signature_covers_fd(const struct minisign_signature *signature,
			const struct minisign_key *key, int fd, uint64_t from);

#endif
