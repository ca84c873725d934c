/* SPDX-License-Identifier: MIT */
/* Asking the kernel over rtnetlink, and listening to it. */
#include "net/rtnl.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

enum { ATTEMPTS = 16, RECEIVE_ROOM = 1 << 20 };

static enum rtnl_refusal refusal;

static const struct {
	int error;
	const char *text;
} error_texts[] = {
	{ EADDRINUSE, "Address already in use" },
	{ EADDRNOTAVAIL, "Cannot assign requested address" },
	{ EBUSY, "Device or resource busy" },
	{ ECONNABORTED, "Software caused connection abort" },
	{ EHOSTUNREACH, "No route to host" },
	{ EINPROGRESS, "Operation now in progress" },
	{ EIO, "Input/output error" },
	{ EISCONN, "Transport endpoint is already connected" },
	{ ELOOP, "Too many levels of symbolic links" },
	{ EMFILE, "Too many open files" },
	{ EMSGSIZE, "Message too long" },
	{ ENAMETOOLONG, "File name too long" },
	{ ENETRESET, "Network dropped connection on reset" },
	{ ENETUNREACH, "Network is unreachable" },
	{ ENOMEM, "Cannot allocate memory" },
	{ ENOTCONN, "Transport endpoint is not connected" },
	{ ENOTTY, "Inappropriate ioctl for device" },
	{ ENOTUNIQ, "Name not unique on network" },
	{ EOPNOTSUPP, "Operation not supported" },
	{ EOVERFLOW, "Value too large for defined data type" },
	{ ERANGE, "Numerical result out of range" },
	{ ERFKILL, "Operation not possible due to RF-kill" },
	{ ESHUTDOWN, "Cannot send after transport endpoint shutdown" },
	{ ETIMEDOUT, "Connection timed out" },
	{ EXDEV, "Invalid cross-device link" },
};

const char *rtnl_error_text(int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(error_texts); i++) {
		if (error_texts[i].error == error)
			return error_texts[i].text;
	}
	return strerror(error);
}

enum rtnl_refusal rtnl_refusal(void)
{
	return refusal;
}

static int open_socket(uint32_t groups, int type)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | type, NETLINK_ROUTE), on = 1;
	int room = RECEIVE_ROOM;

	if (fd < 0)
		return fail("Cannot open netlink socket");
	/*
	 * Explanations, short refusals and dumps of what was asked for alone are a courtesy of
	 * newer kernels, as is the room.
	 */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fail("Cannot bind netlink socket");
		close(fd);
		return -1;
	}
	return fd;
}

int rtnl_listen(uint32_t groups)
{
	return open_socket(groups, SOCK_NONBLOCK);
}

int rtnl_receive(int fd, struct buffer *messages)
{
	struct sockaddr_nl from;
	struct iovec room;
	struct msghdr header = { .msg_name = &from, .msg_iov = &room, .msg_iovlen = 1 };
	ssize_t length;

	do {
		/* Its size is asked first: a cut message would be lost. */
		length = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC);
		if (length <= 0)
			break;
		room = (struct iovec){ .iov_base = xmalloc(length), .iov_len = length };
		header.msg_namelen = sizeof(from);
		length = recvmsg(fd, &header, 0);
		/* Other processes may write to this socket too; only the kernel's word counts. */
		if (length > 0 && from.nl_pid == 0)
			buffer_add(messages, room.iov_base, length);
		free(room.iov_base);
	} while (length > 0 && from.nl_pid != 0);
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (length < 0)
		return fail("netlink receive");
	return length > 0 ? 1 : fail_plain("EOF on netlink");
}

/* Record why: the kernel's words, which may follow at `skip`, or those for its error. */
static int refuse(const struct rtnl_reply *reply, size_t skip, int error)
{
	struct rtnl_attribute table[NLMSGERR_ATTR_MSG + 1];
	const char *text;

	skip = MIN(skip, reply->length);
	rtnl_attributes(reply->data + skip, reply->length - skip, table, ARRAY_SIZE(table));
	text = rtnl_text(&table[NLMSGERR_ATTR_MSG]);
	refusal = *text ? RTNL_EXPLAINED : RTNL_REFUSED;
	fail_plain("%s", *text ? text : rtnl_error_text(error));
	errno = error;
	return -1;
}

/* The answer to a request, which it quotes, at least its header. */
static int end_of_request(const struct rtnl_reply *reply)
{
	struct nlmsgerr error;
	size_t skip = sizeof(error);

	if (reply->length < sizeof(error))
		return fail_plain("netlink: error message is truncated");
	memcpy(&error, reply->data, sizeof(error));
	if (!error.error)
		return 1;
	if (!(reply->flags & NLM_F_CAPPED) && error.msg.nlmsg_len > sizeof(error.msg))
		skip += NLMSG_ALIGN((size_t)error.msg.nlmsg_len) - sizeof(error.msg);
	return refuse(reply, reply->flags & NLM_F_ACK_TLVS ? skip : reply->length, -error.error);
}

/* How a dump ended: errors of a table or family that is not there come this way. */
static int end_of_dump(const struct rtnl_reply *reply)
{
	int error = 0;

	if (reply->length >= sizeof(error))
		memcpy(&error, reply->data, sizeof(error));
	return error >= 0 ? 1 : refuse(reply, sizeof(error), -error);
}

/* 1: the answer is complete, 0: more follows, negative: refused. */
static int take_reply(const struct rtnl_reply *reply, bool *interrupted)
{
	*interrupted |= (reply->flags & NLM_F_DUMP_INTR) != 0;
	if (reply->type == NLMSG_DONE)
		return end_of_dump(reply);
	return reply->type == NLMSG_ERROR ? end_of_request(reply) : 0;
}

/* Each begins at a multiple of four, as rtnl_next() expects, whatever length the last one had. */
static void keep(struct buffer *replies, const void *message, size_t length)
{
	static const char padding[NLMSG_ALIGNTO];

	buffer_add(replies, message, length);
	buffer_add(replies, padding, NLMSG_ALIGN(replies->length) - replies->length);
}

static int read_answer(int fd, uint32_t sequence, struct buffer *replies, bool *interrupted)
{
	struct buffer received = { 0 };
	int result = 0;

	while (result == 0) {
		struct rtnl_reply reply;

		received.length = 0;
		if (rtnl_receive(fd, &received) < 0) {
			result = -1;
			break;
		}
		for (size_t at = 0, from = 0;
		     result == 0 && rtnl_next(received.data, received.length, &at, &reply);
		     from = at) {
			if (reply.sequence != sequence)
				continue;
			result = take_reply(&reply, interrupted);
			if (result == 0 && replies && reply.type != NLMSG_NOOP)
				keep(replies, received.data + from,
				     MIN(at, received.length) - from);
		}
	}
	buffer_free(&received);
	return result;
}

static int exchange(int fd, struct rtnl_message *message, struct buffer *replies,
		    bool *interrupted)
{
	struct nlmsghdr *header = (struct nlmsghdr *)message->bytes;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	header->nlmsg_seq++;
	if ((header->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		header->nlmsg_flags |= NLM_F_ACK;
	if (sendto(fd, message->bytes, message->length, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) < 0)
		return fail("Cannot talk to rtnetlink");
	return read_answer(fd, header->nlmsg_seq, replies, interrupted);
}

int rtnl_ask(struct rtnl_message *message, struct buffer *replies)
{
	size_t before = replies ? replies->length : 0;
	bool interrupted = true;
	int fd, result = 0, saved;

	refusal = RTNL_BROKEN;
	if (message->overflow)
		return fail_plain("netlink: the message is too long");
	fd = open_socket(0, 0);
	if (fd < 0)
		return -1;
	for (int i = 0; interrupted && result >= 0 && i < ATTEMPTS; i++) {
		interrupted = false;
		if (replies)
			replies->length = before;
		result = exchange(fd, message, replies, &interrupted);
	}
	saved = errno;
	close(fd);
	errno = saved;
	return result < 0 ? -1 : 0;
}

/* A longer header than its own would be taken for an attribute, and earn a line in dmesg. */
static size_t header_size(uint16_t type)
{
	switch (type) {
	case RTM_GETADDR:
		return sizeof(struct ifaddrmsg);
	case RTM_GETROUTE:
		return sizeof(struct rtmsg);
	case RTM_GETNEIGH:
		return sizeof(struct ndmsg);
	case RTM_GETRULE:
		return sizeof(struct fib_rule_hdr);
	default:
		return sizeof(struct ifinfomsg);
	}
}

void rtnl_begin_dump(struct rtnl_message *message, uint16_t type, int family)
{
	/* The first byte of each is the family. */
	uint8_t header[sizeof(struct ifinfomsg)] = { family };

	rtnl_begin(message, type, NLM_F_DUMP, header, header_size(type));
}

int rtnl_dump(uint16_t type, int family, struct buffer *replies)
{
	struct rtnl_message message;

	rtnl_begin_dump(&message, type, family);
	return rtnl_ask(&message, replies);
}
