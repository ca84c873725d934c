/* SPDX-License-Identifier: MIT */
/* An interface as RTM_NEWLINK describes it, and hardware addresses as text. */
#include "net/link_message.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"

bool link_from_reply(const struct rtnl_reply *reply, struct link *link)
{
	struct rtnl_attribute table[IFLA_MAX + 1], info[IFLA_INFO_MAX + 1];
	struct ifinfomsg header;
	const struct rtnl_attribute *mac = &table[IFLA_ADDRESS];

	*link = (struct link){ 0 };
	if (!rtnl_parse(reply, &header, sizeof(header), table, ARRAY_SIZE(table)) ||
	    header.ifi_family == AF_BRIDGE || !*rtnl_text(&table[IFLA_IFNAME]))
		return false;
	rtnl_nested(&table[IFLA_LINKINFO], info, ARRAY_SIZE(info));
	text_copy(link->name, sizeof(link->name), rtnl_text(&table[IFLA_IFNAME]));
	text_copy(link->kind, sizeof(link->kind), rtnl_text(&info[IFLA_INFO_KIND]));
	link->index = header.ifi_index;
	link->flags = header.ifi_flags;
	link->type = header.ifi_type;
	link->mtu = rtnl_u32(&table[IFLA_MTU]);
	link->carrier = header.ifi_flags & IFF_UP &&
			(table[IFLA_CARRIER].data ? rtnl_u8(&table[IFLA_CARRIER]) != 0
						  : (header.ifi_flags & IFF_LOWER_UP) != 0);
	link->master = rtnl_u32(&table[IFLA_MASTER]);
	link->operstate = rtnl_u8(&table[IFLA_OPERSTATE]);
	/* A veth's IFLA_LINK is its other end, maybe in another namespace: it sits on nothing. */
	link->parent = strcmp(link->kind, "veth") == 0 ? 0 : rtnl_u32(&table[IFLA_LINK]);
	if (mac->data && mac->length <= sizeof(link->mac)) {
		memcpy(link->mac, mac->data, mac->length);
		link->mac_length = mac->length;
	}
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int link_mac_parse(const char *text, uint8_t *bytes, size_t size)
{
	const char *at = text;
	size_t count = 0;

	for (;;) {
		int value = hex_digit(*at), second = value < 0 ? -1 : hex_digit(at[1]);

		if (value < 0 || count == size)
			break;
		at++;
		if (second >= 0) {
			value = value * 16 + second;
			at++;
		}
		bytes[count++] = value;
		if (!*at)
			return count;
		/* dracut's ip= writes dashes, where colons part its fields. */
		if (*at != ':' && *at != '-')
			break;
		at++;
	}
	return fail_plain("\"%s\" is invalid lladdr", text);
}

const char *link_mac_text(const uint8_t *bytes, size_t length, char text[96])
{
	text[0] = '\0';
	for (size_t i = 0; i < length && i < 32; i++)
		snprintf(text + 3 * i - (i > 0), 4, "%s%02x", i ? ":" : "", bytes[i]);
	return text;
}
