/* SPDX-License-Identifier: MIT */
/* From a host's name to a connected socket: the addresses race, as RFC 8305 suggests. */
#include "http/connect.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

enum { NEXT_ADDRESS_MS = 250 };

uint64_t job_deadline(const struct fetch *job, uint32_t ms)
{
	uint64_t until = ms == FETCH_NEVER ? UINT64_MAX : now_ms() + ms;

	return job->ends_ms ? MIN(until, job->ends_ms) : until;
}

void job_log(const struct fetch *job, const char *format, ...)
{
	va_list args;
	char *text;

	if (!job->log)
		return;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (!text)
		return;
	text_make_printable(text);
	job->log(job->data, text);
	free(text);
}

static int cancelled(struct fetch *job)
{
	if (!job->cancel || !*job->cancel)
		return 0;
	return because(job, FETCH_CANCELLED, fail_plain("interrupted"));
}

int job_poll(struct fetch *job, struct pollfd *polled, unsigned count, uint64_t until)
{
	for (;;) {
		uint64_t now = now_ms();
		int ready;

		if (cancelled(job) < 0)
			return -1;
		ready = poll(polled, count,
			     until == UINT64_MAX ? -1
						 : (int)MIN(until - MIN(now, until), 1u << 30));
		if (ready > 0)
			return ready;
		if (ready < 0 && errno != EINTR)
			return because(job, FETCH_NETWORK, fail("poll"));
		if (ready == 0 && now_ms() >= until)
			return 0;
	}
}

int job_sleep(struct fetch *job, uint64_t ms)
{
	uint64_t now = now_ms(), until = ms == UINT64_MAX ? ms : now + ms;
	int result = job_poll(job, NULL, 0, job->ends_ms ? MIN(until, job->ends_ms) : until);

	if (result == 0 && job->ends_ms && now_ms() >= job->ends_ms && until > job->ends_ms)
		return because(job, FETCH_NETWORK, fail_plain("no time is left for another try"));
	return result;
}

/* The connects under way: one descriptor an address. */
struct race {
	const struct addresses *addresses;
	struct pollfd polled[ADDRESSES_MOST];
	unsigned started, pending;
	uint16_t port;
	bool log_lines;
};

static void say_failed(struct fetch *job, const struct race *race, unsigned i, int error)
{
	char text[64];

	errno = error;
	because(job,
		error == ECONNREFUSED || error == ENETUNREACH || error == EHOSTUNREACH
			? FETCH_REFUSED
			: FETCH_NETWORK,
		fail("connect %s port %u", address_text(race->addresses, i, text), race->port));
}

static void start_next(struct fetch *job, struct race *race)
{
	unsigned i = race->started++;
	const struct sockaddr *address = (const struct sockaddr *)&race->addresses->list[i];
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	race->polled[i] = (struct pollfd){ -1, POLLOUT, 0 };
	if (fd < 0 || (connect(fd, address, race->addresses->lengths[i]) < 0 &&
		       errno != EINPROGRESS && errno != EINTR)) {
		say_failed(job, race, i, errno);
		close_fd(&fd);
		return;
	}
	race->polled[i].fd = fd;
	race->pending++;
}

/* The first that has connected; failed ones are dropped. */
static int take_winner(struct fetch *job, struct race *race)
{
	for (unsigned i = 0; i < race->started; i++) {
		struct pollfd *row = &race->polled[i];
		int error = 0, fd = row->fd;
		socklen_t length = sizeof(error);

		if (fd < 0 || !row->revents)
			continue;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
			error = errno;
		row->fd = -1;
		race->pending--;
		if (!error)
			return fd;
		say_failed(job, race, i, error);
		close(fd);
	}
	return -1;
}

static int run_race(struct fetch *job, struct race *race, uint64_t until)
{
	uint64_t next = 0;

	for (;;) {
		unsigned started = race->started;
		int ready, winner;

		if (race->started < race->addresses->count &&
		    (!race->pending || now_ms() >= next)) {
			start_next(job, race);
			next = now_ms() + NEXT_ADDRESS_MS;
		}
		if (!race->pending && race->started == race->addresses->count)
			return -1;
		if (!race->pending)
			continue;
		ready = job_poll(job, race->polled, race->started,
				 race->started < race->addresses->count ? MIN(next, until) : until);
		if (ready < 0)
			return -1;
		winner = ready ? take_winner(job, race) : -1;
		if (winner >= 0)
			return winner;
		if (now_ms() >= until) {
			errno = ETIMEDOUT;
			say_failed(job, race, started ? started - 1 : 0, ETIMEDOUT);
			return -1;
		}
	}
}

int connect_host(struct fetch *job, const char *host, uint16_t port)
{
	struct addresses addresses;
	struct race race = { .addresses = &addresses, .port = port };
	char first[64];
	int fd;

	if (resolve_host(job, host, port, SOCK_STREAM, &addresses) < 0)
		return -1;
	address_text(&addresses, 0, first);
	if (strcmp(first, host) == 0)
		job_log(job, "Connecting to %s:%u... ", host, port);
	else
		job_log(job, "Connecting to %s|%s|:%u... ", host, first, port);
	fd = run_race(job, &race, job_deadline(job, job->timeouts.connect ?: 20000));
	for (unsigned i = 0; i < race.started; i++)
		close_fd(&race.polled[i].fd);
	job_log(job, fd < 0 ? "failed: %s.\n" : "connected.\n", fail_text());
	return fd;
}
