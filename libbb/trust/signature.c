/* SPDX-License-Identifier: MIT */
/* Ed25519 by libcrypto over minisign's formats. */
#include "trust/signature.h"

#include <openssl/evp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "trust/digest.h"

/* RFC 8032, in one call: the message must be there whole. */
static bool verifies(const struct minisign_key *key, const unsigned char signature[64],
		     const void *data, size_t length)
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->key,
						       sizeof(key->key));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = public && context &&
		    EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 &&
		    EVP_DigestVerify(context, signature, 64, data, length) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	return good;
}

static void say_unknown(const struct minisign_signature *signature, const struct keys *keys)
{
	struct buffer known = { 0 };

	for (unsigned i = 0; i < keys->count; i++)
		buffer_format(&known, "%s%016llX", i ? ", " : "",
			      (unsigned long long)keys->list[i].id);
	fail_plain("it is signed with key %016llX, and trusted is %s",
		   (unsigned long long)signature->id, known.data ?: "none");
	buffer_free(&known);
}

const struct minisign_key *signature_trusted(const struct minisign_signature *signature,
					     const struct keys *keys)
{
	const struct minisign_key *key = keys_find(keys, signature->id);
	struct buffer signed_too = { 0 };
	bool good;

	if (!key) {
		say_unknown(signature, keys);
		return NULL;
	}
	buffer_add(&signed_too, signature->signature, sizeof(signature->signature));
	buffer_text(&signed_too, signature->comment);
	good = verifies(key, signature->global, signed_too.data, signed_too.length);
	buffer_free(&signed_too);
	if (!good)
		fail_plain("Comment signature verification failed");
	return good ? key : NULL;
}

int signature_covers(const struct minisign_signature *signature, const struct minisign_key *key,
		     const void *data, size_t length)
{
	return verifies(key, signature->signature, data, length) ? 0 :
		fail_plain("Signature verification failed");
}

static int covers_mapped(const struct minisign_signature *signature,
			 const struct minisign_key *key, int fd, uint64_t from)
{
	off_t end = lseek(fd, 0, SEEK_END);
	void *map;
	int result;

	if (end < 0 || (uint64_t)end < from)
		return fail("read the file to verify it");
	if ((uint64_t)end == from)
		return signature_covers(signature, key, "", 0);
	map = mmap(NULL, end, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return fail("map the file to verify it");
	result = signature_covers(signature, key, (const char *)map + from, end - from);
	munmap(map, end);
	return result;
}

int signature_covers_fd(const struct minisign_signature *signature,
			const struct minisign_key *key, int fd, uint64_t from)
{
	unsigned char bytes[DIGEST_LONGEST];
	struct digest digest;

	if (!signature->prehashed)
		return covers_mapped(signature, key, fd, from);
	if (lseek(fd, from, SEEK_SET) < 0)
		return fail("read the file to verify it");
	if (digest_begin(&digest, "blake2b") < 0 ||
	    digest_add_fd(&digest, fd, "the file to verify it") < 0)
		return -1;
	digest_end_bytes(&digest, bytes);
	return signature_covers(signature, key, bytes, sizeof(bytes));
}
