/* SPDX-License-Identifier: MIT */
/* `ip link`: see ip-link(8). */
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_link_words.h"
#include "net/ip_list.h"
#include "net/link_make.h"
#include "net/rtnl.h"

static const char help[] =
	"Usage: ip link [ show [ [ dev ] DEVICE | group GROUP ] [ up ] [ master DEV | nomaster ]\n"
	"                 [ type TYPE ] ]\n"
	"       ip link set { [ dev ] DEVICE | group GROUP } [ { up | down } ] [ name NEWNAME ]\n"
	"                 [ address LLADDR ] [ broadcast LLADDR ] [ mtu MTU ] [ txqueuelen N ]\n"
	"                 [ master DEVICE | nomaster ] [ netns { PID | NAME } ] [ alias TEXT ]\n"
	"                 [ { arp | dynamic | multicast | allmulticast | promisc | trailers |\n"
	"                     carrier | protodown } { on | off } ] [ mode MODE ] [ state STATE ]\n"
	"                 [ addrgenmode { eui64 | none | stable_secret | random } ]\n"
	"                 [ gso_max_size N ] [ gso_max_segs N ] [ gro_max_size N ]\n"
	"                 [ type TYPE ARGS ]\n"
	"       ip link add [ link DEV ] [ name ] NAME [ index N ] [ numtxqueues N ]\n"
	"                 [ numrxqueues N ] [ link-netns NAME | link-netnsid N ]\n"
	"                 [ what `set` takes ] type TYPE [ ARGS ]\n"
	"       ip link delete { [ dev ] DEVICE | group GROUP } [ type TYPE ]\n"
	"       ip link property { add | del } [ dev ] DEVICE [ altname NAME ]...\n"
	"       ip link help TYPE\n"
	"TYPE: vlan bond bond_slave bridge bridge_slave veth dummy macvlan macvtap ifb, and\n"
	"      every other kind that needs no ARGS\n";

/* A new address must be as long as the old one. */
static int check_hardware(const struct ip_link_change *change)
{
	struct link link;

	if (!change->device || !change->hardware_length || change->create ||
	    link_find(change->device, &link) < 0 ||
	    link.mac_length == (unsigned)change->hardware_length)
		return 0;
	fail_plain("Invalid address length %d - must be %u bytes", change->hardware_length,
		   link.mac_length);
	return IP_FAILED;
}

static int set_below(struct ip_link_change *change)
{
	uint32_t index;
	int result;

	if (!change->below)
		return 0;
	result = ip_link_index(change->ip, change->below, &index);
	if (result == 0)
		rtnl_add_u32(change->message, IFLA_LINK, index);
	return result;
}

/* Whom the message is about: a new one, one that is there, or a group. */
static int set_target(struct ip_link_change *change)
{
	uint32_t index = 0, wanted = change->header.ifi_index;
	int result;

	if (wanted && !change->create && !change->moves) {
		fail_plain("index can be used only when creating devices or when moving device "
			   "to another netns.");
		return IP_WRONG;
	}
	if (change->has_group && !change->device) {
		if (!change->create)
			return 0;
		fail_plain("group cannot be used when creating devices.");
		return IP_WRONG;
	}
	if (change->create) {
		if (change->name != change->device) {
			fail_plain("both \"name\" and \"dev\" cannot be used when creating "
				   "devices.");
			return IP_WRONG;
		}
		if (change->name)
			rtnl_add_text(change->message, IFLA_IFNAME, change->name);
		return set_below(change);
	}
	if (!change->device) {
		fail_plain("Not enough information: \"dev\" argument is required.");
		return IP_WRONG;
	}
	result = ip_link_index(change->ip, change->device, &index);
	change->header.ifi_index = index;
	if (result == 0 && wanted)
		rtnl_add_u32(change->message, IFLA_NEW_IFINDEX, wanted);
	if (change->name && change->name != change->device)
		rtnl_add_text(change->message, IFLA_IFNAME, change->name);
	return result;
}

static int fill(struct ip_link_change *change, struct ip_words *words)
{
	int result = ip_link_words(change, words, help);

	if (result == 0)
		result = check_hardware(change);
	if (result == 0)
		result = set_target(change);
	if (result < 0)
		return result;
	if (change->type && CONFIG_IP_MORE)
		return ip_link_type_words(change, words, help);
	if (change->type) {
		fail_plain("Kinds of links were left out of this build (IP_MORE).");
		return IP_FAILED;
	}
	if (change->create) {
		fail_plain("Not enough information: \"type\" argument is required");
		return IP_FAILED;
	}
	return 0;
}

static int modify(struct ip *ip, struct ip_words *words, uint16_t type, unsigned flags)
{
	struct rtnl_message message;
	struct ip_link_change change = { .ip = ip, .message = &message,
					 .create = flags & NLM_F_CREATE };
	int result;

	rtnl_begin(&message, type, flags, &change.header, sizeof(change.header));
	result = fill(&change, words);
	*(struct ifinfomsg *)rtnl_header(&message) = change.header;
	if (result == 0 && change.create)
		result = link_make(&message, change.type) < 0 ? ip_refused() : 0;
	else if (result == 0)
		result = ip_ask(&message, NULL);
	for (int i = 0; i < change.namespace_count && i < 2; i++)
		close(change.namespaces[i]);
	return result;
}

static int set(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_NEWLINK, flags);
}

static int delete(struct ip *ip, struct ip_words *words, unsigned flags)
{
	return modify(ip, words, RTM_DELLINK, flags);
}

static int show(struct ip *ip, struct ip_words *words, unsigned number)
{
	(void)number;
	return ip_list(ip, words, true, help);
}

static int take_property(struct rtnl_message *message, struct ip_words *words,
			 const char **device)
{
	const char *value;

	if (ip_words_accept(words, "altname")) {
		value = ip_words_value(words);
		if (!value)
			return IP_WRONG;
		if (!ip_alternative_name_is_valid(value))
			return ip_wrong(value, "not a valid altname");
		rtnl_add_text(message, IFLA_ALT_IFNAME, value);
		return 0;
	}
	if (ip_word_matches(*words->at, "help"))
		return ip_help(help);
	ip_words_accept_whole(words, "dev");
	value = ip_words_value(words);
	if (!value)
		return IP_WRONG;
	if (*device)
		return ip_garbage("dev", value);
	if (!ip_alternative_name_is_valid(value))
		return ip_wrong(value, "\"dev\" not a valid ifname");
	*device = value;
	return 0;
}

/* Alternative names. */
static int property(struct ip *ip, struct ip_words *words, unsigned number)
{
	const struct ifinfomsg empty = { 0 };
	struct rtnl_message message;
	const char *device = NULL;
	uint32_t index;
	size_t nest;
	int result = 0;

	(void)number;
	if (!*words->at || ip_word_matches(*words->at, "help"))
		return ip_help(help);
	if (ip_words_accept(words, "add")) {
		rtnl_begin(&message, RTM_NEWLINKPROP, NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND,
			   &empty, sizeof(empty));
	} else if (ip_words_accept(words, "del")) {
		rtnl_begin(&message, RTM_DELLINKPROP, 0, &empty, sizeof(empty));
	} else {
		fail_plain("Operator required");
		return IP_WRONG;
	}
	nest = rtnl_nest(&message, IFLA_PROP_LIST | NLA_F_NESTED);
	while (result == 0 && *words->at)
		result = take_property(&message, words, &device);
	rtnl_nest_end(&message, nest);
	if (result < 0)
		return result;
	if (!device) {
		fail_plain("Not enough of information: \"dev\" argument is required.");
		return IP_WRONG;
	}
	result = ip_link_index(ip, device, &index);
	if (result < 0)
		return result;
	((struct ifinfomsg *)rtnl_header(&message))->ifi_index = index;
	return ip_ask(&message, NULL);
}

static int show_help(struct ip *ip, struct ip_words *words, unsigned number)
{
	(void)number;
	return CONFIG_IP_MORE && *words->at ? ip_link_type_help(ip, *words->at, help)
					    : ip_help(help);
}

int ip_link_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, show, 0 },
		{ "add", false, set, NLM_F_CREATE | NLM_F_EXCL },
		{ "set", false, set, 0 },
		{ "change", false, set, 0 },
		{ "replace", false, set, NLM_F_CREATE | NLM_F_REPLACE },
		{ "delete", false, delete, 0 },
		{ "show", false, show, 0 },
		{ "lst", false, show, 0 },
		{ "property", false, property, 0 },
		{ "help", false, show_help, 0 },
		{ 0 }
	};

	return ip_command_run(ip, words, commands, "link", help);
}
