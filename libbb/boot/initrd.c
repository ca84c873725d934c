/* SPDX-License-Identifier: MIT */
/* Initrds one after another in one file; the kernel unpacks them all, the last wins. */
#include "boot/initrd.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* newc: "070701", then 13 numbers of 8 hex digits; the size is the seventh. */
#define HEADER_LENGTH 110
#define SIZE_OFFSET (6 + 6 * 8)

static int add_header(int fd, const char *name, mode_t mode)
{
	unsigned length = strlen(name) + 1;
	/* inode, mode, owner, group, links, time, size, four of devices, name's length, checksum */
	unsigned fields[13] = { [1] = mode, [4] = 1, [11] = length };
	char header[HEADER_LENGTH + 1] = "070701";

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		snprintf(header + 6 + i * 8, 9, "%08X", fields[i]);
	if (write_all(fd, header, HEADER_LENGTH) < 0 || write_all(fd, name, length) < 0)
		return fail("write the archive header of %s", name);
	return initrd_pad(fd);
}

/* "a/b/c": a, then a/b. */
static int add_folders(int fd, const char *name)
{
	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *folder = xstrndup(name, slash - name);
		int result = add_header(fd, folder, S_IFDIR | 0755);

		free(folder);
		if (result < 0)
			return result;
	}
	return 0;
}

int64_t initrd_member_begin(int fd, const char *path, mode_t mode)
{
	const char *name = path + strspn(path, "/");
	int64_t header;

	if (!*name)
		return fail_plain("'%s' is no path for a file", path);
	if (initrd_pad(fd) < 0 || add_folders(fd, name) < 0)
		return -1;
	header = lseek(fd, 0, SEEK_CUR);
	if (header < 0)
		return fail("find the place of %s", path);
	return add_header(fd, name, S_IFREG | (mode & 07777)) < 0 ? -1 : header;
}

/* Where the content began: behind the header and the name that the header tells the length of. */
static int64_t content_start(int fd, int64_t header)
{
	char digits[9] = "";

	if (pread(fd, digits, 8, header + 6 + 11 * 8) != 8)
		return fail("read the archive header");
	return (header + HEADER_LENGTH + strtoll(digits, NULL, 16) + 3) & ~3LL;
}

int initrd_member_end(int fd, int64_t begun)
{
	int64_t start = content_start(fd, begun), end = lseek(fd, 0, SEEK_END);
	char digits[9];

	if (start < 0 || end < start)
		return fail("find the end of the archive");
	if (end - start > UINT32_MAX)
		return fail_plain("an archive's member must be below 4 GiB");
	snprintf(digits, sizeof(digits), "%08X", (unsigned)(end - start));
	if (pwrite(fd, digits, 8, begun + SIZE_OFFSET) != 8)
		return fail("write the archive header");
	if (initrd_pad(fd) < 0)
		return -1;
	return add_header(fd, "TRAILER!!!", 0);
}
