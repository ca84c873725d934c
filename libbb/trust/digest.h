/* SPDX-License-Identifier: MIT */
/* Digests by libcrypto: SHA-NI and friends where the processor has them. Needs CONFIG_OPENSSL. */
#ifndef TRUST_DIGEST_H
#define TRUST_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_LONGEST = 64 };

struct digest {
	void *context;		/* EVP_MD_CTX */
	unsigned length;	/* of the result, bytes */
};

/* "sha256", "md5", "sha1", "sha224", "sha384", "sha512", "blake2b". */
int digest_begin(struct digest *digest, const char *algorithm);
void digest_add(struct digest *digest, const void *data, size_t length);
/* Ends it: lower-case hex, 2 * length + 1 bytes. */
void digest_end(struct digest *digest, char hex[2 * DIGEST_LONGEST + 1]);
/* Ends it: ->length bytes. */
void digest_end_bytes(struct digest *digest, unsigned char bytes[DIGEST_LONGEST]);
/* Free an unfinished one; harmless after digest_end(). */
void digest_free(struct digest *digest);

/* The rest of a file, from its offset on. Frees the digest when it fails. */
int digest_add_fd(struct digest *digest, int fd, const char *name);
/* Digest of the rest of a file, from its offset on. */
int digest_fd(int fd, const char *name, const char *algorithm,
	      char hex[2 * DIGEST_LONGEST + 1]);
/* Is it this many hex digits of either case? */
bool digest_is_hex(const char *text, size_t digits);

#endif
