/* SPDX-License-Identifier: MIT */
/* Configuration space in words: PCI Local Bus Specification 3.0, chapter 6. */
#include "tools/lspci_verbose.h"

#include <stdbool.h>
#include <stdio.h>

#include "core/text.h"

enum {
	COMMAND = 4, STATUS = 6, LATENCY = 13, HEADER_TYPE = 14, CAPABILITY_LIST = 52,
	COMMAND_IO = 1, COMMAND_MEMORY = 2, COMMAND_MASTER = 4, STATUS_CAPABILITIES = 0x10,
	STATUS_66MHZ = 0x20, STATUS_USER = 0x40,
	/* IORESOURCE_* of the kernel's ioport.h */
	REGION_IO = 0x100, REGION_MEMORY = 0x200, REGION_PREFETCH = 0x2000, REGION_64 = 0x100000,
	REGION_ROM_ENABLED = 1,
	CAPABILITY_MSI = 5, CAPABILITY_VENDOR = 9, CAPABILITY_EXPRESS = 0x10,
	CAPABILITY_MSIX = 0x11,
	VIRTIO = 0x1af4,
};

static unsigned word(const struct pci_device *device, unsigned at)
{
	if (at + 1 >= device->config_length)
		return 0;
	return device->config[at] | device->config[at + 1] << 8;
}

void lspci_print_flags(const struct pci_device *device)
{
	static const char *const speeds[] = { "fast", "medium", "slow", "??" };
	unsigned command = word(device, COMMAND), status = word(device, STATUS);

	printf("\tFlags: ");
	if (command & COMMAND_MASTER)
		printf("bus master, ");
	if (status & STATUS_66MHZ)
		printf("66MHz, ");
	if (status & STATUS_USER)
		printf("user-definable features, ");
	printf("%s devsel", speeds[(status >> 9) & 3]);
	if (command & COMMAND_MASTER)
		printf(", latency %u", device->config[LATENCY]);
	if (device->irq)
		printf(", IRQ %u", device->irq);
	putchar('\n');
}

/* "512K", without rounding: sizes are powers of two. */
static void print_size(uint64_t size)
{
	static const char letters[] = " KMGT";
	unsigned power = 0;

	while (power < 4 && size >= 1024 && size % 1024 == 0) {
		size /= 1024;
		power++;
	}
	printf(" [size=%llu%.*s]", (unsigned long long)size, power > 0, &letters[power]);
}

void lspci_print_regions(const struct pci_device *device)
{
	unsigned command = word(device, COMMAND);

	for (unsigned i = 0; i < ARRAY_SIZE(device->regions); i++) {
		const struct pci_region *region = &device->regions[i];
		bool rom = i == 6;

		if (!region->end)
			continue;
		if (rom) {
			printf("\tExpansion ROM at %08llx", (unsigned long long)region->start);
			if (!(region->flags & REGION_ROM_ENABLED))
				printf(" [disabled]");
		} else if (region->flags & REGION_IO) {
			printf("\tI/O ports at %04llx", (unsigned long long)region->start);
			if (!(command & COMMAND_IO))
				printf(" [disabled]");
		} else {
			printf("\tMemory at %0*llx (%s, %sprefetchable)",
			       8, (unsigned long long)region->start,
			       region->flags & REGION_64 ? "64-bit" : "32-bit",
			       region->flags & REGION_PREFETCH ? "" : "non-");
			if (!(command & COMMAND_MEMORY))
				printf(" [disabled]");
		}
		print_size(region->end - region->start + 1);
		putchar('\n');
	}
}

static const struct {
	unsigned id;
	const char *name;
} capabilities[] = {
	{ 0x02, "AGP version" }, { 0x03, "Vital Product Data" }, { 0x04, "Slot ID" },
	{ 0x06, "CompactPCI hot-swap" }, { 0x07, "PCI-X non-bridge device" },
	{ 0x08, "HyperTransport" }, { 0x0a, "Debug port" }, { 0x0c, "Hot-plug capable" },
	{ 0x0d, "Subsystem" }, { 0x12, "SATA HBA" }, { 0x13, "PCI Advanced Features" },
};

/* virtio specification 1.1, 4.1.4: which of its structures. */
static void print_vendor(const struct pci_device *device, unsigned at)
{
	static const char *const kinds[] = {
		"<unknown>", "CommonCfg", "Notify", "ISR", "DeviceCfg"
	};
	unsigned kind = at + 3 < device->config_length ? device->config[at + 3] : 0;

	if (device->vendor == VIRTIO && device->device >= 0x1000 && device->device <= 0x107f)
		printf("Vendor Specific Information: VirtIO: %s\n",
		       kinds[kind < ARRAY_SIZE(kinds) ? kind : 0]);
	else
		printf("Vendor Specific Information: Len=%02x <?>\n",
		       at + 2 < device->config_length ? device->config[at + 2] : 0);
}

static void print_express(unsigned flags)
{
	static const char *const types[16] = {
		"Endpoint", "Legacy Endpoint", NULL, NULL, "Root Port (Slot+)", "Upstream Port",
		"Downstream Port (Slot+)", "PCI-Express to PCI/PCI-X Bridge",
		"PCI/PCI-X to PCI-Express Bridge", "Root Complex Integrated Endpoint",
		"Root Complex Event Collector",
	};
	unsigned type = flags >> 4 & 15;
	const char *name = types[type] ? types[type] : "Unknown type";

	/* A port tells whether there is a slot. */
	if ((type == 4 || type == 6) && !(flags & 0x100))
		name = type == 4 ? "Root Port (Slot-)" : "Downstream Port (Slot-)";
	printf("Express %s, MSI %02x\n", name, flags >> 9 & 31);
}

static void print_capability(const struct pci_device *device, unsigned at)
{
	unsigned id = device->config[at], control = word(device, at + 2);

	printf("\tCapabilities: [%02x] ", at);
	switch (id) {
	case 1:
		printf("Power Management version %u\n", control & 7);
		return;
	case CAPABILITY_MSI:
		printf("MSI: Enable%c Count=%u/%u Maskable%c 64bit%c\n", control & 1 ? '+' : '-',
		       1 << (control >> 4 & 7), 1 << (control >> 1 & 7),
		       control & 0x100 ? '+' : '-', control & 0x80 ? '+' : '-');
		return;
	case CAPABILITY_VENDOR:
		print_vendor(device, at);
		return;
	case CAPABILITY_EXPRESS:
		print_express(control);
		return;
	case CAPABILITY_MSIX:
		printf("MSI-X: Enable%c Count=%u Masked%c\n", control & 0x8000 ? '+' : '-',
		       (control & 0x7ff) + 1, control & 0x4000 ? '+' : '-');
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(capabilities); i++) {
		if (capabilities[i].id == id) {
			puts(capabilities[i].name);
			return;
		}
	}
	printf("#%02x [%04x]\n", id, control);
}

void lspci_print_capabilities(const struct pci_device *device)
{
	unsigned at;

	if (!(word(device, STATUS) & STATUS_CAPABILITIES))
		return;
	if (device->config_length <= 64) {
		puts("\tCapabilities: <access denied>");
		return;
	}
	at = device->config[CAPABILITY_LIST] & ~3u;
	/* A chain of at most as many as there is room for, whatever it says. */
	for (int n = 0; at >= 64 && at + 2 <= device->config_length && n < 48; n++) {
		print_capability(device, at);
		at = device->config[at + 1] & ~3u;
	}
}
