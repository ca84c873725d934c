/* SPDX-License-Identifier: MIT */
/* losetup(8): loop devices. A lone FILE goes to the first free one, whose name is printed. */
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/loopdev.h"
#include "fs/loopdev_list.h"

static struct {
	bool all, list, find, show, read_only, partitions, detach_all, no_headings;
	const char *backing_of, *columns, *direct_io;
	struct option_list detach, resize;
	uint64_t offset, size_limit;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "show every device in use" },
	{ "-c --set-capacity", OPTION_LIST, &G.resize, "DEVICE", "take over the file's new size" },
	{ "-d --detach", OPTION_LIST, &G.detach, "DEVICE", "detach this device, and those given" },
	{ "-D --detach-all", OPTION_FLAG, &G.detach_all, NULL, "detach every device" },
	{ "-f --find", OPTION_FLAG, &G.find, NULL, "find the first free device" },
	{ "-j --associated", OPTION_TEXT, &G.backing_of, "FILE", "show the devices of the file" },
	{ "-l --list", OPTION_FLAG, &G.list, NULL, "show a table" },
	{ "-n --noheadings", OPTION_FLAG, &G.no_headings, NULL, "no heading in the table" },
	{ "-o --offset", OPTION_SIZE, &G.offset, "BYTES", "begin so far into the file" },
	{ "-O --output", OPTION_TEXT, &G.columns, "COLUMNS", "columns of the table" },
	{ "-P --partscan", OPTION_FLAG, &G.partitions, NULL, "make devices of its partitions" },
	{ "-r --read-only", OPTION_FLAG, &G.read_only, NULL, "attach read-only" },
	{ "--show", OPTION_FLAG, &G.show, NULL, "print the device's name after -f FILE" },
	{ "--sizelimit", OPTION_SIZE, &G.size_limit, "BYTES", "use so much of the file" },
	{ "--direct-io", OPTION_OPTIONAL, &G.direct_io, "on|off", "read the file past the cache" },
	{ 0 }
};

/* What LOOP_CONFIGURE was not asked for. */
static int set_extras(const char *device)
{
	struct loop_info64 info;
	int fd, result = 0;

	if (!G.partitions && !G.direct_io)
		return 0;
	fd = open(device, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("open %s", device);
	if (G.partitions) {
		result = ioctl(fd, LOOP_GET_STATUS64, &info);
		info.lo_flags |= LO_FLAGS_PARTSCAN;
		if (result < 0 || (result = ioctl(fd, LOOP_SET_STATUS64, &info)) < 0)
			fail("%s: scan partitions", device);
	}
	if (result == 0 && G.direct_io) {
		result = ioctl(fd, LOOP_SET_DIRECT_IO, strcmp(G.direct_io, "off") != 0);
		if (result < 0)
			fail("%s: set direct I/O", device);
	}
	close(fd);
	return result;
}

static int attach(const char *device, const char *file, bool show)
{
	char found[32];
	int result = device ? loopdev_attach_to(device, file, G.read_only, G.offset, G.size_limit,
						false)
			    : loopdev_attach(file, G.read_only, G.offset, G.size_limit, false,
					     found);

	if (result < 0)
		die(1, "%s: failed to set up loop device: %s", file, fail_text());
	if (set_extras(device ? device : found) < 0)
		die_failure(1);
	if (show)
		puts(device ? device : found);
	return 0;
}

static int detach(const struct option_list *devices, char **more)
{
	for (size_t i = 0; i < devices->count; i++) {
		if (loopdev_detach(devices->items[i]) < 0)
			warn_failure();
	}
	for (; *more; more++) {
		if (loopdev_detach(*more) < 0)
			warn_failure();
	}
	return 0;
}

static int detach_all(void)
{
	struct loopdev found;

	for (unsigned number = 0; loopdev_next(&number, &found) > 0;) {
		if (loopdev_detach(found.device) < 0)
			warn_failure();
	}
	return 0;
}

static int resize(const struct option_list *devices)
{
	for (size_t i = 0; i < devices->count; i++) {
		int fd = open(devices->items[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0 || ioctl(fd, LOOP_SET_CAPACITY) < 0)
			warn_errno("%s: set capacity failed", devices->items[i]);
		if (fd >= 0)
			close(fd);
	}
	return 0;
}

static void print_one(const struct loopdev *found)
{
	struct loop_info64 info = { 0 };
	int fd = open(found->device, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (ioctl(fd, LOOP_GET_STATUS64, &info) < 0)
			warn_errno("%s", found->device);
		close(fd);
	}
	printf("%s: [%04llu]:%llu (%s)", found->device, (unsigned long long)info.lo_device,
	       (unsigned long long)info.lo_inode, found->file);
	if (found->offset)
		printf(", offset %llu", (unsigned long long)found->offset);
	if (found->size_limit)
		printf(", sizelimit %llu", (unsigned long long)found->size_limit);
	putchar('\n');
}

/* Every device in use, or the one named, or those of the file; as lines or as a table. */
static int show(const char *device, const char *file)
{
	struct loopdev_table table = { 0 };
	struct loopdev found;
	int shown = 0;

	if (G.columns && loopdev_table_columns(&table, G.columns) < 0)
		die_failure(1);
	for (unsigned number = 0; loopdev_next(&number, &found) > 0;) {
		if ((device && strcmp(device, found.device) != 0) ||
		    (file && !loopdev_is_of(&found, file)))
			continue;
		shown++;
		if (G.list)
			loopdev_table_add(&table, &found);
		else
			print_one(&found);
	}
	if (shown && G.list)
		loopdev_table_print(&table, !G.no_headings);
	loopdev_table_free(&table);
	if (device && !shown)
		die(1, "%s: no file is attached to it: %s", device, strerror(ENXIO));
	return 0;
}

static int find_free(void)
{
	char device[32];

	if (loopdev_free(device) < 0)
		die(1, "cannot find an unused loop device: %s", fail_text());
	puts(device);
	return 0;
}

static bool is_device(const char *path)
{
	struct stat status;

	return text_starts_with(path, "/dev/") &&
	       (stat(path, &status) < 0 || S_ISBLK(status.st_mode));
}

static int run(int argc, char **argv)
{
	G.list |= G.columns != NULL;
	if (G.direct_io && *G.direct_io && strcmp(G.direct_io, "on") != 0 &&
	    strcmp(G.direct_io, "off") != 0)
		usage("--direct-io is on or off, not '%s'", G.direct_io);
	if (G.detach.count)
		return detach(&G.detach, argv + 1);
	if (G.detach_all)
		return detach_all();
	if (G.resize.count)
		return resize(&G.resize);
	if (G.backing_of || G.all)
		return show(NULL, G.backing_of);
	if (argc > 3 || (G.find && argc > 2))
		usage("unexpected argument '%s'", argv[G.find ? 2 : 3]);
	if (argc == 3)
		return attach(argv[1], argv[2], G.show);
	if (argc == 1) {
		G.list = !G.find;
		return G.find ? find_free() : show(NULL, NULL);
	}
	if (!G.find && is_device(argv[1])) {
		if (!G.direct_io)
			return show(argv[1], NULL);
		if (set_extras(argv[1]) < 0)
			die_failure(1);
		return 0;
	}
	return attach(NULL, argv[1], G.show || !G.find);
}

APPLET(losetup, .names = "losetup", .summary = "show and set up loop devices",
       .operands = "[DEVICE] [FILE]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "  losetup FILE             attach FILE to the first free device and print it\n"
		  "  losetup DEVICE           show what DEVICE is attached to\n"
		  "  losetup DEVICE FILE      attach FILE to this DEVICE\n"
		  "  losetup                  show every device in use");
