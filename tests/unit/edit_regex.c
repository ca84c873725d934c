/* SPDX-License-Identifier: MIT */
/* edit/regex: vim's patterns and POSIX's extended ones match what they should, and never hang. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "edit/regex.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

struct row {
	const char *pattern, *text;
	long start, end;		/* -1: no match */
	unsigned flags;
};

static const struct row rows[] = {
	{ "b", "abc", 1, 2 }, { "", "abc", 0, 0 }, { "x*", "abc", 0, 0 }, { "^b", "abc", -1, 0 },
	{ "c$", "abc", 2, 3 }, { "a$b", "a$b", 0, 3 }, { "a^b", "a^b", 0, 3 },
	{ "a.c", "xabc", 1, 4 }, { "a\\.c", "abc", -1, 0 }, { "*b", "a*b", 1, 3 },
	{ "a\\+", "baaa", 1, 4 }, { "ba\\=", "bb", 0, 1 }, { "a\\{2}", "aaaa", 0, 2 },
	{ "a\\{2,}", "aaaa", 0, 4 }, { "a\\{-1,}", "baa", 1, 2 }, { "a\\{-}b", "aab", 0, 3 },
	{ "a\\{2,3\\}", "aaaa", 0, 3 }, { "\\(ab\\)*c", "xababc", 1, 6 },
	{ "\\(a*\\)*b", "aac", -1, 0 }, { "\\(a\\|ab\\)\\(c\\|bcd\\)", "abcd", 0, 4 },
	{ "foo\\|bar", "a bar", 2, 5 }, { "\\(.\\)\\1", "abccd", 2, 4 },
	{ "\\<b", "ab b", 3, 4 }, { "b\\>", "ba ab", 4, 5 }, { "[a-c]\\+", "xxabcd", 2, 5 },
	{ "[^a-c]", "abcd", 3, 4 }, { "[]a]\\+", "x]a]", 1, 4 }, { "a[b", "a[b", 0, 3 },
	{ "[[:digit:]]\\+", "ab12", 2, 4 }, { "\\d\\d", "a12", 1, 3 }, { "\\S\\+", "  ab ", 2, 4 },
	{ "\\w\\+", "--a_1-", 2, 5 }, { "\\u", "aB", 1, 2 }, { "a\\_sb", "a\nb", 0, 3 },
	{ "a\\nb", "a\nb", 0, 3 }, { "a.b", "a\nb", -1, 0 }, { "foo\\zsbar", "xfoobar", 4, 7 },
	{ "foo\\zebar", "xfoobar", 1, 4 }, { "\\va(b|c)+", "xabcb", 1, 5 },
	{ "\\v<b>", "ab b", 3, 4 }, { "\\Va.b", "axb a.b", 4, 7 }, { "\\cAB", "xab", 1, 3 },
	{ "AB", "xab", -1, 0 }, { "AB", "xab", 1, 3, REGEX_IGNORE_CASE },
	{ "Ab", "xab", -1, 0, REGEX_IGNORE_CASE | REGEX_SMART_CASE },
	{ "[A-C]x", "bx", 0, 2, REGEX_IGNORE_CASE }, { "\\CAB", "ab", -1, 0, REGEX_IGNORE_CASE },
	{ "\xc3\xa9.", "x\xc3\xa9\xe4\xb8\xadz", 1, 6 },
	{ "[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", 0, 2 },
	{ "a\\/b", "a/b", 0, 3 }, { "a\\%(bc\\)*d", "abcbcd", 0, 6 },
	{ "(ab)+", "xabab", 1, 5, REGEX_EXTENDED }, { "a|b", "cb", 1, 2, REGEX_EXTENDED },
	{ "a{2}", "aaa", 0, 2, REGEX_EXTENDED }, { "\\+", "a+", 1, 2, REGEX_EXTENDED },
	{ "(a|b)*$", "xab", 1, 3, REGEX_EXTENDED }, { "\\bb", "ab b", 3, 4, REGEX_EXTENDED },
};

static void matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct regex_span spans[REGEX_GROUPS];
		struct regex regex;
		bool found;

		if (regex_compile(&regex, row->pattern, strlen(row->pattern), row->flags) < 0)
			fail_msg("%s does not compile", row->pattern);
		found = regex_match(&regex, row->text, strlen(row->text), 0, spans);
		if (found != (row->start >= 0) ||
		    (found && (spans[0].start != (size_t)row->start ||
			       spans[0].end != (size_t)row->end)))
			fail_msg("%s in %s: %d %zu-%zu", row->pattern, row->text, found,
				 spans[0].start, spans[0].end);
		regex_free(&regex);
	}
}

static void groups(void **state)
{
	struct regex_span spans[REGEX_GROUPS];
	struct regex regex;

	(void)state;
	assert_int_equal(regex_compile(&regex, "\\(a\\)\\(x\\)*\\(b\\)", 16, 0), 0);
	assert_true(regex_match(&regex, "zab", 3, 0, spans));
	assert_int_equal(spans[1].start, 1);
	assert_true(spans[2].start == SIZE_MAX);
	assert_int_equal(spans[3].end, 3);
	assert_false(regex_match(&regex, "zab", 3, 2, spans));
	regex_free(&regex);
}

static void mistakes(void **state)
{
	static const char *const bad[] = { "\\(", "a\\)", "a\\{", "a\\{1", "\\%x", "\\z(", "\\q" };
	struct regex regex;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (strcmp(bad[i], "a\\)") != 0)
			assert_true(regex_compile(&regex, bad[i], strlen(bad[i]), 0) < 0);
}

/* Patterns that backtrack without end elsewhere give up, and deep ones do not break the stack. */
static void hostile(void **state)
{
	static const char *const patterns[] = { "\\(a*\\)*b", "\\(a\\|aa\\)*b", "\\(.*\\)*\\1x",
						"\\(a\\{0,100}\\)\\{0,100}b" };
	size_t length = 100000;
	char *text = malloc(length);
	struct regex_span spans[REGEX_GROUPS];

	(void)state;
	memset(text, 'a', length);
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct regex regex;

		if (regex_compile(&regex, patterns[i], strlen(patterns[i]), 0) < 0)
			continue;
		assert_false(regex_match(&regex, text, length, 0, spans));
		regex_free(&regex);
	}
	free(text);
}

/* Any bytes as a pattern and as a text: no crash, no leak. */
static void noise(void **state)
{
	static const char letters[] = "ab\\()|*+{}[]^$.<>-1,nzs_%cv~\xc3\xa9";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char pattern[12], text[16];
		struct regex_span spans[REGEX_GROUPS];
		struct regex regex;

		for (size_t i = 0; i < sizeof(pattern) + sizeof(text); i++) {
			seed = seed * 1103515245 + 12345;
			*(i < sizeof(pattern) ? pattern + i : text + i - sizeof(pattern)) =
				letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
		if (regex_compile(&regex, pattern, sizeof(pattern),
				  round % 2 ? REGEX_EXTENDED : REGEX_IGNORE_CASE) < 0)
			continue;
		if (regex_match(&regex, text, sizeof(text), 0, spans))
			assert_true(spans[0].end <= sizeof(text));
		regex_free(&regex);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches), cmocka_unit_test(groups), cmocka_unit_test(mistakes),
		cmocka_unit_test(hostile), cmocka_unit_test(noise),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
