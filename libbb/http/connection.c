/* SPDX-License-Identifier: MIT */
/* Sends and receives within deadlines; the connection kept alive between requests. */
#include "http/connection.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/connect.h"

static struct connection *kept;

struct connection *connection_new(int fd)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));

	connection->fd = fd;
	connection->buffer = xmalloc(CONNECTION_BUFFER);
	return connection;
}

void connection_free(struct connection *connection)
{
	if (!connection)
		return;
	if (CONFIG_OPENSSL && connection->tls)
		tls_close(connection->tls);
	close_fd(&connection->fd);
	free(connection->key);
	free(connection->buffer);
	free(connection);
}

/* Wait for what the last call wanted. */
static int wait_for(struct fetch *job, struct connection *connection, short events, uint32_t ms,
		    uint64_t until)
{
	struct pollfd polled = { connection->fd, events, 0 };
	int ready = job_poll(job, &polled, 1, until);

	if (ready > 0)
		return 0;
	if (ready < 0)
		return -1;
	if (job->ends_ms && until == job->ends_ms)
		return because(job, FETCH_NETWORK, fail_plain("not done within %.3g s",
							      job->timeouts.total / 1000.0));
	return because(job, FETCH_NETWORK, fail_plain("nothing received for %.3g s", ms / 1000.0));
}

static ssize_t send_some(struct fetch *job, struct connection *connection, const void *data,
			 size_t length)
{
	ssize_t count;

	if (CONFIG_OPENSSL && connection->tls)
		return tls_write(job, connection->tls, data, length);
	count = send(connection->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return TLS_WANT_WRITE;
	return count < 0 ? because(job, FETCH_NETWORK, fail("send")) : count;
}

int connection_send(struct fetch *job, struct connection *connection, const void *data,
		    size_t length)
{
	uint32_t ms = job->timeouts.stall;
	const char *at = data;

	while (length) {
		ssize_t count = send_some(job, connection, at, length);

		if (count == -1)
			return -1;
		if (count < 0) {
			if (wait_for(job, connection, count == TLS_WANT_READ ? POLLIN : POLLOUT,
				     ms, job_deadline(job, ms)) < 0)
				return -1;
			continue;
		}
		at += count;
		length -= count;
	}
	return 0;
}

static ssize_t receive_some(struct fetch *job, struct connection *connection, void *data,
			    size_t length)
{
	ssize_t count;

	if (CONFIG_OPENSSL && connection->tls)
		return tls_read(job, connection->tls, data, length);
	count = recv(connection->fd, data, length, MSG_DONTWAIT);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return TLS_WANT_READ;
	return count < 0 ? because(job, FETCH_NETWORK, fail("receive")) : count;
}

ssize_t connection_fill(struct fetch *job, struct connection *connection, uint32_t ms)
{
	uint64_t until = job_deadline(job, ms);

	if (connection->at == connection->end) {
		connection->at = connection->end = 0;
	} else if (connection->end == CONNECTION_BUFFER) {
		memmove(connection->buffer, connection->buffer + connection->at,
			connection->end - connection->at);
		connection->end -= connection->at;
		connection->at = 0;
	}
	for (;;) {
		ssize_t count = receive_some(job, connection, connection->buffer + connection->end,
					     MIN(CONNECTION_BUFFER - connection->end,
						 CONNECTION_PIECE));

		if (count >= 0)
			connection->end += count;
		if (count >= -1)
			return count;
		if (wait_for(job, connection, count == TLS_WANT_WRITE ? POLLOUT : POLLIN, ms,
			     until) < 0)
			return -1;
	}
}

void connection_keep(struct connection *connection)
{
	connection_free(kept);
	connection->reused = true;
	kept = connection;
}

struct connection *connection_kept(const char *key)
{
	struct connection *connection = kept;
	struct pollfd polled;

	if (!kept || strcmp(kept->key, key) != 0)
		return NULL;
	kept = NULL;
	/* A server that has given it up, or says what nobody asked, is readable by now. */
	polled = (struct pollfd){ connection->fd, POLLIN, 0 };
	if (connection->at == connection->end && poll(&polled, 1, 0) == 0)
		return connection;
	connection_free(connection);
	return NULL;
}

void fetch_disconnect(void)
{
	connection_free(kept);
	kept = NULL;
}
