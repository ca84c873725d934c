/* SPDX-License-Identifier: MIT */
/* Asking the kernel over rtnetlink, and listening to it. */
#ifndef NET_RTNL_H
#define NET_RTNL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"
#include "net/rtnl_message.h"

/*
 * Send, and wait for the kernel's answer. Messages it returns are appended to replies (may be
 * NULL), for rtnl_next(). A dump that changed while it was read is read again. On refusal errno is
 * the kernel's, and the text its explanation where it gives one, else the error's.
 */
int rtnl_ask(struct rtnl_message *message, struct buffer *replies);

/* What the last failure of rtnl_ask() was. */
enum rtnl_refusal {
	RTNL_BROKEN,		/* the socket or the message */
	RTNL_REFUSED,		/* the kernel's errno alone */
	RTNL_EXPLAINED,		/* with words of its own */
};
enum rtnl_refusal rtnl_refusal(void);

/* Every message of an RTM_GET... type, its fixed struct zero but for the family. */
int rtnl_dump(uint16_t type, int family, struct buffer *replies);
/* Such a question, to be narrowed by attributes. */
void rtnl_begin_dump(struct rtnl_message *message, uint16_t type, int family);

/* A non-blocking socket in these groups (RTNLGRP_* as 1 << (number - 1)), receive room enlarged. */
int rtnl_listen(uint32_t groups);

/* Append what is there now; 1 something, 0 nothing, negative failed (ENOBUFS: some were lost). */
int rtnl_receive(int fd, struct buffer *messages);

/* The words of glibc for what the kernel may answer: musl's differ, and notes hold glibc's. */
const char *rtnl_error_text(int error);

#endif
