/* SPDX-License-Identifier: MIT */
/* Patterns beside the C library's: random expressions over random texts, and known answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/bytes.h"
#include "match/pattern.h"

#include <cmocka.h>
#include <locale.h>
#include <regex.h>
#include <stdio.h>


static uint64_t seed = 12345;

static unsigned pick(unsigned below)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % below;
}

/* A random extended expression of a few pieces. */
static void grow(char *out, int depth)
{
	static const char *const atoms[] = { "a", "b", "c", ".", "[ab]", "[^a]", "ab", "ca", "b" };
	static const char *const repeats[] = { "", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}" };
	int parts = 1 + pick(3);

	for (int i = 0; i < parts; i++) {
		if (depth && pick(3) == 0) {
			strcat(out, "(");
			grow(out, depth - 1);
			if (pick(2)) {
				strcat(out, "|");
				grow(out, depth - 1);
			}
			strcat(out, ")");
		} else {
			const char *atom = atoms[pick(9)];

			strcat(out, atom);
			/* Behind two letters a repeat would be the second's alone, as here. */
		}
		strcat(out, repeats[pick(9)]);
	}
}

static void test_random(void **state)
{
	(void)state;
	for (int round = 0; round < 4000; round++) {
		char text[512] = "", subject[24] = "";
		struct span spans[PATTERN_GROUPS];
		regmatch_t theirs[1];
		struct pattern *pattern;
		regex_t regex;

		if (pick(8) == 0)
			strcat(text, "^");
		grow(text, 2);
		if (pick(8) == 0)
			strcat(text, "$");
		assert_int_equal(regcomp(&regex, text, REG_EXTENDED), 0);
		pattern = pattern_compile(text, strlen(text), PATTERN_EXTENDED);
		assert_non_null(pattern);
		for (int n = 0; n < 12; n++) {
			size_t length = pick(10);
			bool found;

			for (size_t i = 0; i < length; i++)
				subject[i] = "abcd"[pick(4)];
			subject[length] = '\0';
			found = regexec(&regex, subject, 1, theirs, 0) == 0;
			if (pattern_find(pattern, subject, length, 0, spans,
					 PATTERN_GROUPS) != found)
				fail_msg("/%s/ on \"%s\": %d", text, subject, !found);
			if (found && (spans[0].start != theirs[0].rm_so ||
				      spans[0].end != theirs[0].rm_eo))
				fail_msg("/%s/ on \"%s\": %zd-%zd, not %d-%d", text, subject,
					 spans[0].start, spans[0].end, theirs[0].rm_so,
					 theirs[0].rm_eo);
		}
		regfree(&regex);
		pattern_free(pattern);
	}
}

static void check(const char *text, unsigned flags, const char *subject, const char *expected)
{
	struct pattern *pattern = pattern_compile(text, strlen(text), flags);
	struct span spans[4];
	char got[128] = "none";

	if (!pattern) {
		snprintf(got, sizeof(got), "error");
	} else {
		if (pattern_find(pattern, subject, strlen(subject), 0, spans, 4) > 0) {
			size_t at = 0;

			for (int i = 0; i < 4 && (size_t)i <= pattern_groups(pattern); i++)
				at += snprintf(got + at, sizeof(got) - at, "%s%zd-%zd",
					       i ? " " : "", spans[i].start, spans[i].end);
		}
		pattern_free(pattern);
	}
	if (strcmp(got, expected) != 0)
		fail_msg("/%s/ on \"%s\": %s, not %s", text, subject, got, expected);
}

static void test_known(void **state)
{
	(void)state;
	check("a\\(b*\\)c", 0, "xabbc", "1-5 2-4");
	check("\\(a*\\)*", 0, "b", "0-0 0-0");
	check("\\(a*\\)*", 0, "aab", "0-2 0-2");
	check("(a|ab)(c|bcd)", PATTERN_EXTENDED, "abcd", "0-4 0-1 1-4");
	check("(a|ab)(bc|c)", PATTERN_EXTENDED, "abc", "0-3 0-2 2-3");
	check("*a", 0, "x*a", "1-3");
	check("\\(*a\\)", 0, "*a", "0-2 0-2");
	check("^*a", 0, "*a", "0-2");
	check("a\\|b", 0, "xb", "1-2");
	check("a\\+b\\?", 0, "xaab", "1-4");
	check("a+b?", 0, "a+b?", "0-4");
	check("x$y", 0, "x$y", "0-3");
	check("x^y", 0, "x^y", "0-3");
	check("a{2}", 0, "a{2}", "0-4");
	check("a\\{2\\}", 0, "aaa", "0-2");
	check("a{,2}b", PATTERN_EXTENDED, "aaab", "1-4");
	check("a{x", PATTERN_EXTENDED | PATTERN_LENIENT, "a{x", "0-3");
	check("\\<b\\w*", 0, "ab bcd", "3-6");
	check("\\bcd\\b", 0, "abcd cd", "5-7");
	check("\\Bb", 0, "b ab", "3-4");
	check("[]a]*", 0, "]a]b", "0-3");
	check("[^]a]", 0, "]ab", "2-3");
	check("[a\\]*", 0, "\\a", "0-2");
	check("[[:digit:]]\\+", 0, "ab12", "2-4");
	check("[[.-.]x]", 0, "a-", "1-2");
	check("(.)\\1", PATTERN_EXTENDED, "abba", "1-3 1-2");
	check("\\(a*\\)b\\1", 0, "aabaa", "0-5 0-2");
	check("(a*)(b|\\1)x", PATTERN_EXTENDED, "aaaax", "0-5 0-2 2-4");
	check("(a)|b\\1", PATTERN_EXTENDED, "ba", "1-2 1-2");
	check("A(b)", PATTERN_EXTENDED | PATTERN_IGNORE_CASE, "xaB", "1-3 2-3");
	check("(a)\\1", PATTERN_EXTENDED | PATTERN_IGNORE_CASE, "aA", "0-2 0-1");
	check("a.b", PATTERN_FIXED, "axb a.b", "4-7");
	check("b", PATTERN_WHOLE_WORD, "ab b", "3-4");
	check("ab*", PATTERN_WHOLE_WORD, "abx ab", "4-6");
	check("b", PATTERN_WHOLE_LINE, "ab", "none");
	check("^b$", PATTERN_LINES, "a\nb\nc", "2-3");
	check("^b$", 0, "a\nb\nc", "none");
	check("", 0, "abc", "0-0");
	check("x*", 0, "abc", "0-0");
	check("()", PATTERN_EXTENDED, "abc", "0-0 0-0");
	check("a||b", PATTERN_EXTENDED, "b", "0-1");
	check("\\`a", PATTERN_LINES, "b\na", "none");
}

static void test_wrong(void **state)
{
	static const struct {
		const char *text;
		unsigned flags;
		const char *says;
	} rows[] = {
		{ "\\(a", 0, "Unmatched ( or \\(" }, { "a\\)", 0, "Unmatched ) or \\)" },
		{ "(a", PATTERN_EXTENDED, "Unmatched ( or \\(" },
		{ "[a", 0, "Unmatched [, [^, [:, [., or [=" },
		{ "[[:x:]]", 0, "Invalid character class name" },
		{ "[b-a]", 0, "Invalid range end" }, { "a\\", 0, "Trailing backslash" },
		{ "\\(a\\1\\)", 0, "Invalid back reference" },
		{ "\\1", 0, "Invalid back reference" },
		{ "a\\{1", 0, "Unmatched \\{" },
		{ "a\\{1a\\}", 0, "Invalid content of \\{\\}" },
		{ "a\\{2,1\\}", 0, "Invalid content of \\{\\}" },
		{ "a\\{99999\\}", 0, "Regular expression too big" },
		{ "((a{1000}){1000}){1000}", PATTERN_EXTENDED, "Regular expression too big" },
		{ "\\{1\\}", 0, "Invalid preceding regular expression" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_null(pattern_compile(rows[i].text, strlen(rows[i].text), rows[i].flags));
		assert_string_equal(fail_text(), rows[i].says);
	}
}

static void test_any_bytes(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		static const char likely[] = "\\()[]{}*+?|^$.a1,-:=b\0\xc3\xa9";
		char text[24], subject[16];
		size_t length = pick(sizeof(text)), subject_length = pick(sizeof(subject));
		struct span spans[PATTERN_GROUPS];
		struct pattern *pattern;

		for (size_t i = 0; i < length; i++)
			text[i] = likely[pick(sizeof(likely) - 1)];
		for (size_t i = 0; i < subject_length; i++)
			subject[i] = likely[pick(sizeof(likely) - 1)];
		pattern = pattern_compile(text, length, pick(64));
		if (!pattern)
			continue;
		pattern_find(pattern, subject, subject_length, 0, spans, PATTERN_GROUPS);
		pattern_free(pattern);
	}
}

static void test_nested_deep(void **state)
{
	static char text[100001];

	(void)state;
	memset(text, '(', 100000);
	assert_null(pattern_compile(text, 100000, PATTERN_EXTENDED));
	memset(text, '*', 100000);
	text[0] = 'a';
	assert_null(pattern_compile(text, 100000, PATTERN_EXTENDED));
	memset(text, 'a', 100000);
	pattern_free(pattern_compile(text, 100000, PATTERN_FIXED));
}

static void test_no_blow_up(void **state)
{
	static char subject[2001];
	struct pattern *pattern;
	struct span spans[3];

	(void)state;
	memset(subject, 'a', 2000);
	pattern = pattern_compile("(a*)*(a|aa)*$", 13, PATTERN_EXTENDED);
	assert_int_equal(pattern_find(pattern, subject, 2000, 0, spans, 3), 1);
	assert_int_equal(spans[0].end, 2000);
	pattern_free(pattern);
	pattern = pattern_compile("(a|aa)*b", 8, PATTERN_EXTENDED);
	assert_int_equal(pattern_find(pattern, subject, 2000, 0, spans, 3), 0);
	pattern_free(pattern);
	pattern = pattern_compile("((a*)*)*\\2b\\1", 13, PATTERN_EXTENDED);
	assert_int_equal(pattern_find(pattern, subject, 2000, 0, spans, 3), 0);
	pattern_free(pattern);
	subject[1990] = 'b';
	pattern = pattern_compile("(a*)*c\\1|((a*)*)*\\2b\\1x", 22, PATTERN_EXTENDED);
	assert_int_equal(pattern_find(pattern, subject, 2000, 0, spans, 3), -1);
	pattern_free(pattern);
}

static void test_lines(void **state)
{
	const char *block = "one\ntwo\n\nthree";
	struct pattern *pattern = pattern_compile("^t\\|^$", 6, 0);
	int error;

	(void)state;
	assert_ptr_equal(pattern_find_line(pattern, block, 14, '\n', &error), block + 4);
	assert_ptr_equal(pattern_find_line(pattern, block + 8, 6, '\n', &error), block + 8);
	assert_ptr_equal(pattern_find_line(pattern, block + 9, 5, '\n', &error), block + 9);
	assert_null(pattern_find_line(pattern, block, 4, '\n', &error));
	pattern_free(pattern);
}

static void test_bytes(void **state)
{
	char text[200];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t length = pick(sizeof(text)), from = pick(4), count = 0;
		size_t needle = 1 + pick(4);

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = 'a' + pick(3);
		length = length > from ? length - from : 0;
		for (size_t i = 0; i < length; i++)
			count += text[from + i] == 'b';
		assert_int_equal(count_byte(text + from, length, 'b'), count);
		assert_ptr_equal(literal_find(text + from, length, "abca", needle),
				 memmem(text + from, length, "abca", needle));
	}
	assert_true(is_utf8("plain text that is longer than sixteen", 38));
	assert_true(is_utf8("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9));
	assert_false(is_utf8("\xc0\x80", 2));
	assert_false(is_utf8("\xed\xa0\x80", 3));
	assert_false(is_utf8("\xf4\x90\x80\x80", 4));
	assert_false(is_utf8("sixteen letters..\xe2\x82", 19));
}

static void test_utf8(void **state)
{
	(void)state;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	check("^.$", 0, "\xc3\xa9", "0-2");
	check("[é-ü]", 0, "x\xc3\xb6", "1-3");
	check("[^a]", 0, "a\xe2\x82\xac", "1-4");
	check("É", PATTERN_IGNORE_CASE, "x\xc3\xa9", "1-3");
	check("é*", 0, "\xc3\xa9\xc3\xa9", "0-4");
	check("[[:alpha:]]+", PATTERN_EXTENDED, "1\xc3\xa9\xe6\x97\xa5", "1-6");
	check("\\w", 0, "\xc3\xa9", "0-2");
	check("^.", 0, "\xff", "none");
	check("\xff", 0, "a\xff", "1-2");
	setlocale(LC_CTYPE, "C");
	check("^..$", 0, "\xc3\xa9", "0-2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random), cmocka_unit_test(test_known),
		cmocka_unit_test(test_wrong), cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_nested_deep), cmocka_unit_test(test_no_blow_up),
		cmocka_unit_test(test_lines), cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
