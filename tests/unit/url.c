/* SPDX-License-Identifier: MIT */
/* http/url: RFC 3986's own examples, what is refused, and whatever else comes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "http/url.h"
#include "mutate.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

/* RFC 3986, 5.4; the fragment does not travel. */
static const struct { const char *reference, *target; } examples[] = {
	{ "g", "http://a/b/c/g" }, { "./g", "http://a/b/c/g" }, { "g/", "http://a/b/c/g/" },
	{ "/g", "http://a/g" }, { "//g", "http://g" }, { "?y", "http://a/b/c/d;p?y" },
	{ "g?y", "http://a/b/c/g?y" }, { "#s", "http://a/b/c/d;p?q" }, { "g#s", "http://a/b/c/g" },
	{ "g?y#s", "http://a/b/c/g?y" }, { ";x", "http://a/b/c/;x" }, { "g;x", "http://a/b/c/g;x" },
	{ "", "http://a/b/c/d;p?q" }, { ".", "http://a/b/c/" }, { "./", "http://a/b/c/" },
	{ "..", "http://a/b/" }, { "../", "http://a/b/" }, { "../g", "http://a/b/g" },
	{ "../..", "http://a/" }, { "../../", "http://a/" }, { "../../g", "http://a/g" },
	{ "../../../g", "http://a/g" }, { "../../../../g", "http://a/g" },
	{ "/./g", "http://a/g" }, { "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
	{ ".g", "http://a/b/c/.g" }, { "g..", "http://a/b/c/g.." }, { "..g", "http://a/b/c/..g" },
	{ "./../g", "http://a/b/g" }, { "./g/.", "http://a/b/c/g/" },
	{ "g/./h", "http://a/b/c/g/h" },
	{ "g/../h", "http://a/b/c/h" }, { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ "g;x=1/../y", "http://a/b/c/y" }, { "g?y/./x", "http://a/b/c/g?y/./x" },
	{ "http://x/../y", "http://x/../y" }, { "https://x", "https://x" },
};

static void resolves(void **state)
{
	static const struct { const char *base, *reference, *target; } more[] = {
		{ "http://h:80", "x", "http://h:80/x" }, { "http://h", "?q", "http://h?q" },
		{ "tftp://h/a/b", "c", "tftp://h/a/c" },
		{ "/srv/boot/x.ipxe", "vm", "/srv/boot/vm" },
		{ "x.ipxe", "vm", "vm" }, { "/srv/x", "/vm", "/vm" }, { "d/x", "../vm", "d/../vm" },
		{ "file:///a/b", "c", "file:///a/c" }, { "/srv/x", "http://h/y", "http://h/y" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
		char *target = url_resolve("http://a/b/c/d;p?q", examples[i].reference);

		assert_string_equal(target, examples[i].target);
		free(target);
	}
	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		char *target = url_resolve(more[i].base, more[i].reference);

		assert_string_equal(target, more[i].target);
		free(target);
	}
	assert_null(url_resolve("http://a/", "x\r\nHost: evil"));
	assert_null(url_resolve("http://a/", "x\x7f"));
}

static void parses(void **state)
{
	static const struct { const char *text, *scheme, *user, *password, *host; int port;
			      const char *target, *plain; } good[] = {
		{ "http://h", "http", NULL, NULL, "h", 80, "/", "http://h/" },
		{ "HTTP://Host.Example:8080/A?b#c", "http", NULL, NULL, "host.example", 8080,
		  "/A?b", "http://host.example:8080/A?b" },
		{ "https://u:p%40:x@h:443?q", "https", "u", "p@:x", "h", 443, "/?q",
		  "https://h/?q" },
		{ "http://u@v@h/", "http", "u@v", NULL, "h", 80, "/", "http://h/" },
		{ "http://[::1]:81/x", "http", NULL, NULL, "::1", 81, "/x", "http://[::1]:81/x" },
		{ "http://[fe80::1%25eth0]/", "http", NULL, NULL, "fe80::1%eth0", 80, "/",
		  "http://[fe80::1]/" },
		{ "http://[fe80::1%eth0]/", "http", NULL, NULL, "fe80::1%eth0", 80, "/",
		  "http://[fe80::1]/" },
		{ "http://h:/a b\"%\xc3\xa4%zz%20", "http", NULL, NULL, "h", 80,
		  "/a%20b%22%25%C3%A4%25zz%20", "http://h/a%20b%22%25%C3%A4%25zz%20" },
		{ "tftp://10.0.0.1/a", "tftp", NULL, NULL, "10.0.0.1", 69, "/a",
		  "tftp://10.0.0.1/a" },
		{ "file:///a/b", "file", NULL, NULL, "", 0, "///a/b", "file:///a/b" },
		{ "http://h_x.y-z/@:[", "http", NULL, NULL, "h_x.y-z", 80, "/@:[",
		  "http://h_x.y-z/@:[" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct url url;
		char *text;

		assert_int_equal(url_parse(good[i].text, &url), 0);
		assert_string_equal(url.scheme, good[i].scheme);
		assert_string_equal(url.user ?: "", good[i].user ?: "");
		assert_string_equal(url.password ?: "", good[i].password ?: "");
		assert_string_equal(url.host, good[i].host);
		assert_int_equal(url.port, good[i].port);
		assert_string_equal(url.target, good[i].target);
		text = url_text(&url);
		assert_string_equal(text, good[i].plain);
		free(text);
		url_free(&url);
	}
}

static void beside(void **state)
{
	static const char *const rows[][2] = {
		{ "http://h/f", "http://h/f.sig" }, { "http://h/f?a=/b#c", "http://h/f.sig?a=/b" },
		{ "https://h/f#sha256=1", "https://h/f.sig" }, { "/a/b?c#d", "/a/b?c#d.sig" },
		{ "file:///a#b", "file:///a.sig" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *text = url_beside(rows[i][0], ".sig");

		assert_string_equal(text, rows[i][1]);
		free(text);
	}
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"", "h", "/x", "http:", "http:/h", "http://", "http:///x", "http://@/",
		"http://:80/",
		"http://h:0/", "http://h:65536/", "http://h:-1/", "http://h:8x/",
		"http://h:123456789/",
		"http://[::1", "http://[::1]x/", "http://[]/", "http://[1.2.3.4]/",
		"http://[::1%]/",
		"http://a b/", "http://a\"b/", "http://h\xc3\xa4/", "http://a%00b/",
		"http://a%0ab/",
		"http://a%2fb/", "http://h/\n", "http://h/\r\nX: y", "http://h/\x7f", "http://h/\t",
		"gopher://h/", "ftp://h/", "javascript:alert(1)", "1http://h/", "http://u%00:p@h/",
		"file://other/x", "file:///a%00b", "://h/",
	};
	char long_one[URL_LONGEST + 64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct url url;

		if (url_parse(bad[i], &url) == 0)
			fail_msg("'%s' is taken", bad[i]);
		assert_true(strlen(fail_text()) > 0 && !strpbrk(fail_text(), "\r\n\x7f\t"));
	}
	memset(long_one, 'x', sizeof(long_one));
	memcpy(long_one, "http://h/", 9);
	long_one[sizeof(long_one) - 1] = '\0';
	assert_true(url_parse(long_one, &(struct url){ 0 }) < 0);
	assert_true(url_parse("http://me:secret@h:x/", &(struct url){ 0 }) < 0);
	assert_null(strstr(fail_text(), "secret"));
}

static void local(void **state)
{
	static const char *const yes[] = { "/x", "x", "./x", "file:///x", "FILE:x", "a:b", "" };
	static const char *const no[] = { "http://h", "HTTPS://h", "tftp://h/x", "ftp://h",
		"http:x" };
	char *path;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		assert_true(url_is_local(yes[i]));
	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		assert_false(url_is_local(no[i]));
	path = url_local_path("file://localhost/a%20b?c#d");
	assert_string_equal(path, "/a b");
	free(path);
	path = url_local_path("a%20b?c");
	assert_string_equal(path, "a%20b?c");
	free(path);
}

static void names_and_escapes(void **state)
{
	static const struct { const char *target, *name; } names[] = {
		{ "/", "index.html" }, { "/a/", "index.html" }, { "/a/b", "b" },
		{ "/b?x=/y", "b?x=%2Fy" },
		{ "/..", "%2E." }, { "/.", "%2E" }, { "/%2e%2e", "%2E." }, { "/a%2Fb", "a%2Fb" },
		{ "/a%00b", "a%00b" }, { "/a%0ab", "a%0Ab" }, { "/%41", "A" },
		{ "/?", "index.html?" },
	};
	char text[] = "a%2Gb%41%", *encoded;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct url url = { .target = (char *)names[i].target };
		char *name = url_file_name(&url);

		assert_string_equal(name, names[i].name);
		free(name);
	}
	assert_true(url_decode(text));
	assert_string_equal(text, "a%2GbA%");
	assert_false(url_decode(strcpy(text, "a%00b")));
	encoded = url_encode("a b/\xc3\xa4~");
	assert_string_equal(encoded, "a%20b%2F%C3%A4~");
	free(encoded);
}

/* What is taken is taken again from its own text, and reaches no request unescaped. */
static void damaged(void **state)
{
	static const char *const seeds[] = {
		"http://user:pass@host.example:8080/path/file.img?query=1&b#fragment",
		"https://[fe80::1%25eth0]:443/a/../b/./c", "file:///a/b%20c",
		"tftp://10.0.0.1/x;mode=octet",
	};

	(void)state;
	for (int round = 0; round < 40000; round++) {
		const char *seed = seeds[mutate_random(ARRAY_SIZE(seeds))];
		size_t length;
		char *text = mutate(seed, strlen(seed), &length), *name, *again, *resolved;
		struct url url, second;

		resolved = url_resolve(seed, text);
		free(resolved);
		if (url_is_local(text))
			free(url_local_path(text));
		if (url_parse(text, &url) == 0) {
			for (const unsigned char *at = (unsigned char *)url.target; *at; at++)
				if (url.host[0])
					assert_true(*at > ' ' && *at < 0x7f);
			name = url_file_name(&url);
			assert_true(name[0] && !strchr(name, '/') && strcmp(name, "..") != 0);
			free(name);
			again = url_text(&url);
			assert_int_equal(url_parse(again, &second), 0);
			url_free(&second);
			free(again);
			url_free(&url);
		}
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolves), cmocka_unit_test(parses), cmocka_unit_test(refuses),
		cmocka_unit_test(beside), cmocka_unit_test(local),
		cmocka_unit_test(names_and_escapes),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
