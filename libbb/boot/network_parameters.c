/* SPDX-License-Identifier: MIT */
/* dracut's network words, a row each. */
#include "boot/network_parameters.h"

#include <stdlib.h>
#include <string.h>

#include "boot/parameters.h"
#include "core/error.h"
#include "net/link.h"

static int copy_name(const char *what, const char *text, char name[16])
{
	if (!*text || !interface_name_copy(name, text))
		return fail_plain("%s: '%s' is no name of an interface", what, text);
	return 0;
}

static int copy_ports(const char *what, char *text, struct network_device *device)
{
	char *rest;

	for (char *word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		if (device->port_count == ARRAY_SIZE(device->ports))
			return fail_plain("%s: more than %zu ports", what,
					  ARRAY_SIZE(device->ports));
		if (copy_name(what, word, device->ports[device->port_count++]) < 0)
			return -1;
	}
	return device->port_count ? 0 : fail_plain("%s: no port is named", what);
}

static struct network_device *new_device(struct network_parameters *parameters, const char *what,
					 enum network_device_kind kind)
{
	struct network_device *device = &parameters->devices[parameters->device_count];

	if (parameters->device_count == ARRAY_SIZE(parameters->devices)) {
		fail_plain("%s: more than %zu devices", what, ARRAY_SIZE(parameters->devices));
		return NULL;
	}
	parameters->device_count++;
	*device = (struct network_device){ .kind = kind };
	return device;
}

static int take_ip(struct network_parameters *parameters, char *text)
{
	if (parameters->ip_count == ARRAY_SIZE(parameters->ips))
		return fail_plain("ip=: more than %zu of them", ARRAY_SIZE(parameters->ips));
	return ip_parameter_parse(text, &parameters->ips[parameters->ip_count++]);
}

/* vlan5, vlan0005, eth0.5, eth0.0005, myvlan5: the number is what the name ends in. */
static int take_vlan(struct network_parameters *parameters, char *text)
{
	struct network_device *device = new_device(parameters, "vlan=", DEVICE_VLAN);
	char *fields[2];
	int count = colon_fields(text, fields, 2, "vlan=");
	const char *digits;
	uint64_t id;

	if (!device || count < 0)
		return -1;
	if (count != 2)
		return fail_plain("vlan=: want NAME:PARENT, not '%s'", text);
	if (copy_name("vlan=", fields[0], device->name) < 0 ||
	    copy_ports("vlan=", fields[1], device) < 0)
		return -1;
	if (device->port_count != 1)
		return fail_plain("vlan=: %s has more than one parent", device->name);
	digits = device->name + strlen(device->name);
	while (digits > device->name && digits[-1] >= '0' && digits[-1] <= '9')
		digits--;
	if (!*digits || text_number(digits, 10, 1, 4094, &id) < 0)
		return fail_plain("vlan=: '%s' does not end in a VLAN number of 1 to 4094",
				  device->name);
	device->id = id;
	return 0;
}

/* dracut has ';' between several values of one option, as ',' stands between options. */
static int take_bond_options(const char *text, struct network_device *device)
{
	if (!text_copy(device->options, sizeof(device->options), text) ||
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			      "_-.+:;,=")])
		return fail_plain("bond=: options '%s' make no sense", text);
	for (char *at = device->options; *at; at++)
		*at = *at == ',' ? ' ' : *at == ';' ? ',' : *at;
	return 0;
}

static int take_bond(struct network_parameters *parameters, char *text)
{
	struct network_device *device = new_device(parameters, "bond=", DEVICE_BOND);
	char *fields[4] = { "", "", "", "" }, ports[] = "eth0,eth1";
	int count = colon_fields(text, fields, 4, "bond=");
	uint64_t mtu = 0;

	if (!device || count < 0 ||
	    copy_name("bond=", *fields[0] ? fields[0] : "bond0", device->name) < 0 ||
	    copy_ports("bond=", count > 1 ? fields[1] : ports, device) < 0)
		return -1;
	if (count > 3 && *fields[3] && text_number(fields[3], 10, 68, 65535, &mtu) < 0)
		return fail_in("bond=: MTU");
	device->mtu = mtu;
	return take_bond_options(count > 2 && *fields[2] ? fields[2] : "mode=balance-rr", device);
}

static int take_bridge(struct network_parameters *parameters, char *text)
{
	struct network_device *device = new_device(parameters, "bridge=", DEVICE_BRIDGE);
	char *fields[2] = { "", "" }, ports[] = "eth0";
	int count = colon_fields(text, fields, 2, "bridge=");

	if (!device || count < 0 ||
	    copy_name("bridge=", *fields[0] ? fields[0] : "br0", device->name) < 0)
		return -1;
	return copy_ports("bridge=", count > 1 ? fields[1] : ports, device);
}

static int take_team(struct network_parameters *parameters, char *text)
{
	(void)parameters;
	return fail_plain("team=%s: teams want a daemon; bond= makes the same of its ports", text);
}

static int take_name(struct network_parameters *parameters, char *text)
{
	struct network_name *row = &parameters->names[parameters->name_count];
	char *colon = strchr(text, ':');

	if (parameters->name_count == ARRAY_SIZE(parameters->names))
		return fail_plain("ifname=: more than %zu of them", ARRAY_SIZE(parameters->names));
	if (!colon)
		return fail_plain("ifname=: want NAME:MAC, not '%s'", text);
	*colon++ = '\0';
	if (copy_name("ifname=", text, row->name) < 0)
		return -1;
	if (link_mac_parse(colon, row->mac, sizeof(row->mac)) != sizeof(row->mac))
		return fail_plain("ifname=: '%s' is no hardware address", colon);
	parameters->name_count++;
	return 0;
}

/* As pxelinux writes it: the hardware's type, and dashes. */
static int take_boot_mac(struct network_parameters *parameters, char *text)
{
	const char *mac = strlen(text) == 20 ? text + 3 : text;

	if (link_mac_parse(mac, parameters->boot_mac, 6) != 6)
		return fail_plain("BOOTIF=: '%s' is no hardware address", mac);
	parameters->has_boot_mac = true;
	return 0;
}

static int take_boot_device(struct network_parameters *parameters, char *text)
{
	return copy_name("bootdev=", text, parameters->boot_device);
}

static int take_resolver(struct network_parameters *parameters, char *text)
{
	size_t length = strlen(text);

	if (parameters->dns_count == ARRAY_SIZE(parameters->dns))
		return fail_plain("nameserver=: more than %zu of them",
				  ARRAY_SIZE(parameters->dns));
	if (text[0] == '[' && text[length - 1] == ']') {
		text[length - 1] = '\0';
		text++;
	}
	if (ip_address_parse_host(text, 0, &parameters->dns[parameters->dns_count]) < 0)
		return fail_in("nameserver=");
	parameters->dns_count++;
	return 0;
}

static int take_route(struct network_parameters *parameters, char *text)
{
	struct network_route *row = &parameters->routes[parameters->route_count];
	char *fields[3] = { "", "", "" };
	int count;

	if (parameters->route_count == ARRAY_SIZE(parameters->routes))
		return fail_plain("rd.route=: more than %zu of them",
				  ARRAY_SIZE(parameters->routes));
	count = colon_fields(text, fields, 3, "rd.route=");
	if (count < 0)
		return -1;
	if (count < 2 || (!*fields[1] && !*fields[2]))
		return fail_plain("rd.route=: want NET/BITS:GATEWAY[:DEVICE] after '%s'", text);
	if (ip_address_parse(fields[0], 0, &row->route.to) < 0)
		return fail_in("rd.route=");
	if (*fields[1] &&
	    ip_address_parse_host(fields[1], row->route.to.family, &row->route.via) < 0)
		return fail_in("rd.route=: gateway");
	if (*fields[2] && copy_name("rd.route=", fields[2], row->interface) < 0)
		return -1;
	parameters->route_count++;
	return 0;
}

static int take_peer_dns(struct network_parameters *parameters, char *text)
{
	parameters->ignore_peer_dns = strcmp(text, "0") == 0;
	return 0;
}

static int take_boot_if(struct network_parameters *parameters, char *text)
{
	if (strcmp(text, "0") == 0)
		parameters->has_boot_mac = false;
	return 0;
}

static int take_seconds(struct network_parameters *parameters, char *text)
{
	return text_number(text, 10, 1, 86400, &parameters->dhcp_seconds) < 0
	       ? fail_in("rd.net.timeout.dhcp=") : 0;
}

static int take_tries(struct network_parameters *parameters, char *text)
{
	return text_number(text, 10, 1, 1000, &parameters->dhcp_tries) < 0
	       ? fail_in("rd.net.dhcp.retry=") : 0;
}

static const struct row {
	const char *key;
	int (*take)(struct network_parameters *parameters, char *text);
} rows[] = {
	{ "ip=", take_ip }, { "vlan=", take_vlan }, { "bond=", take_bond },
	{ "bridge=", take_bridge }, { "team=", take_team }, { "ifname=", take_name },
	{ "BOOTIF=", take_boot_mac }, { "bootdev=", take_boot_device },
	{ "nameserver=", take_resolver },
	{ "rd.route=", take_route }, { "rd.peerdns=", take_peer_dns },
	{ "rd.bootif=", take_boot_if }, { "rd.net.timeout.dhcp=", take_seconds },
	{ "rd.net.dhcp.retry=", take_tries },
};

/* Without a value, vlan and bridge say nothing; bond and bridge have one of their own. */
static int take_word(struct network_parameters *parameters, char *word)
{
	static char nothing[] = "";

	if (strcmp(word, "bond") == 0)
		return take_bond(parameters, nothing);
	if (strcmp(word, "bridge") == 0)
		return take_bridge(parameters, nothing);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (text_starts_with(word, rows[i].key))
			return rows[i].take(parameters, word + strlen(rows[i].key));
	}
	return 0;
}

static bool has_port(const struct network_device *device, const char *name)
{
	for (unsigned i = 0; i < device->port_count; i++) {
		if (strcmp(device->ports[i], name) == 0)
			return true;
	}
	return false;
}

/* Is it made of one that comes at `from` or later? */
static bool waits(const struct network_parameters *parameters, const struct network_device *device,
		  unsigned from)
{
	for (unsigned i = from; i < parameters->device_count; i++) {
		if (has_port(device, parameters->devices[i].name))
			return true;
	}
	return false;
}

/* A bond before the VLAN on it, whatever the order of the words. */
static int sort_devices(struct network_parameters *parameters)
{
	struct network_device *devices = parameters->devices;

	for (unsigned done = 0; done < parameters->device_count; done++) {
		struct network_device first;
		unsigned i = done;

		while (i < parameters->device_count && waits(parameters, &devices[i], done))
			i++;
		if (i == parameters->device_count)
			return fail_plain("%s is made of itself: vlan=, bond= and bridge= go round "
					  "in a circle", devices[done].name);
		first = devices[i];
		memmove(&devices[done + 1], &devices[done], (i - done) * sizeof(first));
		devices[done] = first;
	}
	return 0;
}

int network_parameters_parse(const char *line, struct network_parameters *parameters)
{
	int result = 0;
	char *word;

	memset(parameters, 0, sizeof(*parameters));
	while (result == 0 && (word = parameters_word(&line))) {
		result = take_word(parameters, word);
		free(word);
	}
	return result < 0 ? -1 : sort_devices(parameters);
}

static void amend_routes(const struct network_parameters *parameters, struct lease *lease)
{
	for (unsigned i = 0; i < parameters->route_count; i++) {
		const struct network_route *row = &parameters->routes[i];
		bool ours = row->interface[0] ? strcmp(row->interface, lease->interface) == 0
			    : parameters->ip_count < 2 ||
			      ip_network_has(&lease->address, &row->route.via);

		if (ours && lease->route_count < ARRAY_SIZE(lease->routes))
			lease->routes[lease->route_count++] = row->route;
	}
}

static void add_resolver(struct lease *lease, const struct ip_address *dns)
{
	for (unsigned i = 0; i < lease->dns_count; i++) {
		if (ip_address_equal(&lease->dns[i], dns))
			return;
	}
	if (lease->dns_count < ARRAY_SIZE(lease->dns))
		lease->dns[lease->dns_count++] = *dns;
}

/* ip=:SERVER:GATEWAY::::dhcp, as the kernel takes it. */
static void amend_peers(const struct lease *told, struct lease *lease)
{
	unsigned kept = 0;

	if (told->mtu)
		lease->mtu = told->mtu;
	if (told->boot_server[0])
		memcpy(lease->boot_server, told->boot_server, sizeof(lease->boot_server));
	if (told->ntp_count) {
		memcpy(lease->ntp, told->ntp, sizeof(lease->ntp));
		lease->ntp_count = told->ntp_count;
	}
	if (!told->route_count || (ip_address_is_set(&lease->address) &&
				   lease->address.family != told->routes[0].to.family))
		return;
	for (unsigned i = 0; i < lease->route_count; i++) {
		if (lease->routes[i].to.prefix)
			lease->routes[kept++] = lease->routes[i];
	}
	/* The last of many makes room for it. */
	kept = MIN(kept, (unsigned)ARRAY_SIZE(lease->routes) - 1);
	lease->routes[kept++] = told->routes[0];
	lease->route_count = kept;
}

void network_parameters_amend(const struct network_parameters *parameters,
			      const struct ip_parameter *ip, struct lease *lease)
{
	const struct lease peer = *lease;

	amend_peers(&ip->lease, lease);
	lease->dns_count = 0;
	for (unsigned i = 0; i < parameters->dns_count; i++)
		add_resolver(lease, &parameters->dns[i]);
	for (unsigned i = 0; i < ip->lease.dns_count; i++)
		add_resolver(lease, &ip->lease.dns[i]);
	for (unsigned i = 0; i < peer.dns_count && !parameters->ignore_peer_dns; i++)
		add_resolver(lease, &peer.dns[i]);
	amend_routes(parameters, lease);
}

void network_device_lines(const struct network_device *device, struct buffer *out)
{
	const char *name = device->name;

	if (device->kind == DEVICE_VLAN) {
		buffer_format(out, "ip link set %s up\n", device->ports[0]);
		buffer_format(out, "ip link add link %s name %s type vlan id %u\n",
			      device->ports[0], name, device->id);
	} else if (device->kind == DEVICE_BRIDGE) {
		buffer_format(out, "ip link add %s type bridge\n", name);
	} else {
		buffer_format(out, "ip link add %s type bond ", name);
		for (const char *at = device->options; *at; at++)
			buffer_add(out, *at == '=' ? " " : at, 1);
		buffer_text(out, "\n");
	}
	for (unsigned i = 0; device->kind != DEVICE_VLAN && i < device->port_count; i++) {
		const char *port = device->ports[i];

		if (device->kind == DEVICE_BOND)
			buffer_format(out, "ip link set %s down\n", port);
		buffer_format(out, "ip link set %s master %s\n", port, name);
		buffer_format(out, "ip link set %s up\n", port);
	}
	if (device->mtu)
		buffer_format(out, "ip link set %s mtu %u\n", name, device->mtu);
}
