/* SPDX-License-Identifier: MIT */
/* Wrappings of kernels, unwrapped in memory. */
#include "boot/kernel_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boot/initrd.h"
#include "boot/uki.h"
#include "core/error.h"
#include "core/io.h"
#include "dev/unpack.h"
#include "fs/probe.h"

static int in_memory(const char *name, const void *bytes, size_t length)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, bytes, length) < 0) {
		fail("make a memory file for the %s", name);
		close_fd(&fd);
		return -1;
	}
	return fd;
}

static int replace(int *fd, const void *bytes, size_t length)
{
	int made = in_memory("kernel", bytes, length);

	if (made < 0)
		return -1;
	close(*fd);
	*fd = made;
	return 0;
}

/* A command line in the image ends at a NUL or newline, or at the section's end. */
static char *own_cmdline(const char *text, size_t length)
{
	char *line = xstrndup(text, strnlen(text, length));

	for (length = strlen(line); length && strchr(" \n", line[length - 1]);)
		line[--length] = '\0';
	text_make_line(line);
	return line;
}

static int unwrap_uki(const uint8_t *bytes, const struct uki *uki, int *kernel_fd, int *initrd_fd,
		      char **cmdline)
{
	if (uki->cmdline.length && !**cmdline) {
		free(*cmdline);
		*cmdline = own_cmdline((const char *)bytes + uki->cmdline.offset,
				       uki->cmdline.length);
	}
	if (uki->initrd.length) {
		if (*initrd_fd <= 0)
			*initrd_fd = memfd_create("initrd", MFD_CLOEXEC);
		if (*initrd_fd < 0 ||
		    write_all(*initrd_fd, bytes + uki->initrd.offset, uki->initrd.length) < 0)
			return fail("make a memory file for the initrd");
		if (initrd_pad(*initrd_fd) < 0)
			return -1;
	}
	return replace(kernel_fd, bytes + uki->linux_image.offset, uki->linux_image.length);
}

static int unwrap(const char *name, const void *bytes, size_t length, int *kernel_fd,
		  int *initrd_fd, char **cmdline)
{
	struct buffer plain = { 0 };
	enum image_kind kind;
	struct uki uki;
	int result;

	if (probe_bytes(bytes, MIN(length, (size_t)PROBE_SIZE)) == IMAGE_BZIMAGE)
		return 0;
	result = uki_parse(bytes, length, &uki);
	if (result < 0)
		return fail_in("%s", name);
	if (result > 0)
		return unwrap_uki(bytes, &uki, kernel_fd, initrd_fd, cmdline);
	/* What is compressed and no kernel stays as it is, to be named as what it is. */
	if (module_unpack(bytes, length, name, &plain) < 0)
		fail_clear();
	kind = probe_bytes(plain.data ? plain.data : "", MIN(plain.length, (size_t)PROBE_SIZE));
	if (kind == IMAGE_BZIMAGE || kind == IMAGE_EFI)
		result = replace(kernel_fd, plain.data, plain.length);
	buffer_free(&plain);
	return result;
}

int kernel_unwrap(const char *name, int *kernel_fd, int *initrd_fd, char **cmdline)
{
	off_t length = lseek(*kernel_fd, 0, SEEK_END);
	void *bytes;
	int result;

	if (length <= 0)
		return 0;	/* the kernel's own check says so */
	bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, *kernel_fd, 0);
	if (bytes == MAP_FAILED)
		return fail("look into %s", name);
	result = unwrap(name, bytes, length, kernel_fd, initrd_fd, cmdline);
	munmap(bytes, length);
	return result;
}
