/* SPDX-License-Identifier: MIT */
/* The bytes of a copied file: shared blocks, holes, or plain copying. */
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/copy.h"

enum { BLOCK = 4096, CHUNK = 1 << 17 };

/* Between two offsets in both files. */
static int copy_range(int from, const char *from_name, int to, const char *to_name, off_t start,
		      off_t end)
{
	if (lseek(from, start, SEEK_SET) < 0)
		return fail("cannot lseek %s", quote(from_name));
	if (lseek(to, start, SEEK_SET) < 0)
		return fail("cannot lseek %s", quote(to_name));
	return copy_fd(from, from_name, to, to_name, end - start) < 0 ? -1 : 0;
}

/* Where the filesystem says there is data; the rest stays a hole. */
static int copy_extents(int from, const char *from_name, int to, const char *to_name, off_t size)
{
	off_t start = 0, end;

	while (start < size) {
		start = lseek(from, start, SEEK_DATA);
		if (start < 0 && errno == ENXIO)
			break;
		if (start < 0)
			return fail("cannot lseek %s", quote(from_name));
		end = lseek(from, start, SEEK_HOLE);
		if (end < 0)
			return fail("cannot lseek %s", quote(from_name));
		if (end > start && copy_range(from, from_name, to, to_name, start, end) < 0)
			return -1;
		start = end;
	}
	/* The last hole has no byte that could be written. */
	size = MAX(size, lseek(from, 0, SEEK_END));
	return ftruncate(to, size) < 0 ? fail("failed to extend %s", quote(to_name)) : 0;
}

static bool is_zero(const char *data, size_t length)
{
	return !data[0] && memcmp(data, data + 1, length - 1) == 0;
}

/* Make a hole of every block of zeros. */
static int copy_with_holes(int from, const char *from_name, int to, const char *to_name)
{
	char *chunk = xmalloc(CHUNK);
	ssize_t count;
	off_t end = 0;
	int result = 0;

	while (result == 0 && (count = read_full(from, chunk, CHUNK)) != 0) {
		if (count < 0)
			result = fail("error reading %s", quote(from_name));
		for (ssize_t at = 0, n; at < count && result == 0; at += n) {
			n = MIN(BLOCK, count - at);
			if (is_zero(chunk + at, n))
				result = lseek(to, n, SEEK_CUR) < 0 ? -1 : 0;
			else
				result = write_all(to, chunk + at, n);
			if (result < 0)
				fail("error writing %s", quote(to_name));
		}
		end += count;
	}
	free(chunk);
	if (result == 0 && ftruncate(to, end) < 0)
		result = fail("failed to extend %s", quote(to_name));
	return result;
}

int copy_data(int from, const char *from_name, int to, const char *to_name,
	      const struct stat *status, enum copy_when sparse, enum copy_when reflink)
{
	bool is_regular = S_ISREG(status->st_mode);
	bool has_holes = is_regular && status->st_blocks < status->st_size / 512;

	if (reflink != COPY_NEVER && is_regular) {
		if (ioctl(to, FICLONE, from) == 0)
			return 0;
		if (reflink == COPY_ALWAYS)
			return fail("failed to clone %s from %s", quote(to_name),
				    quote(from_name));
	}
	if (sparse == COPY_ALWAYS)
		return copy_with_holes(from, from_name, to, to_name);
	if (sparse == COPY_AUTO && has_holes && lseek(from, 0, SEEK_HOLE) >= 0)
		return copy_extents(from, from_name, to, to_name, status->st_size);
	lseek(from, 0, SEEK_SET);
	if (copy_fd(from, from_name, to, to_name, 0) < 0)
		return fail("error copying %s to %s", quote(from_name), quote(to_name));
	return 0;
}
