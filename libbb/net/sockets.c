/* SPDX-License-Identifier: MIT */
/* sock_diag(7): questions to the kernel and their answers. */
#include "net/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/rtnl_message.h"

typedef bool reader(const struct rtnl_reply *reply, struct socket_info *info);

static int collect(int fd, reader *read_one, socket_handler *handler, void *data)
{
	static uint8_t bytes[65536];
	ssize_t length;

	while ((length = recv(fd, bytes, sizeof(bytes), 0)) > 0 || errno == EINTR) {
		struct rtnl_reply reply;
		size_t at = 0;

		while (length > 0 && rtnl_next(bytes, length, &at, &reply)) {
			struct socket_info info = { 0 };

			if (reply.type == NLMSG_DONE)
				return 0;
			if (reply.type == NLMSG_ERROR) {
				int error;

				if (reply.length < sizeof(error))
					return fail_plain("sock_diag: a cut answer");
				memcpy(&error, reply.data, sizeof(error));
				errno = -error;
				/* A kernel without that kind has no such sockets. */
				return errno == ENOENT || !errno ? 0 : fail("sock_diag");
			}
			if (read_one(&reply, &info)) {
				int result = handler(&info, data);

				if (result)
					return result;
			}
		}
	}
	return fail("sock_diag");
}

static int ask(const void *request, size_t size, reader *read_one, socket_handler *handler,
	       void *data)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	uint8_t message[256] __attribute__((aligned(4))) = { 0 };
	struct nlmsghdr *header = (void *)message;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), result;

	if (fd < 0)
		return fail("open a sock_diag socket");
	header->nlmsg_len = NLMSG_LENGTH(size);
	header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	memcpy(NLMSG_DATA(header), request, size);
	if (sendto(fd, message, header->nlmsg_len, 0, (void *)&kernel, sizeof(kernel)) < 0)
		result = fail("sock_diag");
	else
		result = collect(fd, read_one, handler, data);
	close(fd);
	return result;
}

static uint8_t asked_protocol;

static bool read_inet(const struct rtnl_reply *reply, struct socket_info *info)
{
	struct rtnl_attribute table[INET_DIAG_MAX + 1];
	struct inet_diag_msg message;

	if (!rtnl_parse(reply, &message, sizeof(message), table, ARRAY_SIZE(table)))
		return false;
	*info = (struct socket_info){
		.family = message.idiag_family, .protocol = asked_protocol,
		.state = message.idiag_state, .source_port = ntohs(message.id.idiag_sport),
		.target_port = ntohs(message.id.idiag_dport), .interface = message.id.idiag_if,
		.received = message.idiag_rqueue, .queued = message.idiag_wqueue,
		.uid = message.idiag_uid, .inode = message.idiag_inode,
		.timer = message.idiag_timer, .retransmits = message.idiag_retrans,
		.timer_ms = message.idiag_expires,
		.only_v6 = rtnl_u8(&table[INET_DIAG_SKV6ONLY]),
	};
	memcpy(info->source, message.id.idiag_src, 16);
	memcpy(info->target, message.id.idiag_dst, 16);
	return true;
}

int sockets_inet(int family, int protocol, uint32_t states, socket_handler *handler, void *data)
{
	struct inet_diag_req_v2 request = { .sdiag_family = family, .sdiag_protocol = protocol,
					    .idiag_states = states };

	asked_protocol = protocol;
	return ask(&request, sizeof(request), read_inet, handler, data);
}

static bool read_unix(const struct rtnl_reply *reply, struct socket_info *info)
{
	struct rtnl_attribute table[UNIX_DIAG_MAX + 1];
	struct unix_diag_msg message;
	struct unix_diag_rqlen queue = { 0 };
	const struct rtnl_attribute *name = &table[UNIX_DIAG_NAME];

	if (!rtnl_parse(reply, &message, sizeof(message), table, ARRAY_SIZE(table)))
		return false;
	rtnl_struct(&table[UNIX_DIAG_RQLEN], &queue, sizeof(queue));
	*info = (struct socket_info){
		.family = AF_UNIX, .type = message.udiag_type, .state = message.udiag_state,
		.inode = message.udiag_ino, .peer_inode = rtnl_u32(&table[UNIX_DIAG_PEER]),
		.received = queue.udiag_rqueue, .queued = queue.udiag_wqueue,
		.shut = rtnl_u8(&table[UNIX_DIAG_SHUTDOWN]),
	};
	if (name->data) {
		size_t length = MIN(name->length, sizeof(info->path) - 1);

		memcpy(info->path, name->data, length);
		/* Abstract names begin with NUL, which is shown as '@'. */
		for (size_t i = 0; i < length; i++) {
			if (!info->path[i] && (i == 0 || i + 1 < length))
				info->path[i] = '@';
		}
	}
	return true;
}

int sockets_unix(uint32_t states, socket_handler *handler, void *data)
{
	struct unix_diag_req request = { .sdiag_family = AF_UNIX, .udiag_states = states,
					 .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER |
						       UDIAG_SHOW_RQLEN };

	return ask(&request, sizeof(request), read_unix, handler, data);
}
