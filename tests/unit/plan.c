/* SPDX-License-Identifier: MIT */
/* boot/plan: what is performed, in which order, and what the timeline tells of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/plan.h"
#include "core/error.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static char performed[64];

static int note_one(void *data, struct plan *plan)
{
	(void)data;
	strcat(performed, plan_now(plan)->name);
	plan_now(plan)->bytes = 2000000;
	plan_note(plan, "first\nsecond \x1b[31m");
	return 0;
}

static int note_other(void *data, struct plan *plan)
{
	strcat(performed, plan_now(plan)->name);
	return *(int *)data ? fail_plain("the cause") : 0;
}

static struct plan make_plan(int *broken)
{
	struct plan plan = { .quiet = true, .data = broken };

	performed[0] = '\0';
	buffer_text(plan_add(&plan, "a", note_one), "line a\n");
	buffer_text(plan_add(&plan, "b", note_other), "line b\n");
	plan_add(&plan, "c", NULL);
	plan_add(&plan, "d", note_one);
	return plan;
}

static void performs_each_once(void **state)
{
	int broken = 0;
	struct plan plan = make_plan(&broken);
	struct buffer text = { 0 };

	(void)state;
	assert_int_equal(plan_perform(&plan), 0);
	assert_int_equal(plan_perform(&plan), 0);
	assert_string_equal(performed, "abd");
	plan_add(&plan, "e", note_other);
	assert_int_equal(plan_perform(&plan), 0);
	assert_string_equal(performed, "abde");
	plan_timeline(&plan, &text);
	assert_int_equal(strncmp(text.data, "a  ", 3), 0);
	assert_non_null(strstr(text.data, "2.00 MB"));
	assert_non_null(strstr(text.data, "first second ?[31m\n"));
	assert_null(strstr(text.data, "\nc "));
	buffer_free(&text);
	plan_free(&plan);
}

static void stops_where_one_fails(void **state)
{
	int broken = 1;
	struct plan plan = make_plan(&broken);

	(void)state;
	assert_int_equal(plan_perform(&plan), -1);
	assert_string_equal(performed, "ab");
	assert_string_equal(fail_text(), "the cause");
	broken = 0;
	assert_int_equal(plan_perform(&plan), 0);
	assert_string_equal(performed, "abbd");
	plan_free(&plan);
}

static void goes_on_after_what_was_done_by_hand(void **state)
{
	int broken = 1;
	struct plan plan = make_plan(&broken);

	(void)state;
	plan.resume_after = "b";
	assert_int_equal(plan_perform(&plan), 0);
	assert_string_equal(performed, "d");
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(performs_each_once),
		cmocka_unit_test(stops_where_one_fails),
		cmocka_unit_test(goes_on_after_what_was_done_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
