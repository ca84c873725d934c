/* SPDX-License-Identifier: MIT */
/* /etc/resolv.conf, replaced as a whole. */
#ifndef NET_RESOLV_H
#define NET_RESOLV_H

#define RESOLV_PATH "/etc/resolv.conf"

/*
 * Write the text: under another name first, so that no reader sees half of it. A link is followed
 * when it leads somewhere, and replaced when not; where something is mounted upon the file (ip
 * netns exec, containers) it is written in place.
 */
int resolv_write(const char *path, const char *text);

#endif
