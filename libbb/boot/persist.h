/* SPDX-License-Identifier: MIT */
/* The disk that keeps a root's upper layer. */
#ifndef BOOT_PERSIST_H
#define BOOT_PERSIST_H

/*
 * Wait for a device: a path, LABEL=, UUID=, PARTLABEL= or PARTUUID=. Its path is allocated. When it
 * has not come after half a minute, the failure names those that are there.
 */
int persist_wait(const char *name, char **device);

#endif
