/* SPDX-License-Identifier: MIT */
/* http's other pure parts: versions, proxies, netrc, requests, TFTP packets, pauses, sums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/text.h"
#include "http/credentials.h"
#include "http/exchange.h"
#include "http/proxy.h"
#include "http/retry.h"
#include "http/sums_list.h"
#include "http/tftp.h"
#include "http/version.h"
#include "mutate.h"
#include "term/progress.h"
#include "trust/sums.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static void versions(void **state)
{
	enum { SAME = 1, CHECKED = 2 };
	static const struct { struct version a, b; int same; } rows[] = {
		{ { "\"1\"", NULL, "A", 9 }, { "\"1\"", NULL, "A", 9 }, SAME | CHECKED },
		{ { "\"1\"", NULL, "A", UINT64_MAX }, { "\"1\"", NULL, "A", 9 }, SAME | CHECKED },
		{ { "\"1\"", NULL, "A", 9 }, { "\"1\"", NULL, "B", 9 }, SAME | CHECKED },
		{ { "\"1\"", NULL, "A", UINT64_MAX }, { "\"1\"", NULL, "B", 9 }, 0 },
		{ { "\"1\"", NULL, "A", 9 }, { "\"1\"", NULL, "A", 8 }, 0 },
		{ { "\"1\"", "d", "A", 9 }, { "\"2\"", "d", "A", 9 }, 0 },
		{ { "\"1\"", "d", "A", 9 }, { "\"2\"", "d", "B", 9 }, SAME | CHECKED },
		{ { "\"1\"", "d", "A", 9 }, { "\"2\"", "e", "B", 9 }, CHECKED },
		{ { "\"1\"", "d", "A", 9 }, { "\"1\"", "e", "A", 9 }, 0 },
		{ { "W/\"1\"", NULL, "A", 9 }, { "W/\"1\"", NULL, "A", 9 }, CHECKED },
		{ { "W/\"1\"", "d", "A", 9 }, { "W/\"2\"", "d", "A", 9 }, 0 },
		{ { NULL, "d", "A", 9 }, { NULL, "d", "A", 9 }, SAME | CHECKED },
		{ { NULL, "d", "A", UINT64_MAX }, { NULL, "d", "A", 9 }, 0 },
		{ { NULL, NULL, "A", 9 }, { NULL, NULL, "A", 9 }, CHECKED },
		{ { NULL, NULL, "A", 9 }, { NULL, NULL, "A", 8 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (version_same(&rows[i].a, &rows[i].b, false) != !!(rows[i].same & SAME) ||
		    version_same(&rows[i].a, &rows[i].b, true) != !!(rows[i].same & CHECKED))
			fail_msg("row %zu", i);
	}
	assert_string_equal(version_if_range(&rows[0].a, "A"), "\"1\"");
	assert_null(version_if_range(&rows[0].a, "B"));
	assert_null(version_if_range(&rows[9].a, "A"));
	assert_string_equal(version_if_range(&rows[10].a, "A"), "d");
}

static void proxies(void **state)
{
	static const struct { const char *list, *host; int port; bool found; } rows[] = {
		{ "example.com", "example.com", 80, true },
		{ "example.com", "a.example.com", 80, true },
		{ ".example.com", "a.example.com", 80, true },
		{ ".example.com", "example.com", 80, true },
		{ "*.example.com", "a.example.com", 80, true },
		{ "example.com", "badexample.com", 80, false },
		{ "EXAMPLE.com", "example.com", 80, true }, { "a, b c", "b", 80, true },
		{ "*", "x", 80, true }, { "", "x", 80, false }, { ",,", "x", 80, false },
		{ "h:8080", "h", 8080, true }, { "h:8080", "h", 80, false },
		{ "h:x", "h", 80, false },
		{ "10.0.0.0/8", "10.1.2.3", 80, true }, { "10.0.0.0/8", "11.1.2.3", 80, false },
		{ "10.0.0.0/33", "10.1.2.3", 80, false }, { "0.0.0.0/0", "10.1.2.3", 80, true },
		{ "192.168.1.128/25", "192.168.1.130", 80, true },
		{ "192.168.1.128/25", "192.168.1.1", 80, false },
		{ "fd00::/8", "fd12::1", 80, true },
		{ "fd00::/8", "fe80::1", 80, false }, { "::1", "::1", 80, true },
		{ "[::1]", "::1", 80, true }, { "[::1]:81", "::1", 81, true },
		{ "[::1]:81", "::1", 80, false }, { "10.0.0.0/8", "x.org", 80, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (proxy_excepts(rows[i].list, rows[i].host, rows[i].port) != rows[i].found)
			fail_msg("'%s' and '%s'", rows[i].list, rows[i].host);
}

static const char netrc[] =
	"# machine comment login no\nmachine a login ua password pa\n"
	"machine b\n\tlogin \"u b\"\n\tpassword \"p\\\"b\"\nmacdef init\nmachine c login x\n\n"
	"machine a login u2 password p2\ndefault login anonymous password me@here\n";

static void netrcs(void **state)
{
	static const struct { const char *host, *wanted, *user, *password; } rows[] = {
		{ "a", NULL, "ua", "pa" }, { "A", NULL, "ua", "pa" }, { "a", "u2", "u2", "p2" },
		{ "b", NULL, "u b", "p\"b" }, { "c", NULL, "anonymous", "me@here" },
		{ "d", "u", NULL, NULL },
	};
	char *user, *password;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		user = password = NULL;
		assert_int_equal(netrc_find(netrc, rows[i].host, rows[i].wanted, &user, &password),
				 rows[i].user != NULL);
		assert_string_equal(user ?: "", rows[i].user ?: "");
		assert_string_equal(password ?: "", rows[i].password ?: "");
		free(user);
		free(password);
	}
	for (int round = 0; round < 20000; round++) {
		size_t length;
		char *text = mutate(netrc, sizeof(netrc) - 1, &length);

		if (netrc_find(text, "b", NULL, &user, &password)) {
			free(user);
			free(password);
		}
		free(text);
	}
}

static void sums_lists(void **state)
{
	static const char zeros[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
	static const char ones[] =
		"1111111111111111111111111111111111111111111111111111111111111111";
	static const struct { const char *url, *line; } rows[] = {
		{ "http://h/d/f", "%s  f\n" }, { "http://h/d/f?x=1#y", "%s *./other/f\r\n" },
		{ "http://other/f", "SHA256 (f) = %s\n" }, { "http://h/d/a%%20b", "%s  a b" },
		{ "http://h/d/f", "%s  ./f\n" }, { "http://h/d/e/f", "%s  e/f\n" },
	};
	char hex[65];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *line = xasprintf(rows[i].line, ones);
		char *text = xasprintf("# list\n-----BEGIN\n%s  g\n\n%s", zeros, line);
		char *url = xasprintf(rows[i].url, 0);

		assert_int_equal(sums_list_find(text, "http://h/d/SHA256SUMS", url, hex), 0);
		assert_string_equal(hex, ones);
		assert_true(sums_list_find(text, "http://h/d/SUMS", "http://h/d/x", hex) < 0);
		free(line);
		free(text);
		free(url);
	}
}

/* Two files of one name: the one that is meant, or neither. */
static void sums_doubles(void **state)
{
	char text[200], hex[65];

	(void)state;
	snprintf(text, sizeof(text), "%064d  a/f\n%064d  b/f\n", 1, 2);
	assert_int_equal(sums_list_find(text, "http://h/S", "http://h/b/f", hex), 0);
	assert_int_equal(hex[63], '2');
	assert_true(sums_list_find(text, "http://h/S", "http://h/f", hex) < 0);
	assert_non_null(strstr(fail_text(), "two SHA-256 of f"));
}

static void base64(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
					       { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
					       { "\xff\xfe\xfd", "//79" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer text = { 0 }, back = { 0 };

		base64_encode(rows[i][0], strlen(rows[i][0]), &text);
		assert_string_equal(text.data, rows[i][1]);
		assert_int_equal(base64_decode(text.data, &back), 0);
		assert_int_equal(back.length, strlen(rows[i][0]));
		assert_memory_equal(back.data ?: "", rows[i][0], back.length);
		buffer_free(&text);
		buffer_free(&back);
	}
}

static void requests(void **state)
{
	const char *const headers[] = { "X-A: 1", "user-agent: mine", "Accept:", "Cookie: s",
					"Authorization: t" };
	struct fetch job = { .headers = headers, .header_count = 5, .user = "u", .password = "p",
			     .no_netrc = true };
	struct url url;
	struct request request = { .url = &url, .method = "GET", .trusted = true, .ranged = true,
				   .from = 5, .if_range = "\"e\"" };
	struct buffer text;

	(void)state;
	assert_int_equal(url_parse("http://h:81/x", &url), 0);
	text = request_text(&job, &request, NULL);
	assert_string_equal(text.data,
		"GET /x HTTP/1.1\r\nHost: h:81\r\nAccept-Encoding: identity\r\n"
				       "Range: bytes=5-\r\nIf-Range: \"e\"\r\nX-A: 1\r\n"
				       "user-agent: mine\r\nCookie: s\r\nAuthorization: t\r\n\r\n");
	buffer_free(&text);
	request.trusted = request.ranged = false;
	job.header_count = 4;
	text = request_text(&job, &request, &url);
	assert_string_equal(text.data, "GET http://h:81/x HTTP/1.1\r\nHost: h:81\r\n"
				       "Accept-Encoding: identity\r\nX-A: 1\r\n"
				       "user-agent: mine\r\n\r\n");
	buffer_free(&text);
	url_free(&url);
}

static void tftp(void **state)
{
	static const char oack[] = "\0\6blksize\0" "1468\0WindowSize\0" "16\0tsize\0" "300000";
	static const char data[] = "\0\3\1\2hello", error[] = "\0\5\0\1not\33 found";
	static const struct { const char *bytes; size_t length; } bad[] = {
		{ "", 0 }, { "\0", 1 }, { "\0\3\0", 3 }, { "\0\4\0\1", 4 }, { "\0\1x\0octet", 9 },
		{ "\0\6blksize\0" "1", 11 }, { "\0\6blksize\0-1\0", 13 },
		{ "\0\6blksize\0" "7", 12 },
		{ "\0\6blksize\0" "65465", 16 }, { "\0\6x\0" "1", 6 }, { "\0\7", 2 },
	};
	struct tftp_packet packet;
	struct buffer request = tftp_request("a/b", true);

	(void)state;
	assert_memory_equal(request.data, "\0\1a/b\0octet\0tsize\0" "0\0blksize\0" "1468\0"
					  "windowsize\0" "16", request.length);
	buffer_free(&request);
	assert_int_equal(tftp_parse(oack, sizeof(oack), &packet), 0);
	assert_true(packet.block_size == 1468 && packet.window == 16 && packet.size == 300000);
	assert_int_equal(tftp_parse(data, sizeof(data) - 1, &packet), 0);
	assert_true(packet.number == 258 && packet.length == 5);
	assert_int_equal(tftp_parse(error, sizeof(error) - 1, &packet), 0);
	assert_string_equal(packet.message, "not? found");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (tftp_parse(bad[i].bytes, bad[i].length, &packet) == 0)
			fail_msg("bad packet %zu is taken", i);
	for (int round = 0; round < 20000; round++) {
		size_t length;
		char *bytes = mutate(oack, sizeof(oack), &length);

		tftp_parse(bytes, length, &packet);
		free(bytes);
	}
}

static void pauses(void **state)
{
	(void)state;
	assert_int_equal(retry_pause(1, 10000, 0), 250);
	assert_int_equal(retry_pause(1, 10000, UINT32_MAX), 500);
	assert_int_equal(retry_pause(3, 10000, UINT32_MAX), 2000);
	assert_int_equal(retry_pause(4000000000, 10000, UINT32_MAX), 10000);
	assert_int_equal(retry_pause(0, 100, 0), 50);
}

static void sums(void **state)
{
	static const char hex[] =
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	static const struct { const char *format, *name; } good[] = {
		{ "%s  f\n", "f" }, { "%s *f", "f" }, { "%s f\r\n", "f" }, { "  %s  a b", "a b" },
		{ "\\%s  a\\nb\\\\", "a\nb\\" }, { "SHA256 (f (1)) = %s\n", "f (1)" },
		{ "SHA256(f)= %s\n", "f" }, { "\\SHA256 (a\\nb) = %s", "a\nb" },
	};
	static const char *const bad[] = { "", "%s", "%s  ", "0%s  f", "\\%s  a\\x",
		"SHA256 (f = %s",
					   "SHA256 f = %s", "SHA512 (f) = %s", "SHA256 () = %s",
					   "SHA256 (f) %s", "SHA256 (f) = %sx", "\\%s  a\\" };
	struct sums_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		char text[256];

		snprintf(text, sizeof(text), good[i].format, hex);
		assert_int_equal(sums_parse(text, "SHA256", &line), 0);
		assert_string_equal(line.name, good[i].name);
		assert_memory_equal(line.hex, hex, 64);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char text[256];

		snprintf(text, sizeof(text), bad[i], hex);
		if (sums_parse(text, "SHA256", &line) == 0 && strcmp(bad[i], "%s  ") != 0)
			fail_msg("'%s' is taken", bad[i]);
	}
	for (int round = 0; round < 40000; round++) {
		size_t length;
		char seed[256], *text;

		snprintf(seed, sizeof(seed), good[mutate_random(ARRAY_SIZE(good))].format, hex);
		text = mutate(seed, strlen(seed), &length);
		sums_parse(text, "SHA256", &line);
		free(text);
	}
}

static void progress_lines(void **state)
{
	struct progress progress = { .name = "a-name-that-is-rather-long-for-a-terminal.squashfs",
				     .total = 1000000, .done = 500000 };
	char line[512];

	(void)state;
	progress_line(&progress, 1000, 79, line, sizeof(line));
	assert_true(strlen(line) <= 79);
	assert_non_null(strstr(line, "50%"));
	assert_non_null(strstr(line, "500 kB of 1.00 MB  500 kB/s  2s left"));
	assert_non_null(strstr(line, "squashfs"));
	for (unsigned columns = 0; columns < 250; columns++) {
		for (progress.done = 0; progress.done <= 1100000; progress.done += 99999) {
			progress_line(&progress, 100000000, columns, line, sizeof(line));
			assert_true(strlen(line) <= MAX(columns, 1u));
		}
	}
	progress.total = 0;
	progress_line(&progress, 1000, 79, line, sizeof(line));
	assert_null(strchr(line, '%'));
	progress.done = progress.total = UINT64_MAX;
	progress_line(&progress, 1, 79, line, sizeof(line));
	strcpy(progress.name,
	       "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4");
	for (unsigned columns = 0; columns < 90; columns++)
		progress_line(&progress, 1000, columns, line, sizeof(line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions), cmocka_unit_test(proxies), cmocka_unit_test(netrcs),
		cmocka_unit_test(base64), cmocka_unit_test(requests), cmocka_unit_test(tftp),
		cmocka_unit_test(sums_lists), cmocka_unit_test(sums_doubles),
		cmocka_unit_test(pauses), cmocka_unit_test(sums), cmocka_unit_test(progress_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
