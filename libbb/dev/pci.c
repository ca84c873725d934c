/* SPDX-License-Identifier: MIT */
/* /sys/bus/pci: sysfs-bus-pci in the kernel's Documentation/ABI. */
#include "dev/pci.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static unsigned read_number(const char *folder, const char *name)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (read_line_of(path, text, sizeof(text)) < 0) {
		fail_clear();
		return 0;
	}
	return strtoul(text, NULL, 0);
}

static void read_regions(struct pci_device *device)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/resource", device->folder);
	file = fopen(path, "re");
	for (size_t i = 0; file && i < ARRAY_SIZE(device->regions); i++) {
		unsigned long long start, end, flags;

		if (fscanf(file, "%llx %llx %llx", &start, &end, &flags) != 3)
			break;
		device->regions[i] = (struct pci_region){ start, end, flags };
	}
	if (file)
		fclose(file);
}

static void read_driver(struct pci_device *device)
{
	char path[128], link[512];
	ssize_t length;

	snprintf(path, sizeof(path), "%s/driver", device->folder);
	length = readlink(path, link, sizeof(link) - 1);
	if (length <= 0)
		return;
	link[length] = '\0';
	text_copy(device->driver, sizeof(device->driver),
		  strrchr(link, '/') ? strrchr(link, '/') + 1 : link);
}

static void read_device(struct pci_device *device)
{
	char path[128];
	int fd;

	device->vendor = read_number(device->folder, "vendor");
	device->device = read_number(device->folder, "device");
	device->subvendor = read_number(device->folder, "subsystem_vendor");
	device->subdevice = read_number(device->folder, "subsystem_device");
	device->class = read_number(device->folder, "class");
	device->revision = read_number(device->folder, "revision");
	device->irq = read_number(device->folder, "irq");
	snprintf(path, sizeof(path), "%s/modalias", device->folder);
	if (read_line_of(path, device->modalias, sizeof(device->modalias)) < 0)
		fail_clear();
	snprintf(path, sizeof(path), "%s/config", device->folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t length = read_full(fd, device->config, sizeof(device->config));

		device->config_length = length > 0 ? length : 0;
		close(fd);
	}
	read_driver(device);
	read_regions(device);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct pci_device *)a)->folder,
		      ((const struct pci_device *)b)->folder);
}

int pci_read(struct pci_device **list, size_t *count)
{
	DIR *dir = opendir("/sys/bus/pci/devices");

	*list = NULL;
	*count = 0;
	if (!dir)
		return errno == ENOENT ? 0 : fail("/sys/bus/pci/devices");
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		struct pci_device device = { 0 };

		if (sscanf(entry->d_name, "%x:%x:%x.%x", &device.domain, &device.bus, &device.slot,
			   &device.function) != 4)
			continue;
		snprintf(device.folder, sizeof(device.folder), "/sys/bus/pci/devices/%.20s",
			 entry->d_name);
		read_device(&device);
		*list = xrealloc(*list, (*count + 1) * sizeof(**list));
		(*list)[(*count)++] = device;
	}
	closedir(dir);
	if (*count)
		qsort(*list, *count, sizeof(**list), compare);
	return 0;
}
