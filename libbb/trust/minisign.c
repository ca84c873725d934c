/* SPDX-License-Identifier: MIT */
/* minisign's files: a comment, a line of base64; a signature has a trusted pair of them too. */
#include "trust/minisign.h"

#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/text.h"

static const char untrusted[] = "untrusted comment: ", trusted[] = "trusted comment: ";

/* As minisign stores them. */
struct __attribute__((packed)) stored_key {
	char algorithm[2];
	unsigned char id[8], key[32];
};
struct __attribute__((packed)) stored_signature {
	char algorithm[2];		/* "Ed", or "ED": of the digest */
	unsigned char id[8], signature[64];
};
_Static_assert(sizeof(struct stored_key) == 42 && sizeof(struct stored_signature) == 74,
	       "minisign's sizes");

static uint64_t id_of(const unsigned char bytes[8])
{
	uint64_t id = 0;

	for (int i = 7; i >= 0; i--)
		id = id << 8 | bytes[i];
	return id;
}

/* The next line, without what ends it. NULL at the end, and for one with a NUL byte in it. */
static char *next_line(const char **at, const char *end, size_t *length)
{
	const char *line = *at, *stop = memchr(line, '\n', end - line) ?: end;

	if (line == end)
		return NULL;
	*at = MIN(stop + 1, end);
	*length = stop - line;
	if (*length && line[*length - 1] == '\r')
		(*length)--;
	return memchr(line, '\0', *length) ? NULL : xstrndup(line, *length);
}

/* Exactly so many bytes from one unbroken line of base64. */
static int decode(const char *line, void *bytes, size_t size)
{
	struct buffer raw = { 0 };
	int result = strpbrk(line, " \t") ? -1 : base64_decode(line, &raw);

	if (result == 0 && raw.length == size)
		memcpy(bytes, raw.data, size);
	else
		result = -1;
	buffer_free(&raw);
	return result;
}

static int take_key(const char *line, struct minisign_key *key)
{
	struct stored_key stored;

	if (decode(line, &stored, sizeof(stored)) < 0)
		return fail_plain("base64 conversion failed - was an actual public key given?");
	if (memcmp(stored.algorithm, "Ed", 2) != 0)
		return fail_plain("Unsupported signature algorithm");
	key->id = id_of(stored.id);
	memcpy(key->key, stored.key, sizeof(key->key));
	return 0;
}

int minisign_key_parse(const char *text, struct minisign_key *key)
{
	const char *end = text + strlen(text);
	size_t length;
	char *line = next_line(&text, end, &length);
	int result;

	/* minisign asks for a comment before the key; a bare line says as much. */
	if (line && text_starts_with(line, untrusted)) {
		free(line);
		line = next_line(&text, end, &length);
	}
	result = line ? take_key(line, key) : fail_plain("there is no key in it");
	free(line);
	return result;
}

/* openssl cms, which iPXE's own signatures are made by, writes DER or PEM. */
static bool looks_like_cms(const char *text, size_t length)
{
	static const char pem[] = "-----BEGIN ";

	return (length > 4 && text[0] == 0x30 && (unsigned char)text[1] >= 0x80) ||
	       (length > strlen(pem) && memcmp(text, pem, strlen(pem)) == 0);
}

static int take_comment(char *line, size_t length, const char *prefix, size_t longest,
			const char *name)
{
	if (!line)
		return fail_plain("Error while reading the signature file");
	if (!text_starts_with(line, prefix))
		return fail_plain("%s signature comment should start with \"%s\"", name, prefix);
	return length >= longest ? fail_plain("%s comment too long", name) : 0;
}

static int take_signature(char *line, struct minisign_signature *signature)
{
	struct stored_signature stored;

	if (!line)
		return fail_plain("Error while reading the signature file");
	if (decode(line, &stored, sizeof(stored)) < 0)
		return fail_plain("base64 conversion failed - was an actual signature given?");
	if (memcmp(stored.algorithm, "Ed", 2) != 0 && memcmp(stored.algorithm, "ED", 2) != 0)
		return fail_plain("Unsupported signature algorithm");
	signature->id = id_of(stored.id);
	signature->prehashed = stored.algorithm[1] == 'D';
	memcpy(signature->signature, stored.signature, sizeof(signature->signature));
	return 0;
}

/* The lines in order; what follows the fourth is no part of it. */
static int take_lines(char *lines[4], const size_t lengths[4],
		      struct minisign_signature *signature)
{
	if (take_comment(lines[0], lengths[0], untrusted, MINISIGN_UNTRUSTED, "Untrusted") < 0 ||
	    take_signature(lines[1], signature) < 0)
		return -1;
	if (!lines[2])
		return fail_plain("Trusted comment not present");
	if (take_comment(lines[2], lengths[2], trusted, MINISIGN_COMMENT, "Trusted") < 0)
		return -1;
	text_copy(signature->comment, sizeof(signature->comment),
		  lines[2] + strlen(trusted));
	if (!lines[3])
		return fail_plain("Error while reading the signature file");
	if (decode(lines[3], signature->global, sizeof(signature->global)) < 0)
		return fail_plain("base64 conversion failed - was an actual signature given?");
	return 0;
}

int minisign_signature_parse(const char *text, size_t length,
			     struct minisign_signature *signature)
{
	const char *at = text, *end = text + length;
	char *lines[4] = { 0 };
	size_t lengths[4] = { 0 };
	int result;

	if (length > MINISIGN_FILE_LIMIT)
		return fail_plain("it has %zu bytes, more than a signature has", length);
	if (looks_like_cms(text, length))
		return fail_plain("it is a CMS signature, made by openssl: minisign's are known "
				  "here, and no other");
	for (int i = 0; i < 4 && (lines[i] = next_line(&at, end, &lengths[i])); i++)
		;
	result = take_lines(lines, lengths, signature);
	for (int i = 0; i < 4; i++)
		free(lines[i]);
	return result;
}
