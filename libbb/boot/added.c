/* SPDX-License-Identifier: MIT */
/* Files added: straight to where they belong, no copy in between. */
#include "boot/added.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/in_root.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "http/url.h"

/* The colon before PATH: the last that a slash follows, and not the one of "http://". */
static const char *find_colon(const char *text)
{
	for (const char *at = text + strlen(text); at-- > text;)
		if (at[0] == ':' && at[1] == '/' && at[2] != '/' && at > text)
			return at;
	return NULL;
}

int added_parse(const char *text, struct added *added)
{
	const char *colon = find_colon(text);
	struct stat status;

	*added = (struct added){ .mode = 0644 };
	if (!colon || !colon[2] || text_ends_with(text, "/"))
		return fail_plain("--add %s: want FILE:PATH, PATH beginning with a slash", text);
	added->from = xstrndup(text, colon - text);
	added->path = xstrdup(colon + 1);
	if (!url_is_local(added->from))
		return 0;
	if (stat(added->from, &status) < 0 || !S_ISREG(status.st_mode)) {
		if (errno && access(added->from, F_OK) < 0)
			fail("--add: open %s", added->from);
		else
			fail_plain("--add: %s is no file", added->from);
		added_free(added);
		return -1;
	}
	added->mode = status.st_mode & 07777;
	return 0;
}

void added_free(struct added *added)
{
	free(added->from);
	free(added->path);
	*added = (struct added){ 0 };
}

int added_check_member(const char *from, uint64_t size)
{
	char text[16];

	if (size == UINT64_MAX || size <= ADDED_MEMBER_LIMIT)
		return 0;
	return fail_plain("%s is %s: a file in an initrd must be below 4 GiB, for the kernel's "
			  "cpio format has 32 bits for its size", from, text_bytes(size, text));
}

static int64_t fill(const struct added *added, int to, struct progress *progress)
{
	const char *urls[] = { added->from };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = to, .progress = progress };
	int64_t length;

	if (trusted_hold(&job) < 0)
		return -1;
	length = fetch(&job) < 0 ? -1 : (int64_t)job.received;
	fetch_free(&job);
	return length;
}

int64_t added_put(const struct added *added, const char *root, struct progress *progress)
{
	int fd = in_root_create(root, added->path, added->mode);
	int64_t length;

	if (fd < 0)
		return fd;
	length = fill(added, fd, progress);
	if (close(fd) < 0 && length >= 0)
		length = fail("write %s in %s", added->path, root);
	if (length < 0)
		in_root_remove(root, added->path);	/* half a file is none */
	return length;
}

void added_lines(const struct added *added, const char *root, struct buffer *lines)
{
	const char *slash = strrchr(added->path, '/');
	char *path = xasprintf("%s%s", root, added->path);
	char *folder = xasprintf("%s%.*s", root, (int)(slash - added->path), added->path);
	char *to = text_shell_quote(path), *above = text_shell_quote(folder);
	char *from = text_shell_quote(added->from);

	buffer_format(lines, "mkdir -p %s\nrm -f %s\n", above, to);
	if (url_is_local(added->from)) {
		trusted_line(added->from, lines);
		buffer_format(lines, "cp %s %s\n", from, to);
	} else {
		buffer_format(lines, "wget%s -O %s %s\n", trusted_words(added->from), to, from);
	}
	free(path);
	free(folder);
	free(to);
	free(above);
	free(from);
}
