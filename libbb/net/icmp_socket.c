/* SPDX-License-Identifier: MIT */
/* Sockets for ICMP echo. */
#include "net/icmp_socket.h"

/* Before errqueue.h, which uses struct timespec without telling. */
#include <time.h>

#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"

static int set(const struct icmp_socket *icmp, int option4, int option6)
{
	int on = 1;

	return icmp->family == AF_INET
	       ? setsockopt(icmp->fd, IPPROTO_IP, option4, &on, sizeof(on))
	       : setsockopt(icmp->fd, IPPROTO_IPV6, option6, &on, sizeof(on));
}

/* Of a raw IPv6 socket, which sees all of ICMP otherwise: neighbours, routers and so on. */
static int filter_echo(int fd)
{
	struct icmp6_filter filter;

	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	return setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter));
}

int icmp_open(struct icmp_socket *icmp, int family)
{
	int protocol = family == AF_INET ? (int)IPPROTO_ICMP : (int)IPPROTO_ICMPV6;
	int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;

	*icmp = (struct icmp_socket){ .family = family };
	icmp->fd = socket(family, SOCK_DGRAM | flags, protocol);
	if (icmp->fd < 0) {
		icmp->raw = true;
		icmp->fd = socket(family, SOCK_RAW | flags, protocol);
	}
	if (icmp->fd < 0)
		return fail("socket");
	if (set(icmp, IP_RECVERR, IPV6_RECVERR) < 0 ||
	    set(icmp, IP_RECVTTL, IPV6_RECVHOPLIMIT) < 0 ||
	    (icmp->raw && family == AF_INET6 && filter_echo(icmp->fd) < 0)) {
		fail("socket");
		close(icmp->fd);
		return -1;
	}
	icmp->id = getpid();
	return 0;
}

static void read_control(struct msghdr *message, struct icmp_received *received)
{
	for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at; at = CMSG_NXTHDR(message, at)) {
		bool is4 = at->cmsg_level == IPPROTO_IP, is6 = at->cmsg_level == IPPROTO_IPV6;
		struct {
			struct sock_extended_err error;
			struct sockaddr_in6 offender;
		} extended = { 0 };

		if ((is4 && at->cmsg_type == IP_TTL) || (is6 && at->cmsg_type == IPV6_HOPLIMIT))
			memcpy(&received->ttl, CMSG_DATA(at), sizeof(received->ttl));
		if (!(is4 && at->cmsg_type == IP_RECVERR) &&
		    !(is6 && at->cmsg_type == IPV6_RECVERR))
			continue;
		memcpy(&extended, CMSG_DATA(at),
		       MIN(sizeof(extended), at->cmsg_len - CMSG_LEN(0)));
		received->error = extended.error.ee_origin == SO_EE_ORIGIN_ICMP ||
				  extended.error.ee_origin == SO_EE_ORIGIN_ICMP6;
		received->type = extended.error.ee_type;
		received->code = extended.error.ee_code;
		received->info = extended.error.ee_info;
		if (received->error)
			memcpy(&received->from, &extended.offender, sizeof(extended.offender));
	}
}

ssize_t icmp_take(int fd, int flags, uint8_t *bytes, size_t size, struct icmp_received *received)
{
	struct iovec part = { bytes, size };
	union {
		struct cmsghdr align;
		char room[512];
	} control;
	struct msghdr message = { .msg_name = &received->from,
				  .msg_namelen = sizeof(received->from), .msg_iov = &part,
				  .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t count;

	memset(received, 0, sizeof(*received));
	received->ttl = -1;
	do {
		count = recvmsg(fd, &message, flags | MSG_DONTWAIT);
	} while (count < 0 && errno == EINTR);
	if (count >= 0)
		read_control(&message, received);
	return count;
}

int icmp_receive(const struct icmp_socket *icmp, struct icmp_received *received)
{
	static uint8_t bytes[65536 + 64];
	bool header = icmp->raw && icmp->family == AF_INET;
	ssize_t count;

	/* What the queue of errors returns is our own request, without an IP header. */
	while ((count = icmp_take(icmp->fd, MSG_ERRQUEUE, bytes, sizeof(bytes), received)) >= 0) {
		if (received->error &&
		    icmp_parse(bytes, count, icmp->family, false, true, &received->reply) &&
		    (!icmp->raw || received->reply.id == icmp->id))
			return 1;
	}
	for (;;) {
		count = icmp_take(icmp->fd, 0, bytes, sizeof(bytes), received);
		/* The error itself was in the queue above. */
		if (count < 0)
			return errno == EAGAIN ? 0 : errno == ENOMEM ? fail("receive") : 0;
		if (icmp_parse(bytes, count, icmp->family, header, false, &received->reply) &&
		    (!icmp->raw || received->reply.id == icmp->id))
			return 1;
	}
}
