/* SPDX-License-Identifier: MIT */
/* Probes of traceroute(8): a packet that may pass so many routers, and who answers it. */
#ifndef NET_TRACE_H
#define NET_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/icmp_socket.h"

enum trace_method { TRACE_UDP, TRACE_ICMP, TRACE_TCP };

/* How all of them are sent. */
struct trace {
	enum trace_method method;
	struct sockaddr_storage to;
	socklen_t to_length;
	const char *from, *device;	/* NULL: as the kernel likes */
	uint16_t port;			/* UDP: of the first; TCP: of all. ICMP: first sequence */
	int tos;
	bool whole, direct;		/* no fragments; no routers */
	size_t size;			/* bytes behind the header of UDP or ICMP */
};

struct trace_probe {
	struct icmp_socket socket;	/* fd 0: not sent, or over */
	uint16_t sequence;
	uint64_t sent;			/* microseconds */
	bool answered, last;		/* last: from the end of the way */
	uint64_t took;			/* microseconds */
	struct sockaddr_storage by;
	char mark[16];			/* "!H" and the like, "" for none */
};

/* Send the number-th of all (from 0), for so many hops. */
int trace_send(const struct trace *trace, struct trace_probe *probe, unsigned number, int hops);
/* Has its answer come? Then its socket is closed. */
void trace_receive(const struct trace *trace, struct trace_probe *probe);
void trace_close(struct trace_probe *probe);

/* What an ICMP error tells: the mark, and whether the way ends there. Pure. */
bool trace_mark(int family, unsigned type, unsigned code, uint32_t info, char mark[16]);

uint64_t trace_now(void);

#endif
