/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink messages, built and taken apart. Pure: any bytes may come in, no length is believed.
 * See rtnetlink(7), netlink(7).
 */
#ifndef NET_RTNL_MESSAGE_H
#define NET_RTNL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Building. Too much sets `overflow`, which rtnl_ask() then refuses. */
struct rtnl_message {
	uint8_t bytes[4096] __attribute__((aligned(4)));
	size_t length;
	bool overflow;
};

/* Begin with the fixed struct of the family: ifinfomsg, ifaddrmsg, rtmsg, ndmsg... */
void rtnl_begin(struct rtnl_message *message, uint16_t type, uint16_t flags, const void *header,
		size_t header_size);
/* The fixed struct again, to change it later. */
void *rtnl_header(struct rtnl_message *message);
void rtnl_add_flags(struct rtnl_message *message, uint16_t flags);

void rtnl_add(struct rtnl_message *message, uint16_t type, const void *data, size_t length);
void rtnl_add_u8(struct rtnl_message *message, uint16_t type, uint8_t value);
void rtnl_add_u16(struct rtnl_message *message, uint16_t type, uint16_t value);
void rtnl_add_u32(struct rtnl_message *message, uint16_t type, uint32_t value);
/* Bytes without an attribute's header, as a veth's peer begins. */
void rtnl_add_bytes(struct rtnl_message *message, const void *data, size_t length);
/* With its NUL. */
void rtnl_add_text(struct rtnl_message *message, uint16_t type, const char *text);

/* Attributes within an attribute: rtnl_nest() returns what rtnl_nest_end() wants. */
size_t rtnl_nest(struct rtnl_message *message, uint16_t type);
void rtnl_nest_end(struct rtnl_message *message, size_t nest);

/* Taking apart. */
struct rtnl_reply {
	uint16_t type, flags;
	uint32_t sequence, port;
	const uint8_t *data;	/* behind the netlink header */
	size_t length;
};

struct rtnl_attribute {
	const uint8_t *data;	/* NULL: the message does not have it */
	size_t length;
};

/* The message at *at, which moves on; false at the end and before a cut one. */
bool rtnl_next(const void *bytes, size_t length, size_t *at, struct rtnl_reply *reply);

/* The fixed struct and the attributes by number, below `count`; false when it is too short. */
bool rtnl_parse(const struct rtnl_reply *reply, void *header, size_t header_size,
		struct rtnl_attribute *table, size_t count);

/* Attributes by number, of a nest or of what follows the fixed struct. The last one wins. */
void rtnl_attributes(const void *bytes, size_t length, struct rtnl_attribute *table, size_t count);
void rtnl_nested(const struct rtnl_attribute *nest, struct rtnl_attribute *table, size_t count);

/* The attribute at *at, for those that repeat; false at the end and before a cut one. */
bool rtnl_attribute_next(const void *bytes, size_t length, size_t *at, uint16_t *type,
			 struct rtnl_attribute *attribute);

/* Values; 0 when it is not there or has another size. */
uint8_t rtnl_u8(const struct rtnl_attribute *attribute);
uint16_t rtnl_u16(const struct rtnl_attribute *attribute);
uint32_t rtnl_u32(const struct rtnl_attribute *attribute);
uint64_t rtnl_u64(const struct rtnl_attribute *attribute);
/* "" when it is not there or not ended. */
const char *rtnl_text(const struct rtnl_attribute *attribute);
/* Copy of a kernel struct; what a short attribute lacks is zero. False when it is not there. */
bool rtnl_struct(const struct rtnl_attribute *attribute, void *value, size_t size);

#endif
