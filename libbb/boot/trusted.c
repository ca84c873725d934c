/* SPDX-License-Identifier: MIT */
/* One place through which every fetch of a boot goes, so that none is forgotten. */
#include "boot/trusted.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "boot/mirrors.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/sums_list.h"
#include "http/url.h"
#include "trust/digest.h"
#include "trust/keys.h"
#include "trust/signature.h"

enum { SUMS_LIMIT = 16 << 20, PATIENCE = 20 };

static struct {
	bool begun;
	bool signed_all;		/* what is booted must be, by one of these */
	struct keys keys, signer;
	const char *sums_url;
	struct buffer sums;		/* its text, once it was fetched */
	struct buffer words;
	char sha256[65];		/* of the fetch at hand */
	char *source, *digest;		/* a digest that is told of the source alone */
	struct buffer line;		/* words for one URL */
} G;

static int cannot_verify(void)
{
	return fail_plain("this ramsteam is built without OpenSSL: nothing can be verified");
}

static void add_word(const char *option, const char *value)
{
	char *quoted = text_shell_quote(value);

	buffer_format(&G.words, " %s %s", option, quoted);
	free(quoted);
}

static int take_keys(const struct option_list *keys)
{
	bool carried = access(KEYS_FOLDER, F_OK) == 0;

	if (carried && keys_trust(&G.keys, KEYS_FOLDER) < 0)
		return -1;
	if (G.keys.count)
		add_word("--key", KEYS_FOLDER);
	if (G.keys.count && keys && keys->count)
		return fail_plain("--key: this initrd has keys of its own (%s), and trusts no "
				  "other", KEYS_FOLDER);
	for (size_t i = 0; keys && i < keys->count; i++) {
		if (keys_trust(&G.keys, keys->items[i]) < 0)
			return -1;
		add_word("--key", keys->items[i]);
	}
	return keys && keys->count && !G.keys.count ? fail_plain("--key: there is no key in it")
						    : 0;
}

static void forget(void)
{
	buffer_free(&G.words);
	buffer_free(&G.sums);
	buffer_free(&G.line);
	free(G.source);
	free(G.digest);
	memset(&G, 0, sizeof(G));
}

int trusted_begin(const struct option_list *keys, const char *sums_url)
{
	bool asked = (keys && keys->count) || sums_url;

	forget();
	if (!CONFIG_OPENSSL)
		return asked || access(KEYS_FOLDER, F_OK) == 0
			       ? cannot_verify() : 0;
	if (take_keys(keys) < 0)
		return -1;
	G.signed_all = G.keys.count;
	G.sums_url = sums_url;
	if (sums_url)
		add_word("--sums", sums_url);
	G.begun = true;
	return 0;
}

int trusted_source(const char *source, const char *sha256)
{
	if (!sha256)
		return 0;
	if (G.sums_url)
		return fail_plain("--sha256 and --sums exclude each other");
	if (!CONFIG_OPENSSL)
		return cannot_verify();
	if (!digest_is_hex(sha256, 64))
		return fail_plain("--sha256: '%s' is no SHA-256: 64 hexadecimal digits", sha256);
	free(G.source);
	free(G.digest);
	G.source = xstrdup(source);
	G.digest = xstrdup(sha256);
	return 0;
}

int trusted_signers(const struct option_list *keys)
{
	if (trusted_begin(keys, NULL) < 0)
		return -1;
	G.signed_all = access(KEYS_FOLDER, F_OK) == 0 && G.keys.count;
	return 0;
}

int trusted_require(struct fetch *job, const char *signature, const char *signer)
{
	uint64_t id = 0;
	const struct minisign_key *key;

	job->patience = PATIENCE;
	if (!G.begun && trusted_begin(NULL, NULL) < 0)
		return -1;
	if (!CONFIG_OPENSSL)
		return cannot_verify();
	if (!G.keys.count)
		return fail_plain("no key is trusted: give one with --key, or the initrd its own");
	job->signature_url = signature;
	job->keys = &G.keys;
	if (!signer)
		return 0;
	if (text_number(signer, 16, 0, UINT64_MAX, &id) < 0 || !(key = keys_find(&G.keys, id)))
		return fail_plain("signer '%s': none of the keys that are trusted has this id",
				  signer);
	G.signer = (struct keys){ .list = { *key }, .count = 1 };
	job->keys = &G.signer;
	return 0;
}

static int read_sums(void)
{
	struct fetch job = { .urls = &G.sums_url, .url_count = 1, .patience = PATIENCE,
			     .keys = G.signed_all ? &G.keys : NULL };
	int result = G.sums.data ? 0 : fetch_text(&job, &G.sums, SUMS_LIMIT);

	fetch_free(&job);
	return result;
}

static int find_sum(const char *url)
{
	if (read_sums() < 0)
		return -1;
	return sums_list_find(G.sums.data, G.sums_url, url, G.sha256);
}

/* The digest that is known of a URL or a file: 1, 0 when none is asked for. */
static int known_digest(const char *name)
{
	if (G.source && strcmp(name, G.source) == 0)
		text_copy(G.sha256, sizeof(G.sha256), G.digest);
	else if (!CONFIG_OPENSSL || !G.sums_url)
		return 0;
	else if (find_sum(name) < 0)
		return -1;
	return 1;
}

int trusted_hold(struct fetch *job)
{
	int known;

	job->patience = PATIENCE;
	if (!G.begun && trusted_begin(NULL, NULL) < 0)
		return -1;
	known = known_digest(job->urls[0]);
	if (known < 0)
		return -1;
	if (known)
		job->sha256 = G.sha256;
	/* A list of digests that is signed stands for the signatures of what it names. */
	if (!G.sums_url)
		job->keys = G.signed_all ? &G.keys : NULL;
	mirrors_add(job);
	return 0;
}

static int check_sum(int fd, const char *path)
{
	char hex[2 * DIGEST_LONGEST + 1];

	if (digest_fd(fd, path, "sha256", hex) < 0)
		return -1;
	return strcasecmp(hex, G.sha256) == 0 ? 0 :
		fail_plain("%s: SHA-256 is %s, not %s as it should be", path, hex, G.sha256);
}

static int check_signature(int fd, const char *path)
{
	struct minisign_signature *signature = xcalloc(1, sizeof(*signature));
	char *beside = xasprintf("%s.minisig", path);
	const struct minisign_key *key = NULL;
	struct buffer text = { 0 };
	int result = -1;

	if (read_file(beside, &text, MINISIGN_FILE_LIMIT) < 0)
		fail_in("%s must be signed, and there is no signature", path);
	else if (minisign_signature_parse(text.data ?: "", text.length, signature) < 0)
		fail_in("%s", beside);
	else if (!(key = signature_trusted(signature, &G.keys)))
		fail_in("%s", beside);
	else if ((result = signature_covers_fd(signature, key, fd, 0)) < 0)
		fail_in("%s", path);
	buffer_free(&text);
	free(beside);
	free(signature);
	return result;
}

int trusted_file(const char *path)
{
	int fd, known, result = 0;

	if (!G.begun && trusted_begin(NULL, NULL) < 0)
		return -1;
	/* Without it nothing can be asked for that would have to be held to. */
	if (!CONFIG_OPENSSL)
		return 0;
	known = known_digest(path);
	if (known < 0 || !(known || G.signed_all))
		return known;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("open %s", path);
	if (known)
		result = check_sum(fd, path);
	if (result == 0 && !G.sums_url && G.signed_all)
		result = check_signature(fd, path);
	close(fd);
	return result;
}

const char *trusted_note(void)
{
	return G.words.length || G.source ? ", verified" : "";
}

const char *trusted_words(const char *url)
{
	G.line.length = 0;
	buffer_format(&G.line, "%s", G.words.data ?: "");
	if (G.source && strcmp(url, G.source) == 0)
		buffer_format(&G.line, " --sha256 %s", G.digest);
	mirrors_words(url, &G.line);
	return G.line.data;
}

void trusted_line(const char *path, struct buffer *lines)
{
	const char *words = trusted_words(path);
	char *quoted = text_shell_quote(path);

	if (*words)
		buffer_format(lines, "wget -q%s -O /dev/null file:%s\n", words, quoted);
	free(quoted);
}
