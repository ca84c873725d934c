/* SPDX-License-Identifier: MIT */
/* What this machine tells a DHCP server of itself. */
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "net/dhcp_run.h"

/* RFC 4578 section 2.1 and the registry "Processor Architecture Types" it began. */
static const struct architecture {
	const char *machine;	/* as uname(2) says */
	uint16_t bios, efi;
} architectures[] = {
	{ "x86_64", 0, 7 }, { "i686", 0, 6 }, { "i586", 0, 6 }, { "aarch64", 11, 11 },
	{ "armv7l", 10, 10 }, { "riscv64", 27, 27 }, { "loongarch64", 39, 39 },
	{ "ppc64le", 14, 14 },
};

uint64_t dhcp_random(void)
{
	uint64_t value = 0;

	/* Early in the boot the kernel may have none yet: the clock is better than to wait. */
	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != sizeof(value))
		value = now_ms() * 0x9e3779b97f4a7c15ull ^ (uint64_t)getpid() << 32;
	return value;
}

/* SMBIOS has the first three fields little-endian, and the wire has SMBIOS's bytes. */
static bool read_machine_id(uint8_t id[16])
{
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	char text[64];
	size_t count = 0;

	if (read_line_of("/sys/class/dmi/id/product_uuid", text, sizeof(text)) < 0)
		return false;
	for (const char *at = text; *at && count < 16; at++) {
		unsigned byte;

		if (*at == '-')
			continue;
		if (sscanf(at, "%2x", &byte) != 1 || !at[1])
			return false;
		id[order[count++]] = byte;
		at++;
	}
	return count == 16;
}

void dhcp_know_machine(struct dhcp_run *run)
{
	bool efi = access("/sys/firmware/efi", F_OK) == 0;
	struct utsname name;

	run->has_machine_id = read_machine_id(run->machine_id);
	for (size_t i = 0; uname(&name) == 0 && i < ARRAY_SIZE(architectures); i++) {
		if (strcmp(name.machine, architectures[i].machine) == 0)
			run->arch = efi ? architectures[i].efi : architectures[i].bios;
	}
	/* The PXE specification, 2.1: architecture, and version 3.16 of the interface. */
	snprintf(run->vendor_class, sizeof(run->vendor_class), "PXEClient:Arch:%05u:UNDI:003016",
		 run->arch);
}

/* Hexadecimal bytes with colons as they are, any other text with type 0, RFC 2132 section 9.14. */
static int read_client_id(const char *text, struct dhcp4_config *config)
{
	size_t length = strlen(text);
	int count = -1;

	if (strchr(text, ':'))
		count = link_mac_parse(text, config->client_id, sizeof(config->client_id));
	if (count >= 2) {
		config->client_id_length = count;
		return 0;
	}
	if (!length || length + 1 > sizeof(config->client_id))
		return fail_plain("a client identifier has 1 to %zu bytes",
				  sizeof(config->client_id) - 1);
	config->client_id[0] = 0;
	memcpy(config->client_id + 1, text, length);
	config->client_id_length = length + 1;
	return 0;
}

/*
 * The machine's identity as its firmware tells it too (RFC 6355), so that both are one client to
 * the server; without one, the card's (RFC 8415, section 11.4).
 */
static void dhcp6_identify(const uint8_t *machine_id, const uint8_t mac[6], struct dhcp6_id *id)
{
	if (machine_id) {
		id->bytes[1] = 4;
		memcpy(id->bytes + 2, machine_id, 16);
		id->length = 18;
	} else {
		id->bytes[1] = 3;
		id->bytes[3] = ARPHRD_ETHER;
		memcpy(id->bytes + 4, mac, 6);
		id->length = 10;
	}
}

uint32_t dhcp6_iaid(const uint8_t mac[6])
{
	return (uint32_t)mac[2] << 24 | mac[3] << 16 | mac[4] << 8 | mac[5];
}

static void dhcp6_configure(const struct dhcp_run *run, struct dhcp_port *port)
{
	struct dhcp6_config *config = &port->config6;

	*config = (struct dhcp6_config){
		.iaid = dhcp6_iaid(port->link.mac), .arch = run->arch,
		.vendor_class = port->config.vendor_class, .user_class = port->config.user_class,
		.assign = !run->request->dry_run, .way = run->request->way6,
	};
	memcpy(config->mac, port->link.mac, 6);
	dhcp6_identify(run->has_machine_id ? run->machine_id : NULL, port->link.mac, &config->id);
	dhcp6_start(&port->v6, config, dhcp_random());
}

int dhcp_configure(struct dhcp_run *run, struct dhcp_port *port)
{
	const struct dhcp_request *request = run->request;
	struct dhcp4_config *config = &port->config;

	*config = (struct dhcp4_config){
		.mac_length = 6, .hardware = ARPHRD_ETHER, .hostname = request->hostname,
		.vendor_class = request->vendor_class ? request->vendor_class : run->vendor_class,
		.user_class = request->user_class ? request->user_class : "RAMsteam",
		.arch = run->arch, .has_machine_id = run->has_machine_id,
		.broadcast = request->broadcast, .probe = true,
		.ipv6_too = run->with4 && run->with6,
	};
	memcpy(config->mac, port->link.mac, 6);
	memcpy(config->machine_id, run->machine_id, sizeof(config->machine_id));
	config->client_id[0] = ARPHRD_ETHER;
	memcpy(config->client_id + 1, port->link.mac, 6);
	config->client_id_length = 7;
	if (request->client_id && read_client_id(request->client_id, config) < 0)
		return -1;
	dhcp4_start(&port->v4, config, dhcp_random());
	dhcp6_configure(run, port);
	return 0;
}
