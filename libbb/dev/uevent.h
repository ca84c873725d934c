/* SPDX-License-Identifier: MIT */
/* The kernel's device messages (NETLINK_KOBJECT_UEVENT): "add@/devices/...", then KEY=VALUE. */
#ifndef DEV_UEVENT_H
#define DEV_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

struct uevent {
	const char *action, *path, *subsystem, *modalias;	/* within the message, or "" */
};

/* Take a message apart; its last byte must be NUL, else it is refused. */
bool uevent_parse(const char *message, size_t length, struct uevent *event);

#endif
