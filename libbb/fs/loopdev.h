/* SPDX-License-Identifier: MIT */
/* Loop devices (loop(4)): files as block devices. */
#ifndef FS_LOOPDEV_H
#define FS_LOOPDEV_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Attach the first free device to a file; its path goes to device. size_limit 0 is the whole file.
 * A missing driver is loaded. Autoclear frees the device when its last user closes it: then an
 * open descriptor is returned, to be closed once the device is mounted; otherwise 0.
 */
int loopdev_attach(const char *file, bool read_only, uint64_t offset, uint64_t size_limit,
		   bool autoclear, char device[32]);

/* Attach this very device. */
int loopdev_attach_to(const char *device, const char *file, bool read_only, uint64_t offset,
		      uint64_t size_limit, bool autoclear);

/* Detach; a device in use is freed when its last user closes it. */
int loopdev_detach(const char *device);

struct loopdev {
	char device[32], file[4096];	/* as /sys has the file's name: " (deleted)" may follow */
	uint64_t offset, size_limit;
	unsigned sector;	/* bytes of a logical block */
	bool read_only, autoclear, partscan, direct_io;
};

/* Attached devices in order of number: call with *number 0 first. Returns 1, or 0 at the end. */
int loopdev_next(unsigned *number, struct loopdev *found);

/* The first free device's path. */
int loopdev_free(char device[32]);

#endif
