/* SPDX-License-Identifier: MIT */
/* lspci(8) of pciutils: PCI devices, their drivers and modules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "dev/ids.h"
#include "dev/module.h"
#include "dev/pci.h"
#include "tools/lspci_verbose.h"

static struct {
	bool kernel, domains;
	int verbose, numeric, machine;
	const char *slots, *ids, *file;
	struct buffer names;
	struct module_tables tables;
	bool any_domain;
} G;

static const struct option_row options[] = {
	{ "-v", OPTION_COUNT, &G.verbose, NULL, "more: flags, regions, capabilities" },
	{ "-k", OPTION_FLAG, &G.kernel, NULL, "drivers in use, and modules that would serve" },
	{ "-n", OPTION_COUNT, &G.numeric, NULL, "numbers instead of names; twice: both" },
	{ "-m", OPTION_COUNT, &G.machine, NULL, "for scripts: quoted words" },
	{ "-D", OPTION_FLAG, &G.domains, NULL, "always show the domain" },
	{ "-s", OPTION_TEXT, &G.slots, "[[DOMAIN:]BUS:][SLOT][.FUNCTION]", "only these places" },
	{ "-d", OPTION_TEXT, &G.ids, "[VENDOR]:[DEVICE][:CLASS]", "only these devices" },
	{ "-i", OPTION_TEXT, &G.file, "FILE", "names from this file instead of pci.ids" },
	{ 0 }
};

/* An empty field or "*" is any. */
static bool field_is(const char *text, size_t length, unsigned value)
{
	char copy[16], *end;
	unsigned long wanted;

	if (length == 0 || (length == 1 && *text == '*'))
		return true;
	if (length >= sizeof(copy))
		die(1, "-s or -d: '%.*s' is no number", (int)length, text);
	memcpy(copy, text, length);
	copy[length] = '\0';
	wanted = strtoul(copy, &end, 16);
	if (*end)
		die(1, "-s or -d: '%s' is no hexadecimal number", copy);
	return wanted == value;
}

static bool slot_is(const struct pci_device *device)
{
	const char *at = G.slots, *colon, *dot;
	unsigned numbers[2] = { device->domain, device->bus };
	int colons = 0;

	if (!at)
		return true;
	for (const char *c = at; *c; c++)
		colons += *c == ':';
	if (colons > 2)
		die(1, "-s: Invalid slot number");
	for (int i = 2 - colons; i < 2; i++) {
		colon = strchr(at, ':');
		if (!field_is(at, colon - at, numbers[i]))
			return false;
		at = colon + 1;
	}
	dot = strchrnul(at, '.');
	return field_is(at, dot - at, device->slot) &&
	       (!*dot || field_is(dot + 1, strlen(dot + 1), device->function));
}

static bool id_is(const struct pci_device *device)
{
	const char *at = G.ids, *colon;
	unsigned numbers[3] = { device->vendor, device->device, device->class >> 8 };

	for (int i = 0; at && i < 3; i++) {
		colon = strchrnul(at, ':');
		if (!field_is(at, colon - at, numbers[i]))
			return false;
		at = *colon ? colon + 1 : NULL;
	}
	if (G.ids && !strchr(G.ids, ':'))
		die(1, "-d: Invalid ID format, expected [vendor]:[device]");
	return true;
}

static void add_slice(struct buffer *out, struct slice name)
{
	buffer_add(out, name.data, name.length);
}

/* "Name", "Name [1234]" or "1234", and "Device 1234" where there is no name. */
static void add_named(struct buffer *out, bool found, struct slice name, const char *otherwise,
		      unsigned id)
{
	if (G.numeric == 1) {
		buffer_format(out, "%04x", id);
		return;
	}
	if (found)
		add_slice(out, name);
	else
		buffer_text(out, otherwise);
	if (G.numeric > 1 || (!found && strcmp(otherwise, "Unassigned class") == 0))
		buffer_format(out, " [%04x]", id);
	else if (!found)
		buffer_format(out, " %04x", id);
}

static void add_class(struct buffer *out, const struct pci_device *device)
{
	struct slice table = table_slice(&G.names), name = { 0 };
	unsigned class = device->class >> 16, subclass = device->class >> 8 & 0xff;
	bool found = ids_class(table, class, subclass, -1, &name);
	const char *otherwise = "Class";

	if (!found && ids_class(table, class, -1, -1, &name)) {
		/* The class is known, the subclass not: both are shown. */
		if (G.numeric == 1) {
			buffer_format(out, "%04x", device->class >> 8);
			return;
		}
		add_slice(out, name);
		buffer_format(out, " [%04x]", device->class >> 8);
		return;
	}
	add_named(out, found, name, otherwise, device->class >> 8);
}

static void add_vendor(struct buffer *out, unsigned vendor)
{
	struct slice name = { 0 };
	bool found = ids_device(table_slice(&G.names), vendor, -1, -1, -1, &name);

	add_named(out, found, name, "Vendor", vendor);
}

static void add_device(struct buffer *out, unsigned vendor, unsigned id)
{
	struct slice name = { 0 };
	bool found = ids_device(table_slice(&G.names), vendor, id, -1, -1, &name);

	add_named(out, found, name, "Device", id);
}

/* "Vendor Device", with both numbers in one pair of brackets. */
static void add_pair(struct buffer *out, unsigned vendor, unsigned id)
{
	int numeric = G.numeric;
	struct slice name = { 0 };

	if (numeric == 1) {
		buffer_format(out, "%04x:%04x", vendor, id);
		return;
	}
	G.numeric = 0;
	if (ids_device(table_slice(&G.names), vendor, -1, -1, -1, &name)) {
		add_slice(out, name);
		buffer_text(out, " ");
		if (ids_device(table_slice(&G.names), vendor, id, -1, -1, &name))
			add_slice(out, name);
		else
			buffer_format(out, numeric > 1 ? "Device" : "Device %04x", id);
	} else {
		buffer_format(out, numeric > 1 ? "Device" : "Device %04x:%04x", vendor, id);
	}
	if (numeric > 1)
		buffer_format(out, " [%04x:%04x]", vendor, id);
	G.numeric = numeric;
}

static void add_subsystem(struct buffer *out, const struct pci_device *device)
{
	struct slice table = table_slice(&G.names), name = { 0 };
	int numeric = G.numeric;

	if (numeric != 1 && ids_device(table, device->vendor, device->device, device->subvendor,
				       device->subdevice, &name)) {
		struct slice vendor;

		if (ids_device(table, device->subvendor, -1, -1, -1, &vendor)) {
			add_slice(out, vendor);
			buffer_text(out, " ");
		}
		add_slice(out, name);
		if (numeric > 1)
			buffer_format(out, " [%04x:%04x]", device->subvendor, device->subdevice);
		return;
	}
	/* A card that is what its chip is has its name. */
	if (numeric != 1 && device->subvendor == device->vendor &&
	    device->subdevice == device->device) {
		add_pair(out, device->vendor, device->device);
		return;
	}
	add_pair(out, device->subvendor, device->subdevice);
}

static void print_place(const struct pci_device *device)
{
	if (G.domains || G.any_domain)
		printf("%04x:", device->domain);
	printf("%02x:%02x.%x", device->bus, device->slot, device->function);
}

static void print_revision(const struct pci_device *device)
{
	unsigned interface = device->class & 0xff;
	struct slice name;

	if (device->revision)
		printf(" (rev %02x)", device->revision);
	if (!G.verbose || !interface)
		return;
	printf(" (prog-if %02x", interface);
	if (G.numeric != 1 && ids_class(table_slice(&G.names), device->class >> 16,
					device->class >> 8 & 0xff, interface, &name))
		printf(" [%.*s]", (int)name.length, name.data);
	putchar(')');
}

static void print_kernel(const struct pci_device *device)
{
	struct module_names found = { 0 };

	if (device->driver[0])
		printf("\tKernel driver in use: %s\n", device->driver);
	module_lookup(&G.tables, device->modalias, &found);
	for (size_t i = 0; i < found.count; i++)
		printf("%s%s%s", i ? ", " : "\tKernel modules: ", found.names[i],
		       i + 1 == found.count ? "\n" : "");
	module_names_free(&found);
}

static void print_device(const struct pci_device *device)
{
	struct buffer text = { 0 };

	print_place(device);
	add_class(&text, device);
	buffer_text(&text, ": ");
	add_pair(&text, device->vendor, device->device);
	printf(" %s", text.data);
	print_revision(device);
	putchar('\n');
	buffer_free(&text);
	if (G.verbose || G.kernel) {
		if (device->subvendor && device->subvendor != 0xffff) {
			add_subsystem(&text, device);
			printf("\tSubsystem: %s\n", text.data);
			buffer_free(&text);
		}
	}
	if (G.verbose) {
		lspci_print_flags(device);
		lspci_print_regions(device);
		lspci_print_capabilities(device);
	}
	if (G.verbose || G.kernel)
		print_kernel(device);
	if (G.verbose)
		putchar('\n');
}

static void print_quoted(void (*add)(struct buffer *out, unsigned vendor, unsigned id),
			 unsigned vendor, unsigned id)
{
	struct buffer text = { 0 };

	add(&text, vendor, id);
	printf(" \"%s\"", text.data);
	buffer_free(&text);
}

static void add_vendor_alone(struct buffer *out, unsigned vendor, unsigned id)
{
	(void)id;
	add_vendor(out, vendor);
}

static void add_device_alone(struct buffer *out, unsigned vendor, unsigned id)
{
	struct slice name = { 0 };
	bool found = ids_device(table_slice(&G.names), vendor, id, -1, -1, &name);

	if (!found && G.numeric > 1)
		buffer_format(out, "Device [%04x]", id);
	else
		add_device(out, vendor, id);
}

static void print_for_scripts(const struct pci_device *device)
{
	struct buffer text = { 0 };

	print_place(device);
	add_class(&text, device);
	printf(" \"%s\"", text.data);
	buffer_free(&text);
	print_quoted(add_vendor_alone, device->vendor, 0);
	print_quoted(add_device_alone, device->vendor, device->device);
	if (device->revision)
		printf(" -r%02x", device->revision);
	printf(" -p%02x", device->class & 0xff);
	if (!device->subvendor || device->subvendor == 0xffff) {
		puts(" \"\" \"\"");
		return;
	}
	print_quoted(add_vendor_alone, device->subvendor, 0);
	print_quoted(add_device_alone, device->subvendor, device->subdevice);
	putchar('\n');
}

static void read_names(void)
{
	static const char *const places[] = {
		"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids", "/usr/share/pci.ids",
		"/etc/pci.ids"
	};

	if (G.file && read_file(G.file, &G.names, 64 << 20) < 0)
		die_failure(1);
	/* Without a table there are numbers. */
	for (size_t i = 0; !G.names.data && !G.file && i < ARRAY_SIZE(places); i++) {
		if (read_file(places[i], &G.names, 64 << 20) < 0)
			fail_clear();
	}
}

static int run(int argc, char **argv)
{
	struct pci_device *list;
	size_t count;

	if (argc > 1)
		usage("unexpected operand '%s'", argv[1]);
	if (pci_read(&list, &count) < 0)
		die_failure(1);
	read_names();
	if ((G.verbose || G.kernel) && module_tables_open(&G.tables, NULL, NULL) < 0)
		die_failure(1);
	for (size_t i = 0; i < count; i++)
		G.any_domain |= list[i].domain != 0;
	for (size_t i = 0; i < count; i++) {
		if (!slot_is(&list[i]) || !id_is(&list[i]))
			continue;
		if (G.machine)
			print_for_scripts(&list[i]);
		else
			print_device(&list[i]);
	}
	module_tables_close(&G.tables);
	buffer_free(&G.names);
	free(list);
	return 0;
}

APPLET(lspci, .names = "lspci", .summary = "list PCI devices", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G));
