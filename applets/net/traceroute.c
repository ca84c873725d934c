/* SPDX-License-Identifier: MIT */
/* traceroute(8) as Debian has it: which routers a packet passes. */
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "net/host.h"
#include "net/trace.h"

enum { MOST_HOPS = 255, MOST_QUERIES = 10, AT_ONCE = 16 };

static struct {
	bool v4, v6, icmp, tcp, numeric;
	uint64_t first, hops, queries, port, at_once, tos;
	bool has_port;
	double longest, here, near;	/* seconds, and how many times what others took */
	double pause;			/* seconds between two probes */

	struct trace trace;
	struct trace_probe *probes;
	unsigned count, sent, shown;
	uint64_t sent_last;
} G;

static int take_wait(const char *name, const char *text);
static int take_pause(const char *name, const char *text);
static int take_number(const char *name, const char *text);

static const struct option_row options[] = {
	{ "-4", OPTION_FLAG, &G.v4, NULL, "IPv4 only" },
	{ "-6", OPTION_FLAG, &G.v6, NULL, "IPv6 only" },
	{ "-I --icmp", OPTION_FLAG, &G.icmp, NULL, "send ICMP echo requests, not UDP" },
	{ "-T --tcp", OPTION_FLAG, &G.tcp, NULL, "open TCP connections (port 80)" },
	{ "-F --dont-fragment", OPTION_FLAG, &G.trace.whole, NULL, "forbid fragments" },
	{ "-f --first", OPTION_CALL, take_number, "HOPS", "begin with so many hops (1)" },
	{ "-m --max-hops", OPTION_CALL, take_number, "HOPS", "end after so many hops (30)" },
	{ "-q --queries", OPTION_CALL, take_number, "COUNT", "so many probes a hop (3)" },
	{ "-N --sim-queries", OPTION_CALL, take_number, "COUNT", "so many at once (16)" },
	{ "-n", OPTION_FLAG, &G.numeric, NULL, "print no names" },
	{ "-p --port", OPTION_CALL, take_number, "PORT",
	  "port of the first probe (33434), sequence of the first (ICMP), port (TCP)" },
	{ "-t --tos", OPTION_CALL, take_number, "TOS", "type of service, traffic class" },
	{ "-i --interface", OPTION_TEXT, &G.trace.device, "DEVICE", "send by this interface" },
	{ "-s --source", OPTION_TEXT, &G.trace.from, "ADDRESS", "send from this address" },
	{ "-r", OPTION_FLAG, &G.trace.direct, NULL, "not by routers: the host is on our network" },
	{ "-w --wait", OPTION_CALL, take_wait, "MAX[,HERE,NEAR]",
	  "wait so many seconds (5), or so many times what others took: of this hop (3), "
	  "of the next (10)" },
	{ "-z --sendwait", OPTION_CALL, take_pause, "TIME",
	  "between two probes: seconds, milliseconds above 10" },
	{ 0 }
};

static int take_wait(const char *name, const char *text)
{
	double *values[] = { &G.longest, &G.here, &G.near };
	char *end;

	(void)name;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		*values[i] = strtod(text, &end);
		if (end == text || (*end && *end != ',') || !(*values[i] >= 0))
			return fail_plain("bad wait specifications '%s'", text);
		if (!*end)
			return 0;
		text = end + 1;
	}
	return fail_plain("too many wait specifications");
}

static int take_pause(const char *name, const char *text)
{
	char *end;

	(void)name;
	G.pause = strtod(text, &end);
	if (!*text || *end || !(G.pause >= 0))
		return fail_plain("bad sendtime '%s'", text);
	if (G.pause > 10)
		G.pause /= 1000;
	return 0;
}

static int take_number(const char *name, const char *text)
{
	static const struct {
		const char *names;
		uint64_t low, high, *value;
	} rows[] = {
		{ "-f --first", 1, MOST_HOPS, &G.first },
		{ "-m --max-hops", 1, MOST_HOPS, &G.hops },
		{ "-q --queries", 1, MOST_QUERIES, &G.queries },
		{ "-N --sim-queries", 1, 256, &G.at_once }, { "-p --port", 0, 65535, &G.port },
		{ "-t --tos", 0, 255, &G.tos },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *at = rows[i].names;

		for (size_t n; (n = next_name(&at)) != 0; at += n) {
			if (strlen(name) != n || memcmp(at, name, n) != 0)
				continue;
			G.has_port |= rows[i].value == &G.port;
			return text_number(text, 0, rows[i].low, rows[i].high, rows[i].value);
		}
	}
	return -1;
}

static void set_defaults(void)
{
	static const uint16_t ports[] = { [TRACE_UDP] = 33434, [TRACE_ICMP] = 1, [TRACE_TCP] = 80 };

	G.first = G.first ? G.first : 1;
	G.hops = G.hops ? G.hops : 30;
	G.queries = G.queries ? G.queries : 3;
	G.at_once = G.at_once ? G.at_once : AT_ONCE;
	G.longest = G.longest > 0 ? G.longest : 5;
	G.here = G.here > 0 ? G.here : 3;
	G.near = G.near > 0 ? G.near : 10;
	if (G.first > G.hops)
		usage("first hop out of range");
	if (G.icmp && G.tcp)
		usage("only one of -I and -T");
	G.trace.method = G.icmp ? TRACE_ICMP : G.tcp ? TRACE_TCP : TRACE_UDP;
	G.trace.port = G.has_port ? G.port : ports[G.trace.method];
	G.trace.tos = G.tos;
}

/* Prints the first line; the length counts the IP header, as people expect. */
static void set_target(char **operands)
{
	char text[64], *name = operands[0];
	size_t header = 28;
	uint64_t length = 60;

	if (host_find(name, G.v4 ? AF_INET : G.v6 ? AF_INET6 : AF_UNSPEC, &G.trace.to,
		      &G.trace.to_length) < 0)
		die_failure(2);
	if (G.trace.to.ss_family == AF_INET6) {
		header = 48;
		length = 80;
	}
	if (operands[1] && text_number(operands[1], 0, 0, 65000, &length) < 0)
		usage("packetlen: %s", fail_text());
	if (G.tcp && !operands[1])
		length = header + 32;
	length = MAX(length, header);
	G.trace.size = length - header;
	host_numbers(&G.trace.to, text, sizeof(text));
	text_make_printable(name);
	printf("traceroute to %s (%s), %u hops max, %llu byte packets\n", name, text,
	       (unsigned)G.hops, (unsigned long long)length);
	fflush(stdout);
}

static void print_address(const struct trace_probe *probe)
{
	char numbers[64], name[NI_MAXHOST];

	host_numbers(&probe->by, numbers, sizeof(numbers));
	if (G.numeric) {
		printf(" %s", numbers);
		return;
	}
	if (getnameinfo((const struct sockaddr *)&probe->by, G.trace.to_length, name, sizeof(name),
			NULL, 0, NI_NAMEREQD) != 0)
		text_copy(name, sizeof(name), numbers);
	text_make_printable(name);
	printf(" %s (%s)", name, numbers);
}

static bool same_address(const struct trace_probe *a, const struct trace_probe *b)
{
	char one[64], other[64];

	host_numbers(&a->by, one, sizeof(one));
	host_numbers(&b->by, other, sizeof(other));
	return strcmp(one, other) == 0;
}

static bool is_over(const struct trace_probe *probe)
{
	return probe->sent && probe->socket.fd == 0;
}

/* Print what is known, in order; true when the last hop is complete. */
static bool print_known(void)
{
	static const struct trace_probe *before;
	static bool last;

	for (; G.shown < G.sent && is_over(&G.probes[G.shown]); G.shown++) {
		const struct trace_probe *probe = &G.probes[G.shown];
		unsigned place = G.shown % G.queries;

		if (place == 0) {
			before = NULL;
			last = false;
			printf("%2u ", (unsigned)(G.first + G.shown / G.queries));
		}
		if (!probe->answered) {
			printf(" *");
		} else {
			if (!before || !same_address(before, probe))
				print_address(probe);
			before = probe;
			printf("  %.3f ms%s%s", probe->took / 1000.0, probe->mark[0] ? " " : "",
			       probe->mark);
			last |= probe->last;
		}
		if (place + 1 == G.queries) {
			putchar('\n');
			if (last)
				return true;
		}
		fflush(stdout);
	}
	return G.shown == G.count;
}

/* Seconds to wait for it, by what others of this hop, or of the next ones, took. */
static double patience(unsigned number)
{
	unsigned hop = number / G.queries * G.queries;

	for (unsigned i = hop; i < hop + G.queries && i < G.sent; i++)
		if (G.probes[i].answered)
			return MIN(G.longest, MAX(G.here * G.probes[i].took / 1e6, 0.01));
	for (unsigned i = hop + G.queries; i < G.sent; i++)
		if (G.probes[i].answered)
			return MIN(G.longest, MAX(G.near * G.probes[i].took / 1e6, 0.01));
	return G.longest;
}

/* Forget those that waited long enough; milliseconds until the next has. */
static int give_up(void)
{
	uint64_t now = trace_now();
	double least = 1;

	for (unsigned i = G.shown; i < G.sent; i++) {
		double left;

		if (is_over(&G.probes[i]))
			continue;
		left = patience(i) - (now - G.probes[i].sent) / 1e6;
		if (left <= 0)
			trace_close(&G.probes[i]);
		else
			least = MIN(least, left);
	}
	return least * 1000 + 1;
}

/* Beyond the end of the way nothing needs to be sent. */
static unsigned needed(void)
{
	for (unsigned i = G.shown; i < G.sent; i++)
		if (G.probes[i].answered && G.probes[i].last)
			return (i / G.queries + 1) * G.queries;
	return G.count;
}

static unsigned under_way(void)
{
	unsigned count = 0;

	for (unsigned i = G.shown; i < G.sent; i++)
		count += !is_over(&G.probes[i]);
	return count;
}

static void send_more(void)
{
	while (G.sent < needed() && under_way() < G.at_once) {
		if (G.sent && G.pause > 0 && trace_now() - G.sent_last < G.pause * 1e6)
			return;
		if (trace_send(&G.trace, &G.probes[G.sent], G.sent,
			       G.first + G.sent / G.queries) < 0)
			die_failure(1);
		G.sent_last = trace_now();
		G.sent++;
	}
}

static void wait_for_answers(int milliseconds)
{
	struct pollfd watched[256];
	unsigned numbers[256], count = 0;

	for (unsigned i = G.shown; i < G.sent && count < ARRAY_SIZE(watched); i++) {
		if (is_over(&G.probes[i]))
			continue;
		watched[count] = (struct pollfd){ .fd = G.probes[i].socket.fd,
			.events = G.tcp ? POLLOUT : POLLIN };
		numbers[count++] = i;
	}
	if (G.pause > 0)
		milliseconds = MIN(milliseconds, (int)(G.pause * 1000) + 1);
	if (poll(watched, count, milliseconds) <= 0)
		return;
	for (unsigned i = 0; i < count; i++)
		if (watched[i].revents)
			trace_receive(&G.trace, &G.probes[numbers[i]]);
}

static int run(int argc, char **argv)
{
	if (argc < 2 || argc > 3)
		usage(argc < 2 ? "specify \"host\" missing argument" : "extra arguments");
	set_defaults();
	set_target(argv + 1);
	G.count = (G.hops - G.first + 1) * G.queries;
	G.probes = xcalloc(G.count, sizeof(*G.probes));
	while (!print_known()) {
		send_more();
		wait_for_answers(give_up());
	}
	for (unsigned i = 0; i < G.sent; i++)
		trace_close(&G.probes[i]);
	free(G.probes);
	return 0;
}

APPLET(traceroute, .names = "traceroute traceroute6",
       .summary = "print which routers a packet passes",
       .operands = "HOST [PACKETLENGTH]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2,
       .details = "Marks behind a time: !H host, !N network, !P protocol unreachable,\n"
		  "!X forbidden, !F-MTU too large.");
