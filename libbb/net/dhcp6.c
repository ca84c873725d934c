/* SPDX-License-Identifier: MIT */
/* The driver of the IPv6 clients: router advertisements, DHCPv6, the kernel's word on addresses. */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "net/dhcp_run.h"
#include "net/packet.h"
#include "net/route.h"
#include "net/rtnl.h"

/* All routers of the link, as Ethernet's multicast address, RFC 2464. */
static const uint8_t router_mac[6] = { 0x33, 0x33, 0, 0, 0, 2 };

int dhcp6_send(int fd, int ifindex, const struct dhcp6_packet *packet)
{
	/* ff02::1:2, RFC 8415 section 7.1. */
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6, .sin6_port = htons(DHCP6_SERVER_PORT),
		.sin6_addr.s6_addr = { 0xff, 2, [13] = 1, [15] = 2 }, .sin6_scope_id = ifindex,
	};

	if (sendto(fd, packet->bytes, packet->length, MSG_NOSIGNAL, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		return fail("send to DHCPv6 servers");
	return 0;
}

static int solicit_router(const struct dhcp_run *run, const struct dhcp_port *port)
{
	const struct dhcp6_client *client = &port->v6;
	uint8_t packet[64];
	size_t length = ra_solicit(packet, client->has_link_local ? client->link_local : NULL,
				   port->config6.mac);

	return packet_send(run->udp, port->link.index, ETH_P_IPV6, router_mac, packet, length);
}

/* What cannot be sent now is sent again; an address that cannot be given is the end of it. */
static int perform(struct dhcp_run *run, struct dhcp_port *port, struct dhcp6_actions *actions)
{
	const struct lease *lease = &port->v6.lease;
	const char *name = port->link.name;
	int sent = 0;

	if (actions->what & DHCP6_SOLICIT_ROUTER) {
		dhcp_say(run, 1, "%s: router solicitation", name);
		sent = solicit_router(run, port);
	}
	if (actions->what & DHCP6_SEND) {
		dhcp_say(run, 1, "%s: %s", name, dhcp6_type_name(actions->packet.bytes[0]));
		if (dhcp6_send(run->udp6, port->link.index, &actions->packet) < 0)
			sent = -1;
	}
	if (sent < 0)
		dhcp_say(run, 1, "%s: %s", name, fail_text());
	if (actions->what & DHCP6_UNASSIGN)
		address_delete(name, &lease->address);
	if ((actions->what & DHCP6_ASSIGN) &&
	    address_add(name, &lease->address, NULL, lease->seconds, lease->preferred) < 0) {
		fail_in("%s", name);
		/* What is kept stays kept, if the other family cannot follow. */
		if (!run->keeping)
			return -1;
		dhcp_say(run, 1, "%s", fail_text());
	}
	if (actions->what & DHCP6_LOST)
		dhcp_lost(run, AF_INET6);
	return actions->what & DHCP6_GOT ? dhcp_got(run, port, lease) : 0;
}

int dhcp6_event(struct dhcp_run *run, struct dhcp_port *port, const struct dhcp6_event *event)
{
	struct dhcp6_actions actions;
	int result;

	if (!run->with6)
		return 0;
	dhcp6_step(&port->v6, event, now_ms(), &actions);
	result = perform(run, port, &actions);
	return result ? result : dhcp_set_timer(run);
}

static enum dhcp6_address_state state_of(uint16_t type, uint32_t flags)
{
	/* The kernel itself takes away what it made and found to be another's. */
	if (flags & IFA_F_DADFAILED)
		return DHCP6_DUPLICATE;
	if (type == RTM_DELADDR)
		return DHCP6_REMOVED;
	if ((flags & IFA_F_TENTATIVE) && !(flags & IFA_F_OPTIMISTIC))
		return DHCP6_TENTATIVE;
	return DHCP6_READY;
}

static int address_told(struct dhcp_run *run, const struct rtnl_reply *reply,
			const struct dhcp_port *only)
{
	struct rtnl_attribute table[IFA_MAX + 1];
	struct dhcp6_event event = { .kind = DHCP6_ADDRESS };
	struct ifaddrmsg header;
	struct dhcp_port *port;
	uint32_t flags;

	if ((reply->type != RTM_NEWADDR && reply->type != RTM_DELADDR) ||
	    !rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)) ||
	    header.ifa_family != AF_INET6)
		return 0;
	port = dhcp_port_by_index(run, header.ifa_index);
	if (!port || (only && port != only) || port->trouble[0] || !table[IFA_ADDRESS].data ||
	    !ip_address_from_bytes(table[IFA_ADDRESS].data, table[IFA_ADDRESS].length,
				   &event.address))
		return 0;
	flags = table[IFA_FLAGS].data ? rtnl_u32(&table[IFA_FLAGS]) : header.ifa_flags;
	event.address_state = state_of(reply->type, flags);
	return dhcp6_event(run, port, &event);
}

static int addresses_told(struct dhcp_run *run, const struct buffer *messages,
			  const struct dhcp_port *only)
{
	struct rtnl_reply reply;
	int result = 0;

	for (size_t at = 0; !result && rtnl_next(messages->data, messages->length, &at, &reply);)
		result = address_told(run, &reply, only);
	return result;
}

/* What the interface has by now: no news, so no message tells. */
static int addresses_there(struct dhcp_run *run, const struct dhcp_port *port)
{
	struct buffer messages = { 0 };
	int result = rtnl_dump(RTM_GETADDR, AF_INET6, &messages);

	if (result == 0 && messages.length)
		result = addresses_told(run, &messages, port);
	buffer_free(&messages);
	return result;
}

static int addresses_came(void *data, int what)
{
	struct dhcp_run *run = data;
	struct buffer messages = { 0 };
	int result = rtnl_receive(run->addresses, &messages);

	(void)what;
	/* When some were lost, all are looked at anew. */
	if (result < 0)
		result = errno == ENOBUFS ? addresses_there(run, NULL) : result;
	else if (result > 0)
		result = addresses_told(run, &messages, NULL);
	buffer_free(&messages);
	return result;
}

int dhcp6_carrier(struct dhcp_run *run, struct dhcp_port *port, bool carrier)
{
	struct dhcp6_event event = { .kind = carrier ? DHCP6_CARRIER : DHCP6_NO_CARRIER };
	int result = dhcp6_event(run, port, &event);

	return result || !carrier ? result : addresses_there(run, port);
}

/* A message, the interface it came by, and the hops it may still go. */
static ssize_t receive(int fd, uint8_t *bytes, size_t size, struct sockaddr_in6 *from, int *index,
		       int *hops)
{
	struct iovec part = { bytes, size };
	union {
		struct cmsghdr align;
		char room[256];
	} control;
	struct msghdr message = { .msg_name = from, .msg_namelen = sizeof(*from), .msg_iov = &part,
				  .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t count = recvmsg(fd, &message, MSG_DONTWAIT);

	*index = *hops = 0;
	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : fail("receive");
	for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at; at = CMSG_NXTHDR(&message, at)) {
		struct in6_pktinfo info;

		if (at->cmsg_level != IPPROTO_IPV6)
			continue;
		if (at->cmsg_type == IPV6_HOPLIMIT)
			memcpy(hops, CMSG_DATA(at), sizeof(*hops));
		if (at->cmsg_type == IPV6_PKTINFO) {
			memcpy(&info, CMSG_DATA(at), sizeof(info));
			*index = info.ipi6_ifindex;
		}
	}
	return count;
}

static void say_router(const struct dhcp_run *run, const struct dhcp_port *port,
		       const struct ra *ra)
{
	char text[64];

	dhcp_say(run, 1, "%s: router %s%s%s", port->link.name, ip_address_text(&ra->router, text),
		 ra->managed ? ", managed" : "", ra->other ? ", other" : "");
	for (unsigned i = 0; i < ra->prefix_count; i++)
		dhcp_say(run, 2, "%s:   prefix: %s/%u valid %u s%s%s", port->link.name,
			 ip_address_text(&ra->prefixes[i].prefix, text),
			 ra->prefixes[i].prefix.prefix, ra->prefixes[i].valid,
			 ra->prefixes[i].on_link ? ", on the link" : "",
			 ra->prefixes[i].autonomous ? ", automatic" : "");
	for (unsigned i = 0; i < ra->dns_count; i++)
		dhcp_say(run, 2, "%s:   name server: %s", port->link.name,
			 ip_address_text(&ra->dns[i], text));
	if (ra->search[0])
		dhcp_say(run, 2, "%s:   search: %s", port->link.name, ra->search);
}

static int routers_came(void *data, int what)
{
	struct dhcp_run *run = data;
	uint8_t bytes[2048];
	struct sockaddr_in6 from;
	ssize_t length;
	int index, hops, result = 0;

	(void)what;
	while (!result && (length = receive(run->routers, bytes, sizeof(bytes), &from, &index,
					    &hops)) >= 0) {
		struct dhcp_port *port = dhcp_port_by_index(run, index);
		struct ra ra;
		struct dhcp6_event event = { .kind = DHCP6_ROUTER, .ra = &ra };
		const char *why;

		/* Below 255 it passed a router: nobody of this link sent it. RFC 4861, 6.1.2. */
		if (!port || hops != 255 || port->trouble[0])
			continue;
		if (!ra_decode(bytes, length, from.sin6_addr.s6_addr, &ra, &why)) {
			dhcp_say(run, 1, "%s: advertisement ignored: %s", port->link.name, why);
			continue;
		}
		say_router(run, port, &ra);
		result = dhcp6_event(run, port, &event);
		if (!result)
			result = addresses_there(run, port);
	}
	return result;
}

static int udp6_came(void *data, int what)
{
	struct dhcp_run *run = data;
	static uint8_t bytes[4096];
	static struct dhcp6_message message;
	struct sockaddr_in6 from;
	ssize_t length;
	int index, hops, result = 0;

	(void)what;
	while (!result && (length = receive(run->udp6, bytes, sizeof(bytes), &from, &index,
					    &hops)) >= 0) {
		struct dhcp_port *port = dhcp_port_by_index(run, index);
		struct dhcp6_event event = { .kind = DHCP6_MESSAGE, .message = &message };
		const char *why;
		char text[64];

		if (!port || port->trouble[0])
			continue;
		if (!dhcp6_decode(bytes, length, &message, &why)) {
			dhcp_say(run, 1, "%s: message ignored: %s", port->link.name, why);
			continue;
		}
		ip_address_from_bytes(from.sin6_addr.s6_addr, 16, &event.from);
		dhcp_say(run, 1, "%s: %s from %s%s%s", port->link.name,
			 dhcp6_type_name(message.type), ip_address_text(&event.from, text),
			 message.status_text[0] ? ": " : "", message.status_text);
		result = dhcp6_event(run, port, &event);
	}
	return result;
}

static int open_routers(void)
{
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6), on = 1;
	struct icmp6_filter filter;

	if (fd < 0)
		return fail("socket for routers");
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ND_ROUTER_ADVERT, &filter);
	if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter)) < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof(on)) < 0) {
		fail("socket for routers");
		close(fd);
		return -1;
	}
	return fd;
}

int dhcp6_open_udp(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_port = htons(DHCP6_CLIENT_PORT) };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		return fail("socket for DHCPv6");
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fail("bind to port %d", DHCP6_CLIENT_PORT);
		close(fd);
		return -1;
	}
	return fd;
}

int dhcp6_open(struct dhcp_run *run)
{
	struct loop *loop = &run->loop;

	run->routers = open_routers();
	if (run->routers < 0)
		return -1;
	run->udp6 = dhcp6_open_udp();
	if (run->udp6 < 0)
		return -1;
	run->addresses = rtnl_listen(1 << (RTNLGRP_IPV6_IFADDR - 1));
	if (run->addresses < 0 ||
	    loop_watch(loop, run->routers, POLLIN, routers_came, run) < 0 ||
	    loop_watch(loop, run->udp6, POLLIN, udp6_came, run) < 0)
		return -1;
	return loop_watch(loop, run->addresses, POLLIN, addresses_came, run);
}

void dhcp6_close(struct dhcp_run *run)
{
	close_fd(&run->routers);
	close_fd(&run->udp6);
	close_fd(&run->addresses);
}
