/* SPDX-License-Identifier: MIT */
/* Making interfaces: what dracut's vlan=, bridge= and bond= and `ip link add` need. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "dev/module.h"
#include "net/link.h"
#include "net/link_kind.h"
#include "net/link_make.h"
#include "net/rtnl.h"

struct making {
	struct rtnl_message message;
	size_t info, data;
};

static void begin(struct making *making, const char *name, const char *kind)
{
	const struct ifinfomsg header = { 0 };
	struct rtnl_message *message = &making->message;

	rtnl_begin(message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	rtnl_add_text(message, IFLA_IFNAME, name);
	making->info = rtnl_nest(message, IFLA_LINKINFO);
	rtnl_add(message, IFLA_INFO_KIND, kind, strlen(kind));
	making->data = rtnl_nest(message, IFLA_INFO_DATA);
}

static void end_info(struct making *making)
{
	rtnl_nest_end(&making->message, making->data);
	rtnl_nest_end(&making->message, making->info);
}

int link_make(struct rtnl_message *message, const char *kind)
{
	char alias[32], *why;
	int result;

	/* Its driver makes a bond0 of its own, which has the name then, unless told not to. */
	if (strcmp(kind, "bond") == 0 && module_state("bonding") == MODULE_ABSENT &&
	    module_load("bonding", "max_bonds=0") < 0)
		fail_clear();
	result = rtnl_ask(message, NULL);
	if (result == 0 || errno != EOPNOTSUPP)
		return result;
	/* The kernel asks /sbin/modprobe for the kind's driver, and an initrd may have none. */
	why = xstrdup(fail_text());
	snprintf(alias, sizeof(alias), "rtnl-link-%s", kind);
	if (module_load(alias, NULL) == 0) {
		result = rtnl_ask(message, NULL);
	} else {
		fail_plain("%s", why);
		errno = EOPNOTSUPP;
	}
	free(why);
	return result;
}

static int finish(struct making *making, const char *name, const char *kind)
{
	if (link_make(&making->message, kind) < 0) {
		int saved = errno;

		fail_in("make the %s %s", kind, name);
		errno = saved;
		return -1;
	}
	return 0;
}

static int make_plain(const char *name, const char *kind)
{
	struct making making;

	begin(&making, name, kind);
	end_info(&making);
	return finish(&making, name, kind);
}

int link_add_bridge(const char *name)
{
	return make_plain(name, "bridge");
}

int link_add_dummy(const char *name)
{
	return make_plain(name, "dummy");
}

int link_add_vlan(const char *name, const char *parent, unsigned id)
{
	struct making making;
	struct link below;

	if (id > 4094)
		return fail_plain("VLAN number %u is not between 0 and 4094", id);
	if (link_find(parent, &below) < 0)
		return -1;
	begin(&making, name, "vlan");
	rtnl_add_u16(&making.message, IFLA_VLAN_ID, id);
	end_info(&making);
	rtnl_add_u32(&making.message, IFLA_LINK, below.index);
	return finish(&making, name, "vlan");
}

int link_add_macvlan(const char *name, const char *parent)
{
	struct making making;
	struct link below;

	if (link_find(parent, &below) < 0)
		return -1;
	begin(&making, name, "macvlan");
	rtnl_add_u32(&making.message, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
	end_info(&making);
	rtnl_add_u32(&making.message, IFLA_LINK, below.index);
	return finish(&making, name, "macvlan");
}

int link_add_veth(const char *name, const char *peer)
{
	struct making making;
	const struct ifinfomsg header = { 0 };
	size_t nest;

	begin(&making, name, "veth");
	nest = rtnl_nest(&making.message, VETH_INFO_PEER);
	/* The peer is described by a fixed struct and attributes, as if it were a message. */
	rtnl_add_bytes(&making.message, &header, sizeof(header));
	rtnl_add_text(&making.message, IFLA_IFNAME, peer);
	rtnl_nest_end(&making.message, nest);
	end_info(&making);
	return finish(&making, name, "veth");
}

/* "mode=active-backup" of the list. */
static int add_option(struct making *making, struct kind_values *values, char *word)
{
	const struct kind *bond = kind_find("bond");
	const struct kind_option *option;
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	option = kind_option_find(bond, word);
	if (!option)
		return fail_plain("unknown option '%s'", word);
	if (kind_takes_value(option) && !value)
		return fail_plain("option '%s' needs a value", word);
	fail_plain("no such value '%s'", value ? value : "");
	if (kind_add(&making->message, values, option, value) < 0)
		return fail_in("%s", word);
	return 0;
}

int link_add_bond(const char *name, const char *options)
{
	struct making making;
	struct kind_values values = { 0 };
	char *copy = xstrdup(options ? options : ""), *rest, *word;
	int result = 0;

	begin(&making, name, "bond");
	word = strtok_r(copy, " ", &rest);
	for (; word && result == 0; word = strtok_r(NULL, " ", &rest))
		result = add_option(&making, &values, word);
	free(copy);
	kind_finish(&making.message, &values);
	end_info(&making);
	return result < 0 ? fail_in("make the bond %s", name) : finish(&making, name, "bond");
}
