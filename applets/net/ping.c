/* SPDX-License-Identifier: MIT */
/* ping(8) of iputils: its options that people type, its output, its exit codes. */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/loop.h"
#include "core/text.h"
#include "net/host.h"
#include "net/icmp_socket.h"
#include "net/rtnl.h"

static struct {
	bool v4, v6, quiet, numeric, stamps, flood, adaptive, broadcast, audible;
	const char *from;
	uint64_t count, size, ttl, deadline;
	uint64_t interval, wait;	/* milliseconds */
	bool has_interval, has_size;

	struct icmp_socket socket;
	struct sockaddr_storage to;
	socklen_t to_length;
	char name[256], address[64];	/* as typed, as numbers */
	struct icmp_figures figures;
	struct loop loop;
	uint64_t begin, last;		/* microseconds */
	int next, linger;		/* timers, -1: none */
	uint8_t *packet;
} G;

static int take_seconds(const char *option, const char *text);
static int take_number(const char *option, const char *text);

static const struct option_row options[] = {
	{ "-4", OPTION_FLAG, &G.v4, NULL, "IPv4 only" },
	{ "-6", OPTION_FLAG, &G.v6, NULL, "IPv6 only" },
	{ "-a", OPTION_FLAG, &G.audible, NULL, "ring the bell at each reply" },
	{ "-A", OPTION_FLAG, &G.adaptive, NULL, "send as replies come" },
	{ "-b", OPTION_FLAG, &G.broadcast, NULL, "allow a broadcast address" },
	{ "-c", OPTION_CALL, take_number, "COUNT", "stop after so many" },
	{ "-D", OPTION_FLAG, &G.stamps, NULL, "print the time of each reply" },
	{ "-f", OPTION_FLAG, &G.flood, NULL, "flood: a dot for each request that has no reply" },
	{ "-i", OPTION_CALL, take_seconds, "SECONDS", "between two requests (1)" },
	{ "-I", OPTION_TEXT, &G.from, "DEVICE|ADDRESS", "where to send from" },
	{ "-n", OPTION_FLAG, &G.numeric, NULL, "print no names" },
	{ "-q", OPTION_FLAG, &G.quiet, NULL, "print the summary only" },
	{ "-s", OPTION_CALL, take_number, "BYTES", "bytes in a request, without headers (56)" },
	{ "-t", OPTION_CALL, take_number, "TTL", "routers it may pass" },
	{ "-w", OPTION_CALL, take_number, "SECONDS", "stop after them, whatever came" },
	{ "-W", OPTION_CALL, take_seconds, "SECONDS", "wait for the last reply (10)" },
	{ 0 }
};

static int take_seconds(const char *option, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (!*text || *end || !(seconds >= 0 && seconds < 1e6))
		return fail_plain("'%s' is no number of seconds", text);
	if (option[1] == 'i') {
		G.interval = seconds * 1000;
		G.has_interval = true;
	} else {
		G.wait = seconds * 1000 > 1 ? seconds * 1000 : 1;
	}
	return 0;
}

static int take_number(const char *option, const char *text)
{
	const struct { char letter; uint64_t low, high, *value; } rows[] = {
		{ 'c', 1, INT64_MAX, &G.count }, { 's', 0, 65507, &G.size },
		{ 't', 1, 255, &G.ttl }, { 'w', 1, 1000000, &G.deadline },
	};

	G.has_size |= option[1] == 's';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].letter == option[1])
			return text_number(text, 10, rows[i].low, rows[i].high, rows[i].value);
	}
	return -1;
}

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

static void find(const char *name)
{
	if (host_find(name, G.v4 ? AF_INET : G.v6 ? AF_INET6 : AF_UNSPEC, &G.to, &G.to_length) < 0)
		die_failure(2);
	text_copy(G.name, sizeof(G.name), name);
	text_make_printable(G.name);
	host_numbers(&G.to, G.address, sizeof(G.address));
}

static void bind_from(int fd)
{
	if (host_bind(fd, G.from, G.to.ss_family) < 0)
		die_failure(2);
}

/* Is there a way, and from which address? A datagram socket knows without sending. */
static void find_source(char *text, size_t size)
{
	struct sockaddr_storage address = { 0 };
	socklen_t length = sizeof(address);
	int fd = socket(G.to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		die(2, "socket: %s", strerror(errno));
	if (G.from)
		bind_from(fd);
	if (G.broadcast)
		setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	/* Any port will do; none would be refused. */
	((struct sockaddr_in *)&G.to)->sin_port = htons(1025);
	if (connect(fd, (struct sockaddr *)&G.to, G.to_length) < 0) {
		if (errno == EACCES)
			die(2, "Do you want to ping broadcast? Then -b. If not, check your local "
			       "firewall rules");
		die(2, "connect: %s", rtnl_error_text(errno));
	}
	((struct sockaddr_in *)&G.to)->sin_port = 0;
	if (getsockname(fd, (struct sockaddr *)&address, &length) == 0)
		host_numbers(&address, text, size);
	close(fd);
}

static void open_socket(void)
{
	int on = 1, ttl = G.ttl, fd, level = G.to.ss_family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	int single = level == IPPROTO_IP ? IP_TTL : IPV6_UNICAST_HOPS;
	int many = level == IPPROTO_IP ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS;

	if (icmp_open(&G.socket, G.to.ss_family) < 0)
		die_failure(2);
	fd = G.socket.fd;
	if (G.from)
		bind_from(fd);
	if (G.broadcast)
		setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	if (ttl && (setsockopt(fd, level, single, &ttl, sizeof(ttl)) < 0 ||
		    setsockopt(fd, level, many, &ttl, sizeof(ttl)) < 0))
		die(2, "cannot set time to live: %s", strerror(errno));
}

static void print_head(const char *source)
{
	bool is4 = G.to.ss_family == AF_INET, named = strcmp(G.name, G.address) != 0;

	if (is4)
		printf("PING %s (%s) ", G.name, G.address);
	else if (named)
		printf("PING %s(%s (%s)) ", G.name, G.name, G.address);
	else
		printf("PING %s(%s) ", G.name, G.address);
	if (G.from)
		printf("from %s %s: ", source, strcmp(G.from, source) != 0 ? G.from : "");
	if (is4)
		printf("%llu(%llu) bytes of data.\n", (unsigned long long)G.size,
		       (unsigned long long)G.size + 28);
	else
		printf("%llu data bytes\n", (unsigned long long)G.size);
	fflush(stdout);
}

static int time_to_send(void *data, int what);

static int end_now(void *data, int what)
{
	(void)data;
	(void)what;
	return 1;
}

/* The last request is out: wait for its reply, longer when none ever came. */
static int linger(void)
{
	uint64_t ms = G.wait;

	if (G.linger >= 0)
		return 0;
	if (G.figures.received)
		ms = MAX(2 * G.figures.longest / 1000, G.interval);
	G.linger = loop_after(&G.loop, ms, end_now, NULL);
	return G.linger < 0 ? -1 : 0;
}

static int schedule(uint64_t ms)
{
	loop_cancel(&G.loop, G.next);
	G.next = loop_after(&G.loop, ms, time_to_send, NULL);
	return G.next < 0 ? -1 : 0;
}

static int send_one(void)
{
	size_t length;
	uint64_t number;
	int error;

	if (G.count && G.figures.sent >= G.count && !G.deadline)
		return linger();
	G.last = now_us();
	number = icmp_count_sent(&G.figures, G.last);
	length = icmp_request(G.packet, G.to.ss_family, G.socket.id, number, G.size);
	/* An error of an earlier request waits in the queue, and must not fail this one. */
	getsockopt(G.socket.fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof(error) });
	if (sendto(G.socket.fd, G.packet, length, MSG_NOSIGNAL, (struct sockaddr *)&G.to,
		   G.to_length) < 0) {
		if (errno != EAGAIN && errno != ENOBUFS)
			warn_errno("sendmsg");
	} else if (G.flood && !G.quiet) {
		putchar('.');
		fflush(stdout);
	}
	if (G.count && G.figures.sent >= G.count && !G.deadline)
		return linger();
	/* Replies set the pace; without them, a hundred a second, or one. */
	return schedule(G.flood && !G.has_interval ? 10 : G.interval);
}

static int time_to_send(void *data, int what)
{
	(void)data;
	(void)what;
	G.next = -1;
	return send_one();
}

static void print_from(const struct sockaddr_storage *from)
{
	char text[96];

	host_numbers(from, text, sizeof(text));
	if (G.numeric || strcmp(G.name, G.address) == 0 || strcmp(text, G.address) != 0)
		printf("%s", text);
	else
		printf("%s (%s)", G.name, text);
}

static void print_stamp(void)
{
	struct timeval now;

	if (!G.stamps)
		return;
	gettimeofday(&now, NULL);
	printf("[%lld.%06ld] ", (long long)now.tv_sec, (long)now.tv_usec);
}

static void print_reply(const struct icmp_received *received, bool duplicate, int64_t took)
{
	struct buffer text = { 0 };

	print_stamp();
	printf("%zu bytes from ", received->reply.size);
	print_from(&received->from);
	printf(": icmp_seq=%u", received->reply.sequence);
	if (received->ttl >= 0)
		printf(" ttl=%d", received->ttl);
	if (took >= 0 && !G.figures.untimed) {
		icmp_time_text(took, &text);
		printf(" time=%s ms", text.data);
		buffer_free(&text);
	}
	printf("%s%s\n", duplicate ? " (DUP!)" : "", G.audible ? "\a" : "");
	fflush(stdout);
}

static void print_error(const struct icmp_received *received)
{
	struct buffer text = { 0 };

	icmp_error_text(G.to.ss_family, received->type, received->code, received->info, &text);
	print_stamp();
	printf("From ");
	print_from(&received->from);
	printf(" icmp_seq=%u %s\n", received->reply.sequence, text.data);
	fflush(stdout);
	buffer_free(&text);
}

static int reply_came(const struct icmp_received *received)
{
	int64_t took;
	bool duplicate;

	G.last = now_us();
	duplicate = icmp_count_reply(&G.figures, received->reply.sequence, G.last, &took);
	if (G.flood && !G.quiet) {
		printf("\b \b");
		fflush(stdout);
	} else if (!G.quiet) {
		print_reply(received, duplicate, took);
	}
	if (G.count && G.figures.received + G.figures.errors >= G.count)
		return 1;
	if (!duplicate && (G.adaptive || G.flood) && !G.has_interval)
		return send_one();
	return 0;
}

static int error_came(const struct icmp_received *received)
{
	G.last = now_us();
	G.figures.errors++;
	if (G.flood && !G.quiet)
		printf("\bE");
	else if (!G.quiet)
		print_error(received);
	fflush(stdout);
	return G.count && G.figures.received + G.figures.errors >= G.count;
}

static int packets_came(void *data, int what)
{
	struct icmp_received received;
	int more, result = 0;

	(void)data;
	(void)what;
	while (!result && (more = icmp_receive(&G.socket, &received)) != 0) {
		if (more < 0)
			return more;
		result = received.error ? error_came(&received) : reply_came(&received);
	}
	return result;
}

/* Ctrl+\ asks for the figures so far, in one line. */
static int show_figures(void *data, int what)
{
	const struct icmp_figures *figures = &G.figures;
	unsigned long long loss = 0;

	(void)data;
	(void)what;
	if (figures->sent > figures->received)
		loss = (figures->sent - figures->received) * 100 / figures->sent;
	fprintf(stderr, "\r%llu/%llu packets, %llu%% loss", (unsigned long long)figures->received,
		(unsigned long long)figures->sent, loss);
	if (figures->timed)
		fprintf(stderr, ", min/avg/ewma/max = %.3f/%.3f/%.3f/%.3f ms",
			figures->shortest / 1000.0, figures->sum / figures->timed / 1000.0,
			figures->smoothed / 8000.0, figures->longest / 1000.0);
	fprintf(stderr, "\n");
	return 0;
}

static int ask(void)
{
	int result;

	G.next = G.linger = -1;
	if (loop_watch(&G.loop, G.socket.fd, POLLIN, packets_came, NULL) < 0 ||
	    loop_signal(&G.loop, SIGINT, end_now, NULL) < 0 ||
	    loop_signal(&G.loop, SIGTERM, end_now, NULL) < 0 ||
	    loop_signal(&G.loop, SIGQUIT, show_figures, NULL) < 0 ||
	    (G.deadline && loop_after(&G.loop, G.deadline * 1000, end_now, NULL) < 0))
		die_failure(2);
	G.begin = G.last = now_us();
	result = send_one();
	if (!result)
		result = loop_run(&G.loop);
	loop_end(&G.loop);
	return result;
}

static void set_defaults(void)
{
	if (!G.has_interval)
		G.interval = 1000;
	if (!G.wait)
		G.wait = 10000;
	if (!G.has_size)
		G.size = 56;
	if (G.v4 && G.v6)
		usage("only one -4 or -6 option may be specified");
}

static int run(int argc, char **argv)
{
	struct buffer text = { 0 };
	char source[96] = "";
	bool answered;

	if (argc != 2)
		usage(argc < 2 ? "usage error: Destination address required"
			       : "one destination only");
	G.v6 |= text_ends_with(program_name, "6");
	set_defaults();
	find(argv[1]);
	find_source(source, sizeof(source));
	open_socket();
	G.packet = xmalloc(sizeof(struct icmp_echo) + G.size);
	print_head(source);
	/* The original keeps a request's time within it, for which 16 bytes are needed. */
	G.figures.untimed = G.size < 16;
	if (ask() < 0)
		warn_failure();
	icmp_summary(&G.figures, G.name, G.last - G.begin,
		     (G.flood || G.adaptive) && !G.has_interval, &text);
	printf("%s", text.data);
	buffer_free(&text);
	free(G.packet);
	close(G.socket.fd);
	answered = G.figures.received && !(G.deadline && G.figures.received < G.count);
	/* A request that could not be sent is counted, and is not a failure by itself. */
	exit_status = 0;
	return answered ? 0 : 1;
}

APPLET(ping, .names = "ping ping6", .summary = "ask a host whether it is there",
       .operands = "DESTINATION", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2);
