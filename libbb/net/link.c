/* SPDX-License-Identifier: MIT */
/* Network interfaces over rtnetlink: reading, watching, changing. */
#include "net/link.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/wireless.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/link_message.h"
#include "net/rtnl.h"

int links_read(struct link **list, size_t *count)
{
	struct buffer replies = { 0 };
	struct rtnl_reply reply;
	struct link link;

	*list = NULL;
	*count = 0;
	if (rtnl_dump(RTM_GETLINK, AF_UNSPEC, &replies) < 0) {
		buffer_free(&replies);
		return fail_in("read the network interfaces");
	}
	for (size_t at = 0; rtnl_next(replies.data, replies.length, &at, &reply);) {
		if (reply.type != RTM_NEWLINK || !link_from_reply(&reply, &link))
			continue;
		*list = xrealloc(*list, (*count + 1) * sizeof(**list));
		(*list)[(*count)++] = link;
	}
	buffer_free(&replies);
	return 0;
}

static int find(const struct ifinfomsg *header, const char *name, struct link *link)
{
	struct rtnl_message message;
	struct buffer replies = { 0 };
	struct rtnl_reply reply;
	size_t at = 0;
	int result;

	rtnl_begin(&message, RTM_GETLINK, 0, header, sizeof(*header));
	if (name)
		rtnl_add_text(&message, strlen(name) < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME,
			      name);
	result = rtnl_ask(&message, &replies);
	if (result == 0 && (!rtnl_next(replies.data, replies.length, &at, &reply) ||
			    !link_from_reply(&reply, link))) {
		errno = ENODEV;
		result = -1;
	}
	buffer_free(&replies);
	return result;
}

int link_find(const char *name, struct link *link)
{
	const struct ifinfomsg any = { 0 };

	if (!*name || find(&any, name, link) < 0) {
		errno = ENODEV;
		return fail_plain("Device \"%s\" does not exist", name);
	}
	return 0;
}

int link_find_index(int index, struct link *link)
{
	const struct ifinfomsg one = { .ifi_index = index };

	if (find(&one, NULL, link) < 0)
		return fail_plain("there is no network interface number %d", index);
	return 0;
}

/* A change of one interface, whose attributes follow. */
static int begin_change(struct rtnl_message *message, const char *name, unsigned flags,
			unsigned change)
{
	struct ifinfomsg header = { .ifi_flags = flags, .ifi_change = change };
	struct link link;

	if (link_find(name, &link) < 0)
		return -1;
	header.ifi_index = link.index;
	rtnl_begin(message, RTM_NEWLINK, 0, &header, sizeof(header));
	return 0;
}

static int apply(struct rtnl_message *message, const char *name, const char *what)
{
	return rtnl_ask(message, NULL) < 0 ? fail_in("%s: %s", name, what) : 0;
}

int link_set_up(const char *name, bool up)
{
	struct rtnl_message message;

	if (begin_change(&message, name, up ? IFF_UP : 0, IFF_UP) < 0)
		return -1;
	return apply(&message, name, up ? "set up" : "set down");
}

int link_set_mtu(const char *name, unsigned mtu)
{
	struct rtnl_message message;

	if (begin_change(&message, name, 0, 0) < 0)
		return -1;
	rtnl_add_u32(&message, IFLA_MTU, mtu);
	return apply(&message, name, "set the MTU");
}

int link_set_mac(const char *name, const uint8_t *mac, size_t length)
{
	struct rtnl_message message;

	if (begin_change(&message, name, 0, 0) < 0)
		return -1;
	rtnl_add(&message, IFLA_ADDRESS, mac, length);
	return apply(&message, name, "set the address");
}

int link_set_name(const char *name, const char *new_name)
{
	struct rtnl_message message;

	if (begin_change(&message, name, 0, 0) < 0)
		return -1;
	rtnl_add_text(&message, IFLA_IFNAME, new_name);
	return apply(&message, name, "rename");
}

int link_set_master(const char *name, const char *master)
{
	struct rtnl_message message;
	struct link above = { 0 };

	if ((master && link_find(master, &above) < 0) || begin_change(&message, name, 0, 0) < 0)
		return -1;
	rtnl_add_u32(&message, IFLA_MASTER, above.index);
	return apply(&message, name, "set the master");
}

int link_delete(const char *name)
{
	struct rtnl_message message;

	if (begin_change(&message, name, 0, 0) < 0)
		return -1;
	((struct nlmsghdr *)message.bytes)->nlmsg_type = RTM_DELLINK;
	return apply(&message, name, "delete");
}

/* By sysfs, or where that is not mounted by the ioctl only such cards know. */
static bool is_wireless(const char *name)
{
	static const char *const marks[] = { "phy80211", "wireless" };
	struct iwreq request = { 0 };
	char path[64];
	int fd, result;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		snprintf(path, sizeof(path), "/sys/class/net/%s/%s", name, marks[i]);
		if (access(path, F_OK) == 0)
			return true;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	text_copy(request.ifr_name, sizeof(request.ifr_name), name);
	result = ioctl(fd, SIOCGIWNAME, &request);
	close(fd);
	return result == 0;
}

bool link_is_wired(const struct link *link)
{
	/* A container's card is one end of a veth, or a macvlan. */
	bool card = !*link->kind || strcmp(link->kind, "veth") == 0 ||
		    strcmp(link->kind, "macvlan") == 0;

	return card && link->type == ARPHRD_ETHER && !(link->flags & IFF_LOOPBACK) &&
	       !link->master && !is_wireless(link->name);
}

int link_monitor_open(void)
{
	return rtnl_listen(1 << (RTNLGRP_LINK - 1));
}

/* Received messages that link_monitor_next() has not handed out yet; one monitor at a time. */
static struct {
	struct buffer messages;
	size_t at;
} pending;

/* Messages were lost: what is there now tells as much. */
static int read_anew(void)
{
	pending.messages.length = pending.at = 0;
	return rtnl_dump(RTM_GETLINK, AF_UNSPEC, &pending.messages);
}

int link_monitor_next(int fd, struct link *link, bool *gone)
{
	struct rtnl_reply reply;

	for (;;) {
		while (rtnl_next(pending.messages.data, pending.messages.length, &pending.at,
				 &reply)) {
			*gone = reply.type == RTM_DELLINK;
			if ((*gone || reply.type == RTM_NEWLINK) && link_from_reply(&reply, link))
				return 1;
		}
		buffer_free(&pending.messages);
		pending.at = 0;
		switch (rtnl_receive(fd, &pending.messages)) {
		case 1:
			break;
		case 0:
			return 0;
		default:
			if (errno != ENOBUFS || read_anew() < 0)
				return -1;
		}
	}
}
