/* SPDX-License-Identifier: MIT */
/* lsusb(8) of usbutils: USB devices, by /sys. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "dev/ids.h"

#define FOLDER "/sys/bus/usb/devices"

struct device {
	unsigned bus, number, vendor, product;
	char maker[128], name[128];
};

static struct {
	const char *place, *ids;
	struct device *devices;
	size_t count;
	struct buffer names;
} G;

static const struct option_row options[] = {
	{ "-s", OPTION_TEXT, &G.place, "[BUS:][DEVICE]", "only this device" },
	{ "-d", OPTION_TEXT, &G.ids, "VENDOR:[PRODUCT]", "only these devices" },
	{ 0 }
};

static bool read_text(const char *device, const char *name, char *text, size_t size)
{
	char path[512];

	snprintf(path, sizeof(path), FOLDER "/%s/%s", device, name);
	text[0] = '\0';
	if (read_line_of(path, text, size) == 0)
		return true;
	fail_clear();
	return false;
}

static void add(const char *name)
{
	struct device device = { 0 };
	char bus[16], number[16], vendor[16], product[16];

	/* Interfaces (1-1:1.0) have no number. */
	if (!read_text(name, "busnum", bus, sizeof(bus)) ||
	    !read_text(name, "devnum", number, sizeof(number)) ||
	    !read_text(name, "idVendor", vendor, sizeof(vendor)) ||
	    !read_text(name, "idProduct", product, sizeof(product)))
		return;
	device.bus = strtoul(bus, NULL, 10);
	device.number = strtoul(number, NULL, 10);
	device.vendor = strtoul(vendor, NULL, 16);
	device.product = strtoul(product, NULL, 16);
	read_text(name, "manufacturer", device.maker, sizeof(device.maker));
	read_text(name, "product", device.name, sizeof(device.name));
	G.devices = xrealloc(G.devices, (G.count + 1) * sizeof(*G.devices));
	G.devices[G.count++] = device;
}

static int compare(const void *a, const void *b)
{
	const struct device *left = a, *right = b;

	if (left->bus != right->bus)
		return left->bus < right->bus ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

static bool number_is(const char *text, size_t length, int base, unsigned value)
{
	char copy[16], *end;
	unsigned long wanted;

	if (!length)
		return true;
	if (length >= sizeof(copy))
		die(1, "'%.*s' is no number", (int)length, text);
	memcpy(copy, text, length);
	copy[length] = '\0';
	wanted = strtoul(copy, &end, base);
	if (*end)
		die(1, "'%s' is no number", copy);
	return wanted == value;
}

static bool is_wanted(const struct device *device)
{
	const char *colon, *number;

	if (G.place) {
		colon = strchr(G.place, ':');
		number = colon ? colon + 1 : G.place;
		if ((colon && !number_is(G.place, colon - G.place, 10, device->bus)) ||
		    !number_is(number, strlen(number), 10, device->number))
			return false;
	}
	if (!G.ids)
		return true;
	colon = strchr(G.ids, ':');
	if (!colon)
		usage("-d wants VENDOR:[PRODUCT]");
	return number_is(G.ids, colon - G.ids, 16, device->vendor) &&
	       number_is(colon + 1, strlen(colon + 1), 16, device->product);
}

/* By usb.ids where it is there, else what the device says of itself. */
static void print_device(struct device *device)
{
	struct slice table = { G.names.data, G.names.length }, maker = slice_of(device->maker),
		     name = slice_of(device->name);

	text_make_printable(device->maker);
	text_make_printable(device->name);
	ids_device(table, device->vendor, -1, -1, -1, &maker);
	ids_device(table, device->vendor, device->product, -1, -1, &name);
	printf("Bus %03u Device %03u: ID %04x:%04x %.*s %.*s\n", device->bus, device->number,
	       device->vendor, device->product, (int)maker.length, maker.data, (int)name.length,
	       name.data);
}

static int run(int argc, char **argv)
{
	static const char *const places[] = { "/usr/share/misc/usb.ids",
					      "/var/lib/usbutils/usb.ids",
					      "/usr/share/hwdata/usb.ids" };
	DIR *dir = opendir(FOLDER);
	int shown = 0;

	if (argc > 1)
		usage("unexpected operand '%s'", argv[1]);
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;)
		add(entry->d_name);
	if (dir)
		closedir(dir);
	for (size_t i = 0; !G.names.data && i < ARRAY_SIZE(places); i++) {
		if (read_file(places[i], &G.names, 64 << 20) < 0)
			fail_clear();
	}
	if (G.count)
		qsort(G.devices, G.count, sizeof(*G.devices), compare);
	for (size_t i = 0; i < G.count; i++) {
		if (!is_wanted(&G.devices[i]))
			continue;
		print_device(&G.devices[i]);
		shown++;
	}
	free(G.devices);
	buffer_free(&G.names);
	/* As lsusb: nothing found is a failure. */
	return shown ? 0 : 1;
}

APPLET(lsusb, .names = "lsusb", .summary = "list USB devices", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G));
