/* SPDX-License-Identifier: MIT */
/* One question by UDP to each address, until there is an answer. */
#include "http/sntp.h"

#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "http/connect.h"

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Answers that are none are passed over: the right one may follow. */
static int await(int fd, uint64_t cookie, double sent, uint32_t ms, struct ntp_answer *answer)
{
	uint64_t until = now_ms() + ms, now;
	unsigned char packet[512];

	fail_plain("no answer within %.3g s", ms / 1000.0);
	while ((now = now_ms()) < until) {
		struct pollfd polled = { fd, POLLIN, 0 };
		ssize_t count = 0;

		if (poll(&polled, 1, until - now) <= 0)
			continue;
		count = recv(fd, packet, sizeof(packet), 0);
		if (count < 0)
			return fail("receive");
		if (ntp_take(packet, count, cookie, sent, seconds_now(), answer) == 0)
			return 0;
	}
	return -1;
}

static int ask(const struct addresses *addresses, unsigned i, uint32_t ms,
	       struct ntp_answer *answer)
{
	const struct sockaddr *to = (const struct sockaddr *)&addresses->list[i];
	int fd = socket(to->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), result;
	unsigned char packet[NTP_PACKET];
	uint64_t cookie = 0;
	double sent;

	if (getrandom(&cookie, sizeof(cookie), GRND_NONBLOCK) < 0)
		cookie = now_ms();
	ntp_question(cookie, packet);
	sent = seconds_now();
	/* Connected: only this server's answers come, and its host's refusal. */
	if (fd < 0 || connect(fd, to, addresses->lengths[i]) < 0 ||
	    send(fd, packet, sizeof(packet), 0) < 0)
		result = fail("send");
	else
		result = await(fd, cookie, sent, ms, answer);
	close_fd(&fd);
	return result;
}

int sntp_ask(const char *host, uint16_t port, uint32_t ms, struct ntp_answer *answer,
	     char address[64])
{
	struct fetch job = { .timeouts.dns = ms };
	struct addresses addresses = { 0 };

	if (resolve_host(&job, host, port, SOCK_DGRAM, &addresses) < 0)
		return -1;
	for (unsigned i = 0; i < addresses.count; i++) {
		address_text(&addresses, i, address);
		if (ask(&addresses, i, ms, answer) == 0)
			return 0;
	}
	return fail_in("ask %s (%s) for the time", host, address);
}

int clock_step(double seconds)
{
	double then = seconds_now() + seconds;
	struct timespec time = { .tv_sec = then, .tv_nsec = (then - (time_t)then) * 1e9 };

	return clock_settime(CLOCK_REALTIME, &time) < 0 ? fail("set the clock") : 0;
}
