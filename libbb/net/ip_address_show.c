/* SPDX-License-Identifier: MIT */
/* RTM_NEWADDR as `ip address` shows it. */
#include <fnmatch.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/text.h"
#include "net/ip_names.h"
#include "net/ip_show.h"

enum { FOREVER = UINT32_MAX };

static const struct {
	const char *name;
	uint32_t bit;
	bool fixed, only_v6;	/* not to be set by people; of IPv6 alone */
} flags[] = {
	{ "secondary", IFA_F_SECONDARY, true, false },
	{ "temporary", IFA_F_SECONDARY, true, false },
	{ "nodad", IFA_F_NODAD, false, true },
	{ "optimistic", IFA_F_OPTIMISTIC, false, true },
	{ "dadfailed", IFA_F_DADFAILED, true, true },
	{ "home", IFA_F_HOMEADDRESS, false, true },
	{ "deprecated", IFA_F_DEPRECATED, true, true },
	{ "tentative", IFA_F_TENTATIVE, true, true },
	{ "permanent", IFA_F_PERMANENT, true, true },
	{ "mngtmpaddr", IFA_F_MANAGETEMPADDR, false, true },
	{ "noprefixroute", IFA_F_NOPREFIXROUTE, false, false },
	{ "autojoin", IFA_F_MCAUTOJOIN, false, false },
	{ "stable-privacy", IFA_F_STABLE_PRIVACY, true, true },
};

uint32_t ip_address_flag(const char *name, bool *fixed, bool *only_v6)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (strcmp(flags[i].name, name) != 0)
			continue;
		*fixed = flags[i].fixed;
		*only_v6 = flags[i].only_v6;
		return flags[i].bit;
	}
	return 0;
}

/* One message, taken apart; LOCAL and ADDRESS differ on point-to-point links alone. */
struct shown {
	struct ifaddrmsg header;
	struct rtnl_attribute table[IFA_MAX + 1];
	uint32_t flags;
};

static bool take_apart(const struct rtnl_reply *reply, struct shown *shown)
{
	struct rtnl_attribute *table = shown->table;

	if (!rtnl_parse(reply, &shown->header, sizeof(shown->header), table, IFA_MAX + 1))
		return false;
	shown->flags = table[IFA_FLAGS].data ? rtnl_u32(&table[IFA_FLAGS])
					     : shown->header.ifa_flags;
	if (!table[IFA_LOCAL].data)
		table[IFA_LOCAL] = table[IFA_ADDRESS];
	if (!table[IFA_ADDRESS].data)
		table[IFA_ADDRESS] = table[IFA_LOCAL];
	return true;
}

static bool has_label(struct ip *ip, const struct shown *shown, const char *pattern)
{
	char text[16];
	const char *label = shown->table[IFA_LABEL].data
				    ? rtnl_text(&shown->table[IFA_LABEL])
				    : ip_link_name(ip, shown->header.ifa_index, text);

	return fnmatch(pattern, label, 0) == 0;
}

static bool is_wanted(const struct ip_filter *filter, struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *local = &shown->table[IFA_LOCAL];
	struct ip_address address;

	if ((filter->index && filter->index != (int)shown->header.ifa_index) ||
	    (filter->family && filter->family != shown->header.ifa_family) ||
	    (filter->by_scope && filter->scope != shown->header.ifa_scope) ||
	    ((filter->flags ^ shown->flags) & filter->flag_mask))
		return false;
	if (filter->label && !has_label(ip, shown, filter->label))
		return false;
	return !filter->within.prefix || !local->data ||
	       (ip_address_from_bytes(local->data, local->length, &address) &&
		ip_network_has(&filter->within, &address));
}

bool ip_filter_address(const struct ip_filter *filter, struct ip *ip,
		       const struct rtnl_reply *reply)
{
	struct shown shown;

	return take_apart(reply, &shown) && is_wanted(filter, ip, &shown);
}

static void show_flags(struct printer *p, const struct shown *shown)
{
	uint32_t left = shown->flags;
	char text[16];

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		const char *name = flags[i].name;
		bool is_set = left & flags[i].bit;

		left &= ~flags[i].bit;
		/* What is not for ever is shown, what is not. */
		if (flags[i].bit == IFA_F_PERMANENT) {
			is_set = !is_set;
			name = "dynamic";
		}
		if (flags[i].bit == IFA_F_SECONDARY && shown->header.ifa_family == AF_INET6)
			name = "temporary";
		if (!is_set)
			continue;
		print_text(p, NULL, "", name, " ");
		print_json_value(p, name, "true");
	}
	snprintf(text, sizeof(text), "%02x", left);
	if (left)
		print_text(p, "ifa_flags", "flags ", text, " ");
}

static void show_one(struct ip *ip, const struct shown *shown, const char *key,
		     const char *before, unsigned attribute, const char *after)
{
	char text[256];

	if (!shown->table[attribute].data)
		return;
	print_plain(&ip->out, before);
	ip->out.color = ip_family_color(shown->header.ifa_family);
	print_text(&ip->out, key, "", ip_host_text(ip, &shown->table[attribute], text), after);
}

static void show_local(struct ip *ip, const struct shown *shown)
{
	const struct rtnl_attribute *local = &shown->table[IFA_LOCAL];
	const struct rtnl_attribute *peer = &shown->table[IFA_ADDRESS];
	struct printer *p = &ip->out;

	if (!local->data)
		return;
	show_one(ip, shown, "local", "", IFA_LOCAL, "");
	if (peer->length != local->length ||
	    memcmp(peer->data, local->data, local->length) != 0)
		show_one(ip, shown, "address", " peer ", IFA_ADDRESS, "");
	print_number(p, "prefixlen", "/", shown->header.ifa_prefixlen, " ");
	if (shown->table[IFA_RT_PRIORITY].data)
		print_number(p, "metric", "metric ", rtnl_u32(&shown->table[IFA_RT_PRIORITY]), " ");
}

static void show_lifetime(struct printer *p, const char *key, const char *before, uint32_t seconds,
			  bool may_be_negative)
{
	print_plain(p, before);
	if (seconds == FOREVER) {
		print_plain(p, "forever");
		if (p->json)
			print_number(p, key, "", seconds, "");
	} else if (may_be_negative) {
		print_signed(p, key, "", (int32_t)seconds, "sec");
	} else {
		print_number(p, key, "", seconds, "sec");
	}
}

static void show_lifetimes(struct printer *p, const struct shown *shown)
{
	struct ifa_cacheinfo times;

	if (!rtnl_struct(&shown->table[IFA_CACHEINFO], &times, sizeof(times)))
		return;
	print_line(p);
	show_lifetime(p, "valid_life_time", "       valid_lft ", times.ifa_valid, false);
	show_lifetime(p, "preferred_life_time", " preferred_lft ", times.ifa_prefered,
		      shown->flags & IFA_F_DEPRECATED);
}

static void show_start(struct ip *ip, const struct ip_filter *filter, const struct shown *shown)
{
	struct printer *p = &ip->out;
	const char *family = ip_family_name(shown->header.ifa_family);
	char text[16];

	if (filter->numbered) {
		const char *name = ip_link_name(ip, shown->header.ifa_index, text);

		print_number(p, "index", "", shown->header.ifa_index, ": ");
		print_text(p, "dev", "", name, "");
	}
	if (*family != '?')
		print_text(p, "family", "    ", family, " ");
	else
		print_number(p, "family_index", "    family ", shown->header.ifa_family, " ");
}

void ip_show_address(struct ip *ip, const struct ip_filter *filter,
		     const struct rtnl_reply *reply)
{
	struct printer *p = &ip->out;
	struct shown shown;
	char text[16];

	if (!take_apart(reply, &shown) || !is_wanted(filter, ip, &shown))
		return;
	if (reply->type == RTM_DELADDR)
		print_flag(p, "deleted", "Deleted ");
	if (ip->brief) {
		show_local(ip, &shown);
		return;
	}
	show_start(ip, filter, &shown);
	show_local(ip, &shown);
	show_one(ip, &shown, "broadcast", "brd ", IFA_BROADCAST, " ");
	show_one(ip, &shown, "anycast", "any ", IFA_ANYCAST, " ");
	print_text(p, "scope", "scope ",
		   ip_name_of(IP_SCOPE, shown.header.ifa_scope, ip->numeric, text), " ");
	show_flags(p, &shown);
	if (shown.table[IFA_LABEL].data)
		print_text(p, "label", "", rtnl_text(&shown.table[IFA_LABEL]), "");
	show_lifetimes(p, &shown);
	print_plain(p, "\n");
}
