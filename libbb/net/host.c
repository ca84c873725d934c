/* SPDX-License-Identifier: MIT */
/* Hosts as ping and traceroute take them. */
#include "net/host.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/rtnl.h"

/* musl's words differ from those people know, and search for. */
static const char *resolver_text(int error)
{
	switch (error) {
	case EAI_NONAME:
		return "Name or service not known";
	case EAI_AGAIN:
		return "Temporary failure in name resolution";
	case EAI_FAMILY:
		return "Address family for hostname not supported";
	default:
		return gai_strerror(error);
	}
}

int host_find(const char *name, int family, struct sockaddr_storage *to, socklen_t *length)
{
	static const int alone[] = { AF_INET, AF_INET6 };
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_DGRAM }, *found;
	struct ip_address other;
	int error = getaddrinfo(name, NULL, &hints, &found);

	/* To musl, a server that refuses one family's question has refused the other's too. */
	for (size_t i = 0; family == AF_UNSPEC && error && i < ARRAY_SIZE(alone); i++) {
		hints.ai_family = alone[i];
		if (getaddrinfo(name, NULL, &hints, &found) == 0)
			error = 0;
	}
	if (error == EAI_NONAME && family != AF_UNSPEC &&
	    ip_address_parse_host(name, family == AF_INET ? AF_INET6 : AF_INET, &other) == 0)
		error = EAI_FAMILY;
	if (error)
		return fail_plain("%s: %s", name, resolver_text(error));
	memcpy(to, found->ai_addr, found->ai_addrlen);
	*length = found->ai_addrlen;
	freeaddrinfo(found);
	return 0;
}

void host_numbers(const struct sockaddr_storage *address, char *text, size_t size)
{
	if (getnameinfo((const struct sockaddr *)address, sizeof(*address), text, size, NULL, 0,
			NI_NUMERICHOST) != 0)
		text_copy(text, size, "?");
}

int host_bind(int fd, const char *from, int family)
{
	struct ip_address address;
	struct sockaddr_storage own = { .ss_family = family };

	if (ip_address_parse_host(from, family, &address) < 0) {
		if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, from, strlen(from) + 1) < 0)
			return fail_plain("SO_BINDTODEVICE %s: %s", from, rtnl_error_text(errno));
		return 0;
	}
	if (family == AF_INET)
		memcpy(&((struct sockaddr_in *)&own)->sin_addr, address.bytes, 4);
	else
		memcpy(&((struct sockaddr_in6 *)&own)->sin6_addr, address.bytes, 16);
	if (bind(fd, (struct sockaddr *)&own, family == AF_INET ? sizeof(struct sockaddr_in)
								 : sizeof(struct sockaddr_in6)) < 0)
		return fail_plain("bind: %s", rtnl_error_text(errno));
	return 0;
}
