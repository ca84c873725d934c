/* SPDX-License-Identifier: MIT */
/* Packet sockets, packet(7): frames of every interface, filtered in the kernel. */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "net/packet.h"

/* The filter is there before the socket is bound, so that nothing else is ever queued. */
static int open_filtered(uint16_t protocol, const struct sock_fprog *filter)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(protocol) };
	int on = 1, room = 1 << 20, fd;

	fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail("packet socket");
	/* So that what others send on a busy network does not push out what is for us. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if ((filter && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, sizeof(*filter)) < 0) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fail("packet socket");
		close(fd);
		return -1;
	}
	return fd;
}

int packet_open_udp(uint16_t port)
{
	/* UDP, the first fragment, and this port behind a header of whatever length. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct packet_ip, protocol)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct packet_ip, fragment)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, offsetof(struct packet_udp, destination)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	return open_filtered(ETH_P_IP, &filter);
}

int packet_open_arp(void)
{
	return open_filtered(ETH_P_ARP, NULL);
}

int packet_send(int fd, int ifindex, uint16_t protocol, const uint8_t *mac, const void *bytes,
		size_t length)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(protocol),
				  .sll_ifindex = ifindex, .sll_halen = ETH_ALEN };

	if (mac)
		memcpy(to.sll_addr, mac, ETH_ALEN);
	else
		memset(to.sll_addr, 0xff, ETH_ALEN);
	if (sendto(fd, bytes, length, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EAGAIN && errno != ENOBUFS)
		return fail("send");
	return 0;
}

int packet_receive(int fd, void *bytes, size_t size, int *ifindex, bool *unchecked)
{
	struct sockaddr_ll from;
	struct iovec part = { bytes, size };
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part,
				  .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t count;

	/* For another host is also what another VLAN's tag came with, which the kernel removed. */
	do {
		count = recvmsg(fd, &message, MSG_DONTWAIT);
	} while (count < 0 ? errno == EINTR : from.sll_pkttype == PACKET_OTHERHOST);
	/* A link that went down leaves its error once in the queue. */
	if (count < 0)
		return errno == EAGAIN || errno == ENETDOWN ? 0 : fail("receive");
	*ifindex = from.sll_ifindex;
	*unchecked = false;
	for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at; at = CMSG_NXTHDR(&message, at)) {
		struct tpacket_auxdata extra;

		if (at->cmsg_level != SOL_PACKET || at->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&extra, CMSG_DATA(at), sizeof(extra));
		*unchecked = extra.tp_status & TP_STATUS_CSUMNOTREADY;
	}
	return count;
}
