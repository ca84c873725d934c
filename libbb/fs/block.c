/* SPDX-License-Identifier: MIT */
/* /sys/block: sysfs-block in the kernel's Documentation/ABI. */
#include "fs/block.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

static bool read_value(const char *folder, const char *name, char *text, size_t size)
{
	char path[320];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) >= sizeof(path))
		return false;
	if (read_line_of(path, text, size) < 0) {
		fail_clear();
		return false;
	}
	return true;
}

static bool add(struct block_list *list, const char *folder, const char *name)
{
	struct block_device device = { .disk = -1 };
	unsigned major, minor;
	char text[64];

	if (!text_copy(device.name, sizeof(device.name), name) ||
	    (size_t)snprintf(device.folder, sizeof(device.folder), "%s/%s", folder, name) >=
		    sizeof(device.folder) ||
	    !read_value(device.folder, "dev", text, sizeof(text)) ||
	    sscanf(text, "%u:%u", &major, &minor) != 2)
		return false;
	/* cciss!c0d0 in /sys is cciss/c0d0 in /dev. */
	for (char *at = device.name; *at; at++)
		*at = *at == '!' ? '/' : *at;
	device.device = makedev(major, minor);
	if (read_value(device.folder, "size", text, sizeof(text)))
		device.bytes = strtoull(text, NULL, 10) * 512;
	if (read_value(device.folder, "partition", text, sizeof(text)))
		device.partition = strtoul(text, NULL, 10);
	list->rows = xrealloc(list->rows, (list->count + 1) * sizeof(*list->rows));
	list->rows[list->count++] = device;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct block_device *left = a, *right = b;

	if (major(left->device) != major(right->device))
		return major(left->device) < major(right->device) ? -1 : 1;
	return (minor(left->device) > minor(right->device)) -
	       (minor(left->device) < minor(right->device));
}

/* Partitions are folders within the disk's. */
static void add_partitions(struct block_list *list, const char *disk)
{
	char folder[160];
	DIR *dir;

	text_copy(folder, sizeof(folder), disk);
	dir = opendir(folder);
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
		char path[480], text[16];

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && read_value(path, "partition", text, sizeof(text)))
			add(list, folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
}

int block_list_read(struct block_list *list)
{
	DIR *dir = opendir("/sys/block");

	*list = (struct block_list){ 0 };
	if (!dir)
		return fail("/sys/block");
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		if (entry->d_name[0] != '.' && add(list, "/sys/block", entry->d_name))
			add_partitions(list, list->rows[list->count - 1].folder);
	}
	closedir(dir);
	qsort(list->rows, list->count, sizeof(*list->rows), compare);
	for (size_t i = 0; i < list->count; i++) {
		char *slash, disk[160];

		if (!list->rows[i].partition)
			continue;
		text_copy(disk, sizeof(disk), list->rows[i].folder);
		slash = strrchr(disk, '/');
		*slash = '\0';
		list->rows[i].disk = block_find(list, strrchr(disk, '/') + 1);
	}
	return 0;
}

void block_list_free(struct block_list *list)
{
	free(list->rows);
	*list = (struct block_list){ 0 };
}

int block_find(const struct block_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *own = strrchr(list->rows[i].folder, '/') + 1;

		if (strcmp(list->rows[i].name, name) == 0 || strcmp(own, name) == 0)
			return i;
	}
	return -1;
}

int block_find_device(const struct block_list *list, dev_t device)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->rows[i].device == device)
			return i;
	}
	return -1;
}

size_t block_related(const struct block_list *list, size_t number, bool below, int *places,
		     size_t room)
{
	const struct block_device *device = &list->rows[number];
	size_t count = 0;
	char path[192];
	DIR *dir;

	for (size_t i = 0; below && i < list->count && count < room; i++) {
		if (list->rows[i].disk == (int)number)
			places[count++] = i;
	}
	if (!below && device->disk >= 0 && count < room)
		places[count++] = device->disk;
	snprintf(path, sizeof(path), "%s/%s", device->folder, below ? "holders" : "slaves");
	dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL && count < room;) {
		int place = entry->d_name[0] == '.' ? -1 : block_find(list, entry->d_name);

		if (place >= 0)
			places[count++] = place;
	}
	if (dir)
		closedir(dir);
	return count;
}

bool block_attribute(const struct block_list *list, const struct block_device *device,
		     const char *name, char *text, size_t size)
{
	if (read_value(device->folder, name, text, size))
		return true;
	return device->disk >= 0 && read_value(list->rows[device->disk].folder, name, text, size);
}

const char *block_type(const struct block_list *list, const struct block_device *device,
		       char text[32])
{
	char value[96], *dash;

	(void)list;
	if (device->partition)
		return strcpy(text, "part");
	if (read_value(device->folder, "dm/uuid", value, sizeof(value))) {
		/* LVM-..., CRYPT-LUKS2-..., mpath-... */
		dash = strchr(value, '-');
		if (dash)
			*dash = '\0';
		snprintf(text, 32, "%.31s", dash && value[0] ? value : "dm");
		if (text_starts_with(text, "part"))
			text[4] = '\0';
		for (char *at = text; *at; at++)
			*at = tolower((unsigned char)*at);
		return text;
	}
	if (text_starts_with(device->name, "loop"))
		return strcpy(text, "loop");
	if (read_value(device->folder, "md/level", value, sizeof(value))) {
		snprintf(text, 32, "%.31s", value);
		return text;
	}
	/* SCSI's numbers of device types, scsi/scsi_proto.h. */
	if (read_value(device->folder, "device/type", value, sizeof(value))) {
		static const char *const types[] = {
			"disk", "tape", "printer", "processor", "worm", "rom", "scanner",
			"mo-disk", "changer", "comm",
		};
		unsigned long number = strtoul(value, NULL, 10);

		if (isdigit((unsigned char)value[0]) && number < ARRAY_SIZE(types))
			return strcpy(text, types[number]);
	}
	return strcpy(text, "disk");
}
