/* SPDX-License-Identifier: MIT */
/* nc(1) of OpenBSD: a connection, or who connects, to standard input and output. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static struct {
	bool v4, v6, listen, keep, no_stdin, shut, numeric, datagrams, local, scan;
	int verbose;
	const char *source_port, *source;
	uint64_t wait;
	const char *quit_after, *wait_text;
} G;

static const struct option_row options[] = {
	{ "-4", OPTION_FLAG, &G.v4, NULL, "only IPv4" },
	{ "-6", OPTION_FLAG, &G.v6, NULL, "only IPv6" },
	{ "-d", OPTION_FLAG, &G.no_stdin, NULL, "do not read standard input" },
	{ "-k", OPTION_FLAG, &G.keep, NULL, "with -l: wait for the next one, again and again" },
	{ "-l", OPTION_FLAG, &G.listen, NULL, "wait for somebody to connect" },
	{ "-N", OPTION_FLAG, &G.shut, NULL, "tell the other side when standard input ends" },
	{ "-n", OPTION_FLAG, &G.numeric, NULL, "addresses and ports are numbers" },
	{ "-p", OPTION_TEXT, &G.source_port, "PORT", "from this port" },
	{ "-q", OPTION_TEXT, &G.quit_after, "SECONDS", "end so long after standard input" },
	{ "-s", OPTION_TEXT, &G.source, "ADDRESS", "from this address" },
	{ "-U", OPTION_FLAG, &G.local, NULL, "a Unix socket" },
	{ "-u", OPTION_FLAG, &G.datagrams, NULL, "UDP instead of TCP" },
	{ "-v", OPTION_COUNT, &G.verbose, NULL, "say what happens" },
	{ "-w", OPTION_TEXT, &G.wait_text, "SECONDS", "wait no longer for what comes" },
	{ "-z", OPTION_FLAG, &G.scan, NULL, "only look who listens, send nothing" },
	{ 0 }
};

static int connect_within(int fd, const struct sockaddr *address, socklen_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t length = sizeof(error);

	if (connect(fd, address, size) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -1;
	if (poll(&wait, 1, G.wait ? (int)(G.wait * 1000) : -1) == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
	errno = error;
	return error ? -1 : 0;
}

static struct addrinfo *resolve(const char *host, const char *port, bool passive)
{
	struct addrinfo hints = {
		.ai_family = G.v4 ? AF_INET : G.v6 ? AF_INET6 : AF_UNSPEC,
		.ai_socktype = G.datagrams ? SOCK_DGRAM : SOCK_STREAM,
		.ai_flags = (passive ? AI_PASSIVE : 0) | (G.numeric ? AI_NUMERICHOST : 0),
	}, *list;
	int result = getaddrinfo(host, port, &hints, &list);

	if (result)
		die(1, "getaddrinfo for host \"%s\" port %s: %s", host ? host : "", port,
		    gai_strerror(result));
	return list;
}

static void bind_source(int fd)
{
	struct addrinfo *list;
	int on = 1;

	if (!G.source && !G.source_port)
		return;
	list = resolve(G.source, G.source_port ? G.source_port : "0", true);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, list->ai_addr, list->ai_addrlen) < 0)
		die(1, "bind failed: %s", strerror(errno));
	freeaddrinfo(list);
}

/* A descriptor, or -1 when nobody is there. */
static int connect_to(const char *host, const char *port)
{
	struct addrinfo *list = resolve(host, port, false);
	const char *kind = G.datagrams ? "udp" : "tcp";
	int fd = -1;

	for (struct addrinfo *at = list; at && fd < 0; at = at->ai_next) {
		char text[NI_MAXHOST] = "?";

		getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof(text), NULL, 0,
			    NI_NUMERICHOST);
		fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0)
			continue;
		bind_source(fd);
		if (connect_within(fd, at->ai_addr, at->ai_addrlen) == 0)
			break;
		if (G.verbose)
			fprintf(stderr, "nc: connect to %s (%s) port %s (%s) failed: %s\n", host,
				text, port, kind, strerror(errno));
		close_fd(&fd);
	}
	freeaddrinfo(list);
	/* It was for the connecting alone. */
	if (fd >= 0)
		fcntl(fd, F_SETFL, 0);
	if (fd >= 0 && G.verbose)
		fprintf(stderr, "Connection to %s %s port [%s/*] succeeded!\n", host, port, kind);
	return fd;
}

static int unix_socket(const char *path, bool listener)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, (G.datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

	if (!text_copy(address.sun_path, sizeof(address.sun_path), path))
		die(1, "%s: the path of a Unix socket has at most 107 bytes", path);
	if (fd < 0 || (listener ? bind(fd, (void *)&address, sizeof(address)) < 0 ||
				  (!G.datagrams && listen(fd, 5) < 0)
				: connect(fd, (void *)&address, sizeof(address)) < 0))
		die(1, "%s: %s", path, strerror(errno));
	return fd;
}

static int listen_at(const char *host, const char *port)
{
	struct addrinfo *list, *at;
	int fd = -1, on = 1;

	/* Like nc, IPv4 unless IPv6 is asked for. */
	if (!host && !G.v6)
		G.v4 = true;
	list = resolve(host, port, true);
	for (at = list; at; at = at->ai_next) {
		fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
		    (G.datagrams || listen(fd, 5) == 0))
			break;
		close_fd(&fd);
	}
	freeaddrinfo(list);
	if (fd < 0)
		die(1, "%s", strerror(errno));
	if (G.verbose)
		fprintf(stderr, "%s on %s %s\n", G.datagrams ? "Bound" : "Listening",
			host ? host : G.v6 ? "::" : "0.0.0.0", port);
	return fd;
}

/* Bytes at hand from one side to the other: 0 at the end, negative on failure. */
static ssize_t pass(int from, int to)
{
	static char bytes[65536];
	ssize_t got = read(from, bytes, sizeof(bytes));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (got > 0 && write_all(to, bytes, got) < 0)
		return -1;
	return got;
}

/*
 * Both ways until both have ended; who listens goes with the other side, as nc does. With -q our
 * own end is enough.
 */
static int converse(int fd, int quit_after)
{
	struct pollfd watch[2] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = G.no_stdin ? -1 : STDIN_FILENO, .events = POLLIN },
	};
	int limit = G.wait ? (int)(G.wait * 1000) : -1;

	for (;;) {
		int ready = poll(watch, 2, limit);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready < 0 ? fail("poll") : 0;
		if (watch[1].revents) {
			ssize_t got = pass(STDIN_FILENO, fd);

			if (got < 0)
				return errno == EPIPE || errno == ECONNRESET ? 0 : fail("write");
			if (got == 0) {
				watch[1].fd = -1;
				watch[1].revents = 0;
				if (G.shut || quit_after >= 0)
					shutdown(fd, SHUT_WR);
				if (quit_after == 0)
					return 0;
				if (quit_after > 0)
					alarm(quit_after);
			}
		}
		if (watch[0].revents) {
			ssize_t got = pass(fd, STDOUT_FILENO);

			if (got < 0 && errno != ECONNRESET)
				return fail("read");
			if (got < 0 || (got == 0 && !G.datagrams)) {
				watch[0].fd = -1;
				if (got < 0 || G.listen)
					return 0;
			}
		}
		if (watch[0].fd < 0 && watch[1].fd < 0)
			return 0;
	}
}

static void finish(int number)
{
	(void)number;
	_exit(0);
}

/* UDP has nobody who connects: the first one who sends is whom we talk to. */
static int accept_one(int listener)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	char host[NI_MAXHOST] = "?", port[NI_MAXSERV] = "?", byte;
	int fd;

	if (!G.datagrams) {
		fd = accept(listener, (void *)&peer, &size);
		if (fd < 0)
			die(1, "accept: %s", strerror(errno));
	} else {
		if (recvfrom(listener, &byte, 1, MSG_PEEK, (void *)&peer, &size) < 0 ||
		    (!G.local && connect(listener, (void *)&peer, size) < 0))
			die(1, "%s", strerror(errno));
		fd = dup(listener);
	}
	if (G.verbose && !G.local) {
		getnameinfo((void *)&peer, size, host, sizeof(host), port, sizeof(port),
			    NI_NUMERICHOST | NI_NUMERICSERV);
		fprintf(stderr, "Connection received on %s %s\n", host, port);
	}
	return fd;
}

static int serve(const char *host, const char *port, int quit_after)
{
	int result, listener = G.local ? unix_socket(port, true) : listen_at(host, port);

	do {
		int fd = accept_one(listener);

		result = converse(fd, quit_after);
		if (result < 0)
			warn_failure();
		close(fd);
	} while (G.keep);
	close(listener);
	if (G.local)
		unlink(port);
	return result < 0;
}

/* "20-25" with -z: each of them. */
static int reach(const char *host, const char *ports, int quit_after)
{
	uint64_t low, high;
	const char *dash = strchr(ports, '-');
	int status = 1, fd;

	if (G.scan && dash) {
		char *first = xstrndup(ports, dash - ports), port[16];

		if (text_number(first, 10, 1, 65535, &low) < 0 ||
		    text_number(dash + 1, 10, low, 65535, &high) < 0)
			die_failure(1);
		free(first);
		for (; low <= high; low++) {
			snprintf(port, sizeof(port), "%u", (unsigned)low);
			fd = connect_to(host, port);
			if (fd >= 0) {
				close(fd);
				status = 0;
			}
		}
		return status;
	}
	fd = G.local ? unix_socket(host, false) : connect_to(host, ports);
	if (fd < 0)
		return 1;
	status = G.scan ? 0 : converse(fd, quit_after) < 0;
	if (status)
		warn_failure();
	close(fd);
	return status;
}

static int run(int argc, char **argv)
{
	uint64_t seconds;
	int quit_after = -1;

	if (G.wait_text && text_number(G.wait_text, 10, 1, 1000000, &G.wait) < 0)
		usage("-w: %s", fail_text());
	if (G.quit_after && strcmp(G.quit_after, "-1") != 0) {
		if (text_number(G.quit_after, 10, 0, 1000000, &seconds) < 0)
			usage("-q: %s", fail_text());
		quit_after = seconds;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, finish);
	if (G.listen && argc == 1 && G.source_port)
		return serve(G.source, G.source_port, quit_after);
	if (argc < 2 || argc > 3 || (G.local && argc != 2) || (argc == 2 && !G.listen && !G.local))
		usage("a host and a port are wanted");
	if (G.listen)
		return serve(argc == 3 ? argv[1] : NULL, argv[argc - 1], quit_after);
	return reach(argv[1], G.local ? "" : argv[2], quit_after);
}

APPLET(nc, .names = "nc", .summary = "talk over TCP, UDP and Unix sockets",
       .operands = "[HOST] PORT", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
