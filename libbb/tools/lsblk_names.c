/* SPDX-License-Identifier: MIT */
/* What /sys tells of where a block device is attached. */
#include "tools/lsblk_names.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

void lsblk_name(const struct block_device *device, char *name, size_t size)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/dm/name", device->folder);
	if (read_line_of(path, name, size) < 0) {
		fail_clear();
		text_copy(name, size, device->name);
	}
}

void lsblk_path(const struct block_device *device, char *path, size_t size)
{
	char name[96];

	lsblk_name(device, name, sizeof(name));
	snprintf(path, size, "%s%s", strcmp(name, device->name) ? "/dev/mapper/" : "/dev/", name);
}

void lsblk_mode(mode_t mode, char text[12])
{
	static const char letters[] = "rwxrwxrwx";

	text[0] = S_ISBLK(mode) ? 'b' : '-';
	for (int i = 0; i < 9; i++)
		text[i + 1] = mode & (0400 >> i) ? letters[i] : '-';
	text[10] = '\0';
}

/* Where the device is in the tree of hardware: /sys/devices/pci0000:00/... */
static bool real_folder(const struct block_device *device, char path[PATH_MAX])
{
	return realpath(device->folder, path) != NULL;
}

const char *lsblk_transport(const struct block_device *device)
{
	static const struct {
		const char *within, *name;
	} rows[] = {
		{ "/usb", "usb" }, { "/nvme", "nvme" }, { "/mmc_host/", "mmc" }, { "/ata", "sata" },
		{ "/session", "iscsi" }, { "/rport-", "fc" }, { "/end_device-", "sas" },
		{ "/virtio", "virtio" },
	};
	char path[PATH_MAX];

	if (device->partition || !real_folder(device, path))
		return "";
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		/* util-linux knows no "virtio". */
		if (strstr(path, rows[i].within))
			return strcmp(rows[i].name, "virtio") ? rows[i].name : "";
	}
	return "";
}

void lsblk_subsystems(const struct block_device *device, struct buffer *cell)
{
	char path[PATH_MAX], link[PATH_MAX + 16], target[PATH_MAX], last[64] = "";

	if (!real_folder(device, path))
		return;
	while (strlen(path) > strlen("/sys/devices")) {
		ssize_t length;

		snprintf(link, sizeof(link), "%s/subsystem", path);
		length = readlink(link, target, sizeof(target) - 1);
		if (length > 0) {
			const char *name;

			target[length] = '\0';
			name = strrchr(target, '/') + 1;
			if (strcmp(name, last) != 0)
				buffer_format(cell, "%s%s", last[0] ? ":" : "", name);
			text_copy(last, sizeof(last), name);
		}
		*strrchr(path, '/') = '\0';
	}
}

void lsblk_hctl(const struct block_device *device, struct buffer *cell)
{
	char path[200], target[PATH_MAX];
	unsigned numbers[4];
	ssize_t length;
	const char *name;

	snprintf(path, sizeof(path), "%s/device", device->folder);
	length = readlink(path, target, sizeof(target) - 1);
	if (length <= 0)
		return;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (sscanf(name, "%u:%u:%u:%u", &numbers[0], &numbers[1], &numbers[2], &numbers[3]) == 4)
		buffer_text(cell, name);
}
