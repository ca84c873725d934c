/* SPDX-License-Identifier: MIT */
/* Probes of traceroute(8): each has a socket of its own, whose errors are those of its packet. */
#include "net/trace.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "net/host.h"
#include "net/rtnl.h"

uint64_t trace_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

/* Codes of "destination unreachable": RFC 792, 1812; for IPv6 RFC 4443. */
bool trace_mark(int family, unsigned type, unsigned code, uint32_t info, char mark[16])
{
	static const char marks4[][3] = {
		"!N", "!H", "!P", "", "!F", "!S", "!U", "!W", "!I", "!A", "!Z", "!Q", "!T", "!X",
		"!V", "!C",
	};
	static const char marks6[][3] = { "!N", "!X", "!S", "!H", "" };
	bool is4 = family == AF_INET;

	mark[0] = '\0';
	if (type == (is4 ? ICMP_TIME_EXCEEDED : ICMP6_TIME_EXCEEDED))
		return false;
	if (is4 && type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		snprintf(mark, 16, "!F-%u", info);
	else if (!is4 && type == ICMP6_PACKET_TOO_BIG)
		snprintf(mark, 16, "!F-%u", info);
	else if (is4 && type == ICMP_DEST_UNREACH && code < ARRAY_SIZE(marks4))
		strcpy(mark, marks4[code]);
	else if (!is4 && type == ICMP6_DST_UNREACH && code < ARRAY_SIZE(marks6))
		strcpy(mark, marks6[code]);
	else if (type == (is4 ? ICMP_DEST_UNREACH : ICMP6_DST_UNREACH))
		snprintf(mark, 16, "!<%u>", code);
	else
		snprintf(mark, 16, "!<%u-%u>", type, code);
	return true;
}

static int set_number(const struct trace *trace, int fd, int option4, int option6, int value)
{
	return trace->to.ss_family == AF_INET
	       ? setsockopt(fd, IPPROTO_IP, option4, &value, sizeof(value))
	       : setsockopt(fd, IPPROTO_IPV6, option6, &value, sizeof(value));
}

static int set_up(const struct trace *trace, int fd, int hops)
{
	int on = 1, family = trace->to.ss_family;

	if (trace->device && host_bind(fd, trace->device, family) < 0)
		return -1;
	if (trace->from && host_bind(fd, trace->from, family) < 0)
		return -1;
	if (set_number(trace, fd, IP_RECVERR, IPV6_RECVERR, 1) < 0 ||
	    set_number(trace, fd, IP_TTL, IPV6_UNICAST_HOPS, hops) < 0 ||
	    (trace->tos && set_number(trace, fd, IP_TOS, IPV6_TCLASS, trace->tos) < 0) ||
	    set_number(trace, fd, IP_MTU_DISCOVER, IPV6_MTU_DISCOVER,
		       trace->whole ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT) < 0 ||
	    (trace->direct && setsockopt(fd, SOL_SOCKET, SO_DONTROUTE, &on, sizeof(on)) < 0))
		return fail("setsockopt");
	return 0;
}

static int open_socket(const struct trace *trace, struct trace_probe *probe)
{
	int type = trace->method == TRACE_TCP ? SOCK_STREAM : SOCK_DGRAM;

	if (trace->method == TRACE_ICMP)
		return icmp_open(&probe->socket, trace->to.ss_family);
	probe->socket.family = trace->to.ss_family;
	probe->socket.fd = socket(trace->to.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return probe->socket.fd < 0 ? fail("socket") : 0;
}

int trace_send(const struct trace *trace, struct trace_probe *probe, unsigned number, int hops)
{
	struct sockaddr_storage to = trace->to;
	uint8_t *packet = xcalloc(1, sizeof(struct icmp_echo) + trace->size);
	size_t length = trace->size;
	int result = 0;

	*probe = (struct trace_probe){ .sequence = trace->port + number };
	if (open_socket(trace, probe) < 0 || set_up(trace, probe->socket.fd, hops) < 0) {
		trace_close(probe);
		free(packet);
		return -1;
	}
	/* sockaddr_in6 has its port in the same place. */
	if (trace->method != TRACE_ICMP)
		((struct sockaddr_in *)&to)->sin_port =
			htons(trace->method == TRACE_UDP ? probe->sequence : trace->port);
	memset(packet, '@', length);
	if (trace->method == TRACE_ICMP)
		length = icmp_request(packet, to.ss_family, probe->socket.id, probe->sequence,
				      trace->size);
	probe->sent = trace_now();
	if (connect(probe->socket.fd, (struct sockaddr *)&to, trace->to_length) < 0 &&
	    errno != EINPROGRESS)
		result = fail_plain("connect: %s", rtnl_error_text(errno));
	else if (trace->method != TRACE_TCP && send(probe->socket.fd, packet, length, 0) < 0)
		result = fail_plain("send: %s", rtnl_error_text(errno));
	if (result < 0)
		trace_close(probe);
	free(packet);
	return result;
}

void trace_close(struct trace_probe *probe)
{
	if (probe->socket.fd > 0)
		close(probe->socket.fd);
	probe->socket.fd = 0;
}

static void answer(struct trace_probe *probe, const struct icmp_received *received, bool last)
{
	probe->took = trace_now() - probe->sent;
	probe->answered = true;
	probe->last = last;
	probe->by = received->from;
	trace_close(probe);
}

/* The other end itself, which no error names. */
static void answer_end(const struct trace *trace, struct trace_probe *probe)
{
	struct icmp_received end = { .from = trace->to };

	answer(probe, &end, true);
}

static void receive_icmp(struct trace_probe *probe)
{
	struct icmp_received received;

	while (icmp_receive(&probe->socket, &received) > 0) {
		/* A raw socket sees those of others too. */
		if (received.reply.sequence != probe->sequence)
			continue;
		answer(probe, &received,
		       !received.error || trace_mark(probe->socket.family, received.type,
						     received.code, received.info, probe->mark));
		return;
	}
	fail_clear();
}

/* Open, or closed: either end answered. */
static void receive_tcp(const struct trace *trace, struct trace_probe *probe)
{
	struct pollfd one = { .fd = probe->socket.fd, .events = POLLOUT };
	int error = 0;

	if (poll(&one, 1, 0) <= 0)
		return;
	getsockopt(one.fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof(error) });
	if (error == 0 || error == ECONNREFUSED)
		answer_end(trace, probe);
	else
		trace_close(probe);
}

void trace_receive(const struct trace *trace, struct trace_probe *probe)
{
	static uint8_t bytes[65536];
	struct icmp_received received;
	int fd = probe->socket.fd;

	if (trace->method == TRACE_ICMP) {
		receive_icmp(probe);
		return;
	}
	while (icmp_take(fd, MSG_ERRQUEUE, bytes, sizeof(bytes), &received) >= 0) {
		if (!received.error)
			continue;
		bool last = trace_mark(probe->socket.family, received.type, received.code,
				       received.info, probe->mark);

		answer(probe, &received, last);
		return;
	}
	if (trace->method == TRACE_TCP)
		receive_tcp(trace, probe);
	else if (icmp_take(fd, 0, bytes, sizeof(bytes), &received) >= 0)
		answer_end(trace, probe);
}
