/* SPDX-License-Identifier: MIT */
/*
 * What the kernel command line wants of the network, in dracut's words (dracut.cmdline(7)):
 *
 *	ip=... (ip_parameter.h; may stand several times), nameserver=ADDRESS (the same)
 *	vlan=NAME:PARENT, bond=NAME[:PORTS[:OPTIONS[:MTU]]], bridge=NAME[:PORTS]
 *	ifname=NAME:MAC, BOOTIF=01-MAC, rd.bootif=0, bootdev=NAME
 *	rd.route=NET/BITS:[GATEWAY][:DEVICE], rd.peerdns=0
 *	rd.net.timeout.dhcp=SECONDS, rd.net.dhcp.retry=N
 *
 * Pure.
 */
#ifndef BOOT_NETWORK_PARAMETERS_H
#define BOOT_NETWORK_PARAMETERS_H

#include "boot/ip_parameter.h"

struct network_device {
	enum network_device_kind { DEVICE_VLAN, DEVICE_BOND, DEVICE_BRIDGE } kind;
	char name[16];
	char ports[8][16];		/* a VLAN has one: what it is made on */
	unsigned port_count;
	unsigned id;			/* of a VLAN */
	char options[256];		/* of a bond: "mode=802.3ad miimon=100" */
	unsigned mtu;			/* 0: as it is */
};

struct network_parameters {
	struct ip_parameter ips[8];
	unsigned ip_count;
	struct network_device devices[16];	/* each after those it is made of */
	unsigned device_count;
	struct network_name {
		char name[16];
		uint8_t mac[6];
	} names[8];
	unsigned name_count;
	struct ip_address dns[8];
	unsigned dns_count;
	struct network_route {
		struct lease_route route;
		char interface[16];		/* "": whichever reaches the gateway */
	} routes[16];
	unsigned route_count;
	uint8_t boot_mac[6];			/* BOOTIF= */
	bool has_boot_mac;
	char boot_device[16];			/* bootdev= */
	bool ignore_peer_dns;
	uint64_t dhcp_seconds, dhcp_tries;	/* 0: not told */
};

/* The words of a command line that are about the network; all others are left alone. */
int network_parameters_parse(const char *line, struct network_parameters *parameters);

/*
 * Add what the words, one of which is this ip=, say to a lease of its interface: name servers,
 * routes, MTU; its gateway and servers count more than what the lease has.
 */
void network_parameters_amend(const struct network_parameters *parameters,
			      const struct ip_parameter *ip, struct lease *lease);

/* The shell lines that make a device. */
void network_device_lines(const struct network_device *device, struct buffer *out);

#endif
