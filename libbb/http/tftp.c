/* SPDX-License-Identifier: MIT */
/* A TFTP client that is asked for one block after another: RFC 1350, windows by RFC 7440. */
#include "http/tftp.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "http/connect.h"
#include "http/transfer.h"

enum { FIRST_WAIT_MS = 1000, TRIES = 4, PACKET_LONGEST = 65536 };

struct tftp {
	int fd;
	struct sockaddr_storage server;
	socklen_t server_length;
	uint16_t port;		/* the server's own for this transfer, 0: not known yet */
	uint32_t block_size, window;
	uint16_t next;		/* the block that is due */
	uint32_t unacknowledged;
	bool ended, gap;
	size_t pending;		/* bytes of the first block, taken while opening */
	unsigned char packet[PACKET_LONGEST];
};

static uint16_t *port_of(struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET6 ? &((struct sockaddr_in6 *)address)->sin6_port
					      : &((struct sockaddr_in *)address)->sin_port;
}

static bool same_host(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET6)
		return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
			      &((const struct sockaddr_in6 *)b)->sin6_addr, 16) == 0;
	return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
	       ((const struct sockaddr_in *)b)->sin_addr.s_addr;
}

/* Lost ones are sent again by whoever waits. */
static void send_packet(struct tftp *tftp, const void *data, size_t length)
{
	sendto(tftp->fd, data, length, MSG_NOSIGNAL, (struct sockaddr *)&tftp->server,
	       tftp->server_length);
}

static void acknowledge(struct tftp *tftp)
{
	uint16_t last = tftp->next - 1;
	unsigned char ack[4] = { 0, TFTP_ACK, last >> 8, last & 0xff };

	send_packet(tftp, ack, sizeof(ack));
	tftp->unacknowledged = 0;
}

/* A packet of this transfer: 1, 0 when `until` has passed, negative after fail(). */
static int receive(struct tftp *tftp, struct fetch *job, struct tftp_packet *packet, uint64_t until)
{
	for (;;) {
		struct pollfd polled = { tftp->fd, POLLIN, 0 };
		struct sockaddr_storage from = { 0 };
		socklen_t from_length = sizeof(from);
		int ready = job_poll(job, &polled, 1, until);
		ssize_t count;

		if (ready <= 0)
			return ready;
		count = recvfrom(tftp->fd, tftp->packet, sizeof(tftp->packet), MSG_DONTWAIT,
				 (struct sockaddr *)&from, &from_length);
		if (count < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (count < 0)
			return because(job, errno == ECONNREFUSED ? FETCH_REFUSED : FETCH_NETWORK,
				       fail("receive"));
		/* Strangers are not listened to. */
		if (!same_host(&from, &tftp->server) ||
		    (tftp->port && *port_of(&from) != tftp->port) ||
		    tftp_parse(tftp->packet, count, packet) < 0)
			continue;
		if (!tftp->port) {
			tftp->port = *port_of(&from);
			*port_of(&tftp->server) = tftp->port;
		}
		return 1;
	}
}

static int say_error(struct fetch *job, const struct tftp_packet *packet)
{
	return because(job, FETCH_SERVER, fail_plain("TFTP error %u: %s", packet->number,
						     packet->message));
}

/* Bytes of a block that is the one due; 0 for others, which are answered. */
static size_t take_block(struct tftp *tftp, const struct tftp_packet *packet)
{
	/* Sent again: what we said of it was lost. */
	if (packet->opcode != TFTP_DATA) {
		if (tftp->next == 1)
			acknowledge(tftp);
		return 0;
	}
	if (packet->number != tftp->next) {
		/* A gap: say where to go on, once a window. The last again: say so again. */
		bool ahead = (uint16_t)(packet->number - tftp->next) < 0x8000;
		bool last = packet->number == (uint16_t)(tftp->next - 1) && !tftp->unacknowledged;

		if ((ahead && !tftp->gap) || last || tftp->window == 1)
			acknowledge(tftp);
		tftp->gap |= ahead;
		return 0;
	}
	tftp->gap = false;
	tftp->next++;
	tftp->ended = packet->length < tftp->block_size;
	if (++tftp->unacknowledged >= tftp->window || tftp->ended)
		acknowledge(tftp);
	return packet->length;
}

ssize_t tftp_block(struct tftp *tftp, struct fetch *job, const void **block)
{
	uint64_t stalled = job_deadline(job, job->timeouts.stall);
	uint64_t wait = FIRST_WAIT_MS;
	struct tftp_packet packet;

	*block = tftp->packet + 4;
	if (tftp->pending) {
		size_t length = tftp->pending;

		tftp->pending = 0;
		return length;
	}
	while (!tftp->ended) {
		int result = receive(tftp, job, &packet, MIN(now_ms() + wait, stalled));
		size_t length;

		if (result < 0)
			return -1;
		if (result == 0 && now_ms() >= stalled)
			return because(job, FETCH_NETWORK,
				       fail_plain("nothing received for %.3g s",
						  job->timeouts.stall / 1000.0));
		if (result == 0) {
			acknowledge(tftp);
			wait = MIN(wait * 2, 8000u);
			continue;
		}
		if (packet.opcode == TFTP_ERROR)
			return say_error(job, &packet);
		length = take_block(tftp, &packet);
		if (length)
			return length;
	}
	return 0;
}

/* Ask until something answers: 1 with the packet, 2 to ask without options, negative. */
static int ask(struct tftp *tftp, struct fetch *job, const char *path, bool options,
	       struct tftp_packet *packet)
{
	struct buffer request = tftp_request(path, options);
	uint64_t until = job_deadline(job, job->timeouts.first_byte);
	int result = 0;

	for (unsigned try = 0; result == 0 && try < TRIES && now_ms() < until; try++) {
		send_packet(tftp, request.data, request.length);
		result = receive(tftp, job, packet,
				 MIN(now_ms() + ((uint64_t)FIRST_WAIT_MS << try), until));
	}
	buffer_free(&request);
	if (result == 0)
		return because(job, FETCH_NETWORK, fail_plain("no answer"));
	/* RFC 2347: a server that minds options is asked without. */
	if (result > 0 && packet->opcode == TFTP_ERROR && options &&
	    (packet->number == 8 || packet->number == 4 || packet->number == 0))
		return 2;
	if (result > 0 && packet->opcode == TFTP_ERROR)
		return say_error(job, packet);
	return result;
}

/* The first packet tells how the rest comes. */
static void take_first(struct tftp *tftp, const struct tftp_packet *packet)
{
	tftp->block_size = TFTP_BLOCK_DEFAULT;
	tftp->window = 1;
	tftp->next = 1;
	if (packet->opcode == TFTP_OACK) {
		tftp->block_size = packet->block_size ?: TFTP_BLOCK_DEFAULT;
		tftp->window = packet->window ?: 1;
		acknowledge(tftp);
	} else {
		tftp->pending = take_block(tftp, packet);
	}
}

static int open_one(struct tftp *tftp, struct fetch *job, const char *path,
		    const struct addresses *addresses, unsigned i, struct tftp_packet *packet)
{
	int result = 2, on = 1;

	tftp->fd = socket(addresses->list[i].ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			  0);
	if (tftp->fd < 0)
		return because(job, FETCH_NETWORK, fail("socket"));
	/* ip(7): "port unreachable" is told without waiting, to a socket not connected, too. */
	if (addresses->list[i].ss_family == AF_INET6)
		setsockopt(tftp->fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof(on));
	else
		setsockopt(tftp->fd, IPPROTO_IP, IP_RECVERR, &on, sizeof(on));
	for (int options = 1; options >= 0 && result == 2; options--) {
		tftp->server = addresses->list[i];
		tftp->server_length = addresses->lengths[i];
		tftp->port = 0;
		result = ask(tftp, job, path, options, packet);
	}
	if (result < 0)
		close_fd(&tftp->fd);
	return result;
}

int tftp_open(struct transfer *transfer, const struct url *url)
{
	struct fetch *job = transfer->job;
	struct tftp *tftp = xcalloc(1, sizeof(*tftp));
	char *path = xstrdup(url->target + 1);
	struct addresses addresses = { 0 };
	struct tftp_packet packet;
	int result;

	transfer->tftp = tftp;
	tftp->fd = -1;
	/* RFC 3617: ";mode=octet" may follow; the path is not absolute. */
	path[strcspn(path, ";")] = '\0';
	result = url_decode(path) ? 0 : because(job, FETCH_URL, fail_plain("NUL byte in path"));
	if (result == 0)
		result = resolve_host(job, url->host, url->port, SOCK_DGRAM, &addresses);
	if (result == 0) {
		result = -1;
		for (unsigned i = 0; i < addresses.count && result < 0; i++)
			result = open_one(tftp, job, path, &addresses, i, &packet);
	}
	free(path);
	/* There are no versions: what was there is fetched anew. */
	if (result < 0 || transfer_rewind(transfer) < 0)
		return -1;
	take_first(tftp, &packet);
	fetch_free(job);
	job->final_url = url_text(url);
	job->status = 0;
	job->last_modified = 0;
	/* Some servers echo the 0 they were asked with. */
	job->size = packet.opcode == TFTP_OACK && packet.size ? packet.size : UINT64_MAX;
	transfer->known.size = job->size;
	return transfer_start(transfer);
}

void tftp_close(struct tftp *tftp)
{
	/* RFC 1350, 5: a server that still sends is told to stop. */
	static const unsigned char stop[] = { 0, TFTP_ERROR, 0, 0, 's', 't', 'o', 'p', 0 };

	if (!tftp)
		return;
	if (tftp->fd >= 0 && tftp->port && !tftp->ended)
		send_packet(tftp, stop, sizeof(stop));
	close_fd(&tftp->fd);
	free(tftp);
}
