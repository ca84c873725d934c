/* SPDX-License-Identifier: MIT */
/*
 * ip= of the kernel command line, in the kernel's own grammar
 * (Documentation/admin-guide/nfs/nfsroot.rst) and dracut's (dracut.cmdline(7)):
 *
 *	ip=CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:DEVICE:AUTOCONF[:DNS0[:DNS1[:NTP0]]]
 *	ip=CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:DEVICE:AUTOCONF[:[MTU][:MAC]]
 *	ip=AUTOCONF, ip=DEVICE:AUTOCONF[:[MTU][:MAC]]; IPv6 addresses within brackets
 *
 * Pure.
 */
#ifndef BOOT_IP_PARAMETER_H
#define BOOT_IP_PARAMETER_H

#include "net/lease.h"

enum ip_method {
	IP_ANY,		/* IPv4 and IPv6 are raced: on, any, both; and without a word */
	IP_DHCP,	/* IPv4 alone: dhcp, bootp, single-dhcp */
	IP_DHCP6,	/* DHCPv6, whatever routers say */
	IP_AUTO6,	/* what routers tell, and no more */
	IP_EITHER6,	/* IPv6 as routers want it */
	IP_LINK6,	/* up, with a link-local address: link6, link-local */
	IP_STATIC,
	IP_OFF,		/* off, none */
};

struct ip_parameter {
	enum ip_method method;
	struct lease lease;	/* IP_STATIC: all of it; else: interface ("" any), what is told */
	uint8_t mac[6];		/* the card gets it, when it is not zero */
};

/* Text is what follows "ip=". The failure names what makes no sense. */
int ip_parameter_parse(const char *text, struct ip_parameter *parameter);

/*
 * The lease as words for another kernel: " ip=CLIENT::GATEWAY:NETMASK:HOSTNAME::off:DNS0:DNS1", no
 * device, since its name may be another there, and BOOTIF=01-MAC unless mac is NULL.
 */
void ip_parameter_words(const struct lease *lease, const uint8_t mac[6], struct buffer *out);

/* "dhcp" and so on: the word that means the method. */
const char *ip_method_name(enum ip_method method);

/* False for what no interface is called, and for what a shell would not take as one word. */
bool interface_name_copy(char name[16], const char *text);

/*
 * Cut at colons that stand outside of brackets; brackets are removed. Returns the count of fields,
 * at most `most`; the failure begins with `what`.
 */
int colon_fields(char *text, char **fields, int most, const char *what);

#endif
