/* SPDX-License-Identifier: MIT */
/*
 * The network handed to stage 2: it stays up over switch_root, and whoever manages networks there
 * finds it in its own words in /run, to take it over and not to begin anew.
 */
#ifndef BOOT_HANDOVER_H
#define BOOT_HANDOVER_H

#include <stdint.h>

#include "core/text.h"
#include "net/lease.h"

/* What the new root has to manage a network by; a bit each. */
enum {
	MANAGER_NETWORKD = 1,		/* systemd-networkd(8) */
	MANAGER_RESOLVED = 2,		/* systemd-resolved(8) */
	MANAGER_NETWORKMANAGER = 4,
	MANAGER_IFUPDOWN = 8,		/* interfaces(5) */
	MANAGER_UDEV = 16,		/* systemd.link(5) */
	MANAGER_DHCPCD = 32,		/* dhcpcd.conf(5) */
};
unsigned handover_managers(const char *root);

/*
 * Files for those, and resolv.conf(5) for a root that has none with a name server. An address from
 * DHCP that nobody there will renew becomes one without end. lease NULL: the resolver alone. A
 * failure is told, and is no reason not to go on.
 */
int handover_write(const char *root, const struct lease *lease);
/* The resolver as shell lines. */
void handover_lines(const char *root, struct buffer *lines);

/* The text of each file; mac is "" for an interface that is no card. Pure. */
void handover_networkd(const struct lease *lease, const char *mac, struct buffer *out);
void handover_link(const char *mac, struct buffer *out);
void handover_keyfile(const struct lease *lease, const char *mac, struct buffer *out);
void handover_interfaces(const struct lease *lease, struct buffer *out);
void handover_dhcpcd(const struct lease *lease, struct buffer *out);
void handover_resolved(const struct lease *lease, struct buffer *out);

#endif
