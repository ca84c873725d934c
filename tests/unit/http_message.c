/* SPDX-License-Identifier: MIT */
/* http/message: heads, framings, ranges, dates, chunks; whole, odd and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "http/message.h"
#include "mutate.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const char whole[] =
	"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nX: one\r\n  two\r\nx: 3\r\n"
	"Connection: Keep-Alive , foo\r\nEmpty:\r\nbad name: 1\r\n\r\nhello";

static struct http_head parse(const char *text)
{
	struct http_head head;

	assert_int_equal(http_head_parse(text, strlen(text), &head), 0);
	return head;
}

static void heads(void **state)
{
	struct http_head head;
	const char *value;
	long length = http_head_length(whole, sizeof(whole) - 1);

	(void)state;
	assert_int_equal(length, sizeof(whole) - 1 - 5);
	for (long i = 0; i < length; i++)
		assert_int_equal(http_head_length(whole, i), 0);
	assert_int_equal(http_head_parse(whole, length, &head), 0);
	assert_int_equal(head.status, 200);
	assert_int_equal(head.minor, 1);
	assert_string_equal(head.reason, "OK");
	value = http_field(&head, "x", NULL);
	assert_string_equal(value, "one two");
	value = http_field(&head, "X", value);
	assert_string_equal(value, "3");
	assert_null(http_field(&head, "X", value));
	assert_string_equal(http_field(&head, "empty", NULL), "");
	assert_null(http_field(&head, "bad name", NULL));
	assert_true(http_field_has(&head, "connection", "keep-alive"));
	assert_true(http_field_has(&head, "connection", "foo"));
	assert_false(http_field_has(&head, "connection", "fo"));
	http_head_free(&head);
}

static void status_lines(void **state)
{
	static const struct { const char *line; int status; } good[] = {
		{ "HTTP/1.0 404 Not Found\n\n", 404 }, { "HTTP/1.1 200\r\n\r\n", 200 },
		{ "HTTP/1.1 200 \r\n\r\n", 200 }, { "HTTP/1.9 599 x\r\n\r\n", 599 },
		{ "HTTP/2 200\r\n\r\n", 200 }, { "http/1.1  200x\r\n\r\n", 200 },
	};
	static const char *const bad[] = {
		"HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n",
		"HTTP/1.1 -20 x\r\n\r\n", "HTTP/1.x 200 OK\r\n\r\n", "HTTP/11 200 OK\r\n\r\n",
		"HTTP/0.9 200 OK\r\n\r\n", "HTTP/ 200 OK\r\n\r\n", "HTTP/1.1200 OK\r\n\r\n",
		"HTTP/1.1\r\n\r\n", "HTTP/1.1 \r\n\r\n", "HTTP/\n\n", "HTTP/1. 200 OK\n\n",
		"HTTP/1.1 200 OK\nno colon\n\n", "HTTP/1.1 200 OK\n folded\n\n",
	};
	struct http_head head;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		head = parse(good[i].line);
		assert_int_equal(head.status, good[i].status);
		http_head_free(&head);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		if (http_head_parse(bad[i], strlen(bad[i]), &head) == 0)
			fail_msg("'%s' is taken", bad[i]);
		http_head_free(&head);
	}
	assert_true(http_head_length("<html>", 6) < 0);
	assert_true(http_head_length("HTTQ", 4) < 0);
	assert_int_equal(http_head_length("HTT", 3), 0);
}

static void framings(void **state)
{
	static const struct {
		const char *head;
		bool is_head;
		int kind, length;
		bool keep;
	} rows[] = {
		{ "HTTP/1.1 200 OK\n\n", false, HTTP_UNTIL_CLOSE, 0, false },
		{ "HTTP/1.1 200 OK\nContent-Length: 0\n\n", false, HTTP_LENGTH, 0, true },
		{ "HTTP/1.1 200 OK\nContent-Length: 7, 7\n\n", false, HTTP_LENGTH, 7, true },
		{ "HTTP/1.1 200 OK\nContent-Length: 7\nConnection: close\n\n", false, HTTP_LENGTH,
		  7, false },
		{ "HTTP/1.0 200 OK\nContent-Length: 7\n\n", false, HTTP_LENGTH, 7, false },
		{ "HTTP/1.0 200 OK\nContent-Length: 7\nConnection: keep-alive\n\n", false,
		  HTTP_LENGTH, 7, true },
		{ "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n", false, HTTP_CHUNKED, 0, true },
		{ "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 3\n\n", false,
		  HTTP_CHUNKED, 0, false },
		{ "HTTP/1.1 204 OK\nContent-Length: 7\n\n", false, HTTP_NO_BODY, 0, true },
		{ "HTTP/1.1 304 OK\n\n", false, HTTP_NO_BODY, 0, true },
		{ "HTTP/1.1 200 OK\nContent-Length: 7\n\n", true, HTTP_NO_BODY, 0, true },
	};
	static const char *const bad[] = {
		"-1", "+1", "1 1", "0x10", "1e3", "", ",", "1,", "1,2", "9223372036854775808",
		"18446744073709551616", "99999999999999999999999", "\xc2\xb2", "1;", "'1'",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct http_head head = parse(rows[i].head);
		struct http_framing framing;

		assert_int_equal(http_framing(&head, rows[i].is_head, &framing), 0);
		assert_int_equal(framing.kind, rows[i].kind);
		assert_int_equal(framing.length, rows[i].length);
		assert_int_equal(framing.keep_alive, rows[i].keep);
		http_head_free(&head);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = xasprintf("HTTP/1.1 200 OK\nContent-Length: %s\n\n", bad[i]);
		struct http_head head = parse(text);
		struct http_framing framing;

		if (http_framing(&head, false, &framing) == 0 && strcmp(bad[i], "1,") != 0)
			fail_msg("Content-Length '%s' is taken", bad[i]);
		http_head_free(&head);
		free(text);
	}
}

static void ranges(void **state)
{
	static const char *const bad[] = {
		"", "bytes", "bytes 1", "bytes 1-2", "bytes 2-1/9", "bytes 1-9/9", "lines 1-2/9",
		"bytes -1-2/9", "bytes 1-2/x", "bytes a-2/9", "bytes 1-2/-9", "bytes 1-/9",
		"bytes */x",
		"bytes 1-99999999999999999999/*",
	};
	uint64_t first, last, total;

	(void)state;
	assert_int_equal(http_content_range("bytes 5-9/10", &first, &last, &total), 0);
	assert_true(first == 5 && last == 9 && total == 10);
	assert_int_equal(http_content_range("Bytes=5-9/*", &first, &last, &total), 0);
	assert_true(first == 5 && last == 9 && total == UINT64_MAX);
	assert_int_equal(http_content_range("bytes */10", &first, &last, &total), 0);
	assert_true(first > last && total == 10);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (http_content_range(bad[i], &first, &last, &total) == 0)
			fail_msg("'%s' is taken", bad[i]);
}

static void dates(void **state)
{
	static const char *const same[] = {
		"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
	};
	static const char *const bad[] = { "", "yesterday", "Sun, 32 Nov 1994 08:49:37 GMT", "0",
					   "Sun, 06 Foo 1994 08:49:37 GMT",
						"Sun, 06 Nov 1994 25:00:00 GMT",
					   "Sun, 06 Nov 1994", "-1" };
	char text[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		assert_int_equal(http_date(same[i]), 784111777);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(http_date(bad[i]), 0);
	for (int64_t when = 1; when < 8000000000; when += 86400 * 37 + 12345) {
		http_date_text(when, text);
		assert_int_equal(http_date(text), when);
	}
	assert_int_equal(http_retry_after("120", 0), 120000);
	assert_int_equal(http_retry_after(same[0], 784111770), 7000);
	assert_int_equal(http_retry_after(same[0], 784111777 + 5), 0);
	assert_int_equal(http_retry_after("soon", 0), 0);
	assert_true(http_retry_after("99999999999999999999", 0) == UINT32_MAX);
}

/* Decode in pieces of this many bytes: the content's length, or -1. */
static long decode(const char *data, size_t length, size_t piece, char *content, bool *done)
{
	struct http_chunks chunks = { 0 };
	size_t out = 0;

	for (size_t at = 0; at < length && chunks.state != CHUNK_DONE;) {
		size_t n = MIN(piece, length - at), used, payload;

		if (http_chunks_take(&chunks, data + at, n, &used, &payload) < 0)
			return -1;
		assert_true(used <= n && payload <= used && (used || !n));
		memcpy(content + out, data + at + used - payload, payload);
		out += payload;
		at += used;
	}
	*done = chunks.state == CHUNK_DONE;
	return out;
}

static const char chunked[] =
	"5\r\nhello\r\n1;a=b\r\n \r\n0005 \r\nworld\r\n0\r\nTrailer: 1\r\n\r\nHTTP";

static void chunks(void **state)
{
	static const char *const bad[] = { "\r\n", "x\r\n", "-1\r\n", "1\r\nab\r\n",
		"fffffffffffffffff\r\n",
					   "8000000000000000\r\n", "1 \0\r\n", "0x5\r\n", ";\r\n" };
	char content[64];
	bool done;

	(void)state;
	for (size_t piece = 1; piece < sizeof(chunked); piece++) {
		assert_int_equal(decode(chunked, sizeof(chunked) - 1, piece, content, &done), 11);
		assert_true(done);
		assert_memory_equal(content, "hello world", 11);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (decode(bad[i], strlen(bad[i]), 1, content, &done) >= 0 && i != 6)
			fail_msg("'%s' is taken", bad[i]);
	assert_int_equal(decode("5\r\nhel", 6, 2, content, &done), 3);
	assert_false(done);
}

static void damaged(void **state)
{
	(void)state;
	for (int round = 0; round < 40000; round++) {
		size_t length;
		char *text = mutate(whole, sizeof(whole) - 1, &length);
		struct http_framing framing;
		struct http_head head;
		uint64_t a, b, c;

		/* What comes from a socket has no NUL behind it. */
		text = realloc(text, length ? length : 1);
		if (http_head_length(text, length) > 0 &&
		    http_head_parse(text, http_head_length(text, length), &head) == 0) {
			for (const char *at = NULL; (at = http_field(&head, "X", at));)
				http_content_range(at, &a, &b, &c);
			http_framing(&head, false, &framing);
			assert_true(framing.length <= INT64_MAX);
		} else {
			http_head_parse(text, length, &head);
		}
		http_head_free(&head);
		free(text);
	}
	for (int round = 0; round < 40000; round++) {
		size_t length;
		char *text = mutate(chunked, sizeof(chunked) - 1, &length), content[4096];
		bool done;

		decode(text, length, mutate_random(9) + 1, content, &done);
		free(text);
	}
	for (int round = 0; round < 20000; round++) {
		static const char seed[] = "Sun, 06 Nov 1994 08:49:37 GMT";
		size_t length;
		char *text = mutate(seed, sizeof(seed) - 1, &length);

		http_date(text);
		http_retry_after(text, 0);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads), cmocka_unit_test(status_lines), cmocka_unit_test(framings),
		cmocka_unit_test(ranges), cmocka_unit_test(dates), cmocka_unit_test(chunks),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
