/* SPDX-License-Identifier: MIT */
/* The network, as far as it is not there already: a card, a link, an address. */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/diagnose.h"
#include "boot/network_devices.h"
#include "boot/steps.h"
#include "core/error.h"
#include "http/url.h"
#include "net/dhcp.h"
#include "net/link.h"
#include "net/link_wait.h"

#define CARD_MS 10000		/* a card appears within a second of its driver's loading */
#define DHCP_MS 30000

/* Whether something beyond loopback has an address that reaches further than its link. */
static bool network_is_up(void)
{
	struct ifaddrs *list;
	bool up = false;

	if (getifaddrs(&list) < 0)
		return false;
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		if (!at->ifa_addr || at->ifa_flags & IFF_LOOPBACK || !(at->ifa_flags & IFF_RUNNING))
			continue;
		if (at->ifa_addr->sa_family == AF_INET)
			up = true;
		if (at->ifa_addr->sa_family == AF_INET6)
			up |= !IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *)(void *)
						       at->ifa_addr)->sin6_addr);
	}
	freeifaddrs(list);
	return up;
}

/* The failure, and what is to be tried next. */
static int explain(enum diagnosis (*diagnose)(struct buffer *line))
{
	struct buffer line = { 0 };

	diagnose(&line);
	fail_plain("%s", line.data);
	buffer_free(&line);
	return -1;
}

static void say(void *data, const char *line)
{
	(void)data;
	printf("ramroot: network: %s\n", line);
	fflush(stdout);
}

/* An ip= with what goes with it, for those who are called back. */
struct setting {
	struct ramroot *ramroot;
	const struct ip_parameter *ip;
};

static void amend(void *data, struct lease *lease)
{
	const struct setting *setting = data;

	network_parameters_amend(&setting->ramroot->network, setting->ip, lease);
}

/* ip= without an interface means the one that was asked for, or the last that was made. */
static const char *device_of(const struct ramroot *ramroot, const struct ip_parameter *ip)
{
	const struct network_parameters *network = &ramroot->network;

	if (ip->lease.interface[0])
		return ip->lease.interface;
	if (ramroot->request->device)
		return ramroot->request->device;
	if (network->boot_device[0])
		return network->boot_device;
	if (network->device_count)
		return network->devices[network->device_count - 1].name;
	return NULL;
}

static int ask_dhcp(struct setting *setting, const char *device, struct lease *lease)
{
	struct ramroot *ramroot = setting->ramroot;
	const struct network_parameters *network = &ramroot->network;
	const char *hostname = setting->ip->lease.hostname;
	enum ip_method method = setting->ip->method;
	struct dhcp_request request = {
		.interfaces = device, .verbose = ramroot->request->verbose,
		.timeout_ms = network->dhcp_seconds ? network->dhcp_seconds * 1000 : DHCP_MS,
		.tries = network->dhcp_tries, .hostname = hostname[0] ? hostname : NULL,
		.ipv4 = method == IP_DHCP, .ipv6 = method != IP_DHCP && method != IP_ANY,
		.way6 = method == IP_DHCP6 ? DHCP6_STATEFUL :
			method == IP_AUTO6 ? DHCP6_AUTOMATIC : DHCP6_AS_TOLD,
		/* Who keeps it is told to end before the new root or kernel begins. */
		.background = ramroot->initramfs,
		.say = say, .amend = amend, .data = setting,
	};

	if (ramroot->request->quiet)
		request.say = NULL;
	return dhcp_run(&request, lease) < 0 ? explain(diagnose_dhcp) : 0;
}

static int set_static(struct setting *setting, const char *device, struct lease *lease)
{
	*lease = setting->ip->lease;
	text_copy(lease->interface, sizeof(lease->interface), device);
	amend(setting, lease);
	if (lease_apply(lease) < 0 || link_wait_carrier(device, CARD_MS) < 0)
		return -1;
	return setting->ramroot->initramfs ? lease_write(lease, LEASE_PATH) : 0;
}

static int set_one(struct ramroot *ramroot, const struct ip_parameter *ip, const char *device,
		   struct lease *lease)
{
	struct setting setting = { ramroot, ip };
	struct link link;

	memset(lease, 0, sizeof(*lease));
	if (link_wait(device, CARD_MS, &link) < 0)
		return explain(diagnose_card);
	if (device && network_card_change(device, ip) < 0)
		return -1;
	if (ip->method == IP_STATIC)
		return set_static(&setting, link.name, lease);
	if (ip->method != IP_LINK6)
		return ask_dhcp(&setting, device, lease);
	text_copy(lease->interface, sizeof(lease->interface), link.name);
	return link_set_up(link.name, true) < 0 ? -1 : link_wait_carrier(link.name, CARD_MS);
}

/* Each ip= is tried; the lease is that of bootdev=, or of the first that came about. */
static int set_all(struct ramroot *ramroot)
{
	const struct network_parameters *network = &ramroot->network;
	bool any = false;
	char *problem = NULL;

	for (unsigned i = 0; i < network->ip_count; i++) {
		const struct ip_parameter *ip = &network->ips[i];
		const char *device = device_of(ramroot, ip);
		bool wanted = !network->boot_device[0] ||
			      (device && strcmp(device, network->boot_device) == 0);
		struct lease lease;

		if (ip->method == IP_OFF)
			continue;
		if (set_one(ramroot, ip, device, &lease) < 0) {
			say(NULL, fail_text());
			free(problem);
			problem = xstrdup(fail_text());
		} else if (!any && wanted) {
			ramroot->lease = lease;
			any = true;
		}
	}
	if (!any)
		fail_plain("%s", problem ? problem : "no ip= is of the interface of bootdev=");
	free(problem);
	return any ? 0 : -1;
}

/* Without any ip=: whatever there is. pxelinux told which card it was booted by. */
static void complete(struct ramroot *ramroot)
{
	struct network_parameters *network = &ramroot->network;
	struct link link;

	if (!network->ip_count)
		network->ip_count = 1;
	if (!network->has_boot_mac || network->boot_device[0] || network->device_count ||
	    ramroot->request->device)
		return;
	if (link_wait_mac(network->boot_mac, CARD_MS, &link) < 0)
		say(NULL, "BOOTIF= names no card that is there: all are tried");
	else
		text_copy(network->boot_device, sizeof(network->boot_device), link.name);
}

static int configure(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	struct buffer summary = { 0 };

	if (link_set_up("lo", true) < 0)
		return -1;
	if (network_devices_make(&ramroot->network, CARD_MS) < 0)
		return explain(diagnose_card);
	complete(ramroot);
	if (set_all(ramroot) < 0)
		return -1;
	lease_summary(&ramroot->lease, &summary);
	plan_note(plan, "%s", summary.data ? summary.data : "");
	buffer_free(&summary);
	return 0;
}

static void name_lines(const struct network_name *row, struct buffer *lines)
{
	char text[96];
	struct link link;

	if (link_wait_mac(row->mac, 0, &link) < 0)
		buffer_format(lines, "# the card %s is called %s\n",
			      link_mac_text(row->mac, 6, text), row->name);
	else if (strcmp(link.name, row->name) != 0)
		buffer_format(lines, "ip link set %s down\nip link set %s name %s\n", link.name,
			      link.name, row->name);
}

static void ip_lines(const struct ramroot *ramroot, const struct ip_parameter *ip,
		     struct buffer *lines)
{
	static const uint8_t as_it_is[6];
	const char *device = device_of(ramroot, ip);
	struct setting setting = { (struct ramroot *)ramroot, ip };
	struct lease lease = ip->lease;
	bool adds_dns = (ramroot->network.dns_count || lease.dns_count) &&
			!ramroot->network.ignore_peer_dns;
	char text[96];

	if (ip->method == IP_OFF)
		return;
	text_copy(lease.interface, sizeof(lease.interface), device ? device : "eth0");
	if (memcmp(ip->mac, as_it_is, 6) != 0)
		buffer_format(lines, "ip link set %s down\nip link set %s address %s\n",
			      lease.interface, lease.interface, link_mac_text(ip->mac, 6, text));
	if (ip->method == IP_STATIC) {
		amend(&setting, &lease);
		return lease_lines(&lease, lines);
	}
	if (ip->method == IP_LINK6)
		return buffer_format(lines, "ip link set %s up\n", lease.interface);
	buffer_format(lines, "dhclient%s%s%s\n", ip->method == IP_DHCP ? " -4" :
		      ip->method == IP_ANY ? "" : " -6", device ? " " : "", device ? device : "");
	/* What the words add to whatever lease it will be. */
	if (adds_dns)
		buffer_text(lines, "cp /etc/resolv.conf /run/resolv.conf\n");
	lease = (struct lease){ 0 };
	text_copy(lease.interface, sizeof(lease.interface), device ? device : "eth0");
	amend(&setting, &lease);
	if (lease.mtu || lease.dns_count || lease.route_count)
		lease_lines(&lease, lines);
	if (adds_dns)
		buffer_text(lines, "cat /run/resolv.conf >>/etc/resolv.conf\n");
}

static void configure_lines(struct ramroot *ramroot, struct buffer *lines)
{
	const struct network_parameters *network = &ramroot->network;

	for (unsigned i = 0; i < network->name_count; i++)
		name_lines(&network->names[i], lines);
	for (unsigned i = 0; i < network->device_count; i++)
		network_device_lines(&network->devices[i], lines);
	for (unsigned i = 0; i < MAX(network->ip_count, 1u); i++)
		ip_lines(ramroot, &network->ips[i], lines);
}

static bool is_off(const struct network_parameters *network)
{
	for (unsigned i = 0; i < network->ip_count; i++) {
		if (network->ips[i].method != IP_OFF)
			return false;
	}
	return network->ip_count > 0;
}

void add_network_step(struct ramroot *ramroot)
{
	const struct ramroot_request *request = ramroot->request;
	const char *source = ramroot->source_name;
	bool asked = request->ip || request->device || !source;

	if (request->no_net || is_off(&ramroot->network))
		return;
	if (source && url_is_local(source) && !request->ip && !request->device)
		return;
	/* A full system's network is its own; and what a person set up by hand stays. */
	if (!asked && (!ramroot->initramfs || network_is_up()))
		return;
	configure_lines(ramroot, plan_add(&ramroot->plan, "network", configure));
}
