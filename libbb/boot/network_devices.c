/* SPDX-License-Identifier: MIT */
/* ifname=, vlan=, bond= and bridge= given to the kernel. */
#include "boot/network_devices.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "net/link_wait.h"

/* By its hardware address, whatever it is called by now. */
static int wait_mac(const uint8_t mac[6], uint64_t ms, struct link *link)
{
	char text[96];

	if (link_wait_mac(mac, ms, link) == 0)
		return 0;
	return fail_in("the card %s", link_mac_text(mac, 6, text));
}

/* Two cards may change names: who has it gives it up, and gets another that is free. */
static int free_name(const char *name)
{
	struct link other;

	if (link_find(name, &other) < 0)
		return 0;
	return link_set_up(name, false) < 0 ? -1 : link_set_name(name, "eth%d");
}

static int rename_card(const struct network_name *row, uint64_t ms)
{
	struct link link;

	/* Done before, and within a bond by now, where all have one address. */
	if (link_find(row->name, &link) == 0 && link.master)
		return 0;
	if (wait_mac(row->mac, ms, &link) < 0)
		return -1;
	if (strcmp(link.name, row->name) == 0)
		return 0;
	/* An interface that is up keeps its name; nothing uses this one yet. */
	if (free_name(row->name) < 0 || link_set_up(link.name, false) < 0)
		return -1;
	return link_set_name(link.name, row->name);
}

static int add_ports(const struct network_device *device)
{
	for (unsigned i = 0; i < device->port_count; i++) {
		const char *port = device->ports[i];

		/* A bond takes none that is up, and raises it by itself. */
		if (device->kind == DEVICE_BOND && link_set_up(port, false) < 0)
			return -1;
		if (link_set_master(port, device->name) < 0 || link_set_up(port, true) < 0)
			return -1;
	}
	return 0;
}

static int make_device(const struct network_device *device)
{
	const char *parent = device->ports[0];

	switch (device->kind) {
	case DEVICE_VLAN:
		if (link_set_up(parent, true) < 0)
			return -1;
		return link_add_vlan(device->name, parent, device->id);
	case DEVICE_BOND:
		return link_add_bond(device->name, device->options);
	case DEVICE_BRIDGE:
		return link_add_bridge(device->name);
	}
	return -1;
}

/* A bond that nobody made: the driver's own, of the driver's mode. */
static int remove_empty(const char *name)
{
	struct link bond, *links;
	size_t count;
	bool empty = true;

	if (link_find(name, &bond) < 0 || strcmp(bond.kind, "bond") != 0)
		return 0;
	if (links_read(&links, &count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		empty &= links[i].master != bond.index;
	free(links);
	return empty ? link_delete(name) : 0;
}

static int add_device(const struct network_device *device, uint64_t ms)
{
	struct link link;

	for (unsigned i = 0; i < device->port_count; i++) {
		if (link_wait(device->ports[i], ms, &link) < 0)
			return -1;
	}
	if (device->kind == DEVICE_BOND && remove_empty(device->name) < 0)
		return -1;
	/* It is there already when stage 1 is run again. */
	if (make_device(device) < 0 && errno != EEXIST)
		return -1;
	if (device->kind != DEVICE_VLAN && add_ports(device) < 0)
		return -1;
	if (device->mtu && link_set_mtu(device->name, device->mtu) < 0)
		return -1;
	return link_set_up(device->name, true);
}

int network_devices_make(const struct network_parameters *parameters, uint64_t ms)
{
	for (unsigned i = 0; i < parameters->name_count; i++) {
		if (rename_card(&parameters->names[i], ms) < 0)
			return fail_in("ifname=%s", parameters->names[i].name);
	}
	for (unsigned i = 0; i < parameters->device_count; i++) {
		if (add_device(&parameters->devices[i], ms) < 0)
			return fail_in("%s", parameters->devices[i].name);
	}
	return 0;
}

int network_card_change(const char *name, const struct ip_parameter *ip)
{
	static const uint8_t as_it_is[6];

	if (memcmp(ip->mac, as_it_is, 6) != 0 &&
	    (link_set_up(name, false) < 0 || link_set_mac(name, ip->mac, 6) < 0))
		return -1;
	return ip->lease.mtu ? link_set_mtu(name, ip->lease.mtu) : 0;
}
