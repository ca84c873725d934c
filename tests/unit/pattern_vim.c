/* SPDX-License-Identifier: MIT */
/* match/pattern: vim's patterns match what they should, and never hang. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "match/pattern.h"

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
	{ "AB", "xab", -1, 0 }, { "AB", "xab", 1, 3, PATTERN_IGNORE_CASE },
	{ "Ab", "xab", -1, 0, PATTERN_IGNORE_CASE | PATTERN_SMART_CASE },
	{ "[A-C]x", "bx", 0, 2, PATTERN_IGNORE_CASE },
	{ "\\CAB", "ab", -1, 0, PATTERN_IGNORE_CASE },
	{ "\xc3\xa9.", "x\xc3\xa9\xe4\xb8\xadz", 1, 6 },
	{ "[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", 0, 2 },
	{ "a\\/b", "a/b", 0, 3 }, { "a\\%(bc\\)*d", "abcbcd", 0, 6 },
	{ "\\<b\\>", "ab \xe2\x80\x9c" "b\xe2\x80\x9d", 6, 7 }, { "\\<b", "\xc3\xa9" "b", -1, 0 },
	{ "a\\|ab", "xab", 1, 2 }, { "\\(a\\{-}\\)\\(a*\\)", "aa", 0, 2 },
	{ "[^a]b", "\nb", -1, 0 },
	{ "\\_[^a]b", "\nb", 0, 2 }, { "\\_.b", "\nb", 0, 2 }, { "b\\zsc*\\ze", "abccd", 2, 4 },
	{ "(ab)+", "xabab", 1, 5, PATTERN_EXTENDED }, { "a|b", "cb", 1, 2, PATTERN_EXTENDED },
	{ "a{2}", "aaa", 0, 2, PATTERN_EXTENDED }, { "\\+", "a+", 1, 2, PATTERN_EXTENDED },
	{ "(a|b)*$", "xab", 1, 3, PATTERN_EXTENDED }, { "\\bb", "ab b", 3, 4, PATTERN_EXTENDED },
};

static struct pattern *compile(const char *text, unsigned flags)
{
	return pattern_compile(text, strlen(text), flags & PATTERN_EXTENDED ? flags
									    : flags | PATTERN_VIM);
}

static void matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct span span = { -1, -1 };
		struct pattern *pattern = compile(row->pattern, row->flags);

		if (!pattern)
			fail_msg("%s does not compile", row->pattern);
		pattern_find(pattern, row->text, strlen(row->text), 0, &span, 1);
		if (span.start != row->start || (span.start >= 0 && span.end != row->end))
			fail_msg("%s in %s: %zd-%zd", row->pattern, row->text, span.start,
				 span.end);
		pattern_free(pattern);
	}
}

static void groups(void **state)
{
	struct span spans[PATTERN_GROUPS];
	struct pattern *pattern = compile("\\(a\\)\\(x\\)*\\(b\\)", 0);

	(void)state;
	assert_int_equal(pattern_find(pattern, "zab", 3, 0, spans, PATTERN_GROUPS), 1);
	assert_int_equal(spans[1].start, 1);
	assert_int_equal(spans[2].start, -1);
	assert_int_equal(spans[3].end, 3);
	assert_int_equal(pattern_find(pattern, "zab", 3, 2, spans, PATTERN_GROUPS), 0);
	pattern_free(pattern);
}

static void mistakes(void **state)
{
	static const char *const bad[] = { "\\(", "a\\{", "a\\{1", "\\%x", "\\z(", "\\q", "\\1",
					   "[b-a]", "\\v)*+(" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_null(compile(bad[i], 0));
}

/* Patterns that backtrack without end elsewhere give up, and deep ones do not break the stack. */
static void hostile(void **state)
{
	static const char *const patterns[] = { "\\(a*\\)*b", "\\(a\\|aa\\)*b", "\\(.*\\)*\\1x",
						"\\(a\\{0,100}\\)\\{0,100}b", "a*[bc]" };
	size_t length = 100000;
	char *text = malloc(length);

	(void)state;
	memset(text, 'a', length);
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct pattern *pattern = compile(patterns[i], 0);

		if (!pattern)
			continue;
		assert_int_equal(pattern_find(pattern, text, length, 0, NULL, 0), 0);
		pattern_free(pattern);
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
		char text[12], subject[16];
		struct span spans[PATTERN_GROUPS];
		struct pattern *pattern;

		for (size_t i = 0; i < sizeof(text) + sizeof(subject); i++) {
			seed = seed * 1103515245 + 12345;
			*(i < sizeof(text) ? text + i : subject + i - sizeof(text)) =
				letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
		pattern = pattern_compile(text, sizeof(text),
					  PATTERN_VIM | (round % 2 ? PATTERN_IGNORE_CASE : 0));
		if (!pattern)
			continue;
		if (pattern_find(pattern, subject, sizeof(subject), 0, spans, PATTERN_GROUPS) > 0)
			assert_in_range(spans[0].end, spans[0].start, sizeof(subject));
		pattern_free(pattern);
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
