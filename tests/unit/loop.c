/* SPDX-License-Identifier: MIT */
/* core/loop: descriptors, timers in their order, signals, and how a run ends. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <unistd.h>

#include "core/loop.h"
#include <cmocka.h>

static int order[4], count;

static int note(void *data, int what)
{
	(void)what;
	order[count++] = *(int *)data;
	return 0;
}

static int end_with(void *data, int what)
{
	(void)what;
	return *(int *)data;
}

static void timers(void **state)
{
	struct loop loop = { 0 };
	int one = 1, two = 2, three = 3, cancelled;

	(void)state;
	count = 0;
	assert_true(loop_after(&loop, 20, note, &two) >= 0);
	assert_true(loop_after(&loop, 1, note, &one) >= 0);
	cancelled = loop_after(&loop, 5, note, &three);
	loop_cancel(&loop, cancelled);
	assert_int_equal(loop_run(&loop), 0);
	assert_int_equal(count, 2);
	assert_int_equal(order[0], 1);
	assert_int_equal(order[1], 2);
	loop_end(&loop);
}

static void endings(void **state)
{
	struct loop loop = { 0 };
	int value = 5, bad = -3, ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	loop_watch(&loop, ends[0], POLLIN, end_with, &value);
	assert_int_equal(loop_run(&loop), 5);
	loop_watch(&loop, ends[0], POLLIN, end_with, &bad);
	assert_true(loop_run(&loop) < 0);
	loop_unwatch(&loop, ends[0]);
	assert_int_equal(loop_run(&loop), 0);
	loop_end(&loop);
	close(ends[0]);
	close(ends[1]);
}

static void signals(void **state)
{
	struct loop loop = { 0 };
	int value = 9;

	(void)state;
	assert_true(loop_signal(&loop, SIGUSR1, end_with, &value) >= 0);
	raise(SIGUSR1);
	assert_int_equal(loop_run(&loop), 9);
	loop_end(&loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timers), cmocka_unit_test(endings), cmocka_unit_test(signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
