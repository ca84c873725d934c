/* SPDX-License-Identifier: MIT */
/* Options of bonds, bridges and VLANs as the kernel's attributes. */
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/text.h"
#include "net/address.h"
#include "net/ip_names.h"
#include "net/link.h"
#include "net/link_kind.h"

/* A word of the option's list, or its number. */
static int word_number(const struct kind_option *option, const char *value, uint32_t *number)
{
	char *end;
	unsigned long index = strtoul(value, &end, 10);

	for (unsigned n = 0; option->words[n]; n++) {
		if (strcmp(option->words[n], value) == 0 ||
		    (*value >= '0' && *value <= '9' && !*end && index == n)) {
			*number = n;
			return 0;
		}
	}
	return -1;
}

static int add_word(struct rtnl_message *message, const struct kind_option *option,
		    const char *value)
{
	uint32_t number;

	if (word_number(option, value, &number) < 0)
		return -1;
	if (option->value == KIND_WORD8)
		rtnl_add_u8(message, option->attribute, number);
	else
		rtnl_add_u32(message, option->attribute,
			     option->value == KIND_BIT32 ? 1U << number : number);
	return 0;
}

static int add_number(struct rtnl_message *message, const struct kind_option *option,
		      const char *value)
{
	static const uint64_t highest[] = {
		[KIND_U8] = UINT8_MAX, [KIND_U16] = UINT16_MAX, [KIND_U32] = UINT32_MAX,
		[KIND_U64] = UINT64_MAX,
	};
	uint64_t number;

	if (text_number(value, 0, 0, highest[option->value], &number) < 0)
		return -1;
	if (option->value == KIND_U8)
		rtnl_add_u8(message, option->attribute, number);
	else if (option->value == KIND_U16)
		rtnl_add_u16(message, option->attribute, number);
	else if (option->value == KIND_U32)
		rtnl_add_u32(message, option->attribute, number);
	else
		rtnl_add(message, option->attribute, &number, sizeof(number));
	return 0;
}

static int add_signed(struct rtnl_message *message, const struct kind_option *option,
		      const char *value)
{
	bool minus = *value == '-';
	uint64_t number;

	if (text_number(value + minus, 0, 0, INT32_MAX, &number) < 0)
		return -1;
	rtnl_add_u32(message, option->attribute, minus ? -number : number);
	return 0;
}

/* "10.0.0.1,10.0.0.2"; a list of options takes the commas, so there ';' parts them. */
static int add_addresses(struct rtnl_message *message, const struct kind_option *option,
			 const char *value)
{
	int family = option->value == KIND_IPV4 ? AF_INET : AF_INET6;
	size_t nest = rtnl_nest(message, option->attribute);
	char *copy = xstrdup(value), *rest, *word = strtok_r(copy, ",;", &rest);
	int result = 0;

	for (int i = 0; word && result == 0; word = strtok_r(NULL, ",;", &rest)) {
		struct ip_address address;

		result = ip_address_parse_host(word, family, &address);
		if (result == 0)
			rtnl_add(message, i++, address.bytes, ip_address_size(&address));
	}
	free(copy);
	rtnl_nest_end(message, nest);
	return result;
}

static int add_device(struct rtnl_message *message, const struct kind_option *option,
		      const char *value)
{
	struct link device;

	if (link_find(value, &device) < 0)
		return -1;
	rtnl_add_u32(message, option->attribute, device.index);
	return 0;
}

static int add_mac(struct rtnl_message *message, const struct kind_option *option,
		   const char *value)
{
	uint8_t mac[32];
	int length = link_mac_parse(value, mac, sizeof(mac));

	if (length < 0)
		return -1;
	rtnl_add(message, option->attribute, mac, length);
	return 0;
}

static int add_protocol(struct rtnl_message *message, const struct kind_option *option,
			const char *value)
{
	uint16_t protocol;

	if (!ip_ethernet_protocol_parse(value, &protocol))
		return -1;
	rtnl_add_u16(message, option->attribute, htons(protocol));
	return 0;
}

static int read_switch(const char *value, bool *on)
{
	*on = strcmp(value, "on") == 0;
	if (*on || strcmp(value, "off") == 0)
		return 0;
	return fail_plain("neither \"on\" nor \"off\"");
}

static int add_switch(struct rtnl_message *message, const struct kind_option *option,
		      const char *value)
{
	bool on;

	if (read_switch(value, &on) < 0)
		return -1;
	rtnl_add_u8(message, option->attribute, on);
	return 0;
}

static int add_vlan_flag(struct kind_values *values, const struct kind_option *option,
			 const char *value)
{
	bool on;

	if (read_switch(value, &on) < 0)
		return -1;
	values->vlan.mask |= option->bit;
	values->vlan.flags = on ? values->vlan.flags | option->bit
				: values->vlan.flags & ~option->bit;
	return 0;
}

static int add_boolopt(struct kind_values *values, const struct kind_option *option,
		       const char *value)
{
	uint64_t on;

	if (text_number(value, 0, 0, UINT8_MAX, &on) < 0)
		return -1;
	values->bridge.optmask |= option->bit;
	values->bridge.optval = on ? values->bridge.optval | option->bit
				   : values->bridge.optval & ~option->bit;
	return 0;
}

/* "1:2,3:4" or the same with blanks. */
static int add_map(struct rtnl_message *message, const struct kind_option *option,
		   const char *value)
{
	size_t nest = rtnl_nest(message, option->attribute);
	char *copy = xstrdup(value), *rest, *word = strtok_r(copy, ", ", &rest);
	int result = 0;

	for (; word && result == 0; word = strtok_r(NULL, ", ", &rest)) {
		struct ifla_vlan_qos_mapping map;
		char *colon = strchr(word, ':');
		uint64_t from, to;

		if (colon)
			*colon++ = '\0';
		if (!colon || text_number(word, 0, 0, UINT32_MAX, &from) < 0 ||
		    text_number(colon, 0, 0, UINT32_MAX, &to) < 0) {
			result = -1;
			break;
		}
		map = (struct ifla_vlan_qos_mapping){ .from = from, .to = to };
		rtnl_add(message, IFLA_VLAN_QOS_MAPPING, &map, sizeof(map));
	}
	free(copy);
	rtnl_nest_end(message, nest);
	return result;
}

int kind_add(struct rtnl_message *message, struct kind_values *values,
	     const struct kind_option *option, const char *value)
{
	static const struct kind_option mask = { .value = KIND_U16 }, state = { .value = KIND_U8 };
	struct kind_option plain;

	switch (option->value) {
	case KIND_NOTHING:
		rtnl_add(message, option->attribute, NULL, 0);
		return 0;
	case KIND_ZERO:
		rtnl_add_u32(message, option->attribute, 0);
		return 0;
	case KIND_MACVLAN_FLAG:
		values->macvlan |= option->bit;
		values->has_macvlan = true;
		return 0;
	case KIND_WORD8:
	case KIND_WORD32:
	case KIND_BIT32:
		return add_word(message, option, value);
	case KIND_SWITCH:
	case KIND_ON_TEXT:
		return add_switch(message, option, value);
	case KIND_SIGNED:
		return add_signed(message, option, value);
	case KIND_LINK:
		return add_device(message, option, value);
	case KIND_MAC:
		return add_mac(message, option, value);
	case KIND_PROTOCOL:
		return add_protocol(message, option, value);
	case KIND_IPV4:
	case KIND_IPV6:
		return add_addresses(message, option, value);
	case KIND_VLAN_FLAG:
		return add_vlan_flag(values, option, value);
	case KIND_VLAN_MAP:
		return add_map(message, option, value);
	case KIND_BOOLOPT:
		return add_boolopt(values, option, value);
	case KIND_HEX16:
	case KIND_MASK_WORDS:
	case KIND_PORT_STATE8:
		plain = option->value == KIND_PORT_STATE8 ? state : mask;
		plain.attribute = option->attribute;
		return add_number(message, &plain, value);
	default:
		return add_number(message, option, value);
	}
}

void kind_finish(struct rtnl_message *message, const struct kind_values *values)
{
	if (values->vlan.mask)
		rtnl_add(message, IFLA_VLAN_FLAGS, &values->vlan, sizeof(values->vlan));
	if (values->bridge.optmask)
		rtnl_add(message, IFLA_BR_MULTI_BOOLOPT, &values->bridge, sizeof(values->bridge));
	if (values->has_macvlan)
		rtnl_add_u16(message, IFLA_MACVLAN_FLAGS, values->macvlan);
}
