/* SPDX-License-Identifier: MIT */
/* Questions to name servers over UDP, and which servers /etc/resolv.conf names. */
#ifndef NET_DNS_ASK_H
#define NET_DNS_ASK_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "net/dns_message.h"

struct dns_server {
	struct sockaddr_storage address;
	socklen_t size;
	char text[INET6_ADDRSTRLEN];
};

/* By address or name; fails with "couldn't get address for ...". */
int dns_server_find(const char *text, unsigned port, struct dns_server *server);

/*
 * Those of resolv.conf(5), `most` of them at most; returns the count. search (may be NULL) gets the
 * first domain names are completed by, or "".
 */
int dns_servers_read(struct dns_server *servers, int most, unsigned port, char *search,
		     size_t search_size);

/*
 * 1 when the answer came, which stays in bytes; 0 when time was over; negative with errno when the
 * question could not be sent, or was refused.
 */
int dns_ask(const struct dns_server *server, const uint8_t *question, size_t length, uint64_t ms,
	    uint8_t bytes[DNS_MESSAGE_SIZE], struct dns_answer *answer);

/* A number for a question that others cannot guess. */
uint16_t dns_new_id(void);

#endif
