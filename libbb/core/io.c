/* SPDX-License-Identifier: MIT */
/* Reads and writes that finish, survive EINTR, and say which side failed. */
#include "core/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"

int write_all(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length) {
		ssize_t count = write(fd, at, length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail("write");
		at += count;
		length -= count;
	}
	return 0;
}

ssize_t read_full(int fd, void *data, size_t length)
{
	size_t got = 0;

	while (got < length) {
		ssize_t count = read(fd, (char *)data + got, length - got);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail("read");
		if (!count)
			break;
		got += count;
	}
	return got;
}

int read_fd(int fd, const char *name, struct buffer *buffer, size_t limit)
{
	char chunk[16384];
	ssize_t count;

	while ((count = read_full(fd, chunk, sizeof(chunk))) > 0) {
		if (buffer->length + count > limit)
			return fail_plain("%s: larger than %zu bytes", name, limit);
		buffer_add(buffer, chunk, count);
	}
	if (count < 0)
		return fail("read %s", name);
	buffer_add(buffer, "", 0);
	return 0;
}

int read_file(const char *path, struct buffer *buffer, size_t limit)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return fail("open %s", path);
	result = read_fd(fd, path, buffer, limit);
	close(fd);
	return result;
}

int read_line_of(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	text[0] = '\0';
	if (fd < 0)
		return fail("open %s", path);
	count = read_full(fd, text, size - 1);
	close(fd);
	if (count < 0)
		return fail_in("%s", path);
	text[count] = '\0';
	if (count && text[count - 1] == '\n')
		text[count - 1] = '\0';
	return 0;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int result;

	if (fd < 0)
		return fail("open %s", path);
	result = write_all(fd, text, strlen(text));
	if (close(fd) < 0 && result == 0)
		result = fail("write %s", path);
	else if (result < 0)
		fail_in("%s", path);
	return result;
}

/* What the kernel may copy by itself; 0 when it will not for these two, negative on failure. */
static ssize_t copy_in_kernel(int from, int to, size_t length)
{
	ssize_t count = copy_file_range(from, NULL, to, NULL, length, 0);

	if (count > 0)
		return count;
	return sendfile(to, from, NULL, length);
}

int64_t copy_fd(int from, const char *from_name, int to, const char *to_name, uint64_t length)
{
	static char chunk[1 << 17];
	uint64_t left = length ? length : UINT64_MAX, total = 0;
	bool in_kernel = true;

	while (left) {
		ssize_t count = 0;

		if (in_kernel)
			count = copy_in_kernel(from, to, MIN(left, 1u << 30));
		if (count <= 0) {
			/* Not for these files, or at the end, or an error: read() tells which. */
			in_kernel = false;
			count = read(from, chunk, MIN(left, sizeof(chunk)));
			if (count < 0 && errno == EINTR)
				continue;
			if (count < 0)
				return fail("read %s", from_name);
			if (!count)
				break;
			if (write_all(to, chunk, count) < 0)
				return fail("write %s", to_name);
		}
		left -= count;
		total += count;
	}
	return total;
}

int make_folders(const char *path)
{
	char part[4096];
	size_t length = 0;

	if (!text_copy(part, sizeof(part), path))
		return fail_plain("%.60s...: name too long", path);
	for (;;) {
		length += strspn(path + length, "/");
		length += strcspn(path + length, "/");
		part[length] = '\0';
		if (part[0] && mkdir(part, 0755) < 0 && errno != EEXIST)
			return fail("mkdir %s", part);
		if (!path[length])
			return 0;
		part[length] = '/';
	}
}

void output_in_bulk(void)
{
	static char gathered[1 << 16];

	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, gathered, _IOFBF, sizeof(gathered));
}

void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
