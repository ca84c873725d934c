/* SPDX-License-Identifier: MIT */
/*
 * A kernel shows no interface for a card whose driver it lacks. /sys/bus still lists the card, and
 * depmod's aliases (modules.alias.absent: of drivers left out of the initrd) name the module.
 */
#include "dev/report.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/cmdline.h"
#include "dev/module.h"

struct device {
	char folder[512];
	char title[192];	/* "PCI 0000:00:03.0 [8086:100e]" */
	char alias[512];
	const struct module_tables *tables;
};

static void attribute(const struct device *device, const char *name, char *text, size_t size)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", device->folder, name);
	if (read_line_of(path, text, size) < 0)
		fail_clear();
}

/* Numbers are written as "0x8086". */
static const char *digits(const char *number)
{
	return text_starts_with(number, "0x") ? number + 2 : number;
}

static bool pci_network(struct device *device, const char *name)
{
	char class[16], vendor[16], product[16];

	attribute(device, "class", class, sizeof(class));
	attribute(device, "vendor", vendor, sizeof(vendor));
	attribute(device, "device", product, sizeof(product));
	snprintf(device->title, sizeof(device->title), "PCI %.64s [%s:%s]", name, digits(vendor),
		 digits(product));
	return text_starts_with(class, "0x02");
}

static bool virtio_network(struct device *device, const char *name)
{
	snprintf(device->title, sizeof(device->title), "virtio network card %.64s", name);
	return text_starts_with(device->alias, "virtio:d00000001v");
}

/* The class id of Hyper-V's network cards (include/linux/hyperv.h, HV_NIC_GUID). */
static bool vmbus_network(struct device *device, const char *name)
{
	snprintf(device->title, sizeof(device->title), "Hyper-V network card %.64s", name);
	return text_starts_with(device->alias, "vmbus:635161f83edfc546913ff2d2f965ed0e");
}

/*
 * Nothing marks a USB device as a network card but the driver's alias; the absent table has those
 * of network drivers alone. "usb:v0B95p1790d..."
 */
static bool usb_network(struct device *device, const char *name)
{
	struct slice table = table_slice(&device->tables->absent);
	char module[MODULE_NAME_SIZE];

	if (strlen(device->alias) < 14)
		return false;
	snprintf(device->title, sizeof(device->title), "USB %.64s [%.4s:%.4s]", name,
		 device->alias + 5, device->alias + 10);
	return depmod_alias(&table, slice_of(device->alias), module);
}

static const struct {
	const char *bus;
	bool (*network)(struct device *device, const char *name);
} buses[] = {
	{ "pci", pci_network },
	{ "virtio", virtio_network },
	{ "vmbus", vmbus_network },
	{ "usb", usb_network },
};

static bool has_driver(const struct device *device)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/driver", device->folder);
	return access(path, F_OK) == 0;
}

static void explain_absent(const struct device *device, const char *module, struct buffer *out)
{
	buffer_format(out, "%s has no driver: module %s would serve it, but it is not in this "
		      "initrd\n", device->title, module);
}

/* The tables know it; its file may be gone nevertheless. */
static bool file_is_there(const struct module_tables *tables, const char *module)
{
	struct module_plan plan;
	bool there = false;
	size_t i;

	if (module_plan_make(tables, module, &plan) == 0) {
		for (i = 0; i < plan.count; i++) {
			if (!strcmp(plan.steps[i].name, module))
				there = !plan.steps[i].path || !access(plan.steps[i].path, F_OK);
		}
	}
	module_plan_free(&plan);
	return there;
}

/* A module that the initrd has: why does it not serve? */
static void explain_present(const struct module_tables *tables, const struct device *device,
			    const char *module, struct buffer *out)
{
	if (module_state(module) == MODULE_ABSENT && !file_is_there(tables, module)) {
		explain_absent(device, module, out);
		return;
	}
	buffer_format(out, "%s has no driver: ", device->title);
	if (cmdline_blacklists(tables->cmdline.data ? tables->cmdline.data : "", module))
		buffer_format(out, "module %s would serve it, but the kernel command line "
			      "blacklists it\n", module);
	else if (module_state(module) == MODULE_ABSENT &&
		 module_load_from(tables, module, NULL) < 0)
		buffer_format(out, "module %s is in this initrd, but did not load: %s\n", module,
			      fail_text());
	else
		buffer_format(out, "module %s is loaded, but does not take it; dmesg may say why\n",
			      module);
}

static bool report_device(const struct module_tables *tables, const struct device *device,
			  struct buffer *out)
{
	struct module_names names;
	char absent[MODULE_NAME_SIZE];
	struct slice table = table_slice(&tables->absent);
	size_t length = out->length;

	module_lookup(tables, device->alias, &names);
	if (names.count) {
		explain_present(tables, device, names.names[0], out);
		if (has_driver(device)) {	/* trying it mended it */
			out->length = length;
			out->data[length] = '\0';
		}
	} else if (depmod_alias(&table, slice_of(device->alias), absent)) {
		explain_absent(device, absent, out);
	} else {
		buffer_format(out, "%s has no driver, and no module known here would serve it "
			      "(%s)\n", device->title, device->alias);
	}
	module_names_free(&names);
	return out->length > length;
}

int driver_report_of(const char *sys, struct module_tables *tables, struct buffer *out)
{
	struct device device;
	struct dirent **entries;
	char folder[256];
	int reported = 0, count, i;
	size_t b;

	if (module_tables_read_absent(tables) < 0)
		return -1;
	device.tables = tables;
	for (b = 0; b < ARRAY_SIZE(buses); b++) {
		snprintf(folder, sizeof(folder), "%s/bus/%s/devices", sys, buses[b].bus);
		count = scandir(folder, &entries, NULL, alphasort);
		if (count < 0 && errno != ENOENT)
			return fail("open %s", folder);
		for (i = 0; i < count; i++) {
			snprintf(device.folder, sizeof(device.folder), "%s/%s", folder,
				 entries[i]->d_name);
			attribute(&device, "modalias", device.alias, sizeof(device.alias));
			if (entries[i]->d_name[0] != '.' &&
			    buses[b].network(&device, entries[i]->d_name) && !has_driver(&device))
				reported += report_device(tables, &device, out);
			free(entries[i]);
		}
		if (count >= 0)
			free(entries);
	}
	return reported;
}

bool modules_mismatch(struct buffer *out)
{
	static const char folder[] = "/lib/modules";
	DIR *versions = opendir(folder);
	struct buffer others = { 0 };
	struct utsname running;
	struct dirent *entry;
	bool missing = true;

	uname(&running);
	while (versions && (entry = readdir(versions))) {
		if (entry->d_name[0] != '.')
			buffer_format(&others, "%s%s", others.length ? ", " : "", entry->d_name);
		if (strcmp(entry->d_name, running.release) == 0)
			missing = false;
	}
	if (versions)
		closedir(versions);
	missing &= others.length > 0;
	if (missing)
		buffer_format(out, "this initrd was made for Linux %s, and Linux %s is running: "
			      "none of its modules can be loaded", others.data, running.release);
	buffer_free(&others);
	return missing;
}

int driver_report(struct buffer *out)
{
	struct module_tables tables;
	int result;

	if (modules_mismatch(out)) {
		buffer_text(out, "\n");
		return 1;
	}
	result = module_tables_open(&tables, NULL, NULL);
	if (result < 0)
		return result;
	result = driver_report_of("/sys", &tables, out);
	module_tables_close(&tables);
	return result;
}
