/* SPDX-License-Identifier: MIT */
/* Addresses come from the kernel, names of servers and files from the last lease. */
#include "boot/ipxe_nic.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "net/lease.h"

static bool lease_value(const char *key, char *text, size_t size)
{
	struct buffer lease = { 0 };
	size_t length = strlen(key);
	bool found = false;
	char *rest, *line;

	if (access(LEASE_PATH, R_OK) < 0 || read_file(LEASE_PATH, &lease, 1 << 16) < 0)
		return false;
	line = lease.data ? strtok_r(lease.data, "\n", &rest) : NULL;
	for (; line && !found; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, key, length) != 0 || line[length] != '=')
			continue;
		line += length + 1;
		/* Values are quoted for a shell when they need it. */
		if (*line == '\'' && text_ends_with(line, "'")) {
			line[strlen(line) - 1] = '\0';
			line++;
		}
		found = *line && text_copy(text, size, line);
	}
	buffer_free(&lease);
	return found;
}

/* The one the lease is of; without one, the first that is up; or the first at all. */
static const struct link *in_use(const struct link *list, size_t count)
{
	const struct link *first = NULL, *up = NULL;
	char leased[IF_NAMESIZE] = "";

	lease_value("INTERFACE", leased, sizeof(leased));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, leased) == 0)
			return &list[i];
		if (!link_is_wired(&list[i]))
			continue;
		if (!first)
			first = &list[i];
		if (!up && list[i].carrier)
			up = &list[i];
	}
	return up ? up : first;
}

int ipxe_nic_find(const char *name, struct link *link)
{
	const struct link *found = NULL;
	struct link *list;
	size_t count;
	unsigned number = 0;

	if (links_read(&list, &count) < 0)
		return -1;
	if (strcmp(name, "netX") == 0)
		found = in_use(list, count);
	for (size_t i = 0; !found && i < count; i++) {
		char own[24];

		snprintf(own, sizeof(own), "net%u", number);
		if (strcmp(list[i].name, name) == 0 ||
		    (link_is_wired(&list[i]) && strcmp(own, name) == 0))
			found = &list[i];
		number += link_is_wired(&list[i]);
	}
	if (found)
		*link = *found;
	free(list);
	return found ? 0 : fail_plain("\"%s\": no such network device", name);
}

const char *ipxe_nic_name(const struct link *link, char text[48])
{
	struct link *list;
	size_t count;
	unsigned number = 0;

	text_copy(text, 48, link->name);
	if (!link_is_wired(link) || links_read(&list, &count) < 0)
		return text;
	for (size_t i = 0; i < count && list[i].index != link->index; i++)
		number += link_is_wired(&list[i]);
	free(list);
	snprintf(text, 48, "net%u", number);
	return text;
}

/* The first address of the family, or its netmask. */
static bool address_of(const struct link *link, int family, bool mask, struct buffer *raw)
{
	struct ifaddrs *list, *at;
	bool found = false;

	if (getifaddrs(&list) < 0)
		return false;
	for (at = list; at && !found; at = at->ifa_next) {
		struct sockaddr *address = mask ? at->ifa_netmask : at->ifa_addr;

		found = address && at->ifa_addr->sa_family == family &&
			strcmp(at->ifa_name, link->name) == 0;
		if (found && family == AF_INET)
			buffer_add(raw, &((struct sockaddr_in *)address)->sin_addr, 4);
		else if (found)
			buffer_add(raw, &((struct sockaddr_in6 *)address)->sin6_addr, 16);
	}
	freeifaddrs(list);
	return found;
}

/* /proc/net/route: Iface Destination Gateway ..., in hex as it lies in memory. */
static bool gateway_of(const struct link *link, struct buffer *raw)
{
	FILE *routes = fopen("/proc/net/route", "re");
	char line[256], name[IF_NAMESIZE];
	unsigned to, gateway = 0;
	bool found = false;

	while (routes && !found && fgets(line, sizeof(line), routes))
		found = sscanf(line, "%15s %x %x", name, &to, &gateway) == 3 && to == 0 &&
			gateway && strcmp(name, link->name) == 0;
	if (found)
		buffer_add(raw, &gateway, sizeof(gateway));
	if (routes)
		fclose(routes);
	return found;
}

static bool name_servers(struct buffer *raw)
{
	FILE *file = fopen("/etc/resolv.conf", "re");
	char line[256], text[64];
	uint8_t address[4];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "nameserver %63s", text) == 1 &&
		    inet_pton(AF_INET, text, address) == 1)
			buffer_add(raw, address, sizeof(address));
	}
	if (file)
		fclose(file);
	return raw->length;
}

static bool link_in_sys(const struct link *link, const char *what, char *text, size_t size)
{
	char *path = xasprintf("/sys/class/net/%s/device/%s", link->name, what);
	ssize_t length = readlink(path, text, size - 1);
	char *slash;

	free(path);
	if (length <= 0)
		return false;
	text[length] = '\0';
	slash = strrchr(text, '/');
	if (slash)
		memmove(text, slash + 1, strlen(slash));
	return true;
}

/* Bus type 1 (PCI), vendor, device: as in the option a DHCP server sees. */
static bool bus_id(const struct link *link, struct buffer *raw)
{
	static const char *const files[] = { "vendor", "device" };
	uint8_t bytes[5] = { 1 };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = xasprintf("/sys/class/net/%s/device/%s", link->name, files[i]);
		char text[32];
		unsigned long number = 0;
		bool there = access(path, R_OK) == 0 &&
			     read_line_of(path, text, sizeof(text)) >= 0;

		if (there)
			number = strtoul(text, NULL, 16);
		free(path);
		if (!there)
			return false;
		bytes[1 + 2 * i] = number >> 8;
		bytes[2 + 2 * i] = number;
	}
	buffer_add(raw, bytes, sizeof(bytes));
	return true;
}

/* Where it is on PCI, as a number that busdevfn shows: of a virtio card, where its bridge is. */
static bool bus_location(const struct link *link, struct buffer *raw)
{
	char *path = xasprintf("/sys/class/net/%s/device", link->name);
	char *real = realpath(path, NULL), *at = real ? real + strlen(real) : NULL;
	unsigned domain, bus, device, function;
	bool found = false;
	uint32_t wire;

	while (!found && at > real)
		found = *--at == '/' && sscanf(at, "/%4x:%2x:%2x.%x", &domain, &bus, &device,
					       &function) == 4;
	if (found) {
		wire = htonl(domain << 16 | bus << 8 | device << 3 | function);
		buffer_add(raw, &wire, sizeof(wire));
	}
	free(real);
	free(path);
	return found;
}

/* What the card is. */
static bool card_setting(const struct link *link, const char *name, struct ipxe_value *value)
{
	char text[64];

	if (strcmp(name, "mac") == 0) {
		value->type = "hex";
		buffer_add(&value->raw, link->mac, link->mac_length);
	} else if (strcmp(name, "ifname") == 0) {
		buffer_text(&value->raw, link->name);
	} else if (strcmp(name, "chip") == 0) {
		if (link_in_sys(link, "driver", text, sizeof(text)))
			buffer_text(&value->raw, text);
	} else if (strcmp(name, "bustype") == 0) {
		if (link_in_sys(link, "subsystem", text, sizeof(text)))
			buffer_text(&value->raw, strcmp(text, "pci") == 0 ||
				    strcmp(text, "virtio") == 0 ? "PCI" : text);
	} else if (strcmp(name, "busid") == 0) {
		value->type = "hex";
		bus_id(link, &value->raw);
	} else if (strcmp(name, "busloc") == 0) {
		value->type = "uint32";
		bus_location(link, &value->raw);
	}
	return value->raw.length;
}

/* What it has of addresses. */
static bool address_setting(const struct link *link, const char *name, struct ipxe_value *value)
{
	value->type = "ipv4";
	if (strcmp(name, "ip") == 0)
		return address_of(link, AF_INET, false, &value->raw);
	if (strcmp(name, "netmask") == 0)
		return address_of(link, AF_INET, true, &value->raw);
	if (strcmp(name, "gateway") == 0)
		return gateway_of(link, &value->raw);
	if (strcmp(name, "dns") == 0)
		return name_servers(&value->raw);
	value->type = "ipv6";
	return strcmp(name, "ip6") == 0 && address_of(link, AF_INET6, false, &value->raw);
}

/* What DHCP told. A server's name stays a name. */
static bool lease_setting(const struct link *link, const char *name, struct ipxe_value *value)
{
	static const char *const keys[][2] = {
		{ "filename", "BOOT_FILE" }, { "next-server", "BOOT_SERVER" },
		{ "hostname", "HOSTNAME" }, { "domain", "DOMAIN" }, { "root-path", "ROOT_PATH" },
		{ "dhcp-server", "SERVER" }, { "66", "BOOT_SERVER" },
	};
	char text[512], interface[IF_NAMESIZE];
	uint8_t address[4];

	if (!lease_value("INTERFACE", interface, sizeof(interface)) ||
	    strcmp(interface, link->name) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i][0], name) != 0 || !lease_value(keys[i][1], text, sizeof(text)))
			continue;
		value->type = "string";
		if (strstr(name, "server") && inet_pton(AF_INET, text, address) == 1) {
			value->type = "ipv4";
			buffer_add(&value->raw, address, sizeof(address));
		} else {
			buffer_text(&value->raw, text);
		}
		text_copy(value->block + strlen(value->block),
			  sizeof(value->block) - strlen(value->block), ".dhcp");
		return true;
	}
	return false;
}

/* The card of a block. */
static bool find_card(const char *block, struct link *link)
{
	char card[48];
	bool found;

	text_copy(card, sizeof(card), block);
	card[strcspn(card, ".")] = '\0';
	found = ipxe_nic_find(card, link) == 0;
	if (!found)
		fail_clear();
	return found;
}

bool ipxe_nic_is_there(const char *block, char name[48])
{
	struct link link;

	if (!find_card(block, &link))
		return false;
	ipxe_nic_name(&link, name);
	return true;
}

bool ipxe_nic_setting(const char *block, const char *name, struct ipxe_value *value)
{
	struct link link;

	if (!find_card(block ? block : "netX", &link))
		return false;
	ipxe_nic_name(&link, value->block);
	return card_setting(&link, name, value) || address_setting(&link, name, value) ||
	       lease_setting(&link, name, value);
}
