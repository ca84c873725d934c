/* SPDX-License-Identifier: MIT */
/* Tags of a device: its superblock, partition table, and its own row in its disk's table. */
#include "fs/device_label.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

/* The disk a partition is of, by /sys; false when it is none. */
static bool find_disk(dev_t device, char disk[64], unsigned *number)
{
	char path[96], text[24], link[512], *slash;
	uint64_t value;
	ssize_t length;

	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/partition", major(device),
		 minor(device));
	if (read_line_of(path, text, sizeof(text)) < 0 ||
	    text_number(text, 10, 1, 1024, &value) < 0) {
		fail_clear();
		return false;
	}
	*number = value;
	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u", major(device), minor(device));
	length = readlink(path, link, sizeof(link) - 1);
	if (length <= 0)
		return false;
	/* .../block/sda/sda1 */
	link[length] = '\0';
	slash = strrchr(link, '/');
	if (!slash)
		return false;
	*slash = '\0';
	slash = strrchr(link, '/');
	return slash && (size_t)snprintf(disk, 64, "/dev/%s", slash + 1) < 64;
}

static void add_partition(dev_t device, struct tags *tags)
{
	struct device_bytes bytes = { 0 };
	char disk[64];
	unsigned number;

	if (!find_disk(device, disk, &number))
		return;
	bytes.fd = open(disk, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (bytes.fd < 0)
		return;
	partition_entry_read(&bytes, number, tags);
	close(bytes.fd);
}

int device_tags(const char *path, uint64_t offset, struct tags *tags)
{
	struct device_bytes bytes = { .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
	struct stat status;
	uint8_t first;
	int fd = bytes.fd;

	*tags = (struct tags){ 0 };
	if (fd < 0)
		return fail("%s", path);
	if (fstat(fd, &status) < 0 || (!S_ISBLK(status.st_mode) && !S_ISREG(status.st_mode) &&
				       !S_ISCHR(status.st_mode))) {
		close(fd);
		errno = EINVAL;
		return fail("%s", path);
	}
	bytes.offset = offset;
	if (!device_read(&bytes, 0, &first, 1) && bytes.broken) {
		fail("%s", path);
		close(fd);
		return -1;
	}
	superblock_read(&bytes, tags);
	partition_table_read(&bytes, tags);
	if (S_ISBLK(status.st_mode) && !offset)
		add_partition(status.st_rdev, tags);
	close(fd);
	return tags->count > 0;
}

char *device_tag(const char *path, const char *name)
{
	static const struct {
		const char *name, *low_level;
	} partition_names[] = {
		{ "PARTLABEL", "PART_ENTRY_NAME" },
		{ "PARTUUID", "PART_ENTRY_UUID" },
		{ "PARTTYPE", "PART_ENTRY_TYPE" },
		{ "PARTFLAGS", "PART_ENTRY_FLAGS" },
	};
	struct tags tags;
	const char *value;

	if (path[0] != '/' || device_tags(path, 0, &tags) <= 0) {
		fail_clear();
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(partition_names); i++) {
		if (strcmp(partition_names[i].name, name) == 0)
			name = partition_names[i].low_level;
	}
	value = tags_get(&tags, name);
	return value ? xstrdup(value) : NULL;
}

bool device_next(unsigned *number, char path[64])
{
	struct buffer text = { 0 };
	unsigned at = 0;
	bool found = false;
	char *rest, *line, name[48];

	if (read_file("/proc/partitions", &text, 1 << 20) < 0 || !text.data) {
		fail_clear();
		buffer_free(&text);
		return false;
	}
	for (line = strtok_r(text.data, "\n", &rest); line && !found;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %*u %*u %*u %47s", name) == 1)
			found = at++ == *number;
	}
	if (found) {
		snprintf(path, 64, "/dev/%s", name);
		++*number;
	}
	buffer_free(&text);
	return found;
}
