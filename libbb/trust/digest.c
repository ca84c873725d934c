/* SPDX-License-Identifier: MIT */
/* Digests by libcrypto's EVP. */
#include "trust/digest.h"

#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"

static const struct {
	const char *name, *libcrypto;
} algorithms[] = {
	{ "md5", "MD5" }, { "sha1", "SHA1" }, { "sha224", "SHA224" }, { "sha256", "SHA256" },
	{ "sha384", "SHA384" }, { "sha512", "SHA512" }, { "blake2b", "BLAKE2B-512" },
};

static const EVP_MD *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++)
		if (strcmp(name, algorithms[i].name) == 0)
			return EVP_get_digestbyname(algorithms[i].libcrypto);
	return NULL;
}

int digest_begin(struct digest *digest, const char *algorithm)
{
	const EVP_MD *type = find(algorithm);
	EVP_MD_CTX *context = type ? EVP_MD_CTX_new() : NULL;

	*digest = (struct digest){ 0 };
	if (!context || !EVP_DigestInit_ex2(context, type, NULL)) {
		EVP_MD_CTX_free(context);
		return fail_plain("digest %s is not available", algorithm);
	}
	digest->context = context;
	digest->length = EVP_MD_get_size(type);
	return 0;
}

void digest_add(struct digest *digest, const void *data, size_t length)
{
	EVP_DigestUpdate(digest->context, data, length);
}

void digest_end_bytes(struct digest *digest, unsigned char bytes[DIGEST_LONGEST])
{
	unsigned char result[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	EVP_DigestFinal_ex(digest->context, result, &length);
	memcpy(bytes, result, MIN(length, DIGEST_LONGEST));
	digest_free(digest);
}

void digest_end(struct digest *digest, char hex[2 * DIGEST_LONGEST + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[DIGEST_LONGEST];

	digest_end_bytes(digest, bytes);
	for (unsigned i = 0; i < digest->length; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[2 * digest->length] = '\0';
}

void digest_free(struct digest *digest)
{
	EVP_MD_CTX_free(digest->context);
	digest->context = NULL;
}

int digest_add_fd(struct digest *digest, int fd, const char *name)
{
	static char block[128 * 1024];
	ssize_t count;

	while ((count = read(fd, block, sizeof(block))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			digest_free(digest);
			return fail("%s", name);
		}
		digest_add(digest, block, count);
	}
	return 0;
}

int digest_fd(int fd, const char *name, const char *algorithm,
	      char hex[2 * DIGEST_LONGEST + 1])
{
	struct digest digest;

	if (digest_begin(&digest, algorithm) < 0 || digest_add_fd(&digest, fd, name) < 0)
		return -1;
	digest_end(&digest, hex);
	return 0;
}

bool digest_is_hex(const char *text, size_t digits)
{
	return strlen(text) == digits && strspn(text, "0123456789abcdefABCDEF") == digits;
}
