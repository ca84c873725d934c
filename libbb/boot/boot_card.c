/* SPDX-License-Identifier: MIT */
/* A card's driver alone is not enough: a virtio card needs its transport's, a USB one the hub's. */
#include "boot/boot_card.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

/* The module behind a device's driver; "" when it is none, or part of the kernel's core. */
static void read_module(const char *folder, char module[MODULE_NAME_SIZE])
{
	char path[PATH_MAX + 16], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "%s/driver/module", folder);
	length = readlink(path, target, sizeof(target) - 1);
	target[MAX(length, 0)] = '\0';
	if (!module_name(slice_of(target), module))
		module[0] = '\0';
}

void boot_card_devices(const char *interface, struct boot_facts *facts)
{
	char path[PATH_MAX + 16], folder[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", interface);
	if (!realpath(path, folder))
		return;
	while (text_starts_with(folder, "/sys/") && facts->device_count < CHECK_DEVICES) {
		struct check_device *device = &facts->devices[facts->device_count];

		snprintf(path, sizeof(path), "%s/modalias", folder);
		read_module(folder, device->module);
		if (read_line_of(path, device->alias, sizeof(device->alias)) < 0)
			fail_clear();
		/* Bridges have no driver, or one that every kernel has. */
		else if (device->alias[0] && (device->module[0] || !facts->device_count))
			facts->device_count++;
		*strrchr(folder, '/') = '\0';
	}
}
