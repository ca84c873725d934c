/* SPDX-License-Identifier: MIT */
/* The kernel's sockets, over sock_diag(7): what ss(8) lists. */
#ifndef NET_SOCKETS_H
#define NET_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct socket_info {
	uint8_t family, protocol, type, state;	/* AF_*, IPPROTO_*, SOCK_*, TCP_* */
	uint8_t source[16], target[16];
	uint16_t source_port, target_port;
	uint32_t interface, received, queued, uid, inode, peer_inode;
	uint8_t timer, retransmits;
	uint32_t timer_ms;
	bool only_v6;
	uint8_t shut;
	char path[112];		/* of a Unix socket */
};

typedef int socket_handler(const struct socket_info *info, void *data);

/* Internet sockets of a protocol in the states of the mask (1 << TCP_*); negative on failure. */
int sockets_inet(int family, int protocol, uint32_t states, socket_handler *handler, void *data);
int sockets_unix(uint32_t states, socket_handler *handler, void *data);

#endif
