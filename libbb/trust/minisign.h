/* SPDX-License-Identifier: MIT */
/*
 * minisign's files, https://jedisct1.github.io/minisign/: public keys and signatures, taken apart.
 * Pure; trust/signature.h does the arithmetic.
 */
#ifndef TRUST_MINISIGN_H
#define TRUST_MINISIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No file of either kind is larger; minisign itself writes comments of at most 8 KiB. */
enum { MINISIGN_FILE_LIMIT = 16384, MINISIGN_COMMENT = 8192, MINISIGN_UNTRUSTED = 1024 };

struct minisign_key {
	uint64_t id;			/* shown as %016llX */
	unsigned char key[32];		/* Ed25519 */
};

struct minisign_signature {
	uint64_t id;			/* of the key that made it */
	bool prehashed;			/* of the file's BLAKE2b-512, not of its bytes */
	unsigned char signature[64];
	unsigned char global[64];	/* of the signature and the trusted comment */
	char comment[MINISIGN_COMMENT];	/* the trusted one */
};

/* A key as one line of base64, or as the text of a key file. Fails with what is wrong in it. */
int minisign_key_parse(const char *text, struct minisign_key *key);
/* The text of a .minisig file, which may hold anything. Fails with what is wrong in it. */
int minisign_signature_parse(const char *text, size_t length,
			     struct minisign_signature *signature);

#endif
