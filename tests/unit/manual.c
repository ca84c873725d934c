/* SPDX-License-Identifier: MIT */
/* Pages and completion of tables that are harder than any applet's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/manual.h"

static const struct option_row options[] = {
	{ "-f --force", OPTION_FLAG, NULL, NULL, "do it. Then stop" },
	{ "-# -n --lines", OPTION_TEXT, NULL, "NUM", "so many" },
	{ "--color", OPTION_OPTIONAL, NULL, "always|never", ".colours and \\ 'marks'" },
	{ "-? -'", OPTION_FLAG, NULL, NULL, "odd names" },
	{ 0 }
};

static const struct applet odd = {
	.names = "Op [ odd", .summary = "an applet \\ with .odd names",
	.operands = "[-c COMMAND | FILE] [OWNER][:GROUP] USER[:GROUP] [[A] B]... C...",
	.options = options, .group = "net",
	.details = ".prose that begins with a dot, and \\back. 'Next' -- sentence.\n"
		   "  literal   .kept\n"
		   "\n\n  'more\n"
		   "prose again",
};

static const struct applet bare = { .names = "bare", .summary = "nothing", .group = "text" };

static struct buffer mdoc(const struct applet *applet)
{
	struct buffer page = { 0 };

	manual_mdoc(applet, "January 1, 1970", &page);
	return page;
}

static void test_blocks(void **state)
{
	const char *at = "one\ntwo\n  lit\n  lit2\n\n  lit3\nthree";
	static const struct { const char *text; bool literal; } expected[] = {
		{ "one\ntwo", false }, { "  lit\n  lit2", true }, { "  lit3", true },
		{ "three", false },
	};
	struct manual_block block;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_true(manual_next(&at, &block));
		assert_int_equal(block.length, strlen(expected[i].text));
		assert_memory_equal(block.start, expected[i].text, block.length);
		assert_int_equal(block.literal, expected[i].literal);
	}
	assert_false(manual_next(&at, &block));
	at = "\n\n";
	assert_false(manual_next(&at, &block));
}

static void test_mdoc_escapes(void **state)
{
	struct buffer page = mdoc(&odd);

	(void)state;
	assert_non_null(strstr(page.data, "\n.Dt OP 8\n"));
	assert_non_null(strstr(page.data, ".Nm \\&Op ,\n.Nm \\&[ ,\n.Nm odd\n"));
	assert_non_null(strstr(page.data, "\n\\&.prose that"));
	assert_non_null(strstr(page.data, "\\eback.\n\\&'Next' \\-- sentence.\n"));
	assert_non_null(strstr(page.data, ".It Fl f , Fl -force\ndo it.\nThen stop\n"));
	assert_non_null(strstr(page.data, "Fl Ns Ar NUM , Fl n"));
	assert_non_null(strstr(page.data, "Ns Op = Ns Ar always|never\n\\&.colours"));
	assert_non_null(strstr(page.data, "Fl \\&?"));
	buffer_free(&page);
	page = mdoc(&bare);
	assert_non_null(strstr(page.data, ".Dt BARE 1\n"));
	buffer_free(&page);
}

/* What opens, closes; words with brackets of their own stay whole. */
static void test_mdoc_operands(void **state)
{
	struct buffer page = mdoc(&odd);
	const char *synopsis = strstr(page.data, ".Sh SYNOPSIS"), *at;
	int opened = 0;

	(void)state;
	assert_non_null(synopsis);
	for (at = synopsis; strncmp(at, ".Sh DESC", 8) != 0; at += strcspn(at, "\n") + 1) {
		opened += strncmp(at, ".Oo", 3) == 0;
		opened -= strncmp(at, ".Oc", 3) == 0;
		assert_true(opened >= 0);
	}
	assert_int_equal(opened, 0);
	assert_non_null(strstr(synopsis, ".Oo\n.Fl c\n.Ar COMMAND\n.No \\&|\n.Ar FILE\n.Oc\n"));
	assert_non_null(strstr(synopsis, ".Ar USER[:GROUP]\n"));
	assert_non_null(strstr(synopsis, ".Oc ...\n.Ar C ...\n"));
	buffer_free(&page);
}

static void test_text_keeps_its_width(void **state)
{
	struct buffer page = { 0 };

	(void)state;
	for (unsigned width = 0; width < 120; width += 7) {
		manual_text(&odd, width, false, &page);
		assert_null(strchr(page.data, '\033'));
		assert_non_null(strstr(page.data, "\n       literal   .kept\n"));
		for (const char *at = page.data; *at; at += strcspn(at, "\n") + 1)
			assert_true(strcspn(at, "\n") <= (width < 60 ? 60 : width));
		page.length = 0;
	}
	manual_text(&bare, 80, true, &page);
	assert_non_null(strstr(page.data, "\033[1mNAME\033[m\n     bare - nothing\n"));
	buffer_free(&page);
}

static void test_completion_quotes(void **state)
{
	struct buffer script = { 0 };

	(void)state;
	completion_bash(&odd, &script);
	assert_non_null(strstr(script.data, "['[']=' -f --force -n=NUM --lines=NUM "
					    "--color[=always|never] -?'\n"));
	buffer_free(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_mdoc_escapes),
		cmocka_unit_test(test_mdoc_operands),
		cmocka_unit_test(test_text_keeps_its_width),
		cmocka_unit_test(test_completion_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
