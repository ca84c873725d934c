/* SPDX-License-Identifier: MIT */
/* trust/minisign and signature, on what minisign 0.11 made of "hello\n" and else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "trust/signature.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const char key_text[] =
	"untrusted comment: minisign public key 929B3D41A90D025D\n"
	"RWRdAg2pQT2bkqhrktFSGXzCtJRQeWhWRdc1pE78+Ok7Ixhklujz8Ebc\n";
static const char prehashed[] =
	"untrusted comment: signature from minisign secret key\n"
	"RURdAg2pQT2bknj17nEDPQd2g96J7uMGG+cK8FZyklRltglH4ttdDcJ7s57lcYum9nq2+mzpyhvZ"
	"Vr1x65NFv2ztkOUXs29pzA0=\n"
	"trusted comment: trusted words\n"
	"UcryGUqgct53xCPPSbGOm3nRjm10IKUXKcS8gyP0Xbm4rf7uWYXmoO3Gvt9e3Ev5dGiscH+wscqQ"
	"5O/Z7gmTBQ==\n";
static const char legacy[] =
	"untrusted comment: signature from minisign secret key\n"
	"RWRdAg2pQT2bkmk5WmP8ih3sAq3NcigiPnNOyNwsVJSMonGoMvTzGfMGEh5I8D8k0V10vFd5wi5K"
	"qj7f5vA6msSt+URUKyYdiAc=\n"
	"trusted comment: timestamp:1795551096\tfile:f\n"
	"NRfYjG6dMdVOkK2WEpFmzRQQZX58uUHag5tfGHizQV2tuYrjSFnpWM1lE7afyBIOKTbAuRj64+Ov"
	"hQ/NDsBmAQ==\n";

static struct keys trusted;
static struct minisign_signature signature;

static int begin(void **state)
{
	(void)state;
	trusted = (struct keys){ .count = 1 };
	return minisign_key_parse(key_text, &trusted.list[0]);
}

/* A file that holds this. */
static int file_of(const char *text)
{
	char path[] = "/tmp/minisign-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write_all(fd, text, strlen(text)), 0);
	return fd;
}

static void parses(void **state)
{
	(void)state;
	assert_true(trusted.list[0].id == 0x929B3D41A90D025D);
	assert_int_equal(minisign_signature_parse(prehashed, strlen(prehashed), &signature), 0);
	assert_true(signature.prehashed);
	assert_string_equal(signature.comment, "trusted words");
	assert_int_equal(minisign_signature_parse(legacy, strlen(legacy), &signature), 0);
	assert_false(signature.prehashed);
	assert_true(signature.id == trusted.list[0].id);
	/* The key alone, as -P takes it; and with the line ends of another system. */
	assert_int_equal(minisign_key_parse(strchr(key_text, '\n') + 1, &trusted.list[0]), 0);
	assert_int_equal(minisign_key_parse("untrusted comment: x\r\n"
		"RWRdAg2pQT2bkqhrktFSGXzCtJRQeWhWRdc1pE78+Ok7Ixhklujz8Ebc\r\n",
		&trusted.list[0]), 0);
}

static void covers(void **state)
{
	static const char *const texts[] = { prehashed, legacy };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int good = file_of("hello\n"), bad = file_of("hellO\n");
		int late = file_of("xxhello\n");
		const struct minisign_key *key;

		assert_int_equal(minisign_signature_parse(texts[i], strlen(texts[i]), &signature),
				 0);
		key = signature_trusted(&signature, &trusted);
		assert_ptr_equal(key, &trusted.list[0]);
		assert_int_equal(signature_covers_fd(&signature, key, good, 0), 0);
		assert_int_equal(signature_covers_fd(&signature, key, late, 2), 0);
		assert_true(signature_covers_fd(&signature, key, bad, 0) < 0);
		assert_string_equal(fail_text(), "Signature verification failed");
		assert_true(signature_covers_fd(&signature, key, good, 6) < 0);
		close(good);
		close(bad);
		close(late);
	}
}

static void distrusts(void **state)
{
	struct keys none = { 0 };

	(void)state;
	assert_int_equal(minisign_signature_parse(prehashed, strlen(prehashed), &signature), 0);
	assert_null(signature_trusted(&signature, &none));
	assert_non_null(strstr(fail_text(), "929B3D41A90D025D"));
	signature.comment[0] = 'T';
	assert_null(signature_trusted(&signature, &trusted));
	assert_string_equal(fail_text(), "Comment signature verification failed");
	signature.comment[0] = 't';
	signature.signature[9] ^= 1;
	assert_null(signature_trusted(&signature, &trusted));
}

static void refuses(void **state)
{
	static const struct { const char *text, *says; } rows[] = {
		{ "", "Error while reading" }, { "hello\n", "should start with" },
		{ "untrusted comment: a\n", "Error while reading" },
		{ "untrusted comment: a\n!\n", "base64" },
		{ "untrusted comment: a\nRURdAg2p\n", "base64" },
	};
	char *text = xstrdup(prehashed), *long_one = xmalloc(40000);
	struct minisign_key key;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(minisign_signature_parse(rows[i].text, strlen(rows[i].text),
						     &signature) < 0);
		assert_non_null(strstr(fail_text(), rows[i].says));
	}
	*strchr(strchr(text, '\n'), 'U') = 'T';
	assert_true(minisign_signature_parse(text, strlen(text), &signature) < 0);
	assert_string_equal(fail_text(), "Unsupported signature algorithm");
	/* Cut anywhere before its last line's end. */
	for (size_t length = 0; length < strlen(prehashed) - 1; length++)
		assert_true(minisign_signature_parse(prehashed, length, &signature) < 0);
	memset(long_one, 'a', 40000);
	assert_true(minisign_signature_parse(long_one, 40000, &signature) < 0);
	assert_non_null(strstr(fail_text(), "40000 bytes"));
	assert_true(minisign_key_parse("", &key) < 0);
	assert_true(minisign_key_parse("untrusted comment: x\n", &key) < 0);
	assert_true(minisign_key_parse("RURdAg2pQT2b", &key) < 0);
	free(text);
	free(long_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(parses, begin), cmocka_unit_test_setup(covers, begin),
		cmocka_unit_test_setup(distrusts, begin), cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
