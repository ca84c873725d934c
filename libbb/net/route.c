/* SPDX-License-Identifier: MIT */
/* Addresses of interfaces, and routes. */
#include "net/route.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/link.h"
#include "net/rtnl.h"

/* Ask, and name in a failure what was wanted; errno stays the kernel's. */
static int ask(struct rtnl_message *message, const char *what, const char *name,
	       const struct ip_address *address)
{
	char text[64];

	if (rtnl_ask(message, NULL) < 0) {
		int saved = errno;

		ip_address_text(address, text);
		fail_in("%s %s/%u on %s", what, text, address->prefix, name);
		errno = saved;
		return -1;
	}
	return 0;
}

static int begin_address(struct rtnl_message *message, uint16_t type, uint16_t flags,
			 const char *dev, const struct ip_address *address)
{
	struct ifaddrmsg header = { .ifa_family = address->family,
				    .ifa_prefixlen = address->prefix };
	struct link link;

	if (!ip_address_is_set(address))
		return fail_plain("no address is given for %s", dev);
	if (link_find(dev, &link) < 0)
		return -1;
	header.ifa_index = link.index;
	rtnl_begin(message, type, flags, &header, sizeof(header));
	rtnl_add(message, IFA_LOCAL, address->bytes, ip_address_size(address));
	return 0;
}

int address_add(const char *dev, const struct ip_address *address,
		const struct ip_address *broadcast, uint32_t valid_seconds,
		uint32_t preferred_seconds)
{
	struct rtnl_message message;

	if (begin_address(&message, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, dev, address) < 0)
		return -1;
	rtnl_add(&message, IFA_ADDRESS, address->bytes, ip_address_size(address));
	if (broadcast && ip_address_is_set(broadcast))
		rtnl_add(&message, IFA_BROADCAST, broadcast->bytes, ip_address_size(broadcast));
	if (valid_seconds) {
		const struct ifa_cacheinfo times = { .ifa_valid = valid_seconds,
						     .ifa_prefered = preferred_seconds ?
							     preferred_seconds : valid_seconds };

		rtnl_add(&message, IFA_CACHEINFO, &times, sizeof(times));
	}
	return ask(&message, "set the address", dev, address);
}

int address_delete(const char *dev, const struct ip_address *address)
{
	struct rtnl_message message;

	if (begin_address(&message, RTM_DELADDR, 0, dev, address) < 0)
		return -1;
	return ask(&message, "remove the address", dev, address);
}

static int delete_one(const struct rtnl_reply *reply, const char *dev, const struct link *link)
{
	struct rtnl_attribute table[IFA_MAX + 1];
	struct ip_address address;
	struct ifaddrmsg header;
	const struct rtnl_attribute *found = &table[IFA_LOCAL];

	if (reply->type != RTM_NEWADDR ||
	    !rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)) ||
	    header.ifa_index != (unsigned)link->index)
		return 0;
	if (!found->data)
		found = &table[IFA_ADDRESS];
	if (!found->data || !ip_address_from_bytes(found->data, found->length, &address))
		return 0;
	address.prefix = header.ifa_prefixlen;
	/* A primary address takes its secondary ones along. */
	if (address_delete(dev, &address) < 0 && errno != EADDRNOTAVAIL)
		return -1;
	return 0;
}

int address_flush(const char *dev, int family)
{
	struct buffer replies = { 0 };
	struct rtnl_reply reply;
	struct link link;
	int result;

	if (link_find(dev, &link) < 0)
		return -1;
	result = rtnl_dump(RTM_GETADDR, family, &replies);
	for (size_t at = 0;
	     result == 0 && rtnl_next(replies.data, replies.length, &at, &reply);)
		result = delete_one(&reply, dev, &link);
	buffer_free(&replies);
	return result < 0 ? -1 : 0;
}

static int begin_route(struct rtnl_message *message, uint16_t type, uint16_t flags,
		       const char *dev, const struct ip_address *to, const struct ip_address *via,
		       unsigned metric)
{
	struct rtmsg header = { .rtm_family = to->family, .rtm_dst_len = to->prefix,
				.rtm_table = RT_TABLE_MAIN, .rtm_type = RTN_UNICAST };
	bool gateway = via && ip_address_is_set(via);
	struct link link;

	if (!ip_address_is_set(to))
		return fail_plain("no destination is given for a route on %s", dev);
	if (link_find(dev, &link) < 0)
		return -1;
	if (type == RTM_NEWROUTE) {
		header.rtm_protocol = RTPROT_BOOT;
		header.rtm_scope = gateway || to->family == AF_INET6 ? RT_SCOPE_UNIVERSE
								     : RT_SCOPE_LINK;
	} else {
		header.rtm_scope = RT_SCOPE_NOWHERE;
	}
	rtnl_begin(message, type, flags, &header, sizeof(header));
	if (to->prefix)
		rtnl_add(message, RTA_DST, to->bytes, ip_address_size(to));
	if (gateway)
		rtnl_add(message, RTA_GATEWAY, via->bytes, ip_address_size(via));
	rtnl_add_u32(message, RTA_OIF, link.index);
	if (metric)
		rtnl_add_u32(message, RTA_PRIORITY, metric);
	return 0;
}

int route_add(const char *dev, const struct ip_address *to, const struct ip_address *via,
	      unsigned metric, bool onlink)
{
	struct rtnl_message message;
	struct rtmsg *header = rtnl_header(&message);

	if (begin_route(&message, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, dev, to, via,
			metric) < 0)
		return -1;
	if (onlink && via)
		header->rtm_flags |= RTNH_F_ONLINK;
	if (ask(&message, "add the route", dev, to) < 0)
		return errno == EEXIST ? 0 : -1;
	return 0;
}

int route_delete(const char *dev, const struct ip_address *to, const struct ip_address *via,
		 unsigned metric)
{
	struct rtnl_message message;

	if (begin_route(&message, RTM_DELROUTE, 0, dev, to, via, metric) < 0)
		return -1;
	return ask(&message, "delete the route", dev, to);
}
