/* SPDX-License-Identifier: MIT */
/* Hosts as ping and traceroute take them: names and addresses, and where to send from. */
#ifndef NET_HOST_H
#define NET_HOST_H

#include <stddef.h>
#include <sys/socket.h>

/* The address of a host, of this family or (AF_UNSPEC) any. Fails in the words people know. */
int host_find(const char *name, int family, struct sockaddr_storage *to, socklen_t *length);

/* The address in numbers. */
void host_numbers(const struct sockaddr_storage *address, char *text, size_t size);

/* Send by this interface, or from this address. */
int host_bind(int fd, const char *from, int family);

#endif
