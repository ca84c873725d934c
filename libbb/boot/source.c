/* SPDX-License-Identifier: MIT */
/* Sources, looked at. */
#include "boot/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/mirrors.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/image_size.h"
#include "http/fetch.h"
#include "http/url.h"

char *source_basename(const char *name)
{
	struct url url;
	char *base;

	if (url_is_local(name)) {
		const char *slash = strrchr(name, '/');

		return xstrdup(slash ? slash + 1 : name);
	}
	if (url_parse(name, &url) < 0)
		return xstrdup("image");	/* nothing will be fetched from it */
	base = url_file_name(&url);
	url_free(&url);
	return base;
}

static int choose_way(struct source *source)
{
	switch (source->kind) {
	case IMAGE_IPXE:
		source->way = SOURCE_SCRIPT;
		return 0;
	case IMAGE_BZIMAGE:
	case IMAGE_EFI:
		source->way = SOURCE_KERNEL;
		return 0;
	case IMAGE_SQUASHFS:
	case IMAGE_EROFS:
	case IMAGE_EXT:
	case IMAGE_XFS:
	case IMAGE_BTRFS:
	case IMAGE_ISO9660:
		source->way = SOURCE_IMAGE;
		return 0;
	case IMAGE_TAR:
	case IMAGE_CPIO:
	case IMAGE_GZIP:
	case IMAGE_XZ:
	case IMAGE_ZSTD:
		source->way = SOURCE_ARCHIVE;
		return 0;
	case IMAGE_LZ4:
	case IMAGE_BZIP2:
		return fail_plain("%s is %s, which is not unpacked here: pack it by gzip, xz or "
				  "zstd, or as squashfs", source->name, probe_name(source->kind));
	case IMAGE_HTML:
		return fail_plain("%s looks like HTML: did the server send an error page?",
				  source->name);
	default:
		return fail_plain("%s is no boot script, kernel, root image or archive: "
				  "it looks like %s", source->name, probe_name(source->kind));
	}
}

static int take_head(struct source *source, const struct buffer *head)
{
	const char *data = head->data ? head->data : "";
	char has[16], wants[16];

	source->kind = probe_bytes(data, head->length);
	if (choose_way(source) < 0)
		return -1;
	source->image_size = image_size(source->kind, data, head->length);
	if (source->size != UINT64_MAX && source->image_size > source->size)
		return fail_plain("%s is cut off: %s of the %s that its %s superblock tells of",
				  source->name, text_bytes(source->size, has),
				  text_bytes(source->image_size, wants), probe_name(source->kind));
	return 0;
}

static int read_local(const char *name, struct buffer *head, uint64_t *size)
{
	char *path = url_local_path(name), block[PROBE_SIZE];
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct stat status;
	ssize_t length = -1;

	if (!path)
		return -1;
	if (fd < 0 || fstat(fd, &status) < 0)
		fail("open %s", path);
	else if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		fail_plain("%s is no file", path);
	else if ((length = read_full(fd, block, sizeof(block))) < 0)
		fail("read %s", path);
	else
		*size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : UINT64_MAX;
	if (length > 0)
		buffer_add(head, block, length);
	close_fd(&fd);
	free(path);
	return length < 0 ? -1 : 0;
}

static int read_remote(const char *name, struct buffer *head, uint64_t *size)
{
	const char *urls[] = { name };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = -1 };
	struct fetch_stream *stream;
	const void *block;
	ssize_t length = 0;

	mirrors_add(&job);
	stream = fetch_open(&job);
	if (!stream)
		return -1;
	while (head->length < PROBE_SIZE && (length = fetch_read(stream, &block)) > 0)
		buffer_add(head, block, length);
	*size = job.size;
	fetch_close(stream);
	fetch_free(&job);
	return length < 0 ? -1 : 0;
}

int source_read_head(const char *name, struct buffer *head, uint64_t *size)
{
	return url_is_local(name) ? read_local(name, head, size) : read_remote(name, head, size);
}

int source_look(const char *name, struct source *source)
{
	struct buffer head = { 0 };
	int result;

	*source = (struct source){ .name = name, .local = url_is_local(name) };
	result = source_read_head(name, &head, &source->size);
	if (result == 0)
		result = take_head(source, &head);
	buffer_free(&head);
	return result;
}
