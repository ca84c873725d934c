/* SPDX-License-Identifier: MIT */
/* Which files the new root's managers of networks get, and where. */
#include "boot/handover.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/in_root.h"
#include "core/error.h"
#include "core/io.h"
#include "net/link.h"
#include "net/resolv.h"
#include "net/route.h"

static bool in_root_has(const char *root, const char *path)
{
	int fd = in_root_open(root, path);

	if (fd < 0) {
		fail_clear();
		return false;
	}
	close(fd);
	return true;
}

/* A text of it; false when there is none. */
static bool in_root_read(const char *root, const char *path, struct buffer *text)
{
	int fd = in_root_open(root, path);
	bool there = fd >= 0 && read_fd(fd, path, text, 1 << 20) == 0 && text->data;

	if (!there)
		fail_clear();
	close_fd(&fd);
	return there;
}

static int in_root_write(const char *root, const char *path, const char *text)
{
	int fd = in_root_create(root, path, 0644), result;

	if (fd < 0)
		return -1;
	result = write_all(fd, text, strlen(text)) < 0 ? fail("write %s", path) : 0;
	close(fd);
	return result;
}

unsigned handover_managers(const char *root)
{
	static const struct {
		const char *path;
		unsigned manager;
	} rows[] = {
		{ "/usr/lib/systemd/systemd-networkd", MANAGER_NETWORKD },
		{ "/lib/systemd/systemd-networkd", MANAGER_NETWORKD },
		{ "/usr/lib/systemd/systemd-resolved", MANAGER_RESOLVED },
		{ "/lib/systemd/systemd-resolved", MANAGER_RESOLVED },
		{ "/usr/lib/systemd/systemd-udevd", MANAGER_UDEV },
		{ "/lib/systemd/systemd-udevd", MANAGER_UDEV },
		{ "/usr/sbin/NetworkManager", MANAGER_NETWORKMANAGER },
		{ "/sbin/ifup", MANAGER_IFUPDOWN },
		{ "/usr/sbin/ifup", MANAGER_IFUPDOWN },
		/* Which others call, too: that it is one of the services counts. */
		{ "/etc/rc2.d/S01dhcpcd", MANAGER_DHCPCD },
		{ "/etc/runlevels/default/dhcpcd", MANAGER_DHCPCD },
		{ "/etc/systemd/system/multi-user.target.wants/dhcpcd.service", MANAGER_DHCPCD },
	};
	unsigned managers = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (in_root_has(root, rows[i].path))
			managers |= rows[i].manager;
	return managers;
}

/* Whether one of them runs there by itself, and so will renew an address. */
static bool will_renew(const char *root, unsigned managers, const struct lease *lease)
{
	struct buffer text = { 0 };
	bool named = false;

	if (managers & (MANAGER_NETWORKMANAGER | MANAGER_DHCPCD) ||
	    in_root_has(root, "/etc/systemd/system/multi-user.target.wants/"
			"systemd-networkd.service"))
		return true;
	if (managers & MANAGER_IFUPDOWN && in_root_read(root, "/etc/network/interfaces", &text))
		named = strstr(text.data, lease->interface) ||
			strstr(text.data, "/run/network/interfaces.d");
	buffer_free(&text);
	return named;
}

/* Without lifetime, as the kernel's own ip=dhcp leaves it. */
static int make_permanent(const struct lease *lease)
{
	const struct ip_address *broadcast = ip_address_is_set(&lease->broadcast)
					     ? &lease->broadcast : NULL;

	if (lease->automatic || lease->address.family != AF_INET)
		return 0;
	return address_add(lease->interface, &lease->address, broadcast, 0, 0);
}

static int write_text(const char *folder, const char *name, const char *suffix, mode_t mode,
		      struct buffer *text)
{
	char *path = xasprintf("%s/%s%s", folder, name, suffix);
	int result = make_folders(folder);

	if (result == 0)
		result = write_file(path, text->data);
	if (result == 0 && chmod(path, mode) < 0)
		result = fail("chmod %s", path);
	free(path);
	buffer_free(text);
	return result;
}

/* "" for what lies on a card: a vlan, a bond. */
static void mac_of(const char *interface, char text[96])
{
	struct link link;

	text[0] = '\0';
	if (link_find(interface, &link) < 0)
		fail_clear();
	else if (!link.kind[0] && link.mac_length == 6)
		link_mac_text(link.mac, link.mac_length, text);
}

static int write_managers(const struct lease *lease, unsigned managers)
{
	struct buffer text = { 0 };
	char mac[96], name[32] = "70-ramroot-";
	int result = 0;

	mac_of(lease->interface, mac);
	strcat(name, lease->interface);
	if (managers & MANAGER_UDEV && *mac) {
		handover_link(mac, &text);
		result |= write_text("/run/systemd/network", name, ".link", 0644, &text);
	}
	if (managers & MANAGER_NETWORKD) {
		handover_networkd(lease, mac, &text);
		/* Behind what the root says of its own of this interface. */
		result |= write_text("/run/systemd/network", name, ".network", 0644, &text);
	}
	if (managers & MANAGER_RESOLVED && lease->dns_count) {
		handover_resolved(lease, &text);
		result |= write_text("/run/systemd/resolved.conf.d", "ramroot", ".conf", 0644,
				     &text);
	}
	if (managers & MANAGER_NETWORKMANAGER) {
		handover_keyfile(lease, mac, &text);
		result |= write_text("/run/NetworkManager/system-connections", "ramroot",
				     ".nmconnection", 0600, &text);
	}
	if (managers & MANAGER_IFUPDOWN) {
		handover_interfaces(lease, &text);
		result |= write_text("/run/network/interfaces.d", lease->interface, "", 0644,
				     &text);
	}
	return result;
}

/* It reads no folder of others' settings: its one file gets a part for the interface. */
static int write_dhcpcd(const char *root, const struct lease *lease)
{
	static const char path[] = "/etc/dhcpcd.conf";
	char *own = xasprintf("interface %s\n", lease->interface);
	struct buffer text = { 0 };
	int result = 0;

	if (!in_root_read(root, path, &text) || !strstr(text.data, own)) {
		handover_dhcpcd(lease, &text);
		result = in_root_write(root, path, text.data);
	}
	buffer_free(&text);
	free(own);
	return result;
}

static bool names_server(const char *root)
{
	struct buffer text = { 0 };
	bool names = in_root_read(root, RESOLV_PATH, &text) && strstr(text.data, "nameserver");

	buffer_free(&text);
	return names;
}

/* The root's resolv.conf may be a link into /run, whose owner has not started yet. */
static int write_resolver(const char *root, const char *text)
{
	char *path = xasprintf("%s" RESOLV_PATH, root), target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *run;

	free(path);
	target[length < 0 ? 0 : length] = '\0';
	run = text_starts_with(target, "/run/") ? target :
	      text_starts_with(target, "../run/") ? target + 2 : NULL;
	if (run && !strstr(run, ".."))
		return resolv_write(run, text);
	return in_root_write(root, RESOLV_PATH, text);
}

static int give_resolver(const char *root)
{
	struct buffer text = { 0 };
	int result = 0;

	if (access(RESOLV_PATH, R_OK) < 0 || names_server(root))
		return 0;
	result = read_file(RESOLV_PATH, &text, 1 << 16);
	if (result == 0 && text.length)
		result = write_resolver(root, text.data);
	buffer_free(&text);
	return result;
}

int handover_write(const char *root, const struct lease *lease)
{
	unsigned managers = handover_managers(root);
	int result = give_resolver(root);

	if (!lease)
		return result;
	result |= write_managers(lease, managers);
	if (managers & MANAGER_DHCPCD)
		result |= write_dhcpcd(root, lease);
	if (!will_renew(root, managers, lease))
		result |= make_permanent(lease);
	return result;
}

void handover_lines(const char *root, struct buffer *lines)
{
	buffer_format(lines, "[ ! -s %s ] || [ -s %s%s ] || cp %s %s/etc/\n", RESOLV_PATH, root,
		      RESOLV_PATH, RESOLV_PATH, root);
}
