/* SPDX-License-Identifier: MIT */
/* `ip monitor`: see ip-monitor(8). Changes as they happen. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/loop.h"
#include "core/text.h"
#include "net/ip_neighbour.h"
#include "net/ip_route_show.h"
#include "net/ip_rule.h"
#include "net/ip_show.h"
#include "net/rtnl.h"

static const char help[] =
	"Usage: ip monitor [ all | OBJECT... ] [ label ] [ dev DEVICE ]\n"
	"OBJECT: address link neigh route rule\n";

#define GROUP(name) (1U << (RTNLGRP_##name - 1))

static const struct object {
	const char *name;
	uint32_t any, v4, v6;		/* groups, those of a family alone with -4 or -6 */
} objects[] = {
	{ "link", GROUP(LINK), 0, 0 },
	{ "address", 0, GROUP(IPV4_IFADDR), GROUP(IPV6_IFADDR) },
	{ "route", 0, GROUP(IPV4_ROUTE), GROUP(IPV6_ROUTE) },
	{ "neigh", GROUP(NEIGH), 0, 0 },
	{ "rule", 0, GROUP(IPV4_RULE), GROUP(IPV6_RULE) },
};

struct monitor {
	struct ip *ip;
	int fd, index;
	bool labels;
};

static void show_time(struct ip *ip)
{
	struct timeval now;
	char text[64];

	gettimeofday(&now, NULL);
	if (ip->timestamp > 1) {
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", localtime(&now.tv_sec));
		buffer_format(&ip->out.out, "[%s.%06ld] ", text, (long)now.tv_usec);
	} else if (ip->timestamp) {
		strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y", localtime(&now.tv_sec));
		buffer_format(&ip->out.out, "Timestamp: %s %ld usec\n", text, (long)now.tv_usec);
	}
}

/* What stands before each message. */
static void show_head(struct monitor *monitor, const char *label)
{
	show_time(monitor->ip);
	if (monitor->labels)
		print_plain(&monitor->ip->out, label);
}

static void show_route(struct monitor *monitor, const struct rtnl_reply *reply)
{
	struct ip_route_filter filter = { .family = monitor->ip->family, .either = true };
	struct rtnl_attribute table[1];
	struct rtmsg route;

	if (monitor->index)
		filter.oif = (struct ip_wanted){ true, monitor->index };
	if (!rtnl_parse(reply, &route, sizeof(route), table, 1) ||
	    route.rtm_flags & RTM_F_CLONED ||
	    (route.rtm_family != AF_INET && route.rtm_family != AF_INET6))
		return;
	show_head(monitor, "[ROUTE]");
	if (ip_filter_route(&filter, reply))
		ip_show_route(monitor->ip, &filter, reply);
}

static void show_neighbour(struct monitor *monitor, const struct rtnl_reply *reply)
{
	struct ip_neighbour_filter filter = { .states = UINT32_MAX, .index = monitor->index };
	struct rtnl_attribute table[1];
	struct ndmsg header;

	if (!rtnl_parse(reply, &header, sizeof(header), table, 1) ||
	    (monitor->ip->family && header.ndm_family != monitor->ip->family))
		return;
	show_head(monitor, "[NEIGH]");
	if (ip_filter_neighbour(monitor->ip, &filter, reply))
		ip_show_neighbour(monitor->ip, &filter, reply);
}

static void show(struct monitor *monitor, const struct rtnl_reply *reply)
{
	const struct ip_filter filter = { .index = monitor->index, .numbered = true };

	switch (reply->type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		ip_link_learn(monitor->ip, reply);
		show_head(monitor, "[LINK]");
		ip_show_link(monitor->ip, &filter, reply);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		show_head(monitor, "[ADDR]");
		ip_show_address(monitor->ip, &filter, reply);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		show_route(monitor, reply);
		break;
	case RTM_NEWNEIGH:
	case RTM_DELNEIGH:
	case RTM_GETNEIGH:
		show_neighbour(monitor, reply);
		break;
	case RTM_NEWRULE:
	case RTM_DELRULE:
		show_head(monitor, "[RULE]");
		ip_show_rule(monitor->ip, reply);
		break;
	}
}

static int receive(void *data, int what)
{
	struct monitor *monitor = data;
	struct buffer messages = { 0 };
	struct rtnl_reply reply;
	int result = rtnl_receive(monitor->fd, &messages);

	(void)what;
	/* Too much at once: what was lost cannot be shown. */
	if (result < 0 && errno == ENOBUFS) {
		ip_note("netlink receive error %s (%d)", rtnl_error_text(errno), errno);
		result = 0;
	}
	for (size_t at = 0; result > 0 && rtnl_next(messages.data, messages.length, &at, &reply);)
		show(monitor, &reply);
	buffer_free(&messages);
	return result < 0 || ip_flush(monitor->ip) < 0 ? -1 : 0;
}

static uint32_t groups_of(const struct ip *ip, const struct object *object)
{
	return object->any | (ip->family != AF_INET6 ? object->v4 : 0) |
	       (ip->family != AF_INET ? object->v6 : 0);
}

static int take_word(struct monitor *monitor, struct ip_words *words, uint32_t *groups)
{
	uint32_t index;

	if (ip_words_accept(words, "label") || ip_words_accept_whole(words, "all")) {
		monitor->labels = true;
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		if (!ip_words_accept(words, objects[i].name))
			continue;
		*groups |= groups_of(monitor->ip, &objects[i]);
		return 0;
	}
	if (ip_words_accept_whole(words, "dev")) {
		const char *name = ip_words_value(words);

		if (!name)
			return IP_WRONG;
		if (ip_link_index(monitor->ip, name, &index) < 0)
			return ip_wrong(name, "Device does not exist\n");
		monitor->index = index;
		return 0;
	}
	if (ip_word_matches(*words->at, "help"))
		return ip_help(help);
	fail_plain("Argument \"%s\" is unknown, try \"ip monitor help\".", *words->at);
	return IP_WRONG;
}

int ip_monitor_command(struct ip *ip, struct ip_words *words)
{
	struct monitor monitor = { .ip = ip };
	struct loop loop = { 0 };
	uint32_t groups = 0, every = 0;
	int result = 0;

	while (result == 0 && *words->at)
		result = take_word(&monitor, words, &groups);
	if (result < 0)
		return result;
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		every |= groups_of(ip, &objects[i]);
	monitor.fd = rtnl_listen(groups ? groups : every);
	if (monitor.fd < 0)
		return IP_FAILED;
	/* Names are read before they can change. */
	ip_link(ip, 1);
	loop_watch(&loop, monitor.fd, POLLIN, receive, &monitor);
	result = loop_run(&loop);
	close(monitor.fd);
	return result < 0 ? IP_REFUSED : 0;
}
