/* SPDX-License-Identifier: MIT */
/* Sockets for ICMP echo, icmp(7) and raw(7), and the errors that come back on them. */
#ifndef NET_ICMP_SOCKET_H
#define NET_ICMP_SOCKET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "net/icmp.h"

struct icmp_socket {
	int fd;
	int family;
	bool raw;		/* IP headers come along (IPv4), and the id is ours to choose */
	uint16_t id;
};

/* The kernel's own echo sockets where they are allowed, raw ones else. Non-blocking. */
int icmp_open(struct icmp_socket *socket, int family);

struct icmp_received {
	struct icmp_reply reply;
	struct sockaddr_storage from;
	int ttl;		/* -1: not told */
	bool error;		/* then type, code and info tell what, `reply` of which request */
	unsigned type, code;
	uint32_t info;
};

/*
 * Receive once from any socket with IP_RECVERR; with MSG_ERRQUEUE what came back of what was sent,
 * and the error it met. Returns the bytes or negative; `reply` is not filled.
 */
ssize_t icmp_take(int fd, int flags, uint8_t *bytes, size_t size, struct icmp_received *received);

/* 1: one taken; 0: nothing more now; negative: failed. What is not for us is passed over. */
int icmp_receive(const struct icmp_socket *socket, struct icmp_received *received);

#endif
