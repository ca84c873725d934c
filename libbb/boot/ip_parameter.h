/* SPDX-License-Identifier: MIT */
/*
 * ip= of the kernel command line, in the kernel's own grammar
 * (Documentation/admin-guide/nfs/nfsroot.rst):
 *
 *	ip=CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:DEVICE:AUTOCONF:DNS0:DNS1:NTP0
 *	ip=dhcp, ip=off, ip=DEVICE:dhcp (dracut.cmdline(7)); IPv6 addresses within brackets
 *
 * Pure.
 */
#ifndef BOOT_IP_PARAMETER_H
#define BOOT_IP_PARAMETER_H

#include "net/lease.h"

enum ip_method { IP_DHCP, IP_STATIC, IP_OFF };

struct ip_parameter {
	enum ip_method method;
	struct lease lease;	/* IP_STATIC: all of it; IP_DHCP: interface ("" any), hostname */
};

/* Text is what follows "ip=". The failure names what makes no sense. */
int ip_parameter_parse(const char *text, struct ip_parameter *parameter);

#endif
