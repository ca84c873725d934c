/* SPDX-License-Identifier: MIT */
/* The network, as far as it is not there already: a card, a link, an address. */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/process_one.h"
#include "boot/steps.h"
#include "core/error.h"
#include "dev/report.h"
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

/* The failure alone does not help a person whose card has no driver: say so, too. */
static int explain_cards(void)
{
	struct buffer report = { 0 };
	char *cause = xstrdup(fail_text());

	if (driver_report(&report) > 0 && report.data) {
		report.data[strcspn(report.data, "\n")] = '\0';
		fail_plain("%s: %s", cause, report.data);
	} else {
		fail_plain("%s", cause);
	}
	buffer_free(&report);
	free(cause);
	return -1;
}

static void say(void *data, const char *line)
{
	(void)data;
	printf("ramroot: network: %s\n", line);
	fflush(stdout);
}

static const char *device_of(const struct ramroot *ramroot)
{
	if (ramroot->request->device)
		return ramroot->request->device;
	return ramroot->ip.lease.interface[0] ? ramroot->ip.lease.interface : NULL;
}

static int ask_dhcp(struct ramroot *ramroot)
{
	const char *device = device_of(ramroot), *hostname = ramroot->ip.lease.hostname;
	struct dhcp_request request = {
		.interfaces = device, .timeout_ms = DHCP_MS, .verbose = ramroot->request->verbose,
		.hostname = hostname[0] ? hostname : NULL, .say = say,
	};

	if (ramroot->request->quiet)
		request.say = NULL;
	return dhcp_run(&request, &ramroot->lease);
}

static int set_static(struct ramroot *ramroot, const struct link *link)
{
	ramroot->lease = ramroot->ip.lease;
	text_copy(ramroot->lease.interface, sizeof(ramroot->lease.interface), link->name);
	if (lease_apply(&ramroot->lease) < 0)
		return -1;
	return link_wait_carrier(link->name, CARD_MS);
}

static int configure(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	struct buffer summary = { 0 };
	struct link link;
	int result;

	if (link_set_up("lo", true) < 0)
		return -1;
	if (link_wait(device_of(ramroot), CARD_MS, &link) < 0)
		return explain_cards();
	result = ramroot->ip.method == IP_STATIC ? set_static(ramroot, &link) : ask_dhcp(ramroot);
	if (result < 0)
		return explain_cards();
	if (ramroot->initramfs && lease_write(&ramroot->lease, LEASE_PATH) < 0)
		return -1;
	lease_summary(&ramroot->lease, &summary);
	plan_note(plan, "%s", summary.data ? summary.data : "");
	buffer_free(&summary);
	return 0;
}

static void configure_lines(struct ramroot *ramroot, struct buffer *lines)
{
	const char *device = device_of(ramroot);
	struct lease lease = ramroot->ip.lease;

	if (ramroot->ip.method == IP_STATIC) {
		text_copy(lease.interface, sizeof(lease.interface), device ? device : "eth0");
		lease_lines(&lease, lines);
		return;
	}
	buffer_format(lines, "dhclient%s%s\n", device ? " " : "", device ? device : "");
}

void add_network_step(struct ramroot *ramroot)
{
	const struct ramroot_request *request = ramroot->request;
	const char *source = ramroot->source_name;
	bool asked = request->ip || request->device || !source;

	if (request->no_net || ramroot->ip.method == IP_OFF)
		return;
	if (source && url_is_local(source) && !request->ip && !request->device)
		return;
	/* A full system's network is its own; and what a person set up by hand stays. */
	if (!asked && (!ramroot->initramfs || network_is_up()))
		return;
	configure_lines(ramroot, plan_add(&ramroot->plan, "network", configure));
}
