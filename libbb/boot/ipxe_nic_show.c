/* SPDX-License-Identifier: MIT */
/* ifstat and route: what iPXE tells of cards and their addresses. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "boot/ipxe_nic.h"

static void print_card(const struct link *link)
{
	struct ipxe_value chip = { 0 };
	char name[48], mac[96];

	printf("%s: %s using %s (%s)\n  [Link:%s, MTU:%u]\n", ipxe_nic_name(link, name),
	       link_mac_text(link->mac, link->mac_length, mac),
	       ipxe_nic_setting(link->name, "chip", &chip) ? chip.raw.data : "no known driver",
	       link->flags & 1 ? "open" : "closed", link->carrier ? "up" : "down", link->mtu);
	buffer_free(&chip.raw);
}

static void print_address(const char *name, const char *card, const char *before)
{
	struct ipxe_value value = { 0 };
	char text[INET_ADDRSTRLEN];

	if (ipxe_nic_setting(card, name, &value) && value.raw.length >= 4)
		printf("%s%s", before, inet_ntop(AF_INET, value.raw.data, text, sizeof(text)));
	buffer_free(&value.raw);
}

static void print_route(const struct link *link)
{
	struct ipxe_value value = { 0 };
	char name[48];

	if (ipxe_nic_setting(link->name, "ip", &value)) {
		printf("%s", ipxe_nic_name(link, name));
		print_address("ip", link->name, ": ");
		print_address("netmask", link->name, "/");
		print_address("gateway", link->name, " gw ");
		printf("%s\n", link->carrier ? "" : " (inaccessible)");
	}
	buffer_free(&value.raw);
}

static int each_card(void (*print)(const struct link *link))
{
	struct link *list;
	size_t count;

	if (links_read(&list, &count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (link_is_wired(&list[i]))
			print(&list[i]);
	}
	free(list);
	return 0;
}

int ipxe_nic_status(int count, char **names)
{
	struct link link;

	if (!count)
		return each_card(print_card);
	for (int i = 0; i < count; i++) {
		if (ipxe_nic_find(names[i], &link) < 0)
			return -1;
		print_card(&link);
	}
	return 0;
}

int ipxe_nic_routes(void)
{
	return each_card(print_route);
}
