/* SPDX-License-Identifier: MIT */
/* Initrds one after another in one file; the kernel unpacks them all, the last wins. */
#include "boot/initrd.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

int initrd_pad(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (end < 0)
		return fail("find the end of the initrd");
	if (write_all(fd, "\0\0\0", -end & 3) < 0)
		return fail("pad the initrd");
	return 0;
}

int64_t initrd_append(int fd, const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	int64_t length;

	if (from < 0)
		return fail("open %s", path);
	length = copy_fd(from, path, fd, "initrd in memory", 0);
	close(from);
	if (length < 0 || initrd_pad(fd) < 0)
		return -1;
	return length;
}
