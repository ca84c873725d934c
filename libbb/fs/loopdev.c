/* SPDX-License-Identifier: MIT */
/* Loop devices through /dev/loop-control, LOOP_CONFIGURE and /sys/block. */
#include "fs/loopdev.h"

#include <fcntl.h>
#include <linux/loop.h>
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
#include "dev/module.h"

enum { ATTEMPTS = 64, LOOP_MAX = 4096, LOOP_MAJOR_NUMBER = 7 };

static int open_control(void)
{
	int fd = open("/dev/loop-control", O_RDWR | O_CLOEXEC);

	/* Opening the node loads the driver, but only the driver makes the node. */
	if (fd < 0 && module_load("loop", NULL) == 0)
		fd = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENODEV || errno == ENXIO))
		return fail_plain("no loop driver: modprobe loop");
	if (fd < 0)
		return fail("open /dev/loop-control");
	return fd;
}

int loopdev_free(char device[32])
{
	int control = open_control(), number;

	if (control < 0)
		return -1;
	number = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	if (number < 0)
		return fail("find a free loop device");
	snprintf(device, 32, "/dev/loop%d", number);
	/* A private /dev without devtmpfs does not get the new node by itself. */
	if (access(device, F_OK) < 0)
		mknod(device, S_IFBLK | 0660, makedev(LOOP_MAJOR_NUMBER, number));
	return 0;
}

static int configure(int loop, int file, const struct loop_config *config)
{
	if (ioctl(loop, LOOP_CONFIGURE, config) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOTTY)
		return -1;
	/* Kernels before 5.8. */
	if (ioctl(loop, LOOP_SET_FD, file) < 0)
		return -1;
	if (ioctl(loop, LOOP_SET_STATUS64, &config->info) == 0)
		return 0;
	ioctl(loop, LOOP_CLR_FD);
	return -1;
}

static int open_backing(const char *name, bool *read_only)
{
	int fd = *read_only ? -1 : open(name, O_RDWR | O_CLOEXEC);

	if (fd < 0 && (*read_only || errno == EROFS || errno == EACCES || errno == EPERM ||
		       errno == ETXTBSY)) {
		fd = open(name, O_RDONLY | O_CLOEXEC);
		*read_only = true;
	}
	return fd < 0 ? fail("open %s", name) : fd;
}

int loopdev_attach_to(const char *device, const char *file, bool read_only, uint64_t offset,
		      uint64_t size_limit, bool autoclear)
{
	struct loop_config config = { 0 };
	int backing = open_backing(file, &read_only), loop, result;

	if (backing < 0)
		return -1;
	loop = open(device, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	if (loop < 0) {
		fail("open %s", device);
		close(backing);
		return -1;
	}
	config.fd = backing;
	config.info.lo_offset = offset;
	config.info.lo_sizelimit = size_limit;
	config.info.lo_flags = (read_only ? LO_FLAGS_READ_ONLY : 0) |
			       (autoclear ? LO_FLAGS_AUTOCLEAR : 0);
	snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", file);
	result = configure(loop, backing, &config);
	if (result < 0)
		fail("attach %s to %s", file, device);
	close(backing);
	/* An autoclear device lives as long as somebody has it open: the caller's mount, next. */
	if (result < 0 || !autoclear) {
		int saved = errno;

		close(loop);
		errno = saved;
		return result;
	}
	return loop;
}

int loopdev_attach(const char *file, bool read_only, uint64_t offset, uint64_t size_limit,
		   bool autoclear, char device[32])
{
	for (int i = 0; i < ATTEMPTS; i++) {
		int result;

		if (loopdev_free(device) < 0)
			return -1;
		result = loopdev_attach_to(device, file, read_only, offset, size_limit, autoclear);
		/* Busy: another process took the device between the question and the answer. */
		if (result >= 0 || errno != EBUSY)
			return result;
	}
	return -1;
}

int loopdev_detach(const char *device)
{
	int fd = open(device, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return fail("open %s", device);
	result = ioctl(fd, LOOP_CLR_FD);
	if (result < 0)
		fail("detach %s", device);
	close(fd);
	return result;
}

static uint64_t read_number(unsigned number, const char *name)
{
	char path[64], text[32];

	snprintf(path, sizeof(path), "/sys/block/loop%u/%s", number, name);
	return read_line_of(path, text, sizeof(text)) < 0 ? 0 : strtoull(text, NULL, 10);
}

int loopdev_next(unsigned *number, struct loopdev *found)
{
	for (; *number < LOOP_MAX; ++*number) {
		char path[64];

		snprintf(path, sizeof(path), "/sys/block/loop%u/loop/backing_file", *number);
		if (read_line_of(path, found->file, sizeof(found->file)) < 0)
			continue;
		snprintf(found->device, sizeof(found->device), "/dev/loop%u", *number);
		found->offset = read_number(*number, "loop/offset");
		found->size_limit = read_number(*number, "loop/sizelimit");
		found->autoclear = read_number(*number, "loop/autoclear");
		found->partscan = read_number(*number, "loop/partscan");
		found->direct_io = read_number(*number, "loop/dio");
		found->sector = read_number(*number, "queue/logical_block_size");
		found->read_only = read_number(*number, "ro");
		++*number;
		return 1;
	}
	return 0;
}
