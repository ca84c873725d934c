/* SPDX-License-Identifier: MIT */
/* A request and its answer on a connection: RFC 9112. */
#include "http/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/connect.h"
#include "http/credentials.h"
#include "http/proxy.h"

/* What a body nobody wants (of a redirect) may cost to keep the connection. */
enum { DRAIN_BYTES = 64 * 1024, DRAIN_MS = 1000 };

/* A head may drip in, for so many times as long as a silence may last. */
enum { HEAD_SILENCES = 4 };

/* Complete heads end here; interim ones (100, 103) are passed over. */
static int read_head(struct fetch *job, struct connection *connection, struct http_head *head)
{
	uint32_t silence = job->timeouts.first_byte;
	uint32_t most = silence < FETCH_NEVER / HEAD_SILENCES ? silence * HEAD_SILENCES
							      : FETCH_NEVER;
	uint64_t until = job_deadline(job, most), quiet;
	size_t passed = 0;

	for (;;) {
		const char *data = connection->buffer + connection->at;
		size_t there = connection->end - connection->at;
		long length = there ? http_head_length(data, there) : 0;
		ssize_t count;

		if (length > 0 && http_head_parse(data, length, head) == 0) {
			connection->at += length;
			passed += length;
			if (head->status >= 200 || head->status == 101)
				return 0;
			http_head_free(head);
			if (passed > HTTP_HEAD_LONGEST)
				return because(job, FETCH_PROTOCOL,
					       fail_plain("interim answers without end"));
			continue;
		}
		if (length) {
			if (length > 0)
				http_head_free(head);
			return because(job, FETCH_PROTOCOL, -1);
		}
		quiet = MIN(until, job_deadline(job, silence));
		count = connection_fill(job, connection,
					MIN(quiet - MIN(quiet, now_ms()), UINT32_MAX));
		if (count < 0)
			return job->failure == FETCH_NETWORK && now_ms() >= quiet
				       ? fail_plain("no answer within %.3g s",
						    (quiet < until ? silence : most) / 1000.0)
				       : -1;
		if (count == 0)
			return because(job, FETCH_NETWORK,
				       fail_plain(there ? "cut off within the answer's head"
							: "the server closed the connection "
							  "without an answer"));
	}
}

/* Have the proxy connect us through: RFC 9110, section 9.3.6. */
static int tunnel(struct fetch *job, struct connection *connection, const struct url *url,
		  const struct url *proxy)
{
	bool bracket = strchr(url->host, ':') != NULL;
	char *place = xasprintf(bracket ? "[%s]:%u" : "%s:%u", url->host, url->port);
	struct buffer text = { 0 };
	struct http_head head;
	int result;

	buffer_format(&text, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", place, place);
	if (proxy->user) {
		char *value = basic_credentials(proxy->user, proxy->password);

		buffer_format(&text, "Proxy-Authorization: %s\r\n", value);
		free(value);
	}
	buffer_text(&text, "\r\n");
	result = connection_send(job, connection, text.data, text.length);
	if (result == 0)
		result = read_head(job, connection, &head);
	if (result == 0) {
		if (head.status / 100 != 2)
			result = because(job, head.status == 407 ? FETCH_AUTH : FETCH_NETWORK,
					 fail_plain("HTTP %d %s", head.status, head.reason));
		http_head_free(&head);
	}
	if (result < 0)
		fail_in("proxy %s port %u: connect to %s", proxy->host, proxy->port, place);
	buffer_free(&text);
	free(place);
	return result;
}

static struct connection *open_connection(struct fetch *job, const struct url *url,
					  const struct url *proxy)
{
	bool https = strcmp(url->scheme, "https") == 0;
	const struct url *to = proxy ?: url;
	struct connection *connection;
	int fd;

	if (https && !CONFIG_OPENSSL) {
		because(job, FETCH_TLS, fail_plain("this ramsteam is built without OpenSSL: "
						   "https is not possible"));
		return NULL;
	}
	fd = connect_host(job, to->host, to->port);
	if (fd < 0)
		return NULL;
	connection = connection_new(fd);
	if (https && proxy && tunnel(job, connection, url, proxy) < 0) {
		connection_free(connection);
		return NULL;
	}
	if (CONFIG_OPENSSL && https) {
		connection->tls = tls_open(job, fd, url->host);
		if (!connection->tls) {
			connection_free(connection);
			return NULL;
		}
	}
	return connection;
}

/* Where a connection leads and how far it is to be trusted: what makes two the same. */
static char *connection_key(const struct fetch *job, const struct url *url,
			    const struct url *proxy)
{
	return xasprintf("%s://%s:%u via %s:%u with %d %s %s %s", url->scheme, url->host, url->port,
			 proxy ? proxy->host : "", proxy ? proxy->port : 0, job->insecure,
			 job->ca_file ?: "", job->certificate ?: "", job->private_key ?: "");
}

static int ask(struct fetch *job, struct exchange *exchange, const struct request *request,
	       const struct url *absolute)
{
	struct buffer text = request_text(job, request, absolute);
	int result = connection_send(job, exchange->connection, text.data, text.length);

	buffer_free(&text);
	if (result == 0 && strcmp(request->method, "POST") == 0)
		result = connection_send(job, exchange->connection, job->post, job->post_length);
	job_log(job, "HTTP request sent, awaiting response... ");
	if (result == 0)
		result = read_head(job, exchange->connection, &exchange->head);
	if (result == 0)
		job_log(job, "%d %s\n", exchange->head.status, exchange->head.reason);
	else
		job_log(job, "%s.\n", fail_text());
	return result;
}

/*
 * The server may have given up a connection that was idle just now, in silence or by a 408 (RFC
 * 9110, section 15.5.9); anew then, where that is safe.
 */
static bool given_up(const struct fetch *job, const struct exchange *exchange, int result)
{
	if (result == 0)
		return exchange->head.status == 408;
	return job->failure == FETCH_NETWORK &&
	       exchange->connection->at == exchange->connection->end;
}

static int begin_on(struct fetch *job, struct exchange *exchange, const struct request *request,
		    const struct url *proxy)
{
	bool https = strcmp(request->url->scheme, "https") == 0;
	char *key = connection_key(job, request->url, proxy);
	int result = -1;

	exchange->connection = connection_kept(key);
	if (exchange->connection) {
		job_log(job, "Reusing existing connection to %s:%u.\n", request->url->host,
			request->url->port);
		result = ask(job, exchange, request, https ? NULL : proxy);
		if (given_up(job, exchange, result) && strcmp(request->method, "POST") != 0) {
			http_head_free(&exchange->head);
			connection_free(exchange->connection);
			exchange->connection = NULL;
		}
	}
	if (!exchange->connection) {
		exchange->connection = open_connection(job, request->url, proxy);
		if (exchange->connection) {
			exchange->connection->key = xstrdup(key);
			result = ask(job, exchange, request, https ? NULL : proxy);
		}
	}
	free(key);
	return result;
}

int exchange_begin(struct fetch *job, struct exchange *exchange, const struct request *request)
{
	struct url proxy;
	int proxied = job->no_proxy ? 0 : proxy_for(request->url, &proxy), result;

	*exchange = (struct exchange){ 0 };
	if (proxied < 0)
		return because(job, FETCH_URL, -1);
	result = begin_on(job, exchange, request, proxied ? &proxy : NULL);
	if (proxied)
		url_free(&proxy);
	if (result == 0) {
		result = http_framing(&exchange->head, strcmp(request->method, "HEAD") == 0,
				      &exchange->framing);
		if (result < 0)
			because(job, FETCH_PROTOCOL, -1);
	}
	if (result < 0) {
		http_head_free(&exchange->head);
		connection_free(exchange->connection);
		*exchange = (struct exchange){ 0 };
		return -1;
	}
	exchange->left = exchange->framing.length;
	exchange->ended = exchange->framing.kind == HTTP_NO_BODY ||
			  (exchange->framing.kind == HTTP_LENGTH && !exchange->left);
	return 0;
}

/* Something unused in the buffer: 1, or 0 at the connection's end. */
static int have_bytes(struct fetch *job, struct connection *connection)
{
	ssize_t count;

	if (connection->at < connection->end)
		return 1;
	count = connection_fill(job, connection, job->timeouts.stall);
	return count < 0 ? -1 : count > 0;
}

static ssize_t give(struct connection *connection, size_t length, const void **block)
{
	*block = connection->buffer + connection->at;
	connection->at += length;
	return length;
}

static ssize_t chunked_block(struct fetch *job, struct exchange *exchange, const void **block)
{
	struct connection *connection = exchange->connection;
	size_t used, payload;

	while (exchange->chunks.state != CHUNK_DONE) {
		int there = have_bytes(job, connection);

		if (there < 0)
			return -1;
		if (!there)
			return because(job, FETCH_NETWORK, fail_plain("cut off"));
		if (http_chunks_take(&exchange->chunks, connection->buffer + connection->at,
				     connection->end - connection->at, &used, &payload) < 0)
			return because(job, FETCH_PROTOCOL, -1);
		connection->at += used - payload;
		if (payload)
			return give(connection, payload, block);
	}
	exchange->ended = true;
	return 0;
}

static ssize_t plain_block(struct fetch *job, struct exchange *exchange, const void **block)
{
	struct connection *connection = exchange->connection;
	size_t length;
	int there;

	there = have_bytes(job, connection);
	if (there < 0)
		return -1;
	if (!there && exchange->framing.kind == HTTP_UNTIL_CLOSE) {
		exchange->ended = true;
		return 0;
	}
	if (!there)
		return because(job, FETCH_NETWORK, fail_plain("cut off"));
	length = connection->end - connection->at;
	if (exchange->framing.kind == HTTP_LENGTH) {
		length = MIN(length, exchange->left);
		exchange->left -= length;
		exchange->ended = !exchange->left;
	}
	return give(connection, length, block);
}

ssize_t exchange_block(struct fetch *job, struct exchange *exchange, const void **block)
{
	ssize_t count;

	if (exchange->ended)
		return 0;
	count = exchange->framing.kind == HTTP_CHUNKED ? chunked_block(job, exchange, block)
						       : plain_block(job, exchange, block);
	if (count < 0)
		exchange->framing.keep_alive = false;
	return count;
}

uint64_t exchange_spliceable(const struct exchange *exchange)
{
	const struct connection *connection = exchange->connection;

	if (exchange->ended || connection->tls || connection->at < connection->end ||
	    exchange->framing.kind == HTTP_CHUNKED)
		return 0;
	return exchange->framing.kind == HTTP_LENGTH ? exchange->left : UINT64_MAX;
}

void exchange_spliced(struct exchange *exchange, uint64_t count)
{
	if (exchange->framing.kind != HTTP_LENGTH)
		return;
	exchange->left -= count;
	exchange->ended = !exchange->left;
}

static void drain(struct fetch *job, struct exchange *exchange)
{
	struct fetch hurried = { .timeouts = { .stall = DRAIN_MS }, .cancel = job->cancel };
	char *said = xstrdup(fail_text());
	const void *block;
	uint64_t taken = 0;
	ssize_t count;

	hurried.ends_ms = now_ms() + DRAIN_MS;
	while (!exchange->ended && taken <= DRAIN_BYTES &&
	       (count = exchange_block(&hurried, exchange, &block)) > 0)
		taken += count;
	/* What failed before is what is to be told. */
	fail_plain("%s", said);
	free(said);
}

void exchange_end(struct fetch *job, struct exchange *exchange)
{
	if (!exchange->connection)
		return;
	if (exchange->framing.keep_alive && !exchange->ended && exchange->left <= DRAIN_BYTES)
		drain(job, exchange);
	if (exchange->framing.keep_alive && exchange->ended)
		connection_keep(exchange->connection);
	else
		connection_free(exchange->connection);
	http_head_free(&exchange->head);
	*exchange = (struct exchange){ 0 };
}
