/* SPDX-License-Identifier: MIT */
/* rtnetlink messages, built and taken apart. */
#include "net/rtnl_message.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

static void *reserve(struct rtnl_message *message, size_t length)
{
	size_t at = message->length;

	if (length > sizeof(message->bytes) || at + NLMSG_ALIGN(length) > sizeof(message->bytes)) {
		message->overflow = true;
		return NULL;
	}
	memset(message->bytes + at, 0, NLMSG_ALIGN(length));
	message->length = at + NLMSG_ALIGN(length);
	((struct nlmsghdr *)message->bytes)->nlmsg_len = message->length;
	return message->bytes + at;
}

void rtnl_begin(struct rtnl_message *message, uint16_t type, uint16_t flags, const void *header,
		size_t header_size)
{
	struct nlmsghdr *start = (struct nlmsghdr *)message->bytes;
	void *fixed;

	message->length = 0;
	message->overflow = false;
	reserve(message, sizeof(*start));
	start->nlmsg_type = type;
	start->nlmsg_flags = flags | NLM_F_REQUEST;
	fixed = reserve(message, header_size);
	if (fixed && header_size)
		memcpy(fixed, header, header_size);
}

void *rtnl_header(struct rtnl_message *message)
{
	return message->bytes + NLMSG_HDRLEN;
}

void rtnl_add_flags(struct rtnl_message *message, uint16_t flags)
{
	((struct nlmsghdr *)message->bytes)->nlmsg_flags |= flags;
}

void rtnl_add(struct rtnl_message *message, uint16_t type, const void *data, size_t length)
{
	struct rtattr *attribute = reserve(message, RTA_LENGTH(length));

	if (!attribute)
		return;
	attribute->rta_type = type;
	attribute->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
}

void rtnl_add_bytes(struct rtnl_message *message, const void *data, size_t length)
{
	void *room = reserve(message, length);

	if (room && length)
		memcpy(room, data, length);
}

void rtnl_add_u8(struct rtnl_message *message, uint16_t type, uint8_t value)
{
	rtnl_add(message, type, &value, sizeof(value));
}

void rtnl_add_u16(struct rtnl_message *message, uint16_t type, uint16_t value)
{
	rtnl_add(message, type, &value, sizeof(value));
}

void rtnl_add_u32(struct rtnl_message *message, uint16_t type, uint32_t value)
{
	rtnl_add(message, type, &value, sizeof(value));
}

void rtnl_add_text(struct rtnl_message *message, uint16_t type, const char *text)
{
	rtnl_add(message, type, text, strlen(text) + 1);
}

size_t rtnl_nest(struct rtnl_message *message, uint16_t type)
{
	size_t at = message->length;

	rtnl_add(message, type, NULL, 0);
	return at;
}

void rtnl_nest_end(struct rtnl_message *message, size_t nest)
{
	/* Without room for it there is nothing whose length could be set. */
	if (!message->overflow)
		((struct rtattr *)(message->bytes + nest))->rta_len = message->length - nest;
}

bool rtnl_next(const void *bytes, size_t length, size_t *at, struct rtnl_reply *reply)
{
	struct nlmsghdr header;

	if (*at > length || length - *at < sizeof(header))
		return false;
	memcpy(&header, (const uint8_t *)bytes + *at, sizeof(header));
	if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > length - *at)
		return false;
	*reply = (struct rtnl_reply){
		.type = header.nlmsg_type, .flags = header.nlmsg_flags,
		.sequence = header.nlmsg_seq, .port = header.nlmsg_pid,
		.data = (const uint8_t *)bytes + *at + NLMSG_HDRLEN,
		.length = header.nlmsg_len - NLMSG_HDRLEN,
	};
	*at += NLMSG_ALIGN((size_t)header.nlmsg_len);
	return true;
}

bool rtnl_attribute_next(const void *bytes, size_t length, size_t *at, uint16_t *type,
			 struct rtnl_attribute *attribute)
{
	struct rtattr header;

	if (*at > length || length - *at < sizeof(header))
		return false;
	memcpy(&header, (const uint8_t *)bytes + *at, sizeof(header));
	if (header.rta_len < sizeof(header) || header.rta_len > length - *at)
		return false;
	*type = header.rta_type & NLA_TYPE_MASK;
	attribute->data = (const uint8_t *)bytes + *at + sizeof(header);
	attribute->length = header.rta_len - sizeof(header);
	*at += RTA_ALIGN((size_t)header.rta_len);
	return true;
}

void rtnl_attributes(const void *bytes, size_t length, struct rtnl_attribute *table, size_t count)
{
	struct rtnl_attribute found;
	uint16_t type;
	size_t at = 0;

	memset(table, 0, count * sizeof(*table));
	while (rtnl_attribute_next(bytes, length, &at, &type, &found)) {
		if (type < count)
			table[type] = found;
	}
}

void rtnl_nested(const struct rtnl_attribute *nest, struct rtnl_attribute *table, size_t count)
{
	rtnl_attributes(nest->data, nest->data ? nest->length : 0, table, count);
}

bool rtnl_parse(const struct rtnl_reply *reply, void *header, size_t header_size,
		struct rtnl_attribute *table, size_t count)
{
	size_t skip = NLMSG_ALIGN(header_size);

	memset(table, 0, count * sizeof(*table));
	memset(header, 0, header_size);
	if (reply->length < header_size)
		return false;
	memcpy(header, reply->data, header_size);
	if (reply->length > skip)
		rtnl_attributes(reply->data + skip, reply->length - skip, table, count);
	return true;
}

static bool take(const struct rtnl_attribute *attribute, void *value, size_t size)
{
	bool right = attribute->data && attribute->length == size;

	if (right)
		memcpy(value, attribute->data, size);
	return right;
}

uint8_t rtnl_u8(const struct rtnl_attribute *attribute)
{
	uint8_t value;

	return take(attribute, &value, sizeof(value)) ? value : 0;
}

uint16_t rtnl_u16(const struct rtnl_attribute *attribute)
{
	uint16_t value;

	return take(attribute, &value, sizeof(value)) ? value : 0;
}

uint32_t rtnl_u32(const struct rtnl_attribute *attribute)
{
	uint32_t value;

	return take(attribute, &value, sizeof(value)) ? value : 0;
}

uint64_t rtnl_u64(const struct rtnl_attribute *attribute)
{
	uint64_t value;

	return take(attribute, &value, sizeof(value)) ? value : 0;
}

const char *rtnl_text(const struct rtnl_attribute *attribute)
{
	if (!attribute->data || !attribute->length ||
	    !memchr(attribute->data, '\0', attribute->length))
		return "";
	return (const char *)attribute->data;
}

bool rtnl_struct(const struct rtnl_attribute *attribute, void *value, size_t size)
{
	memset(value, 0, size);
	if (!attribute->data)
		return false;
	memcpy(value, attribute->data, attribute->length < size ? attribute->length : size);
	return true;
}
