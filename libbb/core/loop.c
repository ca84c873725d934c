/* SPDX-License-Identifier: MIT */
/* The one event loop, over poll(2) and signalfd(2). */
#include "core/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

int loop_watch(struct loop *loop, int fd, short events, loop_handler *handler, void *data)
{
	struct loop_watch *free_row = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(loop->watches); i++) {
		struct loop_watch *row = &loop->watches[i];

		if (row->used && row->fd == fd) {
			free_row = row;
			break;
		}
		if (!row->used && !free_row)
			free_row = row;
	}
	if (!free_row)
		return fail_plain("event loop: too many descriptors");
	*free_row = (struct loop_watch){ fd, events, handler, data, 1 };
	return 0;
}

void loop_unwatch(struct loop *loop, int fd)
{
	for (size_t i = 0; i < ARRAY_SIZE(loop->watches); i++)
		if (loop->watches[i].used && loop->watches[i].fd == fd)
			loop->watches[i].used = 0;
}

int loop_after(struct loop *loop, uint64_t ms, loop_handler *handler, void *data)
{
	for (size_t i = 0; i < ARRAY_SIZE(loop->timers); i++) {
		if (loop->timers[i].used)
			continue;
		loop->timers[i] = (struct loop_timer){ now_ms() + ms, handler, data, 1 };
		return i;
	}
	return fail_plain("event loop: too many timers");
}

void loop_cancel(struct loop *loop, int timer)
{
	if (timer >= 0 && (size_t)timer < ARRAY_SIZE(loop->timers))
		loop->timers[timer].used = 0;
}

static int signal_came(void *data, int what)
{
	struct loop *loop = data;
	struct signalfd_siginfo info;

	(void)what;
	while (read(loop->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		for (size_t i = 0; i < ARRAY_SIZE(loop->signals); i++) {
			struct loop_signal *row = &loop->signals[i];
			int result;

			if (!row->handler || row->number != (int)info.ssi_signo)
				continue;
			result = row->handler(row->data, row->number);
			if (result)
				return result;
		}
	}
	return 0;
}

static void signal_set(const struct loop *loop, sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(loop->signals); i++)
		if (loop->signals[i].handler)
			sigaddset(set, loop->signals[i].number);
}

int loop_signal(struct loop *loop, int number, loop_handler *handler, void *data)
{
	sigset_t set;
	size_t i = 0;

	while (i < ARRAY_SIZE(loop->signals) && loop->signals[i].handler)
		i++;
	if (i == ARRAY_SIZE(loop->signals))
		return fail_plain("event loop: too many signals");
	loop->signals[i] = (struct loop_signal){ number, handler, data };
	signal_set(loop, &set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	loop->signal_fd = signalfd(loop->signal_fd ? loop->signal_fd : -1, &set,
				   SFD_CLOEXEC | SFD_NONBLOCK);
	if (loop->signal_fd < 0) {
		loop->signal_fd = 0;
		return fail("signalfd");
	}
	return loop_watch(loop, loop->signal_fd, POLLIN, signal_came, loop);
}

/* The next timer due, or NULL. */
static struct loop_timer *next_timer(struct loop *loop)
{
	struct loop_timer *next = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(loop->timers); i++) {
		struct loop_timer *row = &loop->timers[i];

		if (row->used && (!next || row->at < next->at))
			next = row;
	}
	return next;
}

static int run_timers(struct loop *loop)
{
	struct loop_timer *timer;

	while ((timer = next_timer(loop)) && timer->at <= now_ms()) {
		int result;

		timer->used = 0;
		result = timer->handler(timer->data, timer - loop->timers);
		if (result)
			return result;
	}
	return 0;
}

static int run_watches(struct loop *loop, const struct pollfd *polled, const size_t *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct loop_watch *row = &loop->watches[rows[i]];
		int result;

		/* An earlier handler of this round may have taken it away. */
		if (!polled[i].revents || !row->used || row->fd != polled[i].fd)
			continue;
		result = row->handler(row->data, polled[i].revents);
		if (result)
			return result;
	}
	return 0;
}

int loop_run(struct loop *loop)
{
	for (;;) {
		struct pollfd polled[ARRAY_SIZE(loop->watches)];
		size_t rows[ARRAY_SIZE(loop->watches)], n = 0;
		int result = run_timers(loop), wait = -1;
		struct loop_timer *timer = next_timer(loop);

		if (result)
			return result;
		for (size_t i = 0; i < ARRAY_SIZE(loop->watches); i++) {
			if (!loop->watches[i].used)
				continue;
			polled[n] = (struct pollfd){ loop->watches[i].fd,
						     loop->watches[i].events, 0 };
			rows[n++] = i;
		}
		if (timer) {
			uint64_t now = now_ms();

			wait = timer->at > now ? MIN(timer->at - now, 1u << 30) : 0;
		} else if (n == 0) {
			return 0;
		}
		if (poll(polled, n, wait) < 0 && errno != EINTR)
			return fail("poll");
		result = run_watches(loop, polled, rows, n);
		if (result)
			return result;
	}
}

void loop_end(struct loop *loop)
{
	sigset_t set;

	if (loop->signal_fd) {
		signal_set(loop, &set);
		close(loop->signal_fd);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	memset(loop, 0, sizeof(*loop));
}
